"""A fresh database file per test, a fixed clock, and one ask-like transaction to fill it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.storage import SqliteStorage
from bot.core.reply import Answer, Reply, Route
from bot.core.tickets import TicketState
from bot.services.ports import Conversation, Exchange, Place, Question, Sender, Ticket, TicketStep, Work

Ask = Callable[..., Question]
OpenTicket = Callable[..., Ticket]


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "esdh.db"


@pytest.fixture
def storage(path: Path) -> Iterator[SqliteStorage]:
    opened = SqliteStorage(path, secret=b"a secret")
    yield opened
    opened.close()


@pytest.fixture
def begin(now: datetime) -> Callable[..., Conversation]:
    """`begin(work, "anna", channel="slack", place="D1")`: the person's conversation."""

    def begun(work: Work, who: str = "anna", *, channel: str = "slack", place: str = "D1") -> Conversation:
        person = work.person(Sender(channel, who, name=who.title()), now=now)
        return work.conversation(channel, Place(place, {"channel": place, "user": who}), person.id)

    return begun


@pytest.fixture
def ask(storage: SqliteStorage, begin: Callable[..., Conversation], now: datetime) -> Ask:
    """`ask("anna", "e1", text="…", reply=Answer(…), at=now, chosen="none")`: one question, in one transaction."""

    def asked(
        who: str,
        event_id: str,
        *,
        text: str = "skal jeg journalisere",
        reply: Reply = Answer(article="mail"),  # noqa: B008 - immutable
        at: datetime = now,
        place: str = "D1",
        **fields: Any,
    ) -> Question:
        with storage.transaction() as work:
            conversation = begin(work, who, place=place)
            question = Question(
                id=f"q-{event_id}",
                event_id=event_id,
                conversation_id=conversation.id,
                channel="slack",
                asker_hash=work.person(Sender("slack", who), now=now).asker_hash,
                asked_at=at,
                text=text,
                language="da",
                reply=reply.kind,
                snapshot="abc",
                route=Route(role="koordinator"),
                **fields,
            )
            work.add_question(question)
            work.add_exchange(Exchange(event_id, conversation.id, question.id, text, reply, "da", at))
            work.enqueue(conversation.id, {"event_id": event_id}, dedupe_key=f"reply:{event_id}", now=at)
            return question

    return asked


@pytest.fixture
def open_ticket(storage: SqliteStorage, now: datetime) -> OpenTicket:
    """`open_ticket(question, route=Route(…), due_at=…)`: the ticket of a question that was asked."""

    def opened(question: Question, *, route: Route | None = None, **fields: Any) -> Ticket:
        with storage.transaction() as work:
            conversation = work.conversation_by_id(question.conversation_id)
            assert conversation is not None
            number = work.next_ticket_number()
            values: dict[str, Any] = {
                "id": f"t-{question.id}",
                "number": number,
                "question_id": question.id,
                "conversation_id": conversation.id,
                "requester_id": conversation.person_id,
                "requester_name": "Anna Jensen",
                "text": question.text,
                "language": "da",
                "route": route or Route(role="koordinator"),
                "state": TicketState.OPEN,
                "urgent": False,
                "opened_at": now,
                "due_at": now,
            }
            ticket = Ticket(**{**values, **fields})
            work.add_ticket(ticket)
            step = TicketStep(ticket.id, now, conversation.person_id, None, None, TicketState.OPEN, note="hun ringer")
            work.save_ticket(ticket, step)
            work.update_question(question.id, ticket_id=ticket.id)
            return ticket

    return opened
