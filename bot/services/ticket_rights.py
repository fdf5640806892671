"""Who may act on a ticket: whoever holds its role or stands in for one who does, and never one who asked it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.core.catalogue import Roles
from bot.core.worktime import danish_day
from bot.errors import NotAllowedError, UnknownTicketError
from bot.services.context import Services
from bot.services.ports import Employee, Holding, Seat, Ticket, Work
from bot.services.ticket_steps import refuse_stale


def seat_of(work: Work, person_id: str, *, services: Services, now: datetime) -> Seat:
    """Where a person sits today: for whom they act, in which roles, and whether they see everything."""
    acts_for = stood_in_for(work, person_id, today=danish_day(now))
    held = [holding for one in acts_for for holding in work.holdings(one)]
    return _seat(person_id, acts_for, held, services.content.current().catalogue.roles)


def stood_in_for(work: Work, person_id: str, *, today: date) -> tuple[str, ...]:
    """The person, and everybody who is away `today` (Danish) and whose deputy they are, also at one remove."""
    absent = work.absent_on(today)
    found = [person_id]
    for one in found:  # grows while it is read: a deputy who is away too has a deputy
        found.extend(each for each in work.stands_in_for(one) if each in absent and each not in found)
    return tuple(found)


def has_asked(work: Work, ticket: Ticket, person_id: str) -> bool:
    """Whether a person waits for the answer: asked the ticket or joined it."""
    return ticket.requester_id == person_id or any(one.person_id == person_id for one in work.joined(ticket.id))


def may_act(work: Work, ticket: Ticket, person_id: str, *, services: Services, now: datetime) -> bool:
    """Whether a person may take and answer a ticket.

    That is who holds its role or the role it was escalated to, the coordinator, whom it was sent to or has taken it,
    and the deputy of any of these who is away or has let its time pass. Never one who waits for its answer.
    """
    if has_asked(work, ticket, person_id):
        return False
    if _lies_with(ticket, seat_of(work, person_id, services=services, now=now)):
        return True
    late = work.stands_in_for(person_id) if ticket.due_at < now else ()
    seats = (seat_of(work, one, services=services, now=now) for one in late)
    return any(_lies_with(ticket, replace(seat, sees_all=False)) for seat in seats)


def who_may_act(work: Work, ticket: Ticket, *, services: Services, now: datetime) -> Sequence[Employee]:
    """Everybody who may act on a ticket, is here today (the Danish day of `now`) and is known by name, by name."""
    roles = services.content.current().catalogue.roles
    held: dict[str, list[Holding]] = {}
    for person_id, holding in work.all_holdings():
        held.setdefault(person_id, []).append(holding)
    found = [one for one, holdings in held.items() if _lies_with(ticket, _seat(one, (one,), holdings, roles))]
    absent = work.absent_on(danish_day(now))
    for one in found:  # grows while it is read, as above
        deputy_id = work.deputy_of(one) if one in absent else None
        if deputy_id is not None and deputy_id not in found:
            found.append(deputy_id)
    asked = {ticket.requester_id, *(joined.person_id for joined in work.joined(ticket.id))}
    named = work.employees([one for one in found if one not in absent and one not in asked]).values()
    return sorted((one for one in named if one.name_or_address), key=lambda one: (one.name, one.email))


def ticket_to_act_on(
    work: Work,
    ticket_id: str,
    person_id: str,
    *,
    services: Services,
    now: datetime,
    seen: int | None = None,
    unsent: bool = False,
) -> Ticket:
    """The ticket, as one who may act on it last saw it.

    :raises UnknownTicketError: when there is none
    :raises NotAllowedError: when the person may not act on it
    :raises TicketChangedError: when it has moved on since the version `seen`; `unsent` when words would be lost
    """
    ticket = work.ticket(ticket_id)
    if ticket is None:
        raise UnknownTicketError(ticket_id)
    if not may_act(work, ticket, person_id, services=services, now=now):
        raise NotAllowedError(ticket_id)
    refuse_stale(work, ticket, seen, unsent=unsent)
    return ticket


def _seat(person_id: str, acts_for: tuple[str, ...], held: Sequence[Holding], roles: Roles) -> Seat:
    filled = (
        Holding(role, each.system, each.department)
        for role, by in roles.held_by.items()
        for each in held
        if each.role == by
    )
    holdings = tuple(dict.fromkeys((*held, *filled)))
    return Seat(person_id, holdings, acts_for, sees_all=any(each.role == roles.coordinator for each in holdings))


def _lies_with(ticket: Ticket, seat: Seat) -> bool:
    if seat.sees_all or not {ticket.assignee_id, ticket.addressee_id}.isdisjoint(seat.acts_for):
        return True
    route = ticket.route
    return Holding(route.role, route.system, route.department) in seat.holdings or _escalated(ticket, seat.holdings)


def _escalated(ticket: Ticket, holdings: Collection[Holding]) -> bool:
    """A role of a system or department is meant for the ticket's own."""
    return any(
        each.role == ticket.escalated_to
        and each.system in (None, ticket.route.system)
        and each.department in (None, ticket.route.department)
        for each in holdings
    )
