"""Lead a ticket elsewhere: on to another role with a word why, or into another ticket that asks the same."""

from __future__ import annotations

from datetime import datetime

from bot.content.calendar import due_at
from bot.content.snapshot import Snapshot
from bot.core.reply import Route
from bot.core.routing import missing
from bot.core.tickets import TicketEvent, TicketState
from bot.errors import EmptyAnswerError, EmptyReasonError, NotMergeableError, UnknownRouteError
from bot.services.addressing import find_somebody
from bot.services.context import Services
from bot.services.ports import Joined, Person, Ticket, Work
from bot.services.telling import askers_of, tell_askers, tell_holders
from bot.services.ticket_rights import ticket_to_act_on
from bot.services.ticket_steps import advance, name_of
from bot.services.wording import cleaned


def forward_ticket(
    ticket_id: str,
    person: Person,
    route: Route,
    why: str,
    *,
    services: Services,
    now: datetime,
    seen: int | None = None,
) -> Ticket:
    """Send a ticket on to another role, with a word why that the askers are told too.

    It gets the new role's time to answer in. What is urgent stays urgent, and a breach never gets more time.

    :raises EmptyReasonError: when it does not say why
    :raises UnknownRouteError: when there is no such role, system or department, or it lies there already
    :raises NotAllowedError: when the person may not act on it
    :raises TicketChangedError: when it has moved on since `seen`; nothing was sent
    :raises TransitionError: when it waits for the asker or is answered
    """
    words = _reason(why, services)
    snapshot = services.content.current()
    with services.storage.transaction() as work:
        ticket = ticket_to_act_on(work, ticket_id, person.id, services=services, now=now, seen=seen, unsent=True)
        if route == ticket.route or not is_whole(route, snapshot):
            raise UnknownRouteError(route.role[:40])
        found = find_somebody(work, route, not_to=askers_of(work, ticket), services=services, now=now)
        forwarded = advance(
            work,
            ticket,
            TicketEvent.FORWARD,
            person.id,
            now=now,
            note=words,
            route=route,
            assignee_id=None,
            addressee_id=found.person_id if found else None,
            escalated_to=found.role if found and found.is_above else None,
            **_time_for(ticket, route, snapshot, now),
        )
        placed = {"role": route.role, "of_system": route.system or "", "of_department": route.department or ""}
        said = {"why": words, "who": name_of(work, person.id), "due_at": forwarded.due_at.isoformat()}
        tell_askers(work, forwarded, "notice.forwarded", now=now, values={**placed, **said})
        tell_holders(work, forwarded, "forwarded", services=services, now=now)
        return forwarded


def merge_ticket(
    ticket_id: str, person: Person, into: str, *, services: Services, now: datetime, seen: int | None = None
) -> Ticket:
    """Close a ticket into the one with the id `into`, which asks the same; its askers wait for that one's answer now.

    Gives the ticket that stays.

    :raises NotMergeableError: when one of them may be a breach, they are the same, or whoever took the other asks here
    :raises NotAllowedError: when the person may not act on both
    :raises TicketChangedError: when it has moved on since `seen`
    :raises TransitionError: when one of them is answered already, or waits for its asker
    """
    snapshot = services.content.current()
    with services.storage.transaction() as work:
        ticket = ticket_to_act_on(work, ticket_id, person.id, services=services, now=now, seen=seen)
        other = ticket_to_act_on(work, into, person.id, services=services, now=now)
        if ticket.id == other.id or any(_runs_by_clock(one.route, snapshot) for one in (ticket, other)):
            raise NotMergeableError(ticket_id)
        if other.assignee_id in askers_of(work, ticket):
            raise NotMergeableError(ticket_id)
        told = _not_to_itself(work, ticket, other, services=services, now=now)
        merged = advance(work, ticket, TicketEvent.MERGE, person.id, now=now, note=str(other.number))
        values = {"into": str(other.number), "due_at": other.due_at.isoformat()}
        tell_askers(work, merged, "notice.merged", now=now, values=values)
        for asker in (_as_joined(ticket), *work.joined(ticket.id)):
            other = join(work, other, asker, now=now, **told)
        return other


