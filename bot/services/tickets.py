"""See and answer tickets: a role holder's inbox, and an asker's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.privacy import Kind as Personal
from bot.core.privacy import redact
from bot.core.reply import Notice
from bot.core.tickets import TicketEvent, TicketState, next_state
from bot.errors import EmptyAnswerError, NotAllowedError, UnknownTicketError
from bot.services.context import Services
from bot.services.ports import PUSHED, Exchange, Holding, Person, Question, Ticket, TicketStep, Work

LONGEST_ANSWER = 4_000


@dataclass(frozen=True)
class TicketView:
    """A ticket with the question it came from and what has happened to it."""

    ticket: Ticket
    question: Question | None
    history: Sequence[TicketStep]


def inbox(person: Person, *, services: Services) -> Sequence[Ticket]:
    """The tickets of the roles `person` holds; the coordinator sees them all."""
    coordinator = services.content.current().catalogue.roles.coordinator
    with services.storage.reading() as work:
        holdings = _effective(work.holdings(person.id), services)
        everything = any(holding.role == coordinator for holding in holdings)
        return work.tickets_for(holdings, everything=everything)


def see_ticket(ticket_id: str, person: Person, *, services: Services) -> TicketView:
    """One ticket, for those whose role it lies with, the coordinator, and its own asker.

    :raises UnknownTicketError: when there is none, or it is not this person's to see
    """
    with services.storage.reading() as work:
        ticket = work.ticket(ticket_id)
        if ticket is None or not (ticket.requester_id == person.id or _may_act(work, ticket, person, services)):
            raise UnknownTicketError(ticket_id)
        return TicketView(ticket, work.question(ticket.question_id), work.history(ticket_id))


def take_ticket(ticket_id: str, person: Person, *, services: Services, now: datetime) -> Ticket:
    """Take a ticket on oneself.

    :raises TransitionError: when it is no longer open
    """
    with services.storage.transaction() as work:
        ticket = _ticket_to_act_on(work, ticket_id, person, services)
        state = next_state(ticket.state, TicketEvent.ASSIGN)
        taken = replace(ticket, state=state, assignee_id=person.id)
        work.save_ticket(taken, TicketStep(ticket.id, now, person.id, TicketEvent.ASSIGN, ticket.state, state))
        return taken


def answer_ticket(ticket_id: str, person: Person, text: str, *, services: Services, now: datetime) -> Ticket:
    """Resolve a ticket with an answer, which is written to the conversation the question was asked in.

    CPR numbers are taken out of the answer; a colleague's name or number to call may stand.

    :raises EmptyAnswerError: when there is nothing in it
    :raises TransitionError: when the ticket is resolved or closed already
    :raises NotAllowedError: when the person does not hold the ticket's role
    """
    if not text.strip():
        raise EmptyAnswerError
    snapshot = services.content.current()
    answer = redact(text[:LONGEST_ANSWER], keep=snapshot.names, only=(Personal.CPR, Personal.ACCOUNT)).text.strip()
    with services.storage.transaction() as work:
        ticket = _ticket_to_act_on(work, ticket_id, person, services)
        state = next_state(ticket.state, TicketEvent.RESOLVE)
        resolved = replace(
            ticket, state=state, answer=answer, answered_at=now, assignee_id=ticket.assignee_id or person.id
        )
        work.save_ticket(resolved, TicketStep(ticket.id, now, person.id, TicketEvent.RESOLVE, ticket.state, state))
        _deliver(work, resolved, now)
        return resolved


def follow_up(ticket_id: str, person: Person, *, helped: bool, services: Services, now: datetime) -> Ticket:
    """The asker confirms an answer, or says that it did not help and reopens.

    :raises UnknownTicketError: when it is not this person's
    :raises TransitionError: when the ticket does not wait for that
    """
    event = TicketEvent.CONFIRM if helped else TicketEvent.REOPEN
    with services.storage.transaction() as work:
        ticket = work.ticket(ticket_id)
        if ticket is None or ticket.requester_id != person.id:
            raise UnknownTicketError(ticket_id)
        state = next_state(ticket.state, event, closed_at=ticket.closed_at, now=now)
        closed_at = now if state is TicketState.CLOSED else None
        followed = replace(ticket, state=state, closed_at=closed_at)
        work.save_ticket(followed, TicketStep(ticket.id, now, person.id, event, ticket.state, state))
        return followed


def _may_act(work: Work, ticket: Ticket, person: Person, services: Services) -> bool:
    route = ticket.route
    coordinator = services.content.current().catalogue.roles.coordinator
    wanted = Holding(route.role, route.system, route.department)
    mine = _effective(work.holdings(person.id), services)
    return any(holding == wanted or holding.role == coordinator for holding in mine)


def _effective(holdings: Sequence[Holding], services: Services) -> list[Holding]:
    """The roles held, and those that their holders fill until somebody else is given them."""
    filled = services.content.current().catalogue.roles.held_by.items()
    held = {holding.role for holding in holdings}
    return [*holdings, *(Holding(role) for role, by in filled if by in held)]


def _ticket_to_act_on(work: Work, ticket_id: str, person: Person, services: Services) -> Ticket:
    ticket = work.ticket(ticket_id)
    if ticket is None:
        raise UnknownTicketError(ticket_id)
    if not _may_act(work, ticket, person, services):
        raise NotAllowedError(ticket_id)
    return ticket


def _deliver(work: Work, ticket: Ticket, now: datetime) -> None:
    event_id = f"ticket:{ticket.id}:{now.isoformat()}"
    values = {"number": str(ticket.number), "answer": ticket.answer or "", "ticket": ticket.id}
    work.add_exchange(
        Exchange(
            event_id=event_id,
            conversation_id=ticket.conversation_id,
            question_id=ticket.question_id,
            said=None,
            reply=Notice(key="notice.answered", values=values),
            language=ticket.language,
            at=now,
        )
    )
    conversation = work.conversation_by_id(ticket.conversation_id)
    if conversation is not None and conversation.channel in PUSHED:
        work.enqueue(conversation.id, {"event_id": event_id}, dedupe_key=event_id, now=now)
