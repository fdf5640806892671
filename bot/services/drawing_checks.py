"""Draw ten certain answers of each week that has ended, and tell the coordinator that they wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from bot.content.card_words import Occasion
from bot.content.cards import Card
from bot.content.presenting import present
from bot.content.shelf import snapshot_of
from bot.content.snapshot import Snapshot
from bot.core.desk.drawing import draw
from bot.core.desk.tables import Period, PeriodKind
from bot.core.reply import Answer, Notice, Reply, Route
from bot.core.worktime import danish_day
from bot.errors import GoneError
from bot.services.addressing import people_in
from bot.services.announcing import CHECKS, LANGUAGE
from bot.services.context import Services
from bot.services.ports import MAIL, SLACK, BlindCheck, CheckWeek, Exchange, Question, Work
from bot.services.telling import mail_place, slack_place

A_WEEK = 10  # answers: a quarter of an hour on a Monday
LOOKED_BACK = 4  # weeks: what was missed while the bot stood still is drawn, but no mountain of it


def draw_checks(*, services: Services, data: Path, now: datetime) -> int:
    """Draw what is due `now`: the weeks that have ended since the last that was drawn. Gives how many were drawn.

    The first time it is the last whole week alone. A week without certain answers is left out.
    """
    with services.storage.reading() as work:
        due = list(_due(work.check_weeks(), now))
    return sum(_draw(week, services=services, data=data, now=now) for week in due)


def _due(drawn: Sequence[CheckWeek], now: datetime) -> Iterator[Period]:
    """Oldest first."""
    last_whole = Period.around(danish_day(now), PeriodKind.WEEK).before()
    latest = Period.read(drawn[0].week) if drawn else last_whole.before()
    weeks = [last_whole]
    while len(weeks) < LOOKED_BACK:
        weeks.append(weeks[-1].before())
    yield from (week for week in reversed(weeks) if week > latest)


def _draw(week: Period, *, services: Services, data: Path, now: datetime) -> bool:
    seed = services.new_id()
    with services.storage.reading() as work:
        given = work.certain_answers(week.since, week.until)
        questions = (work.question(each.question_id) for each in draw(given, A_WEEK, seed=seed))
        drawn = [(question, _reply(work, question)) for question in questions if question is not None]
    reading = _Reading(services.content.current(), data, now)
    checks = [reading.check(week, number, question, reply) for number, (question, reply) in enumerate(drawn, start=1)]
    with services.storage.transaction() as work:
        if not checks or work.check_week(week.address) is not None:
            return False
        work.add_week(CheckWeek(week.address, seed, now, len(given)), checks)
        _tell(work, week, len(checks), services=services, now=now)
    return True


def _reply(work: Work, question: Question) -> Reply:
    """What was said, as data; of a turn that is gone, as much as the log knows."""
    exchange = work.exchange(question.event_id)
    if exchange is not None:
        return exchange.reply
    return Answer(article=question.article or "", also=question.also, system=question.system)


class _Reading:
    """Reads answers as they were given, in the content of then; else as the content of now has them."""

    def __init__(self, current: Snapshot, data: Path, now: datetime) -> None:
        self._data = data
        self._now = now
        self._current = current
        self._kept: dict[str, Snapshot | None] = {current.hash: current}

    def check(self, week: Period, number: int, question: Question, reply: Reply) -> BlindCheck:
        """The check of one answer."""
        then = self._of(question.snapshot)
        card = self._card(question, reply, then or self._current)
        return BlindCheck(
            week=week.address,
            number=number,
            question_id=question.id,
            article=question.article or "",
            probability=question.probability,
            title=card.title if card else "",
            answer=_words_of(card) if card else "",
            is_as_given=card is not None and then is not None,
        )

    def _of(self, content_hash: str) -> Snapshot | None:
        if content_hash not in self._kept:
            self._kept[content_hash] = snapshot_of(content_hash, self._data)
        return self._kept[content_hash]

    def _card(self, question: Question, reply: Reply, snapshot: Snapshot) -> Card | None:
        try:
            return present(reply, snapshot=snapshot, occasion=Occasion(question.language, self._now, question.route))
        except GoneError:
            return None


def _words_of(card: Card) -> str:
    """The answer as Markdown: what was said of itself, and the second answer beside it."""
    examples = ("\n".join((f"**{each.heading}**\n", *(f"- {item}" for item in each.items))) for each in card.sections)
    also = (f"**{each.title}**\n\n{each.text}" for each in card.also)
    return "\n\n".join((card.text, *examples, *also))


def _tell(work: Work, week: Period, count: int, *, services: Services, now: datetime) -> None:
    """Each coordinator in Slack, else by mail; who has neither finds it on the page."""
    route = Route(role=services.content.current().catalogue.roles.coordinator)
    for person_id in people_in(work, route, not_to=(), services=services, now=now):
        key = f"{CHECKS}:{week.address}:{person_id}"
        slack, mail = slack_place(work, person_id), mail_place(work, person_id)
        if slack is not None:
            conversation = work.conversation(SLACK, slack, person_id)
            notice = Notice(key="notice.checks", values={"count": str(count), "week": str(week.number)})
            work.add_exchange(Exchange(key, conversation.id, None, None, notice, LANGUAGE, now))
            work.enqueue(conversation.id, {"event_id": key}, dedupe_key=key, now=now)
        elif mail is not None:
            conversation = work.conversation(MAIL, mail, person_id)
            work.enqueue(conversation.id, {CHECKS: week.address}, dedupe_key=key, now=now)
