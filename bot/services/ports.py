"""What the services need from the outside: storage as a set of small questions, and the rows that cross the border."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.reply import Idle, Reply, Route, State
from bot.core.tickets import TicketEvent, TicketState

WEB, API, TERMINAL, SLACK = "web", "api", "terminal", "slack"
PUSHED = frozenset({SLACK})  # channels the bot sends to; the others fetch what is new


@dataclass(frozen=True)
class Sender:
    """Who writes, as the channel knows them; `name` is kept on tickets only."""

    channel: str
    external_id: str
    name: str = ""


@dataclass(frozen=True)
class Place:
    """The conversation a message came in, and what the channel needs to write back to it."""

    external_id: str
    address: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """An employee, whichever channels they use; `asker_hash` is all the log knows."""

    id: str
    asker_hash: str


@dataclass(frozen=True)
class Profile:
    """What a person has asked the bot to remember."""

    systems: tuple[str, ...] = ()
    language: str | None = None
    department: str | None = None
    consented_at: datetime | None = None


@dataclass(frozen=True)
class Conversation:
    """One conversation and what the bot waits for in it."""

    id: str
    channel: str
    person_id: str
    state: State = field(default_factory=Idle)
    state_at: datetime | None = None


@dataclass(frozen=True)
class Exchange:
    """One turn: what was said (redacted; None when the bot wrote of itself), and the reply."""

    event_id: str
    conversation_id: str
    question_id: str | None
    said: str | None
    reply: Reply
    language: str
    at: datetime
    redacted: tuple[str, ...] = ()
    paused_question_id: str | None = None


@dataclass(frozen=True)
class Question:
    """One logged question, redacted, with its outcome: the log of design §10."""

    id: str
    event_id: str
    conversation_id: str
    channel: str
    asker_hash: str
    asked_at: datetime
    text: str
    language: str
    reply: str
    snapshot: str
    route: Route
    department: str | None = None
    system: str | None = None
    document_type: str | None = None
    procedure: str | None = None
    theme: str | None = None
    article: str | None = None
    also: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    chosen: str | None = None
    probability: float = 0.0
    in_field: float = 0.0
    ticket_id: str | None = None
    feedback: str | None = None
    feedback_reason: str | None = None
    latency_ms: float = 0.0


@dataclass(frozen=True)
class Ticket:
    """A question a person answers. `requester_name` is the only place a name is kept."""

    id: str
    number: int
    question_id: str
    conversation_id: str
    requester_id: str
    requester_name: str
    text: str
    language: str
    route: Route
    state: TicketState
    urgent: bool
    opened_at: datetime
    due_at: datetime
    assignee_id: str | None = None
    answer: str | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class TicketStep:
    """One line of a ticket's append-only history."""

    ticket_id: str
    at: datetime
    actor_id: str
    event: TicketEvent | None
    before: TicketState | None
    after: TicketState
    note: str = ""


@dataclass(frozen=True)
class OutboxItem:
    """A message that must arrive, leased to one sender at a time."""

    id: int
    channel: str
    address: Mapping[str, str]
    body: Mapping[str, Any]
    dedupe_key: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True)
class Holding:
    """A role a person holds, with the system or department it belongs to."""

    role: str
    system: str | None = None
    department: str | None = None


class Work(Protocol):
    """One transaction: everything read and written in it happens together or not at all."""

    def person(self, sender: Sender, *, now: datetime) -> Person:
        """The person behind a channel identity, made known on first sight."""

    def known_person(self, channel: str, external_id: str) -> Person | None:
        """The person behind a channel identity, if seen before."""

    def profile(self, person_id: str) -> Profile:
        """What the person has asked to be remembered; empty when nothing."""

    def save_profile(self, person_id: str, profile: Profile) -> None:
        """Remember, replacing what was."""

    def forget(self, person_id: str) -> None:
        """Remove profile, identities, names and the texts of the person's questions."""

    def export(self, person_id: str) -> dict[str, Any]:
        """Everything stored about the person, as plain data."""

    def conversation(self, channel: str, place: Place, person_id: str) -> Conversation:
        """The conversation, begun when new; its address is brought up to date."""

    def conversation_by_id(self, conversation_id: str) -> Conversation | None:
        """The conversation with this id."""

    def save_state(self, conversation_id: str, state: State, *, now: datetime) -> None:
        """What the bot waits for next."""

    def exchange(self, event_id: str) -> Exchange | None:
        """The turn an event led to, when it was seen before."""

    def add_exchange(self, exchange: Exchange) -> None:
        """Keep a turn."""

    def transcript(self, conversation_id: str, *, limit: int = 50) -> Sequence[Exchange]:
        """The latest turns of a conversation, oldest first."""

    def questions_since(self, person_id: str, since: datetime) -> int:
        """How many events the person has sent since."""

    def add_question(self, question: Question) -> None:
        """Log a question."""

    def question(self, question_id: str) -> Question | None:
        """A logged question."""

    def update_question(self, question_id: str, **changes: object) -> None:
        """Set columns of a logged question."""

    def enqueue(self, conversation_id: str, body: Mapping[str, Any], *, dedupe_key: str, now: datetime) -> None:
        """Put a message in the outbox, unless the dedupe key is there already."""

    def holdings(self, person_id: str) -> Sequence[Holding]:
        """The roles a person holds."""

    def grant(self, person_id: str, holding: Holding) -> None:
        """Let a person hold a role."""

    def holders(self, holding: Holding) -> Sequence[str]:
        """Who holds a role: person ids."""

    def next_ticket_number(self) -> int:
        """The number people will call the ticket by."""

    def add_ticket(self, ticket: Ticket) -> None:
        """Open a ticket."""

    def ticket(self, ticket_id: str) -> Ticket | None:
        """A ticket."""

    def save_ticket(self, ticket: Ticket, step: TicketStep) -> None:
        """Write the ticket's new state and the line of history that led to it."""

    def tickets_for(self, holdings: Sequence[Holding], *, everything: bool = False) -> Sequence[Ticket]:
        """Tickets routed to these roles (or all), oldest due first, closed last."""

    def tickets_of(self, person_id: str) -> Sequence[Ticket]:
        """Tickets a person has asked for, newest first."""

    def history(self, ticket_id: str) -> Sequence[TicketStep]:
        """A ticket's history, oldest first."""

    def questions_of(self, person_id: str, *, limit: int = 50) -> Sequence[Question]:
        """A person's own questions, newest first."""


class Storage(Protocol):
    """Where work is kept."""

    def transaction(self) -> AbstractContextManager[Work]:
        """A write transaction: takes the write lock first, commits at the end, undoes on an exception."""

    def reading(self) -> AbstractContextManager[Work]:
        """A consistent view for reading only."""


class Outbox(Protocol):
    """The messages that must arrive; each call is a transaction of its own."""

    def lease(self, channel: str, *, now: datetime, lease_for: timedelta, limit: int) -> Sequence[OutboxItem]:
        """Due messages nobody else holds, oldest first, held for `lease_for`; one at a time per conversation."""

    def delivered(self, item_id: int, *, now: datetime) -> None:
        """It arrived: keep the line, purge the body."""

    def retry(self, item_id: int, *, at: datetime, reason: str) -> None:
        """It did not arrive: try again `at`; `reason` holds no text of anybody's."""

    def give_up(self, item_id: int, *, now: datetime, reason: str) -> None:
        """It can never arrive: a visible fault."""

    def waiting(self) -> int:
        """How many have not arrived."""
