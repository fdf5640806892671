"""Have a reply sent after all that was to be shown at once."""

from __future__ import annotations

from datetime import datetime

from bot.services.context import Services
from bot.services.ports import Exchange


def send_reply(exchange: Exchange, *, services: Services, now: datetime) -> None:
    """Put the reply in the outbox, for the conversation it was made in; nothing happens when that was done."""
    with services.storage.transaction() as work:
        body = {"event_id": exchange.event_id}
        work.enqueue(exchange.conversation_id, body, dedupe_key=f"reply:{exchange.event_id}", now=now)
