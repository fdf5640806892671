"""Deliver what must arrive by every channel that is set up: one loop over one outbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from bot.adapters.delivery import Channel, Delivery, Timing
from bot.parts import Parts
from bot.services.ports import MAIL, SLACK

DRAINED_WITHIN = 8.0  # seconds; the whole server has ten


@asynccontextmanager
async def delivering(parts: Parts, *, timing: Timing | None = None) -> AsyncIterator[None]:
    """Deliver for as long as the context lasts; never waits for a channel: what is away is tried again."""
    async with AsyncExitStack() as stack:
        channels = await _channels(parts, stack)
        delivery = Delivery(parts.storage.outbox, channels, timing=timing, held=partial(_held, parts))
        parts.storage.on_enqueued = delivery.wake
        loop = asyncio.create_task(delivery.run())
        try:
            yield
        finally:
            parts.storage.on_enqueued = None
            await delivery.stop(within=DRAINED_WITHIN)
            await loop


def _held(parts: Parts) -> tuple[str, ...]:
    """The channels that take nothing for now."""
    return (SLACK,) if parts.pulse.slack.refused else ()


async def _channels(parts: Parts, stack: AsyncExitStack) -> dict[str, Channel]:
    """Those that are set up; what a channel needs is imported only where it is used."""
    channels: dict[str, Channel] = {}
    if parts.settings.has_slack:
        from bot.adapters.slack.running import slack_channel

        channels[SLACK] = await stack.enter_async_context(slack_channel(parts))
    if parts.settings.has_mail:
        from bot.adapters.mail.sending import mail_channel

        channels[MAIL] = mail_channel(parts.settings, parts.services)
    return channels
