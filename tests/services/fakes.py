"""Storage in a real file whose rows a test can look at, and content that stands still until it is swapped."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bot.adapters.storage import SqliteStorage
from bot.content.snapshot import Snapshot
from bot.services.ports import Conversation, Exchange, Profile, Question, Ticket, TicketStep

Row = TypeVar("Row")


@dataclass(frozen=True)
class Tables:
    """What is kept, in the order it was added."""

    identities: dict[tuple[str, str], str] = field(default_factory=dict)  # (channel, external id) → person
    profiles: dict[str, Profile] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    exchanges: dict[str, Exchange] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    outbox: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)  # dedupe key → conversation, body
    tickets: dict[str, Ticket] = field(default_factory=dict)
    history: tuple[TicketStep, ...] = ()


class KeptStorage(SqliteStorage):
    """The bot's storage, with its rows laid open."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, secret=b"a secret")
        self.path = path

    def rows(self, sql: str) -> list[sqlite3.Row]:
        """What a query of the test's own gives."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(sql).fetchall()

    def _ids(self, table: str, column: str = "id") -> list[str]:
        return [row[0] for row in self.rows(f"SELECT {column} FROM {table} ORDER BY rowid")]  # noqa: S608 - test's own

    @property
    def tables(self) -> Tables:
        """Every row there is now."""
        waiting = self.rows("SELECT dedupe_key, conversation_id, body FROM outbox ORDER BY id")
        with self.reading() as work:
            return Tables(
                identities={(row[0], row[1]): row[2] for row in self.rows("SELECT * FROM channel_identity")},
                profiles={one: work.profile(one) for one in self._ids("profile", "person_id")},
                conversations={one: _there(work.conversation_by_id(one)) for one in self._ids("conversation")},
                exchanges={one: _there(work.exchange(one)) for one in self._ids("exchange", "event_id")},
                questions={one: _there(work.question(one)) for one in self._ids("question")},
                outbox={row[0]: (row[1], json.loads(row[2])) for row in waiting},
                tickets={one: _there(work.ticket(one)) for one in self._ids("ticket")},
                history=tuple(step for one in self._ids("ticket") for step in work.history(one)),
            )


@dataclass
class FakeContent:
    """Hands out `snapshot`."""

    snapshot: Snapshot

    def current(self) -> Snapshot:
        """The snapshot."""
        return self.snapshot


def _there(row: Row | None) -> Row:
    assert row is not None
    return row
