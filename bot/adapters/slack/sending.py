"""Send a reply to Slack: rendered at the moment it is sent, once, even when an earlier try ended in the dark."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.delivery import NotNow, Undeliverable
from bot.adapters.slack.incoming import thread_of
from bot.adapters.slack.rendering import Message, render
from bot.content.phrasing import Phrasing
from bot.services.context import Services
from bot.services.ports import SLACK, OutboxItem, Work
from bot.services.turns import card_of

log = logging.getLogger(__name__)

METADATA = "esdh_reply"
CLOCKS_APART = timedelta(minutes=2)
LOOKED_THROUGH = 100  # messages
TOO_MANY = 429
# What Slack says when no repeating can help (docs.slack.dev/reference/methods/chat.postMessage)
NEVER = frozenset({
    "account_inactive", "as_user_not_supported", "cannot_reply_to_message", "channel_not_found", "ekm_access_denied",
    "enterprise_is_restricted", "external_channel_migrating", "invalid_auth", "is_archived", "messages_tab_disabled",
    "missing_scope", "no_permission", "no_text", "not_authed", "not_in_channel", "org_login_required",
    "restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_locked",
    "restricted_action_thread_only_channel", "team_access_not_granted", "team_not_found", "thread_not_found",
    "token_expired", "token_revoked", "two_factor_setup_required", "user_not_found",
})  # fmt: skip
NEVER_IN_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
MAY_NOT_LOOK = frozenset({"missing_scope", "no_permission", "not_allowed_token_type", "thread_not_found"})


@dataclass(frozen=True)
class Outgoing:
    """A message with its address."""

    channel: str
    thread: str | None
    message: Message


class SlackChannel:
    """The channel as delivery knows it."""

    def __init__(self, services: Services, client: AsyncWebClient) -> None:
        self._services = services
        self._client = client

    def lane(self, item: OutboxItem) -> str:
        """Slack allows about one message a second in each of its channels."""
        return item.address.get("channel", "")

    async def send(self, item: OutboxItem) -> None:
        """Post the reply in its thread, unless an earlier try did.

        :raises Undeliverable: when it can never arrive
        :raises NotNow: when Slack is away or asks to wait
        """
        outgoing = await asyncio.to_thread(self._outgoing, item, now=datetime.now(UTC))
        if item.attempts and await self._is_there(outgoing, item):
            return
        await self._post(outgoing, item)

    def _outgoing(self, item: OutboxItem, *, now: datetime) -> Outgoing:
        snapshot = self._services.content.current()
        with self._services.storage.reading() as work:
            exchange = work.exchange(str(item.body.get("event_id")))
            if exchange is None:
                raise Undeliverable("forgotten")
            card = card_of(exchange, work=work, snapshot=snapshot, now=now)
            thread = _thread(item, exchange.question_id, work)
        say = Phrasing(snapshot.library, snapshot.catalogue, card.language).say
        if not item.address.get("channel"):
            raise Undeliverable("no_address")
        return Outgoing(item.address["channel"], thread, render(card, say=say))

    async def _is_there(self, outgoing: Outgoing, item: OutboxItem) -> bool:
        """Whether an earlier try arrived. Where we may not look (channels, by our scopes), better twice than never."""
        since = {"oldest": str((item.created_at - CLOCKS_APART).timestamp()), "limit": LOOKED_THROUGH}
        look: Callable[..., Awaitable[AsyncSlackResponse]] = self._client.conversations_history
        if outgoing.thread is not None:
            look = self._client.conversations_replies
            since["ts"] = outgoing.thread
        try:
            found = await _asked(look(channel=outgoing.channel, include_all_metadata=True, **since))
        except SlackApiError as error:
            if _code(error) in MAY_NOT_LOOK:
                log.warning("message %s may arrive twice: %s", item.id, _code(error))
                return False
            raise _failure(error) from None
        messages: list[dict[str, Any]] = found.get("messages") or []
        return any(_dedupe_key(message) == item.dedupe_key for message in messages)

    async def _post(self, outgoing: Outgoing, item: OutboxItem) -> None:
        try:
            await self._post_blocks(outgoing, item, outgoing.message.blocks)
        except SlackApiError as error:
            if _code(error) not in NEVER_IN_BLOCKS:
                raise _failure(error) from None
            log.error("message %s sent without its buttons: %s", item.id, _code(error))
            try:
                await self._post_blocks(outgoing, item, None)
            except SlackApiError as again:
                raise _failure(again) from None

    async def _post_blocks(self, outgoing: Outgoing, item: OutboxItem, blocks: Any) -> None:
        await _asked(
            self._client.chat_postMessage(
                channel=outgoing.channel,
                thread_ts=outgoing.thread,
                text=outgoing.message.text,
                blocks=blocks,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": METADATA, "event_payload": {"dedupe_key": item.dedupe_key}},
            )
        )


def _thread(item: OutboxItem, question_id: str | None, work: Work) -> str | None:
    """Where the reply belongs; what the bot says of itself (a person's answer), in the thread of its question."""
    written_to = item.address.get("thread_ts")
    if str(item.body.get("event_id")).startswith(SLACK) or question_id is None:
        return written_to
    question = work.question(question_id)
    return (thread_of(question.event_id) if question else None) or written_to


async def _asked(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """The response; a network that fails is tried again."""
    try:
        return await call
    except (aiohttp.ClientError, TimeoutError) as error:
        raise NotNow(type(error).__name__) from None


def _failure(error: SlackApiError) -> Exception:
    """What an error of Slack's means for the message; its text is left behind, because it may quote the message."""
    code = _code(error)
    if code in NEVER or code in NEVER_IN_BLOCKS:
        return Undeliverable(code)
    if error.response.status_code == TOO_MANY:
        return NotNow("ratelimited", after=_retry_after(error))
    return NotNow(code)


def _code(error: SlackApiError) -> str:
    data = error.response.data
    code = data.get("error") if isinstance(data, dict) else None
    return str(code)[:60] if code else f"http_{error.response.status_code}"


def _retry_after(error: SlackApiError) -> float:
    stated = {name.lower(): text for name, text in error.response.headers.items()}.get("retry-after", "")
    return float(stated) if stated.isdecimal() else 1.0


def _dedupe_key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    key: str | None = (metadata.get("event_payload") or {}).get("dedupe_key")
    return key if metadata.get("event_type") == METADATA else None
