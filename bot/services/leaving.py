"""Let somebody leave: the tickets they had go to the role's others, what they asked ends or goes on for others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.tickets import ANSWERED, REOPEN_WITHIN, WAITS_FOR_HOLDER, TicketEvent, TicketState
from bot.services.addressing import address
from bot.services.context import Services
from bot.services.ports import Ticket, Work
from bot.services.replying import hand_over
from bot.services.telling import tell_holders
from bot.services.ticket_rights import may_act
from bot.services.ticket_steps import advance


def hand_back(work: Work, person_id: str, *, by: str, services: Services, now: datetime, if_lost: bool = False) -> None:
    """Free the tickets that a person has taken or was told of, and tell whoever is next in their role.

    A ticket closed too long ago to be opened again stays as it is.

    :param by: the person id of whoever brought it about
    :param if_lost: only those that the person may no longer act on
    """
    for ticket in work.seated_tickets(person_id):
        if not _can_come_back(ticket, now):
            continue
        if if_lost and may_act(work, _without(ticket, person_id), person_id, services=services, now=now):
            continue
        _hand_back(work, ticket, person_id, by=by, services=services, now=now)


def leave_questions(work: Work, person_id: str, *, now: datetime) -> None:
    """End what a person waits for: others who wait for the same go on without them, else nobody need answer."""
    for ticket in work.tickets_of(person_id):
        if ticket.requester_id != person_id:
            work.leave(ticket.id, person_id)
            if ticket.state is not TicketState.CLOSED:
                advance(work, ticket, TicketEvent.LEAVE, person_id, now=now)
        elif ticket.state is not TicketState.CLOSED:
            _leave_own(work, ticket, now)


def _hand_back(work: Work, ticket: Ticket, person_id: str, *, by: str, services: Services, now: datetime) -> None:
    askers = [ticket.requester_id, *(each.person_id for each in work.joined(ticket.id))]
    heir = address(work, ticket.route, not_to=[person_id, *askers], services=services, now=now)
    work.reseat(ticket.id, person_id, heir)
    if ticket.state is TicketState.ASSIGNED and ticket.assignee_id == person_id:
        ticket = advance(work, ticket, TicketEvent.RELEASE, by, now=now, assignee_id=None, addressee_id=heir)
    elif ticket.state in WAITS_FOR_HOLDER:
        ticket = replace(ticket, addressee_id=heir)
    if ticket.state is TicketState.OPEN:
        tell_holders(work, ticket, "forwarded", services=services, now=now)


def _leave_own(work: Work, ticket: Ticket, now: datetime) -> None:
    joined = work.joined(ticket.id)
    if joined:
        hand_over(work, ticket, joined[0], now)
    elif ticket.state in ANSWERED:  # they will say no more
        advance(work, ticket, TicketEvent.FALL_SILENT, ticket.requester_id, now=now)
    else:
        advance(work, ticket, TicketEvent.WITHDRAW, ticket.requester_id, now=now)


def _can_come_back(ticket: Ticket, now: datetime) -> bool:
    is_closed = ticket.state is TicketState.CLOSED
    return not is_closed or (ticket.closed_at is not None and now - ticket.closed_at <= REOPEN_WITHIN)


def _without(ticket: Ticket, person_id: str) -> Ticket:
    """The ticket as if the person had never been on it."""
    return replace(
        ticket,
        assignee_id=None if ticket.assignee_id == person_id else ticket.assignee_id,
        addressee_id=None if ticket.addressee_id == person_id else ticket.addressee_id,
    )
