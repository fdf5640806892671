"""One fake per port: storage in dictionaries, content that stands still until it is swapped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from bot.content.snapshot import Snapshot
from bot.core.reply import State
from bot.core.tickets import TicketState
from bot.services.ports import (
    Conversation,
    Exchange,
    Holding,
    Person,
    Place,
    Profile,
    Question,
    Sender,
    Ticket,
    TicketStep,
)


@dataclass
class Tables:
    """What is kept. Values are immutable, so a copy of the dictionaries is a copy of everything."""

    identities: dict[tuple[str, str], str] = field(default_factory=dict)  # (channel, external id) → person
    profiles: dict[str, Profile] = field(default_factory=dict)
    places: dict[tuple[str, str, str], str] = field(default_factory=dict)  # (channel, place, person) → conversation
    conversations: dict[str, Conversation] = field(default_factory=dict)
    exchanges: dict[str, Exchange] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    outbox: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)  # dedupe key → conversation, body
    holdings: dict[str, tuple[Holding, ...]] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    history: tuple[TicketStep, ...] = ()

    def copy(self) -> Tables:
        """The same rows in new dictionaries."""
        return Tables(**{each.name: copy(getattr(self, each.name)) for each in fields(self)})


class FakeWork:
    """The `Work` of one transaction over `tables`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def person(self, sender: Sender, *, now: datetime) -> Person:
        known = self.known_person(sender.channel, sender.external_id)
        if known is not None:
            return known
        person_id = f"person-{len(self._tables.identities) + 1}"
        self._tables.identities[sender.channel, sender.external_id] = person_id
        return _person(person_id)

    def known_person(self, channel: str, external_id: str) -> Person | None:
        person_id = self._tables.identities.get((channel, external_id))
        return None if person_id is None else _person(person_id)

    def profile(self, person_id: str) -> Profile:
        return self._tables.profiles.get(person_id, Profile())

    def save_profile(self, person_id: str, profile: Profile) -> None:
        self._tables.profiles[person_id] = profile

    def forget(self, person_id: str) -> None:
        self._tables.identities = {key: held for key, held in self._tables.identities.items() if held != person_id}
        self._tables.profiles.pop(person_id, None)
        for question in self.questions_of(person_id):
            self.update_question(question.id, text="", asker_hash="nobody")

    def export(self, person_id: str) -> dict[str, Any]:
        return {"person": person_id, "questions": [question.text for question in self.questions_of(person_id)]}

    def conversation(self, channel: str, place: Place, person_id: str) -> Conversation:
        key = (channel, place.external_id, person_id)
        begun = f"conversation-{len(self._tables.places) + 1}"
        conversation_id = self._tables.places.setdefault(key, begun)
        return self._tables.conversations.setdefault(
            conversation_id, Conversation(id=conversation_id, channel=channel, person_id=person_id)
        )

    def conversation_by_id(self, conversation_id: str) -> Conversation | None:
        return self._tables.conversations.get(conversation_id)

    def save_state(self, conversation_id: str, state: State, *, now: datetime) -> None:
        before = self._tables.conversations[conversation_id]
        self._tables.conversations[conversation_id] = replace(before, state=state, state_at=now)

    def exchange(self, event_id: str) -> Exchange | None:
        return self._tables.exchanges.get(event_id)

    def add_exchange(self, exchange: Exchange) -> None:
        assert exchange.event_id not in self._tables.exchanges, "an event leads to one turn"
        self._tables.exchanges[exchange.event_id] = exchange

    def transcript(self, conversation_id: str, *, limit: int = 50) -> Sequence[Exchange]:
        turns = [turn for turn in self._tables.exchanges.values() if turn.conversation_id == conversation_id]
        return turns[-limit:]

    def questions_since(self, person_id: str, since: datetime) -> int:
        own = {each.id for each in self._tables.conversations.values() if each.person_id == person_id}
        turns = self._tables.exchanges.values()
        return sum(turn.conversation_id in own and turn.at >= since and turn.said is not None for turn in turns)

    def add_question(self, question: Question) -> None:
        self._tables.questions[question.id] = question

    def question(self, question_id: str) -> Question | None:
        return self._tables.questions.get(question_id)

    def update_question(self, question_id: str, **changes: Any) -> None:
        self._tables.questions[question_id] = replace(self._tables.questions[question_id], **changes)

    def enqueue(self, conversation_id: str, body: Mapping[str, Any], *, dedupe_key: str, now: datetime) -> None:
        self._tables.outbox.setdefault(dedupe_key, (conversation_id, body))

    def holdings(self, person_id: str) -> Sequence[Holding]:
        return self._tables.holdings.get(person_id, ())

    def grant(self, person_id: str, holding: Holding) -> None:
        self._tables.holdings[person_id] = (*self.holdings(person_id), holding)

    def holders(self, holding: Holding) -> Sequence[str]:
        return [person_id for person_id, held in self._tables.holdings.items() if holding in held]

    def next_ticket_number(self) -> int:
        return len(self._tables.tickets) + 1

    def add_ticket(self, ticket: Ticket) -> None:
        self._tables.tickets[ticket.id] = ticket

    def ticket(self, ticket_id: str) -> Ticket | None:
        return self._tables.tickets.get(ticket_id)

    def save_ticket(self, ticket: Ticket, step: TicketStep) -> None:
        self._tables.tickets[ticket.id] = ticket
        self._tables.history = (*self._tables.history, step)

    def tickets_for(self, holdings: Sequence[Holding], *, everything: bool = False) -> Sequence[Ticket]:
        tickets = [each for each in self._tables.tickets.values() if everything or _holding(each) in holdings]
        return sorted(tickets, key=lambda ticket: (ticket.state is TicketState.CLOSED, ticket.due_at, ticket.number))

    def tickets_of(self, person_id: str) -> Sequence[Ticket]:
        return [each for each in reversed(self._tables.tickets.values()) if each.requester_id == person_id]

    def history(self, ticket_id: str) -> Sequence[TicketStep]:
        return [step for step in self._tables.history if step.ticket_id == ticket_id]

    def questions_of(self, person_id: str, *, limit: int = 50) -> Sequence[Question]:
        own = _person(person_id).asker_hash
        return [each for each in reversed(self._tables.questions.values()) if each.asker_hash == own][:limit]


class FakeStorage:
    """The `Storage` in memory: a transaction works on a copy, which an exception throws away."""

    def __init__(self) -> None:
        self.tables = Tables()

    @contextmanager
    def transaction(self) -> Iterator[FakeWork]:
        tables = self.tables.copy()
        yield FakeWork(tables)
        self.tables = tables

    @contextmanager
    def reading(self) -> Iterator[FakeWork]:
        tables = self.tables.copy()
        yield FakeWork(tables)
        assert tables == self.tables, "a view for reading was written to"


@dataclass
class FakeContent:
    """Hands out `snapshot`."""

    snapshot: Snapshot

    def current(self) -> Snapshot:
        return self.snapshot


def _person(person_id: str) -> Person:
    return Person(person_id, asker_hash=f"hash-of-{person_id}")


def _holding(ticket: Ticket) -> Holding:
    return Holding(ticket.route.role, ticket.route.system, ticket.route.department)
