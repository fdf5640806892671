"""Tell an invented history from a real one, and take many of its rows in at once.

The mark stands in the file's header, as SQLite's `application_id`: no row holds it, so nothing that deletes rows takes
it away, and every copy of the file carries it along.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from bot.adapters.storage.rows import Rows, to_column
from bot.errors import StorageError
from bot.services.ports import Conversation, Exchange, Newcomer, Place, Question

INVENTED = int.from_bytes(b"demo")


class Invented(Rows):
    """The mark, and rows by the thousand."""

    def is_invented(self) -> bool:
        """Whether everybody and everything in this database is made up."""
        return _has_mark(self._connection)

    def mark_invented(self) -> None:
        """Say of this database that everybody and everything in it is made up; it cannot be taken back."""
        self._connection.execute(f"PRAGMA application_id = {INVENTED}")

    def settle_in(self, newcomers: Iterable[Newcomer]) -> None:
        """Make people known. Names are kept, addresses are not."""
        people = list(newcomers)
        self._add_many(
            "person", ({"id": one.person_id, "created_at": one.came_at, "name": one.sender.name} for one in people)
        )
        self._add_many(
            "channel_identity",
            (
                {"channel": one.sender.channel, "external_id": one.sender.external_id, "person_id": one.person_id}
                for one in people
            ),
        )
        self._add_many("profile", ({"person_id": one.person_id, **vars(one.profile)} for one in people))

    def begin_conversations(self, begun: Iterable[tuple[Conversation, Place]]) -> None:
        """Begin conversations under the ids they have."""
        self._add_many(
            "conversation",
            (
                {**vars(conversation), "external_id": place.external_id, "address": dict(place.address)}
                for conversation, place in begun
            ),
        )

    def add_questions(self, questions: Iterable[Question]) -> None:
        """Log questions."""
        self._add_many("question", map(vars, questions))

    def add_exchanges(self, exchanges: Iterable[Exchange]) -> None:
        """Keep turns."""
        self._add_many("exchange", map(vars, exchanges))

    def _add_many(self, table: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows that have the same columns, one statement for all."""
        each = iter(rows)
        first = next(each, None)
        if first is None:
            return
        self._add(table, first)
        columns, marks = ", ".join(first), ", ".join("?" * len(first))
        self._connection.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 - names from our own code
            (tuple(map(to_column, row.values())) for row in each),
        )


def is_invented_file(path: Path) -> bool:
    """Whether the database at `path` says of itself that it is invented; nothing is written, not even the schema.

    :raises StorageError: when there is no database that can be read
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return _has_mark(connection)
    except sqlite3.DatabaseError as error:
        raise StorageError(str(getattr(error, "sqlite_errorname", type(error).__name__))) from error


def _has_mark(connection: sqlite3.Connection) -> bool:
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    return bool(mark == INVENTED)
