"""Carry out a service before Slack is acknowledged: a refusal is told the person, a failure is Slack's to repeat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from uuid import uuid4

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.incoming import Origin
from bot.adapters.slack.mrkdwn import escape
from bot.content.phrasing import Phrasing
from bot.errors import (
    BotError,
    GuideError,
    TooLongError,
    TooManyError,
    TransitionError,
    UnknownQuestionError,
    UnknownTicketError,
)
from bot.services.context import Services

log = logging.getLogger(__name__)

Next = Callable[[], Awaitable[BoltResponse]]

REFUSALS = (TooLongError, TooManyError, UnknownQuestionError, GuideError, UnknownTicketError, TransitionError)
DONE = 200
_REFUSAL = "refusal"


async def commit_first(work: Callable[[], object], *, context: AsyncBoltContext, go_on: Next) -> BoltResponse | None:
    """Do `work` in a worker thread; when it is refused, go on to the listener that tells the person.

    Whatever else is raised becomes a 500 in Bolt, so that Slack delivers again.
    """
    refusal = await refused(work)
    if refusal is None:
        return BoltResponse(status=DONE)
    context[_REFUSAL] = refusal
    return await go_on()


async def refused(work: Callable[[], object]) -> BotError | None:
    """Do `work` in a worker thread; give the refusal, if it was one."""
    try:
        await asyncio.to_thread(work)
    except REFUSALS as refusal:
        return refusal
    return None


def refusal_in(context: AsyncBoltContext) -> BotError:
    """The refusal that `commit_first` left."""
    refusal = context[_REFUSAL]
    assert isinstance(refusal, BotError)  # noqa: S101 -- for the type checker: nothing else is ever put there
    return refusal


def refused_in(field: str, words: str) -> BoltResponse:
    """Say `words` at a field of the dialog that was sent, which then stays open."""
    return BoltResponse(status=DONE, body={"response_action": "errors", "errors": {field: words}})


async def unreached(ack: AsyncAck) -> None:
    """Bolt wants a listener behind every middleware; this one stands where the middleware always answers itself."""
    await ack()


def words_for(refusal: BotError, *, services: Services, language: str) -> str:
    """What the person is told."""
    snapshot = services.content.current()
    return Phrasing(snapshot.library, snapshot.catalogue, language).say(refusal.message_key)


async def tell(client: AsyncWebClient, origin: Origin, words: str) -> None:
    """Say `words` to the person alone; not through the outbox, because it lives for seconds."""
    text, thread = escape(words), origin.thread or None
    if origin.is_direct:
        await client.chat_postMessage(channel=origin.channel, thread_ts=thread, text=text)
    else:
        await client.chat_postEphemeral(channel=origin.channel, user=origin.user, thread_ts=thread, text=text)


async def log_failure(error: Exception) -> None:
    """One line with a reference and no content: the text of an error may quote somebody."""
    log.error("slack request failed, reference %s: %s", uuid4().hex[:8], type(error).__name__)
