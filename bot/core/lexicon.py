"""Find what a text names: our systems, document types and other people's systems."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.core.folding import SYSTEM_MARK, fold, words

_ENDINGS = ("s", "en", "et", "er", "ens", "ets", "erne")
_LONGEST_NAME = 3
_SHORTEST_FUZZY = 4
_LETTERS_PER_SLIP = 4  # one slip in 4-7 letters, two in 8 and more


@dataclass(frozen=True)
class Found:
    """What was recognised, and the words that are left with system names replaced by one mark."""

    words: tuple[str, ...]
    systems: tuple[str, ...]
    document_types: tuple[str, ...]
    other_systems: tuple[str, ...]
    guessed: bool = False


@dataclass(frozen=True)
class Lexicon:
    """The names and words the content knows, folded; each name maps to the id it stands for.

    `asides` are sentences that say nothing of what is asked, one space between their words.
    """

    systems: Mapping[str, str]
    document_types: Mapping[str, str] = field(default_factory=dict)
    other_systems: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    asides: Sequence[str] = ()

    def find(self, text: str, *, known: Container[str]) -> Found:
        """What `text` names; `known` holds the ordinary words that are never a misspelt system.

        A system is found by exact name first (a word nobody knows may be a name with a Danish ending), then by spelling
        (optimal string alignment) among words nobody knows; when two systems are equally near, none is chosen: a wrong
        system is never answered.
        """
        tokens, spans, guessed = self._systems_in(text, known)
        left = tuple(_marked(tokens, spans))
        return Found(
            words=left,
            systems=tuple(dict.fromkeys(system for _, system in spans.values())),
            document_types=self._document_names.named(left),
            other_systems=self._other_names.named(left),
            guessed=guessed,
        )

    def words_of(self, text: str, *, known: Container[str]) -> tuple[str, ...]:
        """The words of `find` alone."""
        tokens, spans, _ = self._systems_in(text, known)
        return tuple(_marked(tokens, spans))

    @cached_property
    def _system_names(self) -> _Names:
        return _Names(self.systems)

    @cached_property
    def _document_names(self) -> _Names:
        return _Names(self.document_types)

    @cached_property
    def _other_names(self) -> _Names:
        return _Names(self.other_systems)

    def _systems_in(self, text: str, known: Container[str]) -> tuple[list[str], dict[int, tuple[int, str]], bool]:
        """The words, the systems among them by where they begin, and whether their spelling had to be guessed."""
        tokens = self._expanded(fold(text))
        exact = dict(self._system_names.spans(tokens, known=known))
        if exact:
            return tokens, exact, False
        guessed = dict(self._misspelt(tokens, known))
        return tokens, guessed, bool(guessed)

    def _expanded(self, folded: str) -> list[str]:
        expanded: list[str] = []
        for token in words(folded):
            full = self.abbreviations.get(token)
            expanded.extend(full.split() if full else (token,))
        return expanded

    def _misspelt(self, tokens: Sequence[str], known: Container[str]) -> Iterator[tuple[int, tuple[int, str]]]:
        if all(token in known for token in tokens):
            return
        names = list(self.systems)
        taken: set[int] = set()
        for start, length, window in _windows(tokens, longest=2):
            place = range(start, start + length)
            if len(window) < _SHORTEST_FUZZY or any(tokens[at] in known or at in taken for at in place):
                continue
            slips = min(2, len(window) // _LETTERS_PER_SLIP)
            near = process.extract(window, names, scorer=OSA.distance, score_cutoff=slips, limit=5)
            nearest = {self.systems[name] for name, distance, _ in near if distance == near[0][1]}
            if len(nearest) == 1:
                taken.update(place)
                yield start, (length, nearest.pop())


def folded_names(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """id → spellings, turned into folded spelling → id, words joined by one space."""
    return {" ".join(words(fold(name))): key for key, spellings in names.items() for name in spellings}


def _windows(
    tokens: Sequence[str], *, longest: int, beginnings: Container[str] | None = None
) -> Iterator[tuple[int, int, str]]:
    """Runs of words, long ones first; given `beginnings`, those whose first two letters are among them."""
    starts = [at for at, token in enumerate(tokens) if beginnings is None or token[:2] in beginnings]
    for length in range(longest, 0, -1):
        for start in starts:
            if start + length <= len(tokens):
                yield start, length, " ".join(tokens[start : start + length])


class _Names:
    """Names that stand exactly so in a text, by id; where they may begin is worked out once."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        self.ids = ids
        self.beginnings = frozenset(name[:2].rstrip() for name in ids)

    def spans(self, tokens: Sequence[str], *, known: Container[str] = ()) -> Iterator[tuple[int, tuple[int, str]]]:
        """Where each name begins, how many words it has, and its id; `known` are never names with an ending."""
        taken: set[int] = set()
        for start, length, window in _windows(tokens, longest=_LONGEST_NAME, beginnings=self.beginnings):
            key = self.ids.get(window)
            if key is None:
                key = _with_ending(window, self.ids)
                if key is not None and tokens[start + length - 1] in known:  # an ordinary noun
                    key = None
            if key is not None and taken.isdisjoint(range(start, start + length)):
                taken.update(range(start, start + length))
                yield start, (length, key)

    def named(self, tokens: Sequence[str]) -> tuple[str, ...]:
        """The ids in the order they are named."""
        return tuple(dict.fromkeys(key for _, (_, key) in sorted(self.spans(tokens))))


def _with_ending(window: str, names: Mapping[str, str]) -> str | None:
    if not window.endswith(_ENDINGS):
        return None
    for ending in _ENDINGS:
        stem = window.removesuffix(ending)
        if stem != window and stem in names:
            return names[stem]
    return None


def _marked(tokens: Sequence[str], spans: Mapping[int, tuple[int, str]]) -> Iterator[str]:
    skip = 0
    for index, token in enumerate(tokens):
        if index in spans:
            skip = spans[index][0]
            yield SYSTEM_MARK
        if skip:
            skip -= 1
        else:
            yield token
