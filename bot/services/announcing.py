"""Put into words what a role holder or an asker is told about a ticket, outside the page it is on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.content.phrasing import Phrasing
from bot.content.presenting import title_of
from bot.content.snapshot import Snapshot
from bot.core.desk.tables import Period
from bot.core.reply import Route
from bot.core.tickets import WAITS_FOR_HOLDER
from bot.errors import GoneError
from bot.services.context import Services
from bot.services.ports import CheckWeek, Question, Ticket

ANYTHING = "anything"
TO_HOLDERS = frozenset({"new", "replied", "reopened", "forwarded", "reminder", "overdue", "deputy", "escalated"})
TO_ASKERS = frozenset({"answered", "asked_back"})
THEIR_OWN_DOING = frozenset({"withdrawn", "reopened"})  # there is nothing to fetch
LANGUAGE = "da"  # of role holders
CHECKS = "checks"  # where a body holds the week whose answers wait to be checked
TIME_TO_CHECK = timedelta(days=7)  # until the next ones come


@dataclass(frozen=True)
class Announcement:
    """What is told of a ticket, or of answers to check, in words.

    `path` is where on the site it is, from the root, and `place` the phrase for the page it is found from. `headline`,
    `role` and `due` name nobody and no system.
    """

    language: str
    to_asker: bool
    path: str
    headline: str
    role: str
    due: str
    place: str = "web.nav.inbox"


def announce(body: Mapping[str, Any], *, services: Services) -> Announcement | None:
    """What the outbox's `body` ({"ticket", "what"}, for askers also "asker"; or {"checks"}) tells.

    None when there is nothing to tell: the ticket is gone, does not wait for its holder any more, or it is the asker's
    own doing; or the week has been checked.
    """
    snapshot = services.content.current()
    with services.storage.reading() as work:
        week = work.check_week(str(body[CHECKS])) if CHECKS in body else None
        ticket = work.ticket(str(body.get("ticket")))
    if week is not None:
        return _for_coordinator(week, snapshot) if week.closed_at is None else None
    if ticket is None:
        return None
    what = str(body.get("what"))
    if body.get("asker"):
        return None if what in THEIR_OWN_DOING else _for_asker(ticket, what, snapshot)
    return _for_holder(ticket, what, snapshot) if ticket.state in WAITS_FOR_HOLDER else None


def _for_asker(ticket: Ticket, what: str, snapshot: Snapshot) -> Announcement:
    say = Phrasing(snapshot.library, snapshot.catalogue, ticket.language).say
    key = what if what in TO_ASKERS else ANYTHING
    return Announcement(
        language=ticket.language,
        to_asker=True,
        path=f"/mine#ticket-{ticket.number}",
        headline=say(f"announce.asker.{key}", number=ticket.number),
        role="",
        due="",
        place="web.nav.mine",
    )


def _for_coordinator(week: CheckWeek, snapshot: Snapshot) -> Announcement:
    phrases = Phrasing(snapshot.library, snapshot.catalogue, LANGUAGE)
    return Announcement(
        language=LANGUAGE,
        to_asker=False,
        path=f"/coordinator/checks/{week.week}",
        headline=phrases.say("announce.checks", week=Period.read(week.week).number),
        role=phrases.role(Route(role=snapshot.catalogue.roles.coordinator)),
        due=phrases.moment(week.drawn_at + TIME_TO_CHECK),
        place="web.nav.coordinator",
    )


def _for_holder(ticket: Ticket, what: str, snapshot: Snapshot) -> Announcement:
    phrases = Phrasing(snapshot.library, snapshot.catalogue, LANGUAGE)
    role = snapshot.library.organisation.roles.get(ticket.route.role)
    return Announcement(
        language=LANGUAGE,
        to_asker=False,
        path=f"/inbox/{ticket.id}",
        headline=headline_of(ticket, what, phrases),
        role=role.name.get(LANGUAGE) if role else "",
        due=phrases.moment(ticket.due_at),
    )


def headline_of(ticket: Ticket, what: str, phrases: Phrasing) -> str:
    """What happened to a ticket, for those it lies with."""
    told = phrases.say(f"announce.{what if what in TO_HOLDERS else ANYTHING}", number=ticket.number)
    return phrases.say("announce.urgent", told=told) if ticket.urgent else told


def offered_in(question: Question, snapshot: Snapshot) -> tuple[str, ...]:
    """The titles of what the bot answered with, else of what it suggested; those still in the content."""
    titles = []
    for each in (question.article,) if question.article else question.candidates:
        try:
            titles.append(title_of(each, snapshot=snapshot, language=LANGUAGE))
        except GoneError:
            continue
    return tuple(titles)
