"""See oneself with the bot at a glance: what one asked, what is remembered, and what waits for a role holder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.content.phrasing import Phrasing
from bot.core.tickets import TicketEvent, TicketState
from bot.services.context import Services
from bot.services.finding import Inbox, look_into
from bot.services.own_tickets import OwnTicket, own_tickets
from bot.services.ports import EDITOR, Person, Profile, Question, Seat, Sender, Wanted
from bot.services.ticket_rights import seat_of

CLOSED_BY = frozenset({TicketEvent.MERGE, TicketEvent.WITHDRAW})  # where that is more to say than that it is closed


@dataclass(frozen=True)
class Home:
    """What there is to show; `inbox` is None for those who hold no role. Somebody unknown has nothing."""

    profile: Profile = field(default_factory=Profile)
    tickets: Sequence[OwnTicket] = ()
    questions: Sequence[Question] = ()
    inbox: Inbox | None = None


def see_home(sender: Sender, *, most: int, services: Services, now: datetime) -> Home:
    """What there is about somebody, at most `most` of each; nobody becomes known by looking."""
    with services.storage.reading() as work:
        person = work.known_person(sender.channel, sender.external_id)
        if person is None:
            return Home()
        profile = work.profile(person.id)
        asked = [each for each in work.questions_of(person.id, limit=2 * most) if each.text and not each.ticket_id]
        seat = seat_of(work, person.id, services=services, now=now)
    tickets = own_tickets(person, services=services)[:most]
    return Home(profile, tickets, asked[:most], _inbox(seat, services=services, now=now))


def profile_of(sender: Sender, *, services: Services) -> tuple[Person | None, Profile]:
    """Somebody and what is remembered of them; None for somebody unknown."""
    with services.storage.reading() as work:
        person = work.known_person(sender.channel, sender.external_id)
        return person, work.profile(person.id) if person else Profile()


def state_in_words(own: OwnTicket, *, phrases: Phrasing, now: datetime) -> str:
    """How a ticket stands, in a sentence to the one who asked: who has it, and when the answer comes."""
    ticket, last = own.ticket, own.history[-1] if own.history else None
    role = phrases.role(ticket.route)
    who = own.names.get(ticket.assignee_id or "", "") or role
    done_at = {TicketState.RESOLVED: ticket.answered_at, TicketState.CLOSED: ticket.closed_at}.get(ticket.state)
    return phrases.say(
        f"web.mine.state.{_state(own, now)}",
        who=who[:1].upper() + who[1:],
        role=role,
        due=phrases.when(ticket.due_at, now),
        when=phrases.when(done_at or own.active_at, now),
        note=last.note if last else "",
    )


def _state(own: OwnTicket, now: datetime) -> str:
    ticket, last = own.ticket, own.history[-1] if own.history else None
    if ticket.state is TicketState.CLOSED and last is not None and last.event in CLOSED_BY:
        return str(last.event)
    if ticket.fell_silent:
        return "silent"
    return f"{ticket.state}_late" if ticket.is_overdue(now) else str(ticket.state)


def _inbox(seat: Seat, *, services: Services, now: datetime) -> Inbox | None:
    if all(holding.role == EDITOR for holding in seat.holdings):
        return None
    return look_into(seat, None, Wanted(), services=services, now=now)
