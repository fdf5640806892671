"""Answers on their way into the content."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run


@migrations(name="0008_drafts")
def drafts(db: Database) -> None:
    """What a role holder proposed and editors work on: the words as JSON, since nobody searches by them."""
    run(
        db,
        """CREATE TABLE draft (
            id TEXT PRIMARY KEY,
            ticket_id TEXT REFERENCES ticket ON DELETE SET NULL,
            state TEXT NOT NULL,
            text TEXT NOT NULL,
            made_by TEXT NOT NULL REFERENCES person ON UPDATE CASCADE,
            made_at TEXT NOT NULL,
            changed_by TEXT NOT NULL REFERENCES person ON UPDATE CASCADE,
            changed_at TEXT NOT NULL,
            base TEXT NOT NULL,
            version INTEGER NOT NULL,
            trial TEXT,
            reason TEXT NOT NULL,
            patched_at TEXT,
            published_at TEXT,
            published_by TEXT REFERENCES person ON UPDATE CASCADE,
            commit_id TEXT NOT NULL
        )""",
        "CREATE INDEX draft_state ON draft (state, changed_at)",
        "CREATE INDEX draft_ticket ON draft (ticket_id)",
        "CREATE INDEX draft_made_by ON draft (made_by)",
        "CREATE INDEX draft_changed_by ON draft (changed_by)",
        "CREATE INDEX draft_published_by ON draft (published_by)",
    )
