"""Follow what one says to the bot that is no question: 'log ind', 'jeg er væk i morgen', 'min stedfortræder er …'."""

from __future__ import annotations

from typing import assert_never

from bot.content.phrasing import Phrasing
from bot.core.dialogue.absence_words import AbsenceWords, Away, Back, Deputy, NotUnderstood, read_absence
from bot.core.dialogue.link_words import asks_for_link
from bot.core.privacy import Redacted
from bot.core.reply import AwaitingReply, Decision, Notice, Route
from bot.core.worktime import danish_day
from bot.errors import AbsenceError, OwnDeputyError, UnknownDeputyError
from bot.services.absences import be_away, be_back, have_deputy
from bot.services.linking import LINK_NOTICE, LINKED
from bot.services.ports import Exchange
from bot.services.turns import Turn


def follow_words(turn: Turn, text: str, hidden: Redacted, *, language: str) -> Exchange | None:
    """Do what `text` says and tell how it went; None when it is an ordinary question.

    The address of a deputy is read from the text as it was written; what is kept of it is `hidden`, like of everything.
    """
    notice = _link(turn, text) or _absence(turn, text, language)
    if notice is None:
        return None
    route = Route(role=turn.snapshot.catalogue.roles.coordinator)
    decision = Decision(reply=notice, route=route, state=turn.state)
    return turn.keep(decision, question_id=None, said=hidden.text, language=language)


def _link(turn: Turn, text: str) -> Notice | None:
    if turn.conversation.channel not in LINKED or not asks_for_link(text):
        return None
    return Notice(key=LINK_NOTICE)


def _absence(turn: Turn, text: str, language: str) -> Notice | None:
    """Only people who hold a role are missed when they are away. A reply that somebody has asked for is a reply."""
    if isinstance(turn.state, AwaitingReply):
        return None
    said = read_absence(text, today=danish_day(turn.now))
    if said is None or not turn.work.holdings(turn.person.id):
        return None
    try:
        return _noted(turn, said, Phrasing(turn.snapshot.library, turn.snapshot.catalogue, language))
    except (AbsenceError, UnknownDeputyError, OwnDeputyError) as refusal:
        return Notice(key=refusal.message_key)


def _noted(turn: Turn, said: AbsenceWords, phrases: Phrasing) -> Notice:
    work, person, now = turn.work, turn.person, turn.now
    match said:
        case Away(first_day=first_day, last_day=last_day):
            absences = be_away(work, person, first_day, last_day, now=now)
            values = {"days": _days(said, phrases), "deputy": "yes" if absences.deputy else ""}
            return Notice(key="absence.away", values=values)
        case Back():
            be_back(work, person, now=now)
            return Notice(key="absence.back")
        case Deputy(email=email):
            chosen = have_deputy(work, person, email, now=now)
            return Notice(key="absence.deputy" if chosen else "absence.no_deputy")
        case NotUnderstood(why=why):
            return Notice(key=f"absence.unclear.{why}")
        case _:
            assert_never(said)


def _days(away: Away, phrases: Phrasing) -> str:
    first, last = phrases.day(away.first_day), phrases.day(away.last_day)
    if away.first_day == away.last_day:
        return phrases.say("absence.one_day", day=first)
    return phrases.say("absence.days", first=first, last=last)
