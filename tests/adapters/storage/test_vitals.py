"""The figures of operation come from indexes, and count what is there."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.storage import SqliteStorage
from bot.adapters.storage.soundness import examine
from bot.adapters.storage.vitals import STATEMENTS
from bot.core.reply import Fallback
from bot.core.tickets import TicketState
from bot.errors import StorageError

from .conftest import Ask, OpenTicket


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_figure_is_read_from_an_index(storage: SqliteStorage, path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", {"now": ""})]
    connection.close()

    reads = [step for step in plan if step.startswith(("SCAN", "SEARCH"))]
    assert len(reads) == 1
    assert "INDEX" in reads[0]


def test_answers_are_counted_by_reply_and_by_time(storage: SqliteStorage, ask: Ask) -> None:
    for number, latency in enumerate((1.0, 5.0, 30.0, 9000.0)):
        ask("anna", f"e{number}", latency_ms=latency)
    ask("anna", "e9", reply=Fallback(), latency_ms=1.0)

    answered, fallen_back = storage.vitals.answers()

    assert (answered.reply, answered.questions, answered.milliseconds) == ("answer", 4, 9036.0)
    assert [answered.within[limit] for limit in (5, 10, 50, 2500)] == [2, 2, 3, 3]
    assert (fallen_back.reply, fallen_back.questions) == ("fallback", 1)


def test_what_waits_has_the_age_of_its_oldest(storage: SqliteStorage, ask: Ask, now: datetime) -> None:
    ask("anna", "e1", at=now)
    ask("bo", "e2", at=now + timedelta(minutes=1))
    (first, _) = storage.outbox.lease("slack", now=now + timedelta(hours=1), lease_for=timedelta(1), limit=9)
    assert storage.vitals.waiting()["slack"].oldest_at == now

    storage.outbox.delivered(first.id, now=now)

    waiting = storage.vitals.waiting()["slack"]
    assert (waiting.messages, waiting.oldest_at) == (1, now + timedelta(minutes=1))


def test_what_can_never_arrive_stays_in_the_count(storage: SqliteStorage, ask: Ask, now: datetime) -> None:
    ask("anna", "e1")
    (item,) = storage.outbox.lease("slack", now=now, lease_for=timedelta(1), limit=9)
    storage.outbox.give_up(item.id, now=now, reason="no_address")

    assert storage.vitals.given_up() == {"slack": 1}
    assert storage.vitals.waiting() == {}


def test_tickets_are_counted_by_state_and_those_too_late_apart(
    storage: SqliteStorage, ask: Ask, open_ticket: OpenTicket, now: datetime
) -> None:
    open_ticket(ask("anna", "e1"), due_at=now)
    open_ticket(ask("anna", "e2"), due_at=now + timedelta(hours=1))
    open_ticket(ask("anna", "e3"), due_at=now, state=TicketState.CLOSED)

    assert storage.vitals.tickets() == {"open": 2, "closed": 1}
    assert storage.vitals.overdue(now) == 0
    assert storage.vitals.overdue(now + timedelta(minutes=1)) == 1


def test_a_probe_waits_for_the_lock_and_says_when_it_cannot_have_it(
    storage: SqliteStorage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.storage.database.BUSY_FOR", 0.05)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageError, match="SQLITE_BUSY"):
        storage.vitals.probe()

    writer.close()
    storage.vitals.probe()


def test_a_database_in_use_is_found_sound(storage: SqliteStorage, path: Path, ask: Ask) -> None:
    ask("anna", "e1")

    found = examine(path)

    assert found.is_sound
    assert (found.faults, found.pending, found.unknown) == ([], [], [])


def test_a_schema_that_is_behind_or_ahead_is_told_and_left_alone(storage: SqliteStorage, path: Path) -> None:
    storage.close()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE _sqlite_migrations SET name = '9999_later' WHERE name = '0001_people'")
    connection.commit()

    found = examine(path)

    assert (found.pending, found.unknown) == (["0001_people"], ["9999_later"])
    names = [name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations")]
    assert "0001_people" not in names
    connection.close()


@pytest.mark.parametrize("pages", [range(20, 40), range(-3, 0)])
def test_a_damaged_file_is_told(storage: SqliteStorage, path: Path, ask: Ask, pages: range) -> None:
    for number in range(50):
        ask("anna", f"e{number}", text="x" * 500)
    storage.close()
    page_size = 4096
    count = path.stat().st_size // page_size
    with path.open("r+b") as file:
        for page in pages:
            file.seek(page % count * page_size)
            file.write(b"\xff" * page_size)

    assert not examine(path).is_sound


def test_a_file_that_is_not_there_is_not_made(path: Path) -> None:
    with pytest.raises(StorageError, match="SQLITE_CANTOPEN"):
        examine(path)

    assert not path.exists()
