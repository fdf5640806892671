"""Keep the log of questions."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from bot.adapters.storage.rows import Rows, to_time, to_words
from bot.core.reply import Route
from bot.services.ports import Question

COLUMNS = frozenset(field.name for field in fields(Question))
STRUCTURED = frozenset({"route", "also", "candidates"})  # kept as JSON


class Questions(Rows):
    """Logged questions."""

    def add_question(self, question: Question) -> None:
        """Log a question."""
        self._add("question", vars(question))

    def question(self, question_id: str) -> Question | None:
        """A logged question."""
        row = self._one("SELECT * FROM question WHERE id = :id", id=question_id)
        return None if row is None else to_question(row)

    def update_question(self, question_id: str, **changes: object) -> None:
        """Set columns of a logged question, named as the fields of `Question`.

        :raises ValueError: when a question has no such field
        """
        if unknown := changes.keys() - COLUMNS:
            raise ValueError(f"a question has no {', '.join(sorted(unknown))}")
        if changes:
            self._set("question", question_id, changes)

    def last_asked_at(self, channel: str) -> datetime | None:
        """When something was last asked in a channel; None for never."""
        sql = "SELECT asked_at FROM question WHERE channel = :channel ORDER BY asked_at DESC LIMIT 1"
        row = self._one(sql, channel=channel)
        return None if row is None else to_time(row["asked_at"])

    def questions_of(self, person_id: str, *, limit: int = 50) -> Sequence[Question]:
        """A person's own questions, newest first; those past retention are nobody's any more."""
        rows = self._all(
            """SELECT * FROM question WHERE asker_hash = :asker_hash
            ORDER BY asked_at DESC, rowid DESC LIMIT :limit""",
            asker_hash=self._asker_hash(person_id),
            limit=limit,
        )
        return [to_question(row) for row in rows]


def to_question(row: sqlite3.Row) -> Question:
    """The question in a row of the table."""
    columns = {name: row[name] for name in COLUMNS}
    opened = {
        "conversation_id": row["conversation_id"] or "",
        "asked_at": to_time(row["asked_at"]),
        "route": Route.model_validate_json(row["route"]),
        "also": to_words(row["also"]),
        "candidates": to_words(row["candidates"]),
    }
    return Question(**{**columns, **opened})
