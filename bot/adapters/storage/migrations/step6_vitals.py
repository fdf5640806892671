"""Count what operation asks for without reading any row."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run


@migrations(name="0014_vitals")
def vitals(db: Database) -> None:
    """Questions by kind of reply and time taken; the few messages that were given up."""
    run(
        db,
        "CREATE INDEX question_reply ON question (reply, latency_ms)",
        "CREATE INDEX outbox_given_up ON outbox (channel) WHERE given_up_at IS NOT NULL",
    )
