"""Remember where a ticket's cards were sent, so that they can follow what happens to it."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run


@migrations(name="0015_ticket_cards")
def ticket_cards(db: Database) -> None:
    """A message about a ticket that stands in a channel, under its number in the outbox."""
    run(
        db,
        """CREATE TABLE ticket_card (
            number INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            ticket_id TEXT NOT NULL REFERENCES ticket,
            conversation_id TEXT NOT NULL REFERENCES conversation,
            what TEXT NOT NULL,
            address TEXT NOT NULL
        )""",
        "CREATE INDEX ticket_card_ticket ON ticket_card (ticket_id)",
        "CREATE INDEX ticket_card_conversation ON ticket_card (conversation_id)",
    )
