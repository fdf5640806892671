"""Read the log for the coordinator: how many asked what, what went unanswered, and the log itself.

Every count comes with the number of people behind it, because a cell below five people is hidden (design §11).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Literal

from bot.adapters.storage.questions import STRUCTURED
from bot.adapters.storage.rows import plain, to_text, to_time, to_words
from bot.services.ports import Question

FEWEST_PEOPLE = 5
EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))

CountedBy = Literal[
    "reply", "system", "article", "procedure", "document_type", "theme", "department", "channel", "language", "feedback"
]


@dataclass(frozen=True)
class Count:
    """How many questions fall under `key` (None: under none), and at least how many people asked them."""

    key: str | None
    questions: int
    askers: int

    @property
    def is_small(self) -> bool:
        """Fewer than five people: not to be shown."""
        return self.askers < FEWEST_PEOPLE


@dataclass(frozen=True)
class Unanswered:
    """A question the bot had no answer to, redacted, with what it offered instead."""

    question_id: str
    asked_at: datetime
    text: str
    language: str
    reply: str
    system: str | None
    candidates: tuple[str, ...]
    chosen: str | None


class Statistics:
    """Queries over the log; `since` (included) and `until` (left out) are aware times."""

    def __init__(self, reading: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._reading = reading

    def counts(self, by: CountedBy, *, since: datetime | None = None, until: datetime | None = None) -> Sequence[Count]:
        """Questions by the values of a column, most first."""
        # an asker has a new hash after each purge: within one they are counted, over several the largest number is sure
        sql = f"""SELECT key, sum(questions) AS questions, max(askers) AS askers FROM (
                SELECT {by} AS key, count(*) AS questions, count(DISTINCT asker_hash) AS askers
                FROM question WHERE asked_at >= :since AND asked_at < :until GROUP BY {by}, anonymised_at)
            GROUP BY key ORDER BY questions DESC, key"""  # noqa: S608 - a column name out of `CountedBy`
        return [Count(**row) for row in self._rows(sql, since, until)]

    def total(self, *, since: datetime | None = None, until: datetime | None = None) -> Count:
        """All questions of the period."""
        sql = """SELECT NULL AS key, ifnull(sum(questions), 0) AS questions, ifnull(max(askers), 0) AS askers FROM (
                SELECT count(*) AS questions, count(DISTINCT asker_hash) AS askers
                FROM question WHERE asked_at >= :since AND asked_at < :until GROUP BY anonymised_at)"""
        return Count(**self._rows(sql, since, until)[0])

    def unanswered(
        self, *, since: datetime | None = None, until: datetime | None = None, limit: int = 100
    ) -> Sequence[Unanswered]:
        """Questions that met a gap, newest first: not understood, not ours, none of the choices, or no article.

        Those whose text is gone (forgotten, past retention) are left out: there is nothing to learn from them.
        """
        sql = """SELECT question.id AS question_id, asked_at, text, question.language, question.reply, system,
                candidates, chosen
            FROM question LEFT JOIN exchange USING (event_id)
            WHERE asked_at >= :since AND asked_at < :until AND text <> '' AND (
                question.reply IN ('fallback', 'out_of_scope')
                OR (question.reply = 'clarify_choice' AND chosen = 'none')
                OR (question.reply = 'handoff_offer' AND exchange.reply ->> 'reason' = 'no_article'))
            ORDER BY asked_at DESC, question.rowid DESC LIMIT :limit"""
        return [_unanswered(row) for row in self._rows(sql, since, until, limit=limit)]

    def log(self, *, limit: int | None = None, since: datetime | None = None) -> Iterator[dict[str, Any]]:
        """Logged questions as plain data, oldest first; with `limit`, the latest so many of them."""
        sql = """SELECT * FROM (SELECT *, rowid AS line FROM question WHERE asked_at >= :since
                ORDER BY asked_at DESC, line DESC LIMIT :limit)
            ORDER BY asked_at, line"""
        values = {"since": to_text(since or EVER[0]), "limit": -1 if limit is None else limit}
        with self._reading() as connection:
            for row in connection.execute(sql, values):
                logged = plain(row, structured=STRUCTURED)
                yield {field.name: logged[field.name] for field in fields(Question)}

    def _rows(
        self, sql: str, since: datetime | None, until: datetime | None, **values: object
    ) -> Sequence[sqlite3.Row]:
        period = {"since": to_text(since or EVER[0]), "until": to_text(until or EVER[1])}
        with self._reading() as connection:
            return connection.execute(sql, {**period, **values}).fetchall()


def _unanswered(row: sqlite3.Row) -> Unanswered:
    opened = {"asked_at": to_time(row["asked_at"]), "candidates": to_words(row["candidates"])}
    return Unanswered(**{**dict(row), **opened})
