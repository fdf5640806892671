"""Read the log of questions as plain data."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from bot.adapters.storage.questions import STRUCTURED
from bot.adapters.storage.rows import plain, to_text
from bot.services.ports import Question

EVER = datetime.min.replace(tzinfo=UTC)


class Log:
    """The log, for those who work where the bot is installed."""

    def __init__(self, reading: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._reading = reading

    def questions(self, *, limit: int | None = None, since: datetime = EVER) -> Iterator[dict[str, Any]]:
        """Logged questions since then (aware), oldest first; with `limit`, the latest so many of them."""
        sql = """SELECT * FROM (SELECT *, rowid AS line FROM question WHERE asked_at >= :since
                ORDER BY asked_at DESC, line DESC LIMIT :limit)
            ORDER BY asked_at, line"""
        values = {"since": to_text(since), "limit": -1 if limit is None else limit}
        with self._reading() as connection:
            for row in connection.execute(sql, values):
                logged = plain(row, structured=STRUCTURED)
                yield {field.name: logged[field.name] for field in fields(Question)}
