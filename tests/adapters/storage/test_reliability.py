"""Nothing that was acknowledged is lost, nothing is half written, and no thread is turned away."""

from __future__ import annotations

import resource
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

import bot
from bot.adapters.storage import SqliteStorage, database
from bot.adapters.storage.migrations import migrations
from bot.errors import BotError, StorageError
from bot.services.ports import Conversation, Question, Sender

CHECKOUT = Path(bot.__file__).parents[1]

OPEN_WHEN_TOLD = """
import sys
from pathlib import Path
from bot.adapters.storage import SqliteStorage, database
print("ready", flush=True)
sys.stdin.readline()
SqliteStorage(Path(sys.argv[1]), secret=b"a secret")
"""
COMMIT_FOR_EVER = """
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from bot.adapters.storage import SqliteStorage, database
from bot.services.ports import Place, Sender
storage = SqliteStorage(Path(sys.argv[1]), secret=b"a secret")
now = datetime(2026, 3, 2, tzinfo=UTC)
for number in count():
    with storage.transaction() as work:
        person = work.person(Sender("slack", f"person {number}"), now=now)
        conversation = work.conversation("slack", Place("D1"), person.id)
        work.enqueue(conversation.id, {}, dedupe_key=f"message {number}", now=now)
    print(number, flush=True)
"""


def start(script: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, path], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_processes_that_start_at_once_migrate_a_new_file_once(path: Path) -> None:
    processes = [start(OPEN_WHEN_TOLD, path) for _ in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.communicate("go\n", timeout=30)

    assert [process.returncode for process in processes] == [0, 0, 0, 0]
    connection = sqlite3.connect(path)
    applied = connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id").fetchall()
    connection.close()
    names = [name for (name,) in applied]
    assert names == sorted(set(names))
    assert names[0] == "0001_people"
    assert len(names) == len(migrations.pending(Database(memory=True)))


@pytest.mark.slow
def test_a_killed_process_loses_nothing_it_had_acknowledged(path: Path) -> None:
    with start(COMMIT_FOR_EVER, path) as process:
        assert process.stdout is not None
        acknowledged = [int(process.stdout.readline()) for _ in range(40)]
        process.kill()
        acknowledged += [int(line) for line in process.stdout.read().splitlines()]

    storage = SqliteStorage(path, secret=b"a secret")
    with storage.reading() as work:
        known = [number for number in acknowledged if work.known_person("slack", f"person {number}")]
        [check] = work._all("PRAGMA integrity_check")
    assert known == acknowledged
    assert storage.outbox.waiting() in (len(acknowledged), len(acknowledged) + 1)  # the last was perhaps not yet said
    assert check[0] == "ok"
    storage.close()


def test_sixteen_threads_lose_nothing_and_none_is_turned_away(
    storage: SqliteStorage, ask: Callable[..., Question]
) -> None:
    def ten_questions(thread: int) -> None:
        for number in range(10):
            ask(f"person {thread % 4}", f"{thread}-{number}", place=f"D{thread % 4}")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(ten_questions, range(16)))

    logged = list(storage.log.questions())
    assert len(logged) == storage.outbox.waiting() == 160
    assert len({line["asker_hash"] for line in logged}) == 4


def test_two_processes_worth_of_storage_take_turns(path: Path, storage: SqliteStorage, now: datetime) -> None:
    other = SqliteStorage(path, secret=b"a secret")

    def write(number: int) -> None:
        with (storage, other)[number % 2].transaction() as work:
            assert work.next_ticket_number() > 0

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))

    other.close()
    with storage.transaction() as work:
        assert work.next_ticket_number() == 61


def test_an_exception_undoes_everything(
    storage: SqliteStorage, begin: Callable[..., Conversation], now: datetime
) -> None:
    def fail_at_the_end() -> None:
        with storage.transaction() as work:
            work.enqueue(begin(work, "anna").id, {}, dedupe_key="k", now=now)
            raise BotError

    with pytest.raises(BotError):
        fail_at_the_end()
    with storage.reading() as work:
        assert work.known_person("slack", "anna") is None
    assert storage.outbox.waiting() == 0


def test_a_reader_sees_one_moment_and_waits_for_no_writer(storage: SqliteStorage, now: datetime) -> None:
    with storage.reading() as before:
        assert before.known_person("slack", "anna") is None
        with storage.transaction() as work:
            work.person(Sender("slack", "anna"), now=now)
            with storage.reading() as during:
                assert during.known_person("slack", "anna") is None

        assert before.known_person("slack", "anna") is None
    with storage.reading() as after:
        assert after.known_person("slack", "anna") is not None


def test_a_reader_cannot_write(storage: SqliteStorage, now: datetime) -> None:
    with pytest.raises(StorageError) as raised, storage.reading() as work:
        work.person(Sender("slack", "anna"), now=now)

    assert raised.value.reason == "SQLITE_READONLY"
    assert raised.value.message_key == "error.storage"


def test_a_lock_that_is_never_freed_is_a_storage_error(
    storage: SqliteStorage, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_FOR", 0.01)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageError, match="SQLITE_BUSY"), storage.transaction():
        pass
    holder.close()
    with storage.transaction() as work:
        assert work.next_ticket_number() == 1


def test_a_transaction_within_a_transaction_is_refused_instead_of_hanging(
    storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_FOR", 0.01)

    with pytest.raises(StorageError), storage.transaction(), storage.transaction():
        pass


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes: a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_log_is_written_back_beside_whoever_reads_and_writes(
    storage: SqliteStorage, ask: Callable[..., Question], path: Path
) -> None:
    def in_the_file_alone() -> int:
        with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as file:
            return int(file.execute("SELECT count(*) FROM question").fetchone()[0])

    storage.write_back()
    ask("anna", "e1")
    assert in_the_file_alone() == 0

    with storage.reading(), storage.transaction():
        storage.write_back()
    assert in_the_file_alone() == 1


def test_a_full_disk_is_a_storage_error_and_leaves_nothing_half_written(
    storage: SqliteStorage, ask: Callable[..., Question], path: Path
) -> None:
    kept: list[str] = []

    def ask_for_ever() -> None:
        while True:
            kept.append(ask("anna", f"e{len(kept)}", text="x" * 4_000).id)

    log = path.with_name(f"{path.name}-wal")
    with largest_file(log.stat().st_size + 500_000), pytest.raises(StorageError) as raised:
        ask_for_ever()

    assert raised.value.reason in {"SQLITE_FULL", "SQLITE_IOERR_WRITE"}
    assert kept != []
    assert len(list(storage.log.questions())) == storage.outbox.waiting() == len(kept)
    ask("anna", "there is room again")


def test_the_files_are_readable_by_their_owner_alone(storage: SqliteStorage, path: Path) -> None:
    files = sorted(path.parent.iterdir())

    assert [file.name for file in files] == ["esdh.db", "esdh.db-shm", "esdh.db-wal"]
    assert [stat.filemode(file.stat().st_mode) for file in files] == ["-rw-------"] * 3


def test_a_file_that_is_no_database_is_a_storage_error(path: Path) -> None:
    path.write_bytes(b"no database at all" * 100)

    with pytest.raises(StorageError, match="SQLITE_NOTADB"):
        SqliteStorage(path, secret=b"a secret")


def test_a_folder_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="SQLITE_CANTOPEN"):
        SqliteStorage(tmp_path / "missing" / "esdh.db", secret=b"a secret")


def test_a_mistake_in_our_own_sql_stays_what_it_is(storage: SqliteStorage) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), storage.transaction() as work:
        work._run("SELECT * FROM nowhere")
