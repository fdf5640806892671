"""Find the tickets of an inbox without reading all of them."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run


@migrations(name="0010_inbox")
def inbox(db: Database) -> None:
    """The few that moved up because nobody acted are found by index; so is who has read a ticket."""
    run(
        db,
        "CREATE INDEX ticket_escalated ON ticket (escalated_to) WHERE escalated_to IS NOT NULL",
    )
