"""Lead a person through 'must I journal this?': ask only what is unknown, end in a verdict they can copy.

The tree is content (`knowledge/guides/`), after §§ 13 and 15 of offentlighedsloven and the ESDH strategy. Options set
facts; an option whose facts are all known is taken without asking. Verdicts add up: an option may earn one and go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.core.texts import Basis, Bilingual, Slug, Strict, Text
from bot.errors import GuideError

LeafId = Annotated[str, StringConstraints(pattern=r"^L\d+[a-z]?$")]
Code = Literal["N", "J", "JI", "H", "B", "0", "A", "P", "?"]
"""N note · J journal · JI journal an internal final document · H health record · B ask the archive · 0 no duty ·
A access to files · P breach · ? ask."""


class Option(Strict):
    """One way to answer a step: the facts it settles, the verdict it earns, the step it goes on to."""

    id: Slug
    label: Bilingual
    sets: dict[Slug, Slug] = Field(min_length=1)
    leaf: LeafId | None = None
    step: Slug | None = None

    def is_known_from(self, facts: Mapping[str, str]) -> bool:
        """All that this option says is already among the facts."""
        return self.sets.items() <= facts.items()

    def contradicts(self, facts: Mapping[str, str]) -> bool:
        """This option says something else than the facts do."""
        return any(facts.get(fact, value) != value for fact, value in self.sets.items())


class Step(Strict):
    """One question with its options."""

    id: Slug
    question: Bilingual
    help: Bilingual | None = None
    options: tuple[Option, ...] = Field(min_length=2)

    def option(self, option_id: str) -> Option:
        """The option called `option_id`; GuideError when it is not offered."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise GuideError(f"step {self.id} does not offer {option_id}")

    def decided_by(self, facts: Mapping[str, str]) -> Option | None:
        """The option that the facts settle, if they do."""
        return next((option for option in self.options if option.is_known_from(facts)), None)

    def narrowed_by(self, facts: Mapping[str, str]) -> Step:
        """The same question without the options that the facts rule out; all of them when they rule out every one."""
        fitting = tuple(option for option in self.options if not option.contradicts(facts))
        return self.model_copy(update={"options": fitting or self.options})


class Leaf(Strict):
    """A verdict. `holds`: nothing may be removed, so a later verdict shows its `do_while_held` in place of its `do`."""

    id: LeafId
    code: Code
    verdict: Bilingual
    why: Bilingual
    do: Bilingual
    do_while_held: Bilingual | None = None
    basis: tuple[Basis, ...] = Field(min_length=1)
    ask: Slug
    on_case: bool = False
    holds: bool = False


class Where(Strict):
    """Where to put it: with `{place}` when the asker's system is known."""

    known: Bilingual
    unknown: Bilingual


class ReceiptLabels(Strict):
    """The headings of the receipt."""

    heading: Bilingual
    date: Bilingual
    verdict: Bilingual
    reasons: Bilingual
    prefilled: Bilingual
    basis: Bilingual
    applies_to: Bilingual
    where: Bilingual
    version: Bilingual


class FactWords(Strict):
    """Phrases that fill one fact, by value; a phrase in `doubt` leaves the fact open."""

    doubt: tuple[Text, ...] = ()
    values: dict[Slug, tuple[Text, ...]]


class Words(Strict):
    """What can be read from an utterance; a phrase just after a negation does not count."""

    negations: tuple[Text, ...] = ()
    facts: dict[Slug, FactWords] = Field(default_factory=dict)


