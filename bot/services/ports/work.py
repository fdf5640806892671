"""What storage can be asked: conversations and their log, tickets, and the messages that must arrive."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.reply import State
from bot.core.tickets import TicketState
from bot.services.ports.backlog import BacklogWork
from bot.services.ports.cards import CardsWork
from bot.services.ports.checks import ChecksWork
from bot.services.ports.counting import CountingWork
from bot.services.ports.drafts import DraftsWork
from bot.services.ports.inbox import InboxWork
from bot.services.ports.invented import InventedWork
from bot.services.ports.leaving import LeavingWork
from bot.services.ports.people import PeopleWork, SessionsWork
from bot.services.ports.replays import ReplaysWork
from bot.services.ports.reports import ReportsWork
from bot.services.ports.rows import (
    Conversation,
    Exchange,
    Holding,
    Joined,
    OutboxItem,
    Place,
    Question,
    Ticket,
    TicketStep,
)


class TalkWork(Protocol):
    """Conversations, the log of questions and the outbox, within one transaction."""

    def conversation(self, channel: str, place: Place, person_id: str) -> Conversation:
        """The conversation, begun when new; its address is brought up to date."""

    def conversation_by_id(self, conversation_id: str) -> Conversation | None:
        """The conversation with this id."""

    def place_of(self, conversation_id: str) -> Place | None:
        """Where a conversation is."""

    def places_of(self, person_id: str, channel: str) -> Sequence[Place]:
        """Where a person has conversations in a channel, the latest begun last."""

    def save_state(self, conversation_id: str, state: State, *, now: datetime) -> None:
        """What the bot waits for next."""

    def exchange(self, event_id: str) -> Exchange | None:
        """The turn an event led to, when it was seen before."""

    def add_exchange(self, exchange: Exchange) -> None:
        """Keep a turn."""

    def transcript(self, conversation_id: str, *, limit: int = 50) -> Sequence[Exchange]:
        """The latest turns of a conversation, oldest first."""

    def turns_about(self, question_id: str) -> Sequence[Exchange]:
        """The turns about one question, oldest first."""

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

    def last_asked_at(self, channel: str) -> datetime | None:
        """When something was last asked in a channel; None for never."""

    def questions_of(self, person_id: str, *, limit: int = 50) -> Sequence[Question]:
        """A person's own questions, newest first."""


class TicketsWork(Protocol):
    """Tickets, within one transaction."""

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

    def join(self, joined: Joined) -> None:
        """Let somebody wait for the answer of a ticket; nothing happens when they do already."""

    def leave(self, ticket_id: str, person_id: str) -> None:
        """Somebody who joined no longer waits for the answer."""

    def joined(self, ticket_id: str) -> Sequence[Joined]:
        """Who else waits for the answer, in the order they came; the requester is not among them."""

    def waiting_tickets(self) -> Sequence[Ticket]:
        """Tickets that are open, assigned or wait for their asker, and those answered but not closed; by due time."""

    def texts_of(self, holding: Holding, states: Collection[TicketState]) -> Sequence[tuple[str, str]]:
        """(id, text) of a role's tickets in these states, newest first, at most 200."""

    def tell_once(self, ticket_id: str, what: str, *, now: datetime) -> bool:
        """Whether `what` (a reminder, an escalation) has not been told of this ticket before; now it has."""

    def told(self, ticket_id: str) -> frozenset[str]:
        """Everything that `tell_once` has been told of a ticket."""

    def last_steps(self, ticket_ids: Sequence[str]) -> Mapping[str, TicketStep]:
        """The newest line of history of each ticket."""


class Work(
    PeopleWork,
    SessionsWork,
    TalkWork,
    TicketsWork,
    DraftsWork,
    InboxWork,
    LeavingWork,
    CardsWork,
    InventedWork,
    ChecksWork,
    ReplaysWork,
    CountingWork,
    ReportsWork,
    BacklogWork,
    Protocol,
):
    """One transaction: everything read and written in it happens together or not at all."""


class Storage(Protocol):
    """Where work is kept."""

    def transaction(self) -> AbstractContextManager[Work]:
        """A write transaction: takes the write lock first, commits at the end, undoes on an exception."""

    def reading(self) -> AbstractContextManager[Work]:
        """A consistent view for reading only."""


class Outbox(Protocol):
    """The messages that must arrive; each call is a transaction of its own."""

    def lease(
        self, channel: str, *, now: datetime, lease_for: timedelta, limit: int, arrived: Collection[int] = ()
    ) -> Sequence[OutboxItem]:
        """Due messages nobody else holds, oldest first, held for `lease_for`; one at a time per conversation.

        What has `arrived` is marked so first.
        """

    def delivered(self, *item_ids: int, now: datetime) -> None:
        """They arrived: keep the lines, purge the bodies."""

    def retry(self, item_id: int, *, at: datetime, reason: str) -> None:
        """It did not arrive: try again `at`; `reason` holds no text of anybody's."""

    def give_up(self, item_id: int, *, now: datetime, reason: str) -> None:
        """It can never arrive: a visible fault."""

    def waiting(self) -> int:
        """How many have not arrived."""

    def waiting_by_channel(self) -> Mapping[str, int]:
        """How many have not arrived, by channel; channels for which none waits are left out."""
