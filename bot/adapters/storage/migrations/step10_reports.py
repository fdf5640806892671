"""Keep the reports to the network."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run


@migrations(name="0018_reports")
def reports(db: Database) -> None:
    """One report a period: its numbers as they were, and the coordinator's words."""
    run(
        db,
        """CREATE TABLE report (
            id TEXT PRIMARY KEY,
            period TEXT NOT NULL UNIQUE,
            language TEXT NOT NULL,
            contents TEXT NOT NULL,
            texts TEXT NOT NULL,
            created_at TEXT NOT NULL,
            version INTEGER NOT NULL,
            approved_at TEXT,
            channel TEXT NOT NULL
        )""",
    )