def _not_to_itself(
    work: Work, ticket: Ticket, other: Ticket, *, services: Services, now: datetime
) -> dict[str, object]:
    """Who `other` is addressed to instead, when it was to one who asks in `ticket`: nobody answers themselves."""
    asking = {*askers_of(work, ticket), *askers_of(work, other)}
    if other.addressee_id not in asking:
        return {}
    found = find_somebody(work, other.route, not_to=asking, services=services, now=now)
    above = found.role if found and found.is_above else other.escalated_to
    return {"addressee_id": found.person_id if found else None, "escalated_to": above}


def join(work: Work, ticket: Ticket, asker: Joined, *, now: datetime, **changes: object) -> Ticket:
    """Let `asker` wait for the answer of `ticket` too; nothing happens when they do already.

    `changes` are set on the ticket with it.

    :raises TransitionError: when it is answered already
    """
    waiting = {ticket.requester_id, *(one.person_id for one in work.joined(ticket.id))}
    work.update_question(asker.question_id, ticket_id=ticket.id)
    if asker.person_id in waiting:
        return ticket
    joined = advance(work, ticket, TicketEvent.JOIN, asker.person_id, now=now, note=asker.text, **changes)
    work.join(
        Joined(
            ticket_id=ticket.id,
            person_id=asker.person_id,
            name=asker.name,
            conversation_id=asker.conversation_id,
            question_id=asker.question_id,
            text=asker.text,
            language=asker.language,
            at=now,
        )
    )
    if joined.state is TicketState.AWAITING_REQUESTER:
        _ask_too(work, joined, asker.question_id, now)
    return joined


def _ask_too(work: Work, ticket: Ticket, question_id: str, now: datetime) -> None:
    """Put what was asked back to one who has come since."""
    asked = next(step for step in reversed(work.history(ticket.id)) if step.event is TicketEvent.ASK_BACK)
    values = {"question": asked.note, "who": name_of(work, asked.actor_id)}
    tell_askers(work, ticket, "notice.asked_back", now=now, values=values, question_ids=(question_id,))


def is_whole(route: Route, snapshot: Snapshot) -> bool:
    """Whether a route's role exists, with the system or department the role belongs to and nothing else."""
    roles, organisation = snapshot.catalogue.roles, snapshot.library.organisation
    if route.role not in organisation.roles or missing(route, catalogue=snapshot.catalogue):
        return False
    system_fits = route.system in snapshot.catalogue.systems if route.role in roles.per_system else not route.system
    if route.role in roles.per_department:
        return system_fits and route.department in organisation.departments
    return system_fits and not route.department


def _reason(why: str, services: Services) -> str:
    try:
        return cleaned(why, services=services)
    except EmptyAnswerError:
        raise EmptyReasonError from None


def _time_for(ticket: Ticket, route: Route, snapshot: Snapshot, now: datetime) -> dict[str, object]:
    organisation = snapshot.library.organisation
    role = organisation.roles[route.role]
    due = due_at(organisation, role, now, urgent=ticket.urgent)
    return {
        "due_at": min(due, ticket.due_at) if _runs_by_clock(ticket.route, snapshot) else due,
        "urgent": ticket.urgent or role.wall_clock,
    }


def _runs_by_clock(route: Route, snapshot: Snapshot) -> bool:
    """Whether it is a possible breach, whose time runs at night too."""
    role = snapshot.library.organisation.roles.get(route.role)
    return route.role == snapshot.catalogue.roles.breach or (role is not None and role.wall_clock)


def _as_joined(ticket: Ticket) -> Joined:
    return Joined(
        ticket_id=ticket.id,
        person_id=ticket.requester_id,
        name=ticket.requester_name,
        conversation_id=ticket.conversation_id,
        question_id=ticket.question_id,
        text=ticket.text,
        language=ticket.language,
        at=ticket.opened_at,
    )
