"""What every part of the storage shares: values to columns and back, and the few ways to run a statement."""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

Column = str | int | float | None


class Rows:
    """The statements of one open transaction. Parameters are named and turned into columns here, nowhere else."""

    has_enqueued = False
    """Something was put in the outbox: after the commit, delivery is to be woken."""
    has_erased = False
    """Something was let go of: after the commit, no copy of it is to stay in the write-ahead log either."""

    def __init__(self, connection: sqlite3.Connection, *, secret: bytes) -> None:
        self._connection = connection
        self._secret = secret

    def _one(self, sql: str, **values: object) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._run(sql, **values).fetchone()
        return row

    def _all(self, sql: str, **values: object) -> Sequence[sqlite3.Row]:
        return self._run(sql, **values).fetchall()

    def _run(self, sql: str, **values: object) -> sqlite3.Cursor:
        return self._connection.execute(sql, {name: to_column(value) for name, value in values.items()})

    def _add(self, table: str, values: Mapping[str, object]) -> None:
        columns = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        self._run(f"INSERT INTO {table} ({columns}) VALUES ({marks})", **values)  # noqa: S608 - names from our own code

    def _set(self, table: str, row_id: str, values: Mapping[str, object]) -> None:
        changes = ", ".join(f"{name} = :{name}" for name in values)
        self._run(f"UPDATE {table} SET {changes} WHERE id = :row_id", row_id=row_id, **values)  # noqa: S608 - as above

    def _asker_hash(self, person_id: str) -> str:
        """All that the log knows of a person: a keyed hash of 128 bits, as 32 hexadecimal characters."""
        return hmac.new(self._secret, person_id.encode(), hashlib.sha256).hexdigest()[:32]


def to_column(value: object) -> Column:
    """`value` as SQLite keeps it: times as UTC text of one width, structures as JSON text."""
    match value:
        case None | str() | int() | float():
            return value
        case datetime():
            return to_text(value)
        case BaseModel():
            return value.model_dump_json()
        case _:
            return json.dumps(value, ensure_ascii=False, default=dict)


def to_text(at: datetime) -> str:
    """`at` (aware) in UTC, 32 characters, sorting as the times do.

    :raises ValueError: when it has no time zone; which moment it means would be a guess
    """
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def to_time(text: str) -> datetime:
    """The time that `to_text` wrote."""
    return datetime.fromisoformat(text)


def to_time_if_any(text: str | None) -> datetime | None:
    """The time that `to_text` wrote, when there is one."""
    return None if text is None else to_time(text)


def to_words(text: str) -> tuple[str, ...]:
    """The tuple of strings that was kept as JSON."""
    return tuple(json.loads(text))


def plain(row: sqlite3.Row, *, structured: frozenset[str]) -> dict[str, Any]:
    """A row as plain data; the `structured` columns are opened up from JSON."""
    return {name: json.loads(row[name]) if name in structured else row[name] for name in row.keys()}  # noqa: SIM118 - iterating a Row gives values
