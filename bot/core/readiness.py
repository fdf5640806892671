"""Say from a few numbers whether a bot that runs can do its work."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

STUCK_AFTER = timedelta(minutes=10)
LEAST_FREE = 200 * 1024 * 1024  # bytes


def stuck_channels(oldest: Mapping[str, datetime], *, set_up: Collection[str], now: datetime) -> Mapping[str, int]:
    """The channels, of those `set_up`, whose oldest message has waited too long; with the minutes it has waited.

    `oldest` is when the oldest message that has not arrived was written, by channel.
    """
    waited = {channel: now - at for channel, at in oldest.items() if channel in set_up}
    return {channel: int(time.total_seconds() // 60) for channel, time in waited.items() if time >= STUCK_AFTER}


def has_room(free: int) -> bool:
    """Whether a disk with so many free bytes has room for the bot to go on."""
    return free > LEAST_FREE
