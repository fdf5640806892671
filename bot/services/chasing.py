"""Chase what waits for too long: remind, tell deputies and the roles above, and let silence close what it closes."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.content.calendar import calendar_of, hours_for, time_passed
from bot.content.models import Role
from bot.core.escalation import SILENCE_BEFORE, Rung, Silence, elapsed_share, rungs_reached, silence_reached
from bot.core.reply import Route
from bot.core.tickets import TicketEvent, TicketState
from bot.services.addressing import in_role, people_in, roles_above
from bot.services.context import Services
from bot.services.ports import Ticket, Work
from bot.services.telling import What, askers_of, deputies_for, tell_askers, tell_holders
from bot.services.ticket_notes import TO_DEPUTY, note_of_silence, note_to_role
from bot.services.ticket_steps import advance

log = logging.getLogger(__name__)

BOT = ""
"""Who acts in a ticket's history where it is no person."""


def chase(*, services: Services, now: datetime) -> int:
    """Tell and close whatever is due `now`, each thing once. Gives how many tickets something was done to.

    A transaction for each ticket: one that fails stops no other, and is tried again the next time.

    :raises StorageError: when the tickets cannot be read
    """
    with services.storage.reading() as work:
        due = [ticket.id for ticket in work.waiting_tickets() if _is_due(_Chase(work, ticket, services, now))]
    return sum(_chased(ticket_id, services=services, now=now) for ticket_id in due)


def _is_due(chased: _Chase) -> bool:
    with _apart(chased.ticket.id):
        return bool(chased.due())
    return False


def _chased(ticket_id: str, *, services: Services, now: datetime) -> bool:
    with _apart(ticket_id), services.storage.transaction() as work:
        ticket = work.ticket(ticket_id)
        return ticket is not None and _Chase(work, ticket, services, now).run()
    return False


@contextmanager
def _apart(ticket_id: str) -> Iterator[None]:
    """Whatever is wrong with one ticket, the others do not wait for it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 -- see above; the next round tries again
        log.error("ticket %s could not be chased: %s", ticket_id, type(error).__name__)


@dataclass(frozen=True)
class _Chase:
    """One ticket at one moment."""

    work: Work
    ticket: Ticket
    services: Services
    now: datetime

    def due(self) -> Sequence[Rung | Silence]:
        """What is to be done and was not done yet."""
        silence = self._silence() if self.ticket.state in SILENCE_BEFORE else None
        reached = (silence,) if silence else self._rungs()
        told = self.work.told(self.ticket.id) if reached else frozenset()
        return [step for step in reached if self._key(step) not in told]

    def run(self) -> bool:
        """Do what is due; gives whether anything was."""
        due = self.due()
        ticket = self.ticket
        for step in due:
            self.work.tell_once(ticket.id, self._key(step), now=self.now)
            ticket = self._break_silence(ticket, step) if isinstance(step, Silence) else self._climb(ticket, step)
        return bool(due)

    def _rungs(self) -> Sequence[Rung]:
        organisation, role = self.services.content.current().library.organisation, self._role()
        share = elapsed_share(
            self.ticket.due_at,
            self.now,
            allowed=timedelta(hours=hours_for(role, urgent=self.ticket.urgent)),
            passed=partial(time_passed, organisation, role),
        )
        return rungs_reached(self.ticket.state, share)

    def _silence(self) -> Silence | None:
        return silence_reached(self.ticket.state, self.now, after_days=self._after_days)

    def _after_days(self, days: int) -> datetime:
        calendar = calendar_of(self.services.content.current().library.organisation)
        return calendar.after_days(self._silent_since(), days)

    def _silent_since(self) -> datetime:
        """When the ticket came into its state."""
        came = [step.at for step in self.work.history(self.ticket.id) if step.after is not step.before]
        return came[-1] if came else self.ticket.opened_at

    def _key(self, step: Rung | Silence) -> str:
        """What is told once: with the due time, so that a ticket that was given new time starts anew."""
        since = self._silent_since() if isinstance(step, Silence) else self.ticket.due_at
        return f"{step}:{since.isoformat()}"

    def _role(self) -> Role:
        """The role the ticket lies with; the coordinator's when it was taken out of the content since."""
        organisation = self.services.content.current().library.organisation
        return organisation.roles.get(self.ticket.route.role) or organisation.roles[organisation.coordinator_role]

    def _climb(self, ticket: Ticket, rung: Rung) -> Ticket:
        match rung:
            case Rung.REMINDER:
                return self._remind(ticket, "reminder")
            case Rung.OVERDUE:
                return self._remind(ticket, "overdue")
            case Rung.DEPUTY:
                return self._to_deputy(ticket)
            case Rung.NEXT_ROLE:
                return self._to_next_role(ticket)
            case Rung.COORDINATOR:
                return self._to_coordinator(ticket)

    def _remind(self, ticket: Ticket, what: What) -> Ticket:
        tell_holders(self.work, ticket, what, services=self.services, now=self.now)
        return ticket

    def _to_deputy(self, ticket: Ticket) -> Ticket:
        """The deputy becomes the one it is addressed to, or they could not act while the other is here."""
        deputies = deputies_for(self.work, ticket, services=self.services, now=self.now)
        if not deputies:
            return ticket
        tell_holders(self.work, ticket, "deputy", services=self.services, now=self.now)
        return self._escalated(ticket, TO_DEPUTY, addressee_id=deputies[0])

    def _to_next_role(self, ticket: Ticket) -> Ticket:
        """To the nearest role above that has somebody; where none has, to the nearest, whose mailbox gets it."""
        highest = in_role(ticket.route, ticket.escalated_to or ticket.route.role, services=self.services)
        above = roles_above(highest, services=self.services)
        if not above:
            return ticket
        asked = askers_of(self.work, ticket)
        route = next(
            (one for one in above if people_in(self.work, one, not_to=asked, services=self.services, now=self.now)),
            above[0],
        )
        return self._tell_above(ticket, route, escalated_to=route.role)

    def _to_coordinator(self, ticket: Ticket) -> Ticket:
        """The coordinator sees everything, so the role it was escalated to before keeps seeing it too."""
        coordinator = Route(role=self.services.content.current().catalogue.roles.coordinator)
        if coordinator.role in (ticket.route.role, ticket.escalated_to):
            return ticket
        return self._tell_above(ticket, coordinator, escalated_to=ticket.escalated_to or coordinator.role)

    def _tell_above(self, ticket: Ticket, route: Route, *, escalated_to: str) -> Ticket:
        escalated = self._escalated(ticket, note_to_role(route), escalated_to=escalated_to)
        told = replace(escalated, escalated_to=route.role)
        tell_holders(self.work, told, "escalated", services=self.services, now=self.now)
        return escalated

    def _escalated(self, ticket: Ticket, note: str, **changes: str) -> Ticket:
        return advance(self.work, ticket, TicketEvent.ESCALATE, BOT, now=self.now, note=note, **changes)

    def _break_silence(self, ticket: Ticket, silence: Silence) -> Ticket:
        days = SILENCE_BEFORE[ticket.state]
        if silence is Silence.ASK_AGAIN:
            until = self._after_days(days).isoformat()
            tell_askers(self.work, ticket, "notice.still_waiting", now=self.now, values={"due_at": until})
            return ticket
        note = note_of_silence(ticket.state, days)
        moved = advance(self.work, ticket, TicketEvent.FALL_SILENT, ticket.requester_id, now=self.now, note=note)
        if moved.state is TicketState.RESOLVED:
            tell_askers(self.work, moved, "notice.closed_silently", now=self.now, values={"days": str(days)})
        return moved
