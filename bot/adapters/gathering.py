"""Gather questions into the backlog once a day, beside the server."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from bot.parts import Parts
from bot.services.clustering import gather

GATHER_EVERY = 24 * 60 * 60  # seconds
FIRST_AFTER = 10 * 60  # seconds: whoever starts the bot looks at it first


async def gather_daily(parts: Parts) -> None:
    """Place the questions since the last time, for ever."""
    await asyncio.sleep(FIRST_AFTER)
    while True:
        await asyncio.to_thread(gather, services=parts.services, now=datetime.now(UTC))
        await asyncio.sleep(GATHER_EVERY)
