"""Read questions in a process of its own, so that reading one holds up nothing else that the server does.

Reading is a good fifth of what a question costs, and Python does one thing at a time in each process. Where the
process is away (it starts, it was ended, the content is newer than its own), questions are read here as before.
"""

from __future__ import annotations

import gc
import logging
import pickle
import signal
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

from bot.content.snapshot import Snapshot, load_current
from bot.core.understanding import Language
from bot.errors import SnapshotError
from bot.services.understanding import Read, read

log = logging.getLogger(__name__)

STARTS_WITHIN, READS_WITHIN = 60.0, 5.0  # seconds, until the process is given up
PAUSE = 30.0  # seconds from one process's beginning to the next's
NOT_READ = (OSError, EOFError, ValueError, pickle.PickleError)  # what a process that ends leaves behind


class _Process:
    """One process, which knows one snapshot; ends with its connection."""

    def __init__(self, data: Path) -> None:
        self._connection, theirs = get_context("spawn").Pipe()
        self._process = get_context("spawn").Process(target=serve, args=(theirs, data), daemon=True)
        self._process.start()
        theirs.close()
        try:
            self.hash = str(self._heard(STARTS_WITHIN))
        except NOT_READ:
            self.end()
            raise

    def read(self, text: str, language: Language | None) -> Read | None:
        """What the process read; None when that failed.

        :raises OSError: when it does not answer
        :raises EOFError: when it has ended
        """
        self._connection.send((text, language))
        found = self._heard(READS_WITHIN)
        return found if isinstance(found, Read) else None

    def end(self) -> None:
        """End it, whatever it does."""
        self._connection.close()
        self._process.kill()
        self._process.join()

    def _heard(self, within: float) -> object:
        if not self._connection.poll(within):
            raise TimeoutError
        return self._connection.recv()


class ReadingAside:
    """A `Reader` for all threads of a process: while one text is read, the next waits. Reads here until it starts."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._turn = Lock()
        self._process: _Process | None = None
        self._is_wanted = False
        self._begin_at = 0.0
        self._beginning = Thread()

    def start(self) -> None:
        """Begin, beside whatever else goes on."""
        with self._turn:
            self._is_wanted = True
            self._begin()

    def stop(self) -> None:
        """End the process; texts are read here from now on."""
        with self._turn:
            self._is_wanted = False
            self._end()

    def __call__(self, text: str, *, snapshot: Snapshot, language: Language | None = None) -> Read:
        """Read `text` by the process when it knows the snapshot, else here."""
        found = self._read(text, snapshot.hash, language) if self._is_wanted else None
        return found or read(text, snapshot=snapshot, language=language)

    def _read(self, text: str, snapshot: str, language: Language | None) -> Read | None:
        with self._turn:
            if self._process is not None and self._process.hash == snapshot:
                try:
                    return self._process.read(text, language)
                except NOT_READ as error:
                    log.warning("questions are read beside everything else for now: %s", type(error).__name__)
            self._end()
            self._begin()
            return None

    def _begin(self) -> None:
        """Start a process in the background, in one's turn; not when one was started a moment ago."""
        now = monotonic()
        if now >= self._begin_at:
            self._begin_at = now + PAUSE
            self._beginning = Thread(target=self._start, daemon=True)
            self._beginning.start()

    def _start(self) -> None:
        try:
            process = _Process(self._data)
        except NOT_READ as error:
            log.warning("no process to read questions in: %s", type(error).__name__)
            return
        with self._turn:
            if self._is_wanted:
                self._process = process
                return
        process.end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None


def serve(connection: Connection, data: Path) -> None:
    """Read what is sent until nobody is there any more; says first which snapshot it knows."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which finishes what it does
    with suppress(EOFError, OSError, SnapshotError):
        snapshot = load_current(data)
        gc.collect()
        gc.freeze()  # as in the server: all of that stays
        connection.send(snapshot.hash)
        while True:
            text, language = connection.recv()
            connection.send(_read_or_nothing(text, snapshot, language))


def _read_or_nothing(text: str, snapshot: Snapshot, language: Language | None) -> Read | None:
    """None when it fails: it will fail there too, where somebody is told."""
    try:
        return read(text, snapshot=snapshot, language=language)
    except Exception:  # noqa: BLE001 -- what an error says may hold the text, and must not end on the terminal
        return None
