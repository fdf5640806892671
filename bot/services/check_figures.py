"""Tell how many certain answers are wrong, week after week, and whether the bot's probabilities keep what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.content.expected import is_met
from bot.content.models import KnownQuestion
from bot.content.snapshot import Snapshot
from bot.core.catalogue import Catalogue
from bot.core.desk.checking import JudgedAnswer, Judgement, Promise, WrongRate, promises, wrong_rate
from bot.services.context import Services
from bot.services.held_roles import check_coordinator
from bot.services.ports import BlindCheck, Person, Work
from bot.services.trying import try_out

WEEKS_TOGETHER = 13  # a quarter: ten answers alone say next to nothing
FEWEST_JUDGED = 30  # answers from which an interval is worth showing
NO_ANSWER = ("out_of_scope", "handoff_offer")
"""What a wrong answer may should have been instead of another answer: nothing of ours, or a person."""


@dataclass(frozen=True)
class RateAt:
    """The quarter that ends with a week."""

    week: str
    rate: WrongRate


@dataclass(frozen=True)
class CheckFigures:
    """What has been found: over time (oldest first), now, and what was promised beside what was right."""

    rates: tuple[RateAt, ...]
    promises: tuple[Promise, ...]

    @property
    def now(self) -> WrongRate | None:
        """The latest quarter; None before a week was closed."""
        return self.rates[-1].rate if self.rates else None

    @property
    def is_thin(self) -> bool:
        """Whether so few are judged that chance may say anything."""
        return self.now is None or self.now.right + self.now.wrong < FEWEST_JUDGED

    @property
    def broken(self) -> tuple[Promise, ...]:
        """The promises that chance alone does not explain, once there is enough to tell."""
        return () if self.is_thin else tuple(promise for promise in self.promises if promise.is_broken)

    @property
    def is_broken(self) -> bool:
        """Whether to warn: of all promises together, since of several apart one is soon outside by chance."""
        return bool(self.broken) and self.broken[-1] == self.promises[-1]


def see_figures(by: Person | None, *, services: Services) -> CheckFigures:
    """The figures of all weeks that are closed; `by` None is the operator.

    :raises NotAllowedError: when `by` is not the coordinator
    """
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        given = {week.week: week.answers for week in work.check_weeks()}
        judged = [_judged(check, check.judgement) for check in work.closed_checks() if check.judgement]
    weeks = sorted({answer.week for answer in judged})
    rates = tuple(
        RateAt(week, wrong_rate(_of(judged, weeks[max(0, at - WEEKS_TOGETHER + 1) : at + 1]), given))
        for at, week in enumerate(weeks)
    )
    return CheckFigures(rates, promises(_of(judged, weeks[-WEEKS_TOGETHER:])))


def known_from_checks(by: Person | None, *, services: Services) -> Sequence[KnownQuestion]:
    """The judged questions of closed weeks whose right reply is known, as the editors' gate keeps them.

    One that the content of now does not answer as it should is marked as failing.

    :raises NotAllowedError: when `by` is not the coordinator
    """
    snapshot = services.content.current()
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        wanted = list(_wanted(work, snapshot.catalogue))
    return [_marked(question, snapshot) for question in wanted]


def _judged(check: BlindCheck, judgement: Judgement) -> JudgedAnswer:
    return JudgedAnswer(check.week, judgement, check.probability)


def _of(judged: Sequence[JudgedAnswer], weeks: Sequence[str]) -> list[JudgedAnswer]:
    return [answer for answer in judged if answer.week in weeks]


def _wanted(work: Work, catalogue: Catalogue) -> Iterator[KnownQuestion]:
    """Each wording once: of the latest judgement."""
    found: dict[str, KnownQuestion] = {}
    for check in work.closed_checks():
        right = check.article if check.judgement is Judgement.RIGHT else check.wanted
        question = work.question(check.question_id)
        if question is not None and question.text and right and check.judgement is not Judgement.UNSURE:
            known = _known(question.text, right, catalogue)
            found |= {question.text: known} if known else {}
    yield from found.values()


def _known(text: str, right: str, catalogue: Catalogue) -> KnownQuestion | None:
    """None when what would be right is no longer in the content."""
    if right in NO_ANSWER:
        return KnownQuestion.model_validate({"question": text, "reply": right})
    if catalogue.topic_of(right) is None:
        return None
    system, topic = catalogue.split(right)
    named = {"system": system, "procedure": topic} if system else {"article": topic}
    return KnownQuestion.model_validate({"question": text, "reply": "answer", **named})


def _marked(question: KnownQuestion, snapshot: Snapshot) -> KnownQuestion:
    decision = try_out(question.question, snapshot=snapshot).decision
    return question.model_copy(update={"fails": not is_met(question, decision, snapshot.catalogue)})
