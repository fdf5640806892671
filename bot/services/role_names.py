"""Find the role, system and department that somebody means by a word, or say what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bot.content.snapshot import Library
from bot.core.folding import fold
from bot.services.ports import EDITOR, Holding

NEAR = 60.0  # similarity (0–100) from which a word is worth suggesting
EDITOR_WORDS = (EDITOR, "redaktør")


@dataclass(frozen=True)
class RoleProblem:
    """One thing that is wrong: the phrase `key` with its `values`; `line` is that of a file, 0 where there is none."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    line: int = 0


class RoleNames:
    """The words for roles, systems and departments: ids, names in both languages, and what else they are called."""

    def __init__(self, library: Library) -> None:
        organisation = library.organisation
        self._scopes: dict[str, str] = {key: role.scope for key, role in organisation.roles.items()}
        self._scopes[EDITOR] = "central"
        self._roles = _known(
            {
                EDITOR: EDITOR_WORDS,
                **{key: (key, role.name.da, role.name.en) for key, role in organisation.roles.items()},
            }
        )
        self._systems = _known({slug: (system.name, slug, *system.aliases) for slug, system in library.systems.items()})
        self._departments = _known(
            {
                key: (department.name.da, key, department.name.en, *department.aliases)
                for key, department in organisation.departments.items()
            }
        )

    def holding(self, role: str, system: str = "", department: str = "") -> Holding | list[RoleProblem]:
        """The role that is meant, or everything that is wrong with it; '' is a place that was left empty."""
        key = self._roles.find(role)
        if key is None:
            return [_unknown("role", role, self._roles) if role else RoleProblem("roles.problem.no_role")]
        scope = self._scopes[key]
        places = (
            ("system", system, self._systems, scope == "system"),
            ("department", department, self._departments, scope == "department"),
        )
        problems = [
            problem
            for kind, given, known, is_wanted in places
            for problem in _place_problems(kind, given, known, is_wanted=is_wanted, role=key)
        ]
        if problems:
            return problems
        return Holding(key, system=self._systems.find(system), department=self._departments.find(department))


@dataclass(frozen=True)
class _Known:
    """Folded words to ids, and to the words people read."""

    ids: Mapping[str, str]
    shown: Mapping[str, str]

    def find(self, given: str) -> str | None:
        return self.ids.get(fold(given))

    def nearest(self, given: str) -> str:
        """The word people read that is most like `given`; '' when none is near."""
        found = process.extractOne(fold(given), list(self.ids), scorer=fuzz.ratio, score_cutoff=NEAR)
        return self.shown[self.ids[found[0]]] if found else ""


def _known(words: Mapping[str, Iterable[str]]) -> _Known:
    """The first word of each is the one that is shown; a word that two share means the first of them."""
    ids: dict[str, str] = {}
    shown: dict[str, str] = {}
    for key, names in words.items():
        for name in names:
            shown.setdefault(key, name)
            ids.setdefault(fold(name), key)
    return _Known(ids, shown)


def _place_problems(kind: str, given: str, known: _Known, *, is_wanted: bool, role: str) -> Iterator[RoleProblem]:
    if given and not is_wanted:
        yield RoleProblem(f"roles.problem.{kind}_not_wanted", {"role": role, "given": given})
    elif is_wanted and not given:
        yield RoleProblem(f"roles.problem.{kind}_missing", {"role": role})
    elif given and known.find(given) is None:
        yield _unknown(kind, given, known)


def _unknown(kind: str, given: str, known: _Known) -> RoleProblem:
    return RoleProblem(f"roles.problem.{kind}_unknown", {"given": given, "near": known.nearest(given)})
