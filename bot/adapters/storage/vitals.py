"""Count for operation: questions, their times, what waits to be delivered, tickets. Every count is read from an index.

Counted in the log and not in memory, so that a restart loses none; nothing here sees a text or a person.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.storage.rows import Rows, to_text, to_time

SLOWER_THAN = (5, 10, 25, 50, 100, 250, 500, 1000, 2500)  # milliseconds: the upper ends of the buckets

_WITHIN = ", ".join(f"count(*) FILTER (WHERE latency_ms <= {limit}) AS within_{limit}" for limit in SLOWER_THAN)
ANSWERS = f"SELECT reply, count(*) AS questions, total(latency_ms) AS ms, {_WITHIN} FROM question GROUP BY reply"  # noqa: S608 - our own numbers
WAITING = """SELECT channel, count(*) AS messages, min(created_at) AS oldest_at FROM outbox
    WHERE delivered_at IS NULL AND given_up_at IS NULL GROUP BY channel"""
GIVEN_UP = "SELECT channel, count(*) AS messages FROM outbox WHERE given_up_at IS NOT NULL GROUP BY channel"
TICKETS = "SELECT state, count(*) AS tickets FROM ticket GROUP BY state"
OVERDUE = "SELECT count(*) AS tickets FROM ticket WHERE state IN ('open', 'assigned') AND due_at < :now"
STATEMENTS = (ANSWERS, WAITING, GIVEN_UP, TICKETS, OVERDUE)


@dataclass(frozen=True)
class Answers:
    """Questions that got one kind of reply; `within` counts those decided in at most so many milliseconds."""

    reply: str
    questions: int
    milliseconds: float
    within: Mapping[int, int]


@dataclass(frozen=True)
class Waiting:
    """Messages of a channel that have neither arrived nor been given up."""

    messages: int
    oldest_at: datetime


class Vitals:
    """The figures of a running bot."""

    def __init__(
        self,
        *,
        reading: Callable[[], AbstractContextManager[sqlite3.Connection]],
        transaction: Callable[[], AbstractContextManager[Probing]],
    ) -> None:
        self._reading = reading
        self._transaction = transaction

    def probe(self) -> None:
        """Write something and commit it.

        :raises StorageError: when the database cannot be written to
        """
        with self._transaction() as work:
            work.probe()

    def answers(self) -> Sequence[Answers]:
        """Every question ever asked, by kind of reply."""
        return [
            Answers(row["reply"], row["questions"], row["ms"], {limit: row[f"within_{limit}"] for limit in SLOWER_THAN})
            for row in self._rows(ANSWERS)
        ]

    def waiting(self) -> Mapping[str, Waiting]:
        """What waits, by channel; channels for which nothing does are left out."""
        return {row["channel"]: Waiting(row["messages"], to_time(row["oldest_at"])) for row in self._rows(WAITING)}

    def given_up(self) -> Mapping[str, int]:
        """Messages that can never arrive, by channel."""
        return {row["channel"]: row["messages"] for row in self._rows(GIVEN_UP)}

    def tickets(self) -> Mapping[str, int]:
        """Tickets by state."""
        return {row["state"]: row["tickets"] for row in self._rows(TICKETS)}

    def overdue(self, now: datetime) -> int:
        """Tickets nobody has answered in time."""
        count: int = self._rows(OVERDUE, now=to_text(now))[0]["tickets"]
        return count

    def _rows(self, sql: str, **values: str) -> Sequence[sqlite3.Row]:
        with self._reading() as connection:
            return connection.execute(sql, values).fetchall()


class Probing(Rows):
    """Shows that the database can be written to."""

    def probe(self) -> None:
        """Write something that nobody reads."""
        self._run(
            """INSERT INTO counter (name, value) VALUES ('probe', 1)
            ON CONFLICT (name) DO UPDATE SET value = value + 1"""
        )
