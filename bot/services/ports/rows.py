"""The rows that cross the border between services and storage: immutable, times aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.core.reply import Idle, Reply, Route, State
from bot.core.tickets import WAITS_FOR_HOLDER, TicketEvent, TicketState

WEB, API, TERMINAL, SLACK, MAIL, OIDC = "web", "api", "terminal", "slack", "mail", "oidc"
PUSHED = frozenset({SLACK, MAIL})  # channels the bot sends to; the others fetch what is new
OPERATOR = "operator"  # in the audit log: whoever runs commands where the bot is installed
EDITOR = "editor"  # the one role that no question is routed to: may see and write drafts


@dataclass(frozen=True)
class Sender:
    """Who writes, as the channel knows them.

    `name` is kept on tickets. `email` is given only by channels that have verified it; it joins one person's channels.
    """

    channel: str
    external_id: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Place:
    """The conversation a message came in, and what the channel needs to write back to it.

    `is_shown_at_once` when the channel shows the reply itself, as a web page does; only what comes later is sent.
    """

    external_id: str
    address: Mapping[str, str] = field(default_factory=dict)
    is_shown_at_once: bool = False


@dataclass(frozen=True)
class Person:
    """An employee, whichever channels they use; `asker_hash` is all the log knows."""

    id: str
    asker_hash: str


@dataclass(frozen=True)
class Employee:
    """A person by name, as the coordinator's pages and the notices know them; '' where nothing is known."""

    person_id: str
    name: str = ""
    email: str = ""

    @property
    def name_or_address(self) -> str:
        """What to call them; '' when neither is known."""
        return self.name or self.email


@dataclass(frozen=True)
class Session:
    """Somebody signed in on the web. `id` is the hash of the token in the cookie, never the token."""

    id: str
    person_id: str
    began_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Absence:
    """Days (Danish, both included) on which nothing new is sent to a person."""

    id: int
    person_id: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Audited:
    """One line of the audit log; `about` is the id of a person, ticket or draft, `details` holds ids and no texts."""

    at: datetime
    actor_id: str
    action: str
    about: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


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
    """A question a person answers.

    `addressee_id` is the holder who was told of it (round robin, deputies); everybody with the role sees it all the
    same. `escalated_to` is the role that sees it too, because nobody acted in time or nobody in its own role was here.
    `version` counts what was done to it, so that two people acting at once notice.
    """

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
    addressee_id: str | None = None
    escalated_to: str | None = None
    version: int = 1

    @property
    def fell_silent(self) -> bool:
        """Whether it was resolved because its asker did not reply: there is no answer."""
        return self.state is TicketState.RESOLVED and not self.answer

    def is_overdue(self, now: datetime) -> bool:
        """Whether a role holder should have answered by now."""
        return self.state in WAITS_FOR_HOLDER and self.due_at < now


@dataclass(frozen=True)
class Joined:
    """Somebody else who asked the same while the ticket was open; they get the same answer."""

    ticket_id: str
    person_id: str
    name: str
    conversation_id: str
    question_id: str
    text: str
    language: str
    at: datetime


@dataclass(frozen=True)
class TicketStep:
    """One line of a ticket's append-only history; `note` is what was written: an answer, a word why, a reply."""

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
