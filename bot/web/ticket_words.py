"""Say in words how a ticket stands: whom it lies with, how late it is, who did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.content.calendar import calendar_of, time_passed
from bot.content.presenting import title_of
from bot.core.tickets import ANSWERED, TRANSITIONS, WAITS_FOR_HOLDER, TicketEvent, TicketState
from bot.errors import GoneError
from bot.services.ports import Ticket, TicketStep
from bot.services.ticket_notes import note_words
from bot.web.visit import Visit

HOUR = timedelta(hours=1)
SILENT = "silent"
DAYS_FROM = 2  # days late, from which hours are no longer counted
WORDLESS = frozenset({TicketEvent.JOIN, TicketEvent.MERGE, TicketEvent.ASSIGN})  # their note is part of the sentence


@dataclass(frozen=True)
class TicketLine:
    """A ticket as a list shows it, seen from now.

    `state` is the end of a phrase's key: the ticket's state, or that its asker never replied. `lies_with` says who has
    it, `lies_with_role` their role where that is not said already; `others` is how many more have asked the same.
    """

    ticket: Ticket
    state: str
    role: str
    opened: str
    due: str
    is_overdue: bool
    timing: str
    lies_with: str
    lies_with_role: str
    others: int = 0


@dataclass(frozen=True)
class StepLine:
    """One line of a history: when, who, what they did, and the words they wrote."""

    moment: str
    at: datetime
    who: str
    did: str
    words: str
    kind: str


def line_of(ticket: Ticket, visit: Visit, *, names: Mapping[str, str], others: int = 0) -> TicketLine:
    """The ticket as a list shows it; `names` are by person id."""
    phrases = visit.phrases()
    role, has_it = phrases.role(ticket.route), lies_with(ticket, visit, names)
    return TicketLine(
        ticket=ticket,
        state=SILENT if ticket.fell_silent else ticket.state,
        role=role,
        opened=phrases.when(ticket.opened_at, visit.now),
        due=phrases.when(ticket.due_at, visit.now),
        is_overdue=ticket.is_overdue(visit.now),
        timing=timing(ticket, visit),
        lies_with=has_it,
        lies_with_role="" if role.casefold() in has_it.casefold() else role,
        others=others,
    )


def names_of(tickets: Sequence[Ticket], visit: Visit) -> Mapping[str, str]:
    """The names of those the tickets lie with, by person id; without those nobody knows."""
    ids = {one for ticket in tickets for one in (ticket.assignee_id, ticket.addressee_id) if one}
    with visit.services.storage.reading() as work:
        return {one: employee.name for one, employee in work.employees(sorted(ids)).items() if employee.name}


def can_be_answered(ticket: Ticket) -> bool:
    """Whether the ticket is not answered yet."""
    return TicketEvent.RESOLVE in TRANSITIONS[ticket.state]


def timing(ticket: Ticket, visit: Visit) -> str:
    """When the answer is due, how late it is, or when it came."""
    phrases = visit.phrases()
    if ticket.is_overdue(visit.now):
        return lateness(ticket, visit)
    if ticket.state in WAITS_FOR_HOLDER:
        return phrases.say("web.time.due", when=phrases.when(ticket.due_at, visit.now))
    if ticket.state is TicketState.AWAITING_REQUESTER or ticket.fell_silent:
        return phrases.say("web.time.asked", when=phrases.when(ticket.opened_at, visit.now))
    done_at = ticket.answered_at or ticket.closed_at or ticket.opened_at
    key = "web.time.answered" if ticket.answered_at else "web.time.closed"
    return phrases.say(key, when=phrases.when(done_at, visit.now))


def lateness(ticket: Ticket, visit: Visit) -> str:
    """'2 arbejdstimer over tiden', '3 arbejdsdage over tiden'; for a role that answers by the clock, in its hours."""
    organisation = visit.snapshot.library.organisation
    role = organisation.roles.get(ticket.route.role)
    by_clock = role is None or role.wall_clock
    passed = visit.now - ticket.due_at
    a_day = timedelta(days=1)
    if role is not None and not role.wall_clock:
        passed = time_passed(organisation, role, ticket.due_at, visit.now)
        a_day = calendar_of(organisation).hours_a_day * HOUR
    unit, size = ("days", a_day) if passed >= DAYS_FROM * a_day else ("hours", HOUR)
    return visit.phrases().say(f"web.late.{'clock' if by_clock else 'work'}_{unit}", count=passed // size)


def lies_with(ticket: Ticket, visit: Visit, names: Mapping[str, str]) -> str:
    """Who is on it, who was told of it, or the role it was sent to; '' when it is answered or closed."""
    say = visit.phrases().say
    person_id = ticket.assignee_id or ticket.addressee_id
    if ticket.state in ANSWERED:
        return ""
    is_taken = ticket.assignee_id is not None
    if person_id == visit.person.id:
        return say("web.with.you_on_it" if is_taken else "web.with.you")
    if person_id and is_taken:
        return say("web.with.on_it", name=names.get(person_id) or say("web.actor.colleague"))
    if person_id:
        return say("web.with.told", name=names.get(person_id) or say("web.actor.colleague"))
    return say("web.with.role", role=visit.phrases().role(ticket.route))


def steps_of(
    history: Sequence[TicketStep], ticket: Ticket, visit: Visit, *, names: Mapping[str, str]
) -> list[StepLine]:
    """The history, oldest first."""
    phrases = visit.phrases()
    return [
        StepLine(
            moment=phrases.when(step.at, visit.now),
            at=step.at,
            who=actor(step.actor_id, ticket, visit, names),
            did=_did(step, visit),
            words="" if step.event in WORDLESS else note_words(step, phrases),
            kind=step.event or "opened",
        )
        for step in history
    ]


def actor(actor_id: str, ticket: Ticket, visit: Visit, names: Mapping[str, str]) -> str:
    """Who did something: oneself, a name, or the part they play."""
    say = visit.phrases().say
    if actor_id == visit.person.id:
        return say("web.actor.you")
    if not actor_id:
        return say("web.actor.bot")
    part = "web.actor.asker" if actor_id == ticket.requester_id else "web.actor.colleague"
    return names.get(actor_id) or say(part)


def title(article: str, visit: Visit) -> str:
    """The title people read for an id; the id itself when the content no longer has it."""
    try:
        return title_of(article, snapshot=visit.snapshot, language=visit.language)
    except GoneError:
        return article


def _did(step: TicketStep, visit: Visit) -> str:
    return visit.phrases().say(f"web.event.{step.event or 'opened'}", note=step.note if step.event in WORDLESS else "")
