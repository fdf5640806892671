"""The list of migrations, in the order they were written; a step that has shipped is never edited.

Columns are named as the fields of the rows in `bot.services.ports`. Times are UTC text of one width, so that they sort;
what has no columns of its own is JSON text.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("esdh-bot")


def run(db: Database, *statements: str) -> None:
    """Execute each statement."""
    for statement in statements:
        db.execute(statement)
