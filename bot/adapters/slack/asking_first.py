"""Ask a question before Slack is acknowledged, and introduce the asker beside it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.introducing import Introductions
from bot.services.asking import Asking, ask
from bot.services.ports import Exchange

T = TypeVar("T")


async def ask_first(
    asking: Asking,
    carry_out: Callable[[Callable[[], Exchange]], Awaitable[T]],
    *,
    introductions: Introductions,
    client: AsyncWebClient,
) -> T:
    """What `carry_out` gives, which does the asking in a worker thread and knows what becomes of a refusal."""
    asked = partial(ask, asking, services=introductions.services, now=datetime.now(UTC))
    done = await carry_out(asked)
    introductions.soon(asking.sender, client)
    return done
