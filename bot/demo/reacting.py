"""What somebody does with a reply: nothing mostly; chooses, says whether it helped, sends it to a person."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bot.core.catalogue import Catalogue
from bot.core.dialogue.moves import GiveFeedback, Move, PickChoice, PickSystem, SendHandoff, Verdict
from bot.core.matching import Kind
from bot.core.reply import Answer, ClarifyChoice, ClarifySystem, Fallback, HandoffOffer, OutOfScope, Reply
from bot.demo.planning import Planned

SAYS_WHETHER = 0.27  # of those who get an answer
HELPED, HELPED_WRONGLY, HELPED_IN_TROUBLE = 0.86, 0.12, 0.25  # of those who say
REASONS: dict[Verdict, float] = {"not_helpful": 3, "wrong": 4, "outdated": 2, "unclear": 3, "other_system": 1}
SENDS_AFTER_ANSWER, SENDS_FIRST_OFFERED, SENDS_GAP, SENDS_TOPIC, SENDS_OTHER = 0.015, 0.16, 0.22, 0.3, 0.04
SENDS_AFTER_NONE = 0.25
PICKS_RIGHT, NONE_FITS, PICKS_ANY = 0.7, 0.6, 0.15
NAMES_SYSTEM, DOES_NOT_KNOW = 0.72, 0.05


def reaction(
    planned: Planned, reply: Reply, *, in_trouble: bool, catalogue: Catalogue, chance: random.Random
) -> list[Move]:
    """What the asker presses, in order. `in_trouble` when the system the question is about has a bad week."""
    person = _Person(planned, catalogue, in_trouble, chance)
    match reply:
        case Answer():
            return list(person.after_answer(reply))
        case ClarifyChoice(candidates=candidates):
            return list(person.after_choice(candidates))
        case ClarifySystem(procedure=procedure):
            return list(person.after_system(procedure))
        case HandoffOffer():
            return list(person.sends(SENDS_GAP if planned.subject.sort == "gap" else SENDS_TOPIC))
        case Fallback() | OutOfScope():
            return list(person.sends(SENDS_OTHER))
        case _:
            return []


class _Person:
    """One asker with a reply before them."""

    def __init__(self, planned: Planned, catalogue: Catalogue, in_trouble: bool, chance: random.Random) -> None:
        self._planned = planned
        self._catalogue = catalogue
        self._in_trouble = in_trouble
        self._chance = chance

    def after_answer(self, answer: Answer) -> Iterator[Move]:
        """Says whether it helped, or sends it on."""
        yield from self._says(self._fits(answer.article))
        yield from self.sends(SENDS_FIRST_OFFERED if answer.handoff_first else SENDS_AFTER_ANSWER)

    def after_choice(self, candidates: tuple[str, ...]) -> Iterator[Move]:
        """Picks what was meant, 'none of these', or anything."""
        right = next((one for one in candidates if self._fits(one)), None)
        if right is not None and self._chance.random() < PICKS_RIGHT:
            yield from self._picks(right)
        elif right is None and self._chance.random() < NONE_FITS:
            yield PickChoice(None)
            yield from self.sends(SENDS_AFTER_NONE)
        elif self._chance.random() < PICKS_ANY:
            yield from self._picks(self._chance.choice(candidates))

    def after_system(self, procedure: str) -> Iterator[Move]:
        """Names the system, or does not know."""
        if self._chance.random() < NAMES_SYSTEM:
            yield PickSystem(self._planned.asker.systems[0])
            yield from self._says(self._fits(procedure))
        elif self._chance.random() < DOES_NOT_KNOW:
            yield PickSystem(None)
            yield from self.sends(SENDS_AFTER_NONE)

    def sends(self, share: float) -> Iterator[Move]:
        """Sends it to a person, or does not."""
        if self._chance.random() < share:
            yield SendHandoff()

    def _picks(self, article: str) -> Iterator[Move]:
        yield PickChoice(article)
        system, _ = self._catalogue.split(article)
        topic = self._catalogue.topic_of(article)
        if system is not None or (topic is not None and topic.kind is Kind.ARTICLE):
            yield from self._says(self._fits(article))

    def _fits(self, article: str) -> bool:
        """Whether an answer is about what was asked."""
        return self._planned.subject.id in (article, self._catalogue.split(article)[1])

    def _says(self, is_right: bool) -> Iterator[Move]:
        if self._chance.random() > SAYS_WHETHER:
            return
        helped = HELPED if is_right else HELPED_WRONGLY
        if self._in_trouble:
            helped = min(helped, HELPED_IN_TROUBLE)
        if self._chance.random() < helped:
            yield GiveFeedback("helpful")
        else:
            yield GiveFeedback(self._chance.choices(list(REASONS), list(REASONS.values()))[0])