class Guide(Strict):
    """The decision tree; it begins at the first step. `checks` and `where` follow a verdict that is put on a case."""

    title: Bilingual
    intro: Bilingual
    steps: tuple[Step, ...] = Field(min_length=1)
    leaves: tuple[Leaf, ...] = Field(min_length=1)
    checks: tuple[Bilingual, ...] = Field(min_length=1)
    where: Where
    receipt: ReceiptLabels
    words: Words

    def step(self, step_id: str) -> Step:
        """The step called `step_id`; GuideError when there is none."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise GuideError(f"no step {step_id}")

    def leaf(self, leaf_id: str) -> Leaf:
        """The leaf called `leaf_id`; GuideError when there is none."""
        for leaf in self.leaves:
            if leaf.id == leaf_id:
                return leaf
        raise GuideError(f"no leaf {leaf_id}")

    def vocabulary(self) -> dict[str, frozenset[str]]:
        """Every fact the options settle, with its possible values."""
        values: dict[str, set[str]] = {}
        for step in self.steps:
            for option in step.options:
                for fact, value in option.sets.items():
                    values.setdefault(fact, set()).add(value)
        return {fact: frozenset(known) for fact, known in values.items()}


class Answer(Strict):
    """What the person chose at one step."""

    step: Slug
    option: Slug


class GuideState(Strict):
    """Where a person is: facts filled in beforehand, and their own answers in order. Stored as JSON."""

    known: dict[Slug, Slug] = Field(default_factory=dict)
    answers: tuple[Answer, ...] = ()


class Reason(Strict):
    """A question with its answer, in order; `prefilled` when the person was not asked."""

    question: Bilingual
    answer: Bilingual
    prefilled: bool


class Outcome(Strict):
    """The end: one verdict, or several where the tree says 'also', with the reasons given."""

    leaves: tuple[Leaf, ...]
    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> tuple[Code, ...]:
        """The outcome codes of the verdicts, in order, for the log."""
        return tuple(leaf.code for leaf in self.leaves)

    @property
    def belongs_on_case(self) -> bool:
        """Something is to be put on a case, so the checks and the place follow."""
        return any(leaf.on_case for leaf in self.leaves)

    def advice(self, leaf: Leaf) -> Bilingual:
        """What to do now for `leaf`, given that another verdict may forbid removing anything."""
        held = any(other.holds for other in self.leaves)
        return leaf.do_while_held if held and leaf.do_while_held is not None else leaf.do


def start(guide: Guide, known: Mapping[str, str]) -> GuideState:
    """The state before the first question; `known` holds facts from the utterance and the article (fact → value).

    Raises GuideError for a fact or value that no option of the guide sets.
    """
    vocabulary = guide.vocabulary()
    for fact, value in known.items():
        if value not in vocabulary.get(fact, frozenset()):
            raise GuideError(f"the guide has no fact {fact}: {value}")
    return GuideState(known=dict(known))


def next_step(guide: Guide, state: GuideState) -> Step | Outcome:
    """The next question, with only the options still possible, or the end.

    Raises GuideError when the answers do not fit the guide, as when it was changed since they were given.
    """
    facts = dict(state.known)
    waiting = list(state.answers)
    taken: list[tuple[Step, Option, bool]] = []
    step_id: str | None = guide.steps[0].id
    while step_id is not None:
        step = _unvisited(guide.step(step_id), taken)
        option = step.decided_by(facts)
        prefilled = option is not None
        if option is None:
            step = step.narrowed_by(facts)
            if not waiting:
                return step
            option = _chosen(step, waiting.pop(0))
        facts.update(option.sets)
        taken.append((step, option, prefilled))
        step_id = option.step
    if waiting:
        raise GuideError(f"answered {waiting[0].step} after the end")
    return _outcome(guide, taken)


def answer(guide: Guide, state: GuideState, step_id: str, option_id: str) -> GuideState:
    """The state after choosing `option_id`; GuideError unless `step_id` is the question now open and offers it."""
    asked = next_step(guide, state)
    if isinstance(asked, Outcome) or asked.id != step_id:
        raise GuideError(f"step {step_id} is not the open question")
    chosen = Answer(step=step_id, option=asked.option(option_id).id)
    return state.model_copy(update={"answers": (*state.answers, chosen)})


def back(guide: Guide, state: GuideState) -> GuideState:
    """One answer back; before the first answer, what was filled in beforehand is forgotten, so that it can be asked."""
    next_step(guide, state)  # a state that does not fit the guide is refused here as everywhere
    if state.answers:
        return state.model_copy(update={"answers": state.answers[:-1]})
    return GuideState()


def every_path(guide: Guide, known: Mapping[str, str] | None = None) -> Iterator[tuple[GuideState, Outcome]]:
    """Every way through the guide, with its end."""
    unfinished = [start(guide, known or {})]
    while unfinished:
        state = unfinished.pop()
        asked = next_step(guide, state)
        if isinstance(asked, Outcome):
            yield state, asked
        else:
            unfinished.extend(answer(guide, state, asked.id, option.id) for option in reversed(asked.options))


def _unvisited(step: Step, taken: Iterable[tuple[Step, Option, bool]]) -> Step:
    if any(visited.id == step.id for visited, _, _ in taken):
        raise GuideError(f"the guide goes in a circle at {step.id}")
    return step


def _chosen(step: Step, given: Answer) -> Option:
    if given.step != step.id:
        raise GuideError(f"answered {given.step} where {step.id} was asked")
    return step.option(given.option)


def _outcome(guide: Guide, taken: Iterable[tuple[Step, Option, bool]]) -> Outcome:
    leaves: dict[str, Leaf] = {}
    reasons: list[Reason] = []
    for step, option, prefilled in taken:
        reasons.append(Reason(question=step.question, answer=option.label, prefilled=prefilled))
        if option.leaf is not None:
            leaves[option.leaf] = guide.leaf(option.leaf)
    return Outcome(leaves=tuple(leaves.values()), reasons=tuple(reasons))
