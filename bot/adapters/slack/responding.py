"""Answer by the address that Slack gives with a request: to one person, in what they are shown, within half an hour."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.adapters.slack.mrkdwn import escape
from bot.adapters.slack.rendering import Message

log = logging.getLogger(__name__)

TIMEOUT, TRIES, PAUSE = 10, 3, 0.5  # seconds, times, seconds
FAILED = 500


def ephemeral(message: Message) -> dict[str, Any]:
    """`message` as the answer to a slash command, shown to one person."""
    return {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}


async def respond(url: str, message: Message, *, replaces: bool = False, thread: str = "") -> bool:
    """Show `message` to the person who did something, in the place of what they pressed or below it.

    Gives whether it was taken. A repeat may be seen twice where it replaces nothing, and is better than silence.
    """
    body = {**ephemeral(message), "replace_original": replaces}
    if thread:
        body["thread_ts"] = thread
    client = AsyncWebhookClient(url, timeout=TIMEOUT, retry_handlers=[])
    code = ""
    for attempt in range(TRIES):
        await asyncio.sleep(PAUSE * attempt)
        try:
            status = (await client.send_dict(body)).status_code
        except (aiohttp.ClientError, TimeoutError) as error:
            code = type(error).__name__
            continue
        if status < FAILED:
            code = "" if status < 400 else f"http_{status}"
            break
        code = f"http_{status}"
    if code:
        log.error("a private reply was not shown: %s", code)
    return not code


async def say_words(url: str, words: str) -> bool:
    """Tell the person something, below what they pressed."""
    return await respond(url, Message(escape(words), []))
