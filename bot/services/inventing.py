"""Tell whether a history is invented, so that whatever shows it or takes it out can say so."""

from __future__ import annotations

from bot.services.context import Services


def is_invented(*, services: Services) -> bool:
    """Whether everybody and everything in the database is made up; it never changes while the bot runs."""
    with services.storage.reading() as work:
        return work.is_invented()
