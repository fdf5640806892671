"""Move a ticket one step: the table says where to, the history keeps who did it, and a stale page is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.core.tickets import QUIET, TicketEvent, TicketState, next_state
from bot.errors import TicketChangedError
from bot.services.following_cards import refresh_cards
from bot.services.ports import Joined, Ticket, TicketStep, Work

OPENED = "opened"  # what the first line of a history is called


def advance(
    work: Work, ticket: Ticket, event: TicketEvent, actor_id: str, *, now: datetime, note: str = "", **changes: Any
) -> Ticket:
    """Let `event` happen to `ticket`, with `changes` to its fields, and write one line of history.

    The cards that show the ticket in a channel are brought up to date.
    `version` counts up, but for a quiet event: who writes an answer need not have seen that.

    :raises TransitionError: when the table has no such line
    """
    state = next_state(ticket.state, event, closed_at=ticket.closed_at, now=now)
    if state is not ticket.state:
        changes = {"closed_at": now if state is TicketState.CLOSED else None, **changes}
    version = ticket.version if event in QUIET else ticket.version + 1
    moved: Ticket = replace(ticket, state=state, version=version, **changes)
    work.save_ticket(moved, TicketStep(ticket.id, now, actor_id, event, ticket.state, state, note))
    refresh_cards(work, ticket.id, now=now)
    return moved


def refuse_stale(work: Work, ticket: Ticket, seen: int | None, *, unsent: bool = False) -> None:
    """See to it that `ticket` is still as the person saw it; None is one who saw no version.

    :raises TicketChangedError: when it has moved on
    """
    if seen is None or seen == ticket.version:
        return
    history = work.history(ticket.id)
    newest = next((step for step in reversed(history) if step.event not in QUIET), None)
    if newest is None:
        return
    names = names_in(work, ticket, history, work.joined(ticket.id))
    raise TicketChangedError(
        number=ticket.number,
        event=newest.event or OPENED,
        at=newest.at,
        actor=names.get(newest.actor_id, ""),
        unsent=unsent,
    )


def names_in(
    work: Work, ticket: Ticket, history: Iterable[TicketStep], joined: Iterable[Joined] = ()
) -> Mapping[str, str]:
    """The names of everybody who did something to `ticket` or asked it, by person id; without those nobody knows."""
    parts = (ticket.assignee_id, ticket.addressee_id, ticket.requester_id)
    ids = {step.actor_id for step in history} | {person_id for person_id in parts if person_id}
    asked = {each.person_id: each.name for each in joined} | {ticket.requester_id: ticket.requester_name}
    known = {person_id: one.name for person_id, one in work.employees(sorted(ids)).items()}
    return {person_id: name for person_id, name in {**known, **asked}.items() if name}


def name_of(work: Work, person_id: str) -> str:
    """The name of an employee; '' when it is not known."""
    employee = work.employees([person_id]).get(person_id)
    return employee.name if employee else ""
