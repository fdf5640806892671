"""An employee can be forgotten and see what is kept; retention lets go of the rest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.storage import SqliteStorage
from bot.core.reply import Notice
from bot.core.tickets import TicketEvent, TicketState
from bot.services.ports import Conversation, Exchange, Holding, Person, Profile, Question, Sender, Ticket, TicketStep

DAY = timedelta(days=1)


@pytest.fixture
def anna(
    storage: SqliteStorage, ask: Callable[..., Question], open_ticket: Callable[..., Ticket], now: datetime
) -> Person:
    """Anna has a profile, a role, a question, a ticket and its answer."""
    question = ask("anna-id", "e1", text="hemmeligt spørgsmål", place="D-anna-id")
    ticket = open_ticket(question)
    answered = replace(ticket, state=TicketState.RESOLVED, answer="svar til Anna", answered_at=now)
    with storage.transaction() as work:
        person = work.person(Sender("slack", "anna-id"), now=now)
        work.save_profile(person.id, Profile(systems=("acadre",), department="teknik"))
        work.grant(person.id, Holding("koordinator"))
        step = TicketStep(ticket.id, now, person.id, TicketEvent.RESOLVE, ticket.state, answered.state, "hun ringer")
        work.save_ticket(answered, step)
        values = {"number": "1", "answer": "svar til Anna"}
        notice = Notice(key="notice.answered", values=values)
        work.add_exchange(Exchange("t1", question.conversation_id, question.id, None, notice, "da", now))
    return person


def stored(path: Path) -> bytes:
    """All bytes of the database's files."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def test_forgetting_leaves_no_trace_of_the_person_in_the_file(
    storage: SqliteStorage, anna: Person, path: Path, ask: Callable[..., Question]
) -> None:
    ask("bo", "e2", text="bos spørgsmål")
    secrets = ["anna-id", anna.id, anna.asker_hash, "hemmeligt", "svar til Anna", "Anna Jensen", "hun ringer"]
    before = stored(path)
    with storage.transaction() as work:
        work.forget(anna.id)

    assert [secret for secret in secrets if secret.encode() not in before] == []
    assert [secret for secret in secrets if secret.encode() in stored(path)] == []
    assert "bos spørgsmål".encode() in stored(path)


def test_forgetting_keeps_the_lines_that_statistics_count(storage: SqliteStorage, anna: Person) -> None:
    with storage.transaction() as work:
        work.forget(anna.id)

    with storage.reading() as work:
        question, ticket, said, told = (
            work.question("q-e1"),
            work.ticket("t-q-e1"),
            work.exchange("e1"),
            work.exchange("t1"),
        )
    assert question is not None
    assert ticket is not None
    assert said is not None
    assert told is not None
    assert (question.text, ticket.text, ticket.answer, ticket.requester_name, said.said) == ("", "", "", "", "")
    assert (question.reply, told.said, told.reply) == (
        "answer",
        None,
        Notice(key="notice.answered", values={"number": "", "answer": ""}),
    )
    assert storage.statistics.total().askers == 1
    assert storage.outbox.waiting() == 0


def test_somebody_who_was_forgotten_is_new_when_they_come_back(
    storage: SqliteStorage, anna: Person, begin: Callable[..., Conversation], now: datetime
) -> None:
    with storage.transaction() as work:
        work.forget(anna.id)
        assert work.known_person("slack", "anna-id") is None
        back = begin(work, "anna-id", place="D-anna-id")

        assert back.person_id != anna.id
        assert work.transcript(back.id) == []
        assert work.questions_of(anna.id) == work.questions_of(back.person_id) == []
        assert work.holdings(back.person_id) == []
        assert work.holders(Holding("koordinator")) == []
        assert work.profile(anna.id) == Profile()


def test_the_export_is_plain_and_holds_everything(storage: SqliteStorage, anna: Person) -> None:
    with storage.reading() as work:
        exported = json.loads(json.dumps(work.export(anna.id)))

    assert exported["person"] == {"id": anna.id, "asker_hash": anna.asker_hash}
    assert exported["identities"] == [{"channel": "slack", "external_id": "anna-id"}]
    assert exported["profile"][0]["systems"] == ["acadre"]
    assert exported["roles"][0]["role"] == "koordinator"
    assert exported["conversations"][0]["address"] == {"channel": "D-anna-id", "user": "anna-id"}
    assert [each["said"] for each in exported["exchanges"]] == ["hemmeligt spørgsmål", None]
    assert exported["questions"][0]["route"]["role"] == "koordinator"
    assert exported["questions"][0]["reply"] == "answer"
    assert exported["tickets"][0]["requester_name"] == "Anna Jensen"
    assert [each["event"] for each in exported["ticket_history"]] == [None, "resolve"]
    assert exported["messages_waiting"][0]["address"]["user"] == "anna-id"


def test_the_export_of_somebody_unknown_is_empty(storage: SqliteStorage, anna: Person) -> None:
    with storage.reading() as work:
        exported = work.export("nobody")

    assert {name: rows for name, rows in exported.items() if name != "person" and rows} == {}


def test_purging_lets_go_of_what_is_old_and_of_nothing_else(
    storage: SqliteStorage, anna: Person, ask: Callable[..., Question], now: datetime
) -> None:
    young = ask("anna-id", "e9", at=now + DAY)

    assert storage.purge(now + DAY) > 0

    with storage.reading() as work:
        old, ticket = work.question("q-e1"), work.ticket("t-q-e1")
        assert old is not None
        assert ticket is not None
        assert (old.text, old.conversation_id, old.event_id, old.reply) == ("", "", "", "answer")
        assert old.asker_hash != anna.asker_hash
        assert (ticket.text, ticket.requester_name, ticket.requester_id, ticket.answer) == ("", "", "", "")
        assert [step.note for step in work.history(ticket.id)] == ["", ""]
        assert work.exchange("e1") is None
        assert work.question(young.id) == young
        assert work.exchange("e9") is not None


def test_purging_twice_finds_nothing_more(storage: SqliteStorage, anna: Person, now: datetime) -> None:
    storage.purge(now + DAY)

    assert storage.purge(now + DAY) == 0


def test_purging_keeps_what_still_has_to_be_done(
    storage: SqliteStorage, ask: Callable[..., Question], open_ticket: Callable[..., Ticket], now: datetime
) -> None:
    ticket = open_ticket(ask("anna", "e1"))
    delivered = ask("bo", "e2")
    items = storage.outbox.lease("slack", now=now, lease_for=DAY, limit=10)
    storage.outbox.delivered(items[1].id, now=now)
    storage.purge(now + DAY)

    with storage.reading() as work:
        assert work.ticket(ticket.id) == ticket
        rows = work._all("SELECT dedupe_key FROM outbox")
    assert [row["dedupe_key"] for row in rows] == ["reply:e1"]
    assert delivered.event_id == "e2"


def test_one_asker_is_not_counted_as_several_after_several_purges(
    storage: SqliteStorage, ask: Callable[..., Question], now: datetime
) -> None:
    for day in range(6):
        ask("anna", f"e{day}", at=now + day * DAY)
        storage.purge(now + (day + 1) * DAY)

    [count] = storage.statistics.counts("reply")
    assert (count.questions, count.askers, count.is_small) == (6, 1, True)
