"""Judge answers of a week without knowing how sure the bot was: right, wrong, or impossible to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.desk.checking import Judgement
from bot.core.privacy import redact
from bot.errors import CheckError, UnknownCheckError
from bot.services.context import Services
from bot.services.held_roles import check_coordinator
from bot.services.ports import Audited, BlindCheck, CheckWeek, Person, Question, Work

JUDGED = "judged"
UNDONE = "undone"
LONGEST_NOTE = 1_000  # characters


class WeekClosedError(CheckError):
    """The week was closed: what was said of it stands."""


class UnfinishedWeekError(CheckError):
    """A week is closed when every answer in it has been judged."""

    message_key = "checks.error.unfinished"


@dataclass(frozen=True)
class WeekLine:
    """A week in the queue: how many of its answers are judged."""

    week: CheckWeek
    judged: int
    total: int


@dataclass(frozen=True)
class Checked:
    """An answer to judge with its question; the text is '' when it is gone by now."""

    check: BlindCheck
    question: Question

    @property
    def is_wrong(self) -> bool:
        """Whether something is to be done about it."""
        return self.check.judgement is Judgement.WRONG


@dataclass(frozen=True)
class WeekView:
    """A week with its answers; `next` is the one to judge now, None when all are judged."""

    week: CheckWeek
    answers: Sequence[Checked]

    @property
    def next(self) -> Checked | None:
        """The first that nobody has judged."""
        return next((each for each in self.answers if each.check.judgement is None), None)

    @property
    def is_open(self) -> bool:
        """Whether anything can still be said, or taken back."""
        return self.week.closed_at is None


def see_weeks(by: Person, *, services: Services) -> Sequence[WeekLine]:
    """Every week, newest first.

    :raises NotAllowedError: when `by` is not the coordinator
    """
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        return [_line(week, work.checks_of(week.week)) for week in work.check_weeks()]


def see_week(week: str, by: Person, *, services: Services) -> WeekView:
    """One week.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises UnknownCheckError: when it was not drawn
    """
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        found = work.check_week(week)
        if found is None:
            raise UnknownCheckError
        asked = ((check, work.question(check.question_id)) for check in work.checks_of(week))
        return WeekView(found, [Checked(check, question) for check, question in asked if question is not None])


def count_unjudged(*, services: Services) -> int:
    """How many answers wait to be judged."""
    with services.storage.reading() as work:
        return work.count_unjudged()


def judge(
    week: str,
    number: int,
    judgement: Judgement,
    by: Person,
    *,
    note: str = "",
    services: Services,
    now: datetime,
) -> BlindCheck:
    """Say of the `number`th answer what it is, in place of what was said before.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises UnknownCheckError: when there is no such answer
    :raises WeekClosedError: when the week is closed
    """
    said = redact(note[:LONGEST_NOTE], keep=services.content.current().names).text.strip()
    with services.storage.transaction() as work:
        check = open_check(work, week, number, by, services=services)
        judged = replace(check, judgement=judgement, note=said, judged_at=now, judged_by=by.id, wanted="")
        work.save_check(judged)
        work.audit(_line_of(judged, judgement, by, now))
        return judged


def take_back(week: str, number: int, by: Person, *, services: Services, now: datetime) -> None:
    """Nothing was said of the answer after all.

    :raises NotAllowedError: as for `judge`
    :raises UnknownCheckError: as for `judge`
    :raises WeekClosedError: as for `judge`
    """
    with services.storage.transaction() as work:
        check = open_check(work, week, number, by, services=services)
        work.save_check(replace(check, judgement=None, note="", judged_at=None, judged_by=None, wanted=""))
        work.audit(_line_of(check, UNDONE, by, now))


def close_week(week: str, by: Person, *, services: Services, now: datetime) -> None:
    """Let what was said of a week count; done again, nothing happens.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises UnknownCheckError: when it was not drawn
    :raises UnfinishedWeekError: when an answer in it is not judged
    """
    with services.storage.transaction() as work:
        check_coordinator(work, by, services=services)
        if work.check_week(week) is None:
            raise UnknownCheckError
        if any(check.judgement is None for check in work.checks_of(week)):
            raise UnfinishedWeekError
        work.close_week(week, by.id, now=now)


def check_of(work: Work, week: str, number: int, by: Person, *, services: Services) -> BlindCheck:
    """One answer of a week.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises UnknownCheckError: when there is no such answer
    """
    check_coordinator(work, by, services=services)
    found = next((check for check in work.checks_of(week) if check.number == number), None)
    if found is None:
        raise UnknownCheckError
    return found


def open_check(work: Work, week: str, number: int, by: Person, *, services: Services) -> BlindCheck:
    """One answer of a week that is not closed.

    :raises NotAllowedError: as for `check_of`
    :raises UnknownCheckError: as for `check_of`
    :raises WeekClosedError: when the week is closed
    """
    check = check_of(work, week, number, by, services=services)
    found = work.check_week(week)
    if found is None or found.closed_at is not None:
        raise WeekClosedError
    return check


def _line(week: CheckWeek, checks: Sequence[BlindCheck]) -> WeekLine:
    return WeekLine(week, sum(check.judgement is not None for check in checks), len(checks))


def _line_of(check: BlindCheck, what: str, by: Person, now: datetime) -> Audited:
    details = {"week": check.week, "number": str(check.number), "judgement": what}
    return Audited(now, by.id, JUDGED, details=details)
