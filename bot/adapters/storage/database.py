"""Open the database file: a connection for each transaction, the write lock first, every commit on the disk.

A deferred transaction that reads before it writes fails under threads (83 of 100 measured), hence BEGIN IMMEDIATE.
"""

from __future__ import annotations

import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock

from bot.adapters.storage.log import Log
from bot.adapters.storage.migrations import migrate
from bot.adapters.storage.outbox import SqliteOutbox
from bot.adapters.storage.vitals import Vitals
from bot.adapters.storage.work import SqliteWork
from bot.errors import StorageError
from bot.services.ports import Outbox

BUSY_FOR = 10.0  # seconds to wait for another writer
MOST_IN_LOG = 10_000  # pages (40 MB) in the write-ahead log, until a commit has to write them back itself
NOT_OURS = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_NOTADB,
    }
)  # what the disk or another process does; any other code is a mistake in our SQL and stays what it is


class SqliteStorage:
    """The bot's storage in one file.

    `on_enqueued` is called after each commit that put something in the outbox, on the thread that committed.

    :raises StorageError: from every method, when the file cannot be read or written
    """

    def __init__(self, path: Path, *, secret: bytes) -> None:
        self.on_enqueued: Callable[[], None] | None = None
        self._path = path
        self._secret = secret
        # SQLite's own waiting is polling and unfair; writers of one process queue here instead
        self._write_turn = Lock()
        self.outbox: Outbox = SqliteOutbox(transaction=self.transaction, reading=self.reading)
        self.log = Log(self._reading_connection)
        self.vitals = Vitals(reading=self._reading_connection, transaction=self.transaction)
        _create_private(path)
        with _said_plainly():
            self._readers, self._writers = _Connections(path, read_only=True), _Connections(path)
            self.close = weakref.finalize(self, _close_all, self._readers, self._writers)
            with self._writers.lent() as connection:
                _use_wal(connection)
                migrate(connection)

    @contextmanager
    def transaction(self) -> Iterator[SqliteWork]:
        """A write transaction: takes the write lock first, commits at the end, undoes on an exception."""
        with self._my_turn(), _said_plainly(), self._writers.lent() as connection:
            connection.execute("BEGIN IMMEDIATE")
            work = SqliteWork(connection, secret=self._secret)
            yield work  # an exception skips the commit, and the connection is given back with nothing done
            connection.execute("COMMIT")
            if work.has_erased:
                _empty_log(connection)
        if work.has_enqueued and self.on_enqueued is not None:
            self.on_enqueued()

    @contextmanager
    def reading(self) -> Iterator[SqliteWork]:
        """A consistent view for reading only; it waits for no writer and no writer waits for it."""
        with self._reading_connection() as connection:
            yield SqliteWork(connection, secret=self._secret)

    def purge(self, *, names_before: datetime, texts_before: datetime) -> int:
        """Let go of names and texts older than these (aware UTC); gives how many rows were changed or deleted."""
        with self.transaction() as work:
            return work.purge_names(names_before) + work.purge_texts(texts_before)

    def purge_expired(self, before: datetime) -> int:
        """Remove sessions, links and absences that were over before then; gives how many."""
        with self.transaction() as work:
            return work.purge_expired(before)

    def write_back(self) -> None:
        """Write what lies in the write-ahead log back into the file; nobody waits for it, and it waits for nobody."""
        with _said_plainly(), self._writers.lent() as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def _reading_connection(self) -> Iterator[sqlite3.Connection]:
        with _said_plainly(), self._readers.lent() as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("ROLLBACK")  # a view that stays open keeps the log from being written back

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if not self._write_turn.acquire(timeout=BUSY_FOR):
            raise StorageError("SQLITE_BUSY")
        try:
            yield
        finally:
            self._write_turn.release()


class _Connections:
    """Connections that are kept: a new one reads the whole schema, which takes longer than most pages' queries.

    One of them stays open anyhow: closing a file's last connection writes the whole log back, on every transaction.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        self._read_only = read_only
        self._idle: list[sqlite3.Connection] = []

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """A connection nobody else has; an exception undoes what was not committed."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._open()
        try:
            yield connection
            self._idle.append(connection)
        except sqlite3.Error:
            connection.close()
            raise
        except BaseException:
            self._undo(connection)
            raise

    def close(self) -> None:
        """Close those that nobody has."""
        while self._idle:
            self._idle.pop().close()

    def _undo(self, connection: sqlite3.Connection) -> None:
        try:
            connection.rollback()
            self._idle.append(connection)
        except sqlite3.Error:
            connection.close()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_FOR, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # a commit survives a power cut, not only a killed process
        connection.execute(f"PRAGMA wal_autocheckpoint = {MOST_IN_LOG}")
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten leaves no copy in free pages
        if self._read_only:
            connection.execute("PRAGMA query_only = ON")
        return connection


def _close_all(*kept: _Connections) -> None:
    for each in kept:
        each.close()


def _empty_log(connection: sqlite3.Connection) -> None:
    """Write the write-ahead log back and cut it to nothing; a reader in the way leaves that to a later checkpoint."""
    connection.execute("PRAGMA busy_timeout = 1000")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_FOR * 1000:.0f}")


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        # Python's own complaints (a closed connection, a wrong type) carry no code
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if code & 0xFF not in NOT_OURS:  # the low byte is the family
            raise
        raise StorageError(error.sqlite_errorname) from error


def _create_private(path: Path) -> None:
    """A new file is its owner's alone; SQLite gives the files beside it the same rights."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise StorageError("SQLITE_CANTOPEN") from error


def _use_wal(connection: sqlite3.Connection) -> None:
    """Readers and writer side by side. Of two processes that switch a new file at once, one fails unwaited: try on."""
    deadline = time.monotonic() + BUSY_FOR
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
