"""Find what is wrong with the decision guide, as sentences that tell an editor what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from bot.core.guide import Guide, GuideState, Leaf, Option, Outcome, every_path
from bot.core.texts import Bilingual

MOST_QUESTIONS = 6
LONGEST_LABEL = 75
"""Characters; Slack refuses a longer button text."""
LONGEST_VERDICT = 20
"""Words; `knowledge/README.md`, rule 1."""

_BOLD_START = re.compile(r"^\*\*([^*]+)\*\*")
_REMOVES = re.compile(r"\b(slet|smid|kassér)", re.IGNORECASE)

Location = tuple[str | int, ...]
Path = tuple[GuideState, Outcome]


@dataclass(frozen=True)
class GuideProblem:
    """One finding: where in the file (keys and list positions), and a Danish sentence."""

    at: Location
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def problems(guide: Guide) -> list[GuideProblem]:
    """Everything wrong with the guide; empty when it can be used. The paths are walked only when the tree is sound."""
    broken = [*_repeated_ids(guide), *_dangling(guide), *_circles(guide)]
    texts = [*_unknown_words(guide), *_long_labels(guide), *_verdicts(guide)]
    if broken:
        return [*broken, *texts]
    paths = list(every_path(guide))
    return [*_unreached(guide, paths), *_long_paths(paths), *_removes_what_is_held(guide, paths), *texts]


def _options(guide: Guide) -> Iterator[tuple[Location, str, Option]]:
    for number, step in enumerate(guide.steps):
        for position, option in enumerate(step.options):
            yield ("steps", number, "options", position), step.id, option


def _repeated_ids(guide: Guide) -> Iterator[GuideProblem]:
    yield from _repeated([step.id for step in guide.steps], ("steps",), "Spørgsmålet")
    yield from _repeated([leaf.id for leaf in guide.leaves], ("leaves",), "Afgørelsen")
    for number, step in enumerate(guide.steps):
        yield from _repeated([option.id for option in step.options], ("steps", number, "options"), "Svaret")


def _repeated(ids: list[str], at: Location, kind: str) -> Iterator[GuideProblem]:
    for position, name in enumerate(ids):
        if name in ids[:position]:
            yield GuideProblem((*at, position), f"{kind} '{name}' findes to gange. Giv det ene et andet id.")


def _dangling(guide: Guide) -> Iterator[GuideProblem]:
    steps = {step.id for step in guide.steps}
    leaves = {leaf.id for leaf in guide.leaves}
    for at, step_id, option in _options(guide):
        name = f"Svaret '{option.id}' i '{step_id}'"
        if option.step is None and option.leaf is None:
            yield GuideProblem(at, f"{name} fører ingen steder hen. Skriv 'leaf' eller 'step'.")
        if option.step is not None and option.step not in steps:
            yield GuideProblem(
                at, f"{name} fører til spørgsmålet '{option.step}', som ikke findes. Ret navnet, eller skriv det."
            )
        if option.leaf is not None and option.leaf not in leaves:
            yield GuideProblem(
                at, f"{name} fører til afgørelsen '{option.leaf}', som mangler. Skriv den, eller ret navnet."
            )


def _circles(guide: Guide) -> Iterator[GuideProblem]:
    onward = {step.id: {option.step for option in step.options if option.step} for step in guide.steps}
    try:
        TopologicalSorter(onward).prepare()
    except CycleError as error:
        circle = " → ".join(reversed(error.args[1]))
        yield GuideProblem(("steps",), f"Spørgsmålene går i ring ({circle}). Lad et af dem føre til en afgørelse.")


def _unreached(guide: Guide, paths: list[Path]) -> Iterator[GuideProblem]:
    steps = {answer.step for state, _ in paths for answer in state.answers}
    leaves = {leaf.id for _, outcome in paths for leaf in outcome.leaves}
    for number, step in enumerate(guide.steps):
        if step.id not in steps:
            sentence = f"Spørgsmålet '{step.id}' kan ikke nås. Lad et svar føre til det, eller fjern det."
            yield GuideProblem(("steps", number), sentence)
    for number, leaf in enumerate(guide.leaves):
        if leaf.id not in leaves:
            sentence = f"Afgørelsen '{leaf.id}' kan ikke nås. Lad et svar føre til den, eller fjern den."
            yield GuideProblem(("leaves", number), sentence)


def _long_paths(paths: list[Path]) -> Iterator[GuideProblem]:
    longest = max((state.answers for state, _ in paths), key=len)
    if len(longest) > MOST_QUESTIONS:
        way = " → ".join(answer.step for answer in longest)
        sentence = (
            f"En vej har {len(longest)} spørgsmål ({way}). Slå spørgsmål sammen, så der højst er {MOST_QUESTIONS}."
        )
        yield GuideProblem(("steps",), sentence)


def _removes_what_is_held(guide: Guide, paths: list[Path]) -> Iterator[GuideProblem]:
    held = {
        leaf.id
        for _, outcome in paths
        for leaf in outcome.leaves
        if _REMOVES.search(outcome.advice(leaf).da) and any(other.holds for other in outcome.leaves)
    }
    for number, leaf in enumerate(guide.leaves):
        if leaf.id in held:
            sentence = f"Afgørelsen '{leaf.id}' siger 'slet', hvor noget skal beholdes. Skriv 'do_while_held'."
            yield GuideProblem(("leaves", number), sentence)


def _unknown_words(guide: Guide) -> Iterator[GuideProblem]:
    vocabulary = guide.vocabulary()
    for fact, entry in guide.words.facts.items():
        for value in entry.values:
            if value not in vocabulary.get(fact, frozenset()):
                sentence = f"Ordene udfylder '{fact}: {value}', som intet svar bruger. Ret navnet, eller fjern ordene."
                yield GuideProblem(("words", "facts", fact, "values", value), sentence)


def _long_labels(guide: Guide) -> Iterator[GuideProblem]:
    for at, step_id, option in _options(guide):
        if max(len(option.label.da), len(option.label.en)) > LONGEST_LABEL:
            sentence = f"Svaret '{option.id}' i '{step_id}' er over {LONGEST_LABEL} tegn. Skriv det kortere."
            yield GuideProblem((*at, "label"), sentence)


def _verdicts(guide: Guide) -> Iterator[GuideProblem]:
    for number, leaf in enumerate(guide.leaves):
        if not _concludes_first(leaf):
            sentence = (
                f"Afgørelsen '{leaf.id}' skal begynde med konklusionen: én sætning med fed (**…**), "
                f"højst {LONGEST_VERDICT} ord, på begge sprog."
            )
            yield GuideProblem(("leaves", number, "verdict"), sentence)


def _concludes_first(leaf: Leaf) -> bool:
    return all(_is_bold_and_short(text) for text in _languages(leaf.verdict))


def _languages(text: Bilingual) -> tuple[str, str]:
    return text.da, text.en


def _is_bold_and_short(text: str) -> bool:
    bold = _BOLD_START.match(text)
    return bold is not None and len(bold.group(1).split()) <= LONGEST_VERDICT
