"""See what one has asked oneself: each ticket with the words that were meant for the asker."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.tickets import QUIET, REOPEN_WITHIN, TRANSITIONS, TicketEvent, TicketState
from bot.services.context import Services
from bot.services.ports import Joined, Person, Ticket, TicketStep, Work
from bot.services.ticket_steps import names_in

SHOWN = 50  # tickets
BY_ASKERS = frozenset(
    {
        *(None, TicketEvent.JOIN, TicketEvent.LEAVE, TicketEvent.ADD, TicketEvent.REQUESTER_REPLIES),
        *(TicketEvent.CONFIRM, TicketEvent.THANK, TicketEvent.REOPEN, TicketEvent.WITHDRAW),
    }
)
"""What only one who asked can do; None is that they asked. Who has left is no longer among those who wait."""


@dataclass(frozen=True)
class OwnTicket:
    """A ticket as one who waits for its answer sees it.

    `text` is what they asked themselves, also when the ticket is another's that they joined. `history` is without the
    words of the others who asked the same; `names` are by person id, without theirs.
    """

    ticket: Ticket
    text: str
    language: str
    history: Sequence[TicketStep]
    names: Mapping[str, str]
    is_requester: bool

    @property
    def active_at(self) -> datetime:
        """When something last happened to it."""
        return self.history[-1].at if self.history else self.ticket.opened_at

    def may_reopen(self, now: datetime) -> bool:
        """Whether a 'no, still not' would be taken: there is somebody to go on, and not too long ago."""
        ticket = self.ticket
        if TicketEvent.REOPEN not in TRANSITIONS[ticket.state] or not (ticket.assignee_id or ticket.addressee_id):
            return False
        if ticket.state is TicketState.RESOLVED:
            return True
        is_recent = ticket.closed_at is not None and now - ticket.closed_at <= REOPEN_WITHIN
        return is_recent and all(step.event is not TicketEvent.MERGE for step in self.history)


def own_tickets(person: Person, *, services: Services) -> Sequence[OwnTicket]:
    """The tickets a person waits or has waited for, at most 50, newest activity first."""
    with services.storage.reading() as work:
        tickets = work.tickets_of(person.id)
        newest = work.last_steps([ticket.id for ticket in tickets])
        active = {ticket.id: newest[ticket.id].at if ticket.id in newest else ticket.opened_at for ticket in tickets}
        first = sorted(tickets, key=lambda ticket: (active[ticket.id], ticket.number), reverse=True)[:SHOWN]
        return [_own(work, ticket, person) for ticket in first]


def _own(work: Work, ticket: Ticket, person: Person) -> OwnTicket:
    history, joined = work.history(ticket.id), work.joined(ticket.id)
    own = next((one for one in joined if one.person_id == person.id), None)
    others = others_in(ticket, history, joined, person)
    names = names_in(work, ticket, history)
    return OwnTicket(
        ticket=ticket,
        text=own.text if own else ticket.text,
        language=own.language if own else ticket.language,
        history=without_words_of(others, history),
        names={one: name for one, name in names.items() if one not in others},
        is_requester=own is None,
    )


def others_in(ticket: Ticket, history: Sequence[TicketStep], joined: Sequence[Joined], person: Person) -> set[str]:
    """The person ids of everybody else who asks the same, or did before they left."""
    have_asked = {step.actor_id for step in history if step.event in BY_ASKERS}
    return {ticket.requester_id, *(one.person_id for one in joined), *have_asked} - {person.id}


def without_words_of(others: Collection[str], history: Sequence[TicketStep]) -> list[TicketStep]:
    """The history as one asker may see it: nothing that another wrote as an asker, nor that they came and went."""
    return [
        replace(step, note="") if step.actor_id in others and step.event in BY_ASKERS else step
        for step in history
        if step.actor_id not in others or step.event not in QUIET
    ]
