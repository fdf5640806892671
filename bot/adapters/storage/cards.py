"""Keep where the cards of tickets stand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from bot.adapters.storage.outbox import to_item
from bot.adapters.storage.rows import Rows
from bot.services.ports import OutboxItem, SentCard


class Cards(Rows):
    """Cards of tickets."""

    def keep_card(self, item_id: int, ticket_id: str, *, what: str, address: Mapping[str, str]) -> SentCard | None:
        """Remember that the outbox's message stands at `address`; None when the message is not there any more."""
        row = self._one(
            """INSERT INTO ticket_card (key, ticket_id, conversation_id, what, address)
            SELECT CAST(id AS TEXT), :ticket_id, conversation_id, :what, :address FROM outbox WHERE id = :item_id
            ON CONFLICT (key) DO UPDATE SET address = excluded.address RETURNING *""",
            item_id=item_id,
            ticket_id=ticket_id,
            what=what,
            address=dict(address),
        )
        return None if row is None else _card(row)

    def cards_of(self, ticket_id: str) -> Sequence[SentCard]:
        """A ticket's cards, in the order they were sent."""
        rows = self._all("SELECT * FROM ticket_card WHERE ticket_id = :id ORDER BY number", id=ticket_id)
        return [_card(row) for row in rows]

    def drop_card(self, key: str) -> None:
        """A card is not there any more; nothing happens when it was not remembered."""
        self._run("DELETE FROM ticket_card WHERE key = :key", key=key)

    def waiting_notices(self, channel: str) -> Sequence[OutboxItem]:
        """What waits to tell somebody of a ticket in this channel, and nobody was told instead of them."""
        rows = self._all(
            """SELECT * FROM outbox AS item
            WHERE channel = :channel AND delivered_at IS NULL AND given_up_at IS NULL
            AND json_extract(body, '$.ticket') IS NOT NULL
            AND NOT EXISTS (
                SELECT 1 FROM outbox AS told
                WHERE told.dedupe_key > 'instead:' || item.id || ':' AND told.dedupe_key < 'instead:' || item.id || ';')
            ORDER BY id""",
            channel=channel,
        )
        return [to_item(row) for row in rows]

    def receiver_of(self, item_id: int) -> str | None:
        """The person id of whom the outbox's message is for; None when it is not there any more."""
        row = self._one(
            """SELECT conversation.person_id FROM outbox JOIN conversation ON conversation.id = conversation_id
            WHERE outbox.id = :item_id""",
            item_id=item_id,
        )
        return None if row is None else row["person_id"]


def _card(row: sqlite3.Row) -> SentCard:
    return SentCard(
        key=row["key"],
        ticket_id=row["ticket_id"],
        conversation_id=row["conversation_id"],
        what=row["what"],
        address=json.loads(row["address"]),
    )
