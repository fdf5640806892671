"""Send a message to Slack: rendered at the moment it is sent, once, even when an earlier try ended in the dark."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.delivery import NotNow, Undeliverable
from bot.adapters.slack.connection import Connection
from bot.adapters.slack.notices import render_link, render_words
from bot.adapters.slack.outgoing import Link, Outgoing, outgoing
from bot.adapters.slack.pictures import AFTER, TRIES, with_picture
from bot.adapters.slack.rendering import Message
from bot.adapters.slack.users import NotToldError, code_of, look_up
from bot.content.phrasing import Phrasing
from bot.services.context import Services
from bot.services.following_cards import CARD, forget_card, remember_card
from bot.services.linking import MINUTES, make_link
from bot.services.ports import OutboxItem
from bot.services.telling_instead import tell_instead

log = logging.getLogger(__name__)

METADATA = "esdh_reply"
CLOCKS_APART = timedelta(minutes=2)
LOOKED_THROUGH = 100  # messages
TOO_MANY = 429
USER = ("U", "W")  # what users' ids begin with
# What Slack says when no repeating can help (docs.slack.dev/reference/methods/chat.postMessage); what it says of the
# token is no message's fault, and is told the connection
NEVER = frozenset({
    "as_user_not_supported", "cannot_reply_to_message", "channel_not_found", "ekm_access_denied",
    "enterprise_is_restricted", "external_channel_migrating", "is_archived", "messages_tab_disabled",
    "no_permission", "no_text", "not_in_channel", "restricted_action", "restricted_action_read_only_channel",
    "restricted_action_thread_locked", "restricted_action_thread_only_channel", "team_access_not_granted",
    "team_not_found", "thread_not_found", "user_disabled", "user_not_found",
    "user_not_in_channel", "user_not_visible",
})  # fmt: skip
NEVER_IN_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
# What Slack says of a message that is not there to be changed any more
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found", "is_archived",
    "is_inactive", "not_in_channel", "thread_not_found"})  # fmt: skip
MAY_NOT_LOOK = frozenset({"missing_scope", "no_permission", "not_allowed_token_type", "thread_not_found"})


@dataclass(frozen=True)
class Put:
    """Where a message stands."""

    channel: str
    ts: str


class SlackChannel:
    """The channel as delivery knows it."""

    def __init__(
        self, services: Services, client: AsyncWebClient, connection: Connection, *, public_url: str = ""
    ) -> None:
        self._services = services
        self._client = client
        self._connection = connection
        self._public_url = public_url

    def lane(self, item: OutboxItem) -> str:
        """Slack allows about one message a second in each of its channels."""
        return item.address.get("channel", "")

    async def send(self, item: OutboxItem) -> None:
        """Post the message where it belongs, unless an earlier try did, or there is nothing left to tell.

        What is told of a ticket and can never arrive goes to somebody else who can be reached.

        :raises Undeliverable: when it can never arrive
        :raises NotNow: when Slack is away or asks to wait
        """
        now = datetime.now(UTC)
        if self._connection.refused:
            raise NotNow(self._connection.refused)
        try:
            await self._send(item, now)
        except NotNow as later:
            self._connection.hear(later.reason, posting=True)
            raise
        except Undeliverable:
            await asyncio.to_thread(tell_instead, item, services=self._services, now=now)
            raise

    async def _send(self, item: OutboxItem, now: datetime) -> None:
        read = partial(outgoing, item, services=self._services, public_url=self._public_url, now=now)
        message = await asyncio.to_thread(read)
        if message is None:
            return
        if CARD in item.body:
            await self._bring_up_to_date(message, item)
            return
        put = await self._put(message, item, now)
        if message.steps is not None:
            address = {"channel": put.channel, "ts": put.ts}
            keep = partial(remember_card, item, address=address, steps=message.steps)
            await asyncio.to_thread(keep, services=self._services, now=now)

    async def _bring_up_to_date(self, card: Outgoing, item: OutboxItem) -> None:
        """Change a card that was posted; one that somebody deleted needs no more changing."""
        if await self._replaced(card, item) is None:
            await asyncio.to_thread(forget_card, str(item.body[CARD]), services=self._services)

    async def _put(self, message: Outgoing, item: OutboxItem, now: datetime) -> Put:
        """See to it that the message stands where it belongs; where it never can, it goes elsewhere."""
        try:
            return await self._stands(message, item) or await self._post_new(message, item, now)
        except Undeliverable as never:
            if message.instead is None:
                raise
            log.warning("message %s goes elsewhere: %s", item.id, never.reason)
            return await self._post(message.instead, item)

    async def _stands(self, message: Outgoing, item: OutboxItem) -> Put | None:
        """Where the message stands, in the place of another or because an earlier try posted it."""
        put = await self._replaced(message, item) if message.replaces is not None else None
        may_be_there = item.attempts and not message.only_for
        return await self._found(message, item) if put is None and may_be_there else put

    async def _post_new(self, message: Outgoing, item: OutboxItem, now: datetime) -> Put:
        if message.link is not None:
            message = replace(message, message=await self._link(message.link, now))
        if message.picture is not None:
            message = replace(
                message, message=await with_picture(message.message, message.picture, client=self._client)
            )
        put = await self._post(message, item)
        if message.pointer is not None:
            await self._point(message.pointer, item)
        return put

    async def _point(self, pointer: Outgoing, item: OutboxItem) -> None:
        """Say where the message is; never in its way, and never again."""
        try:
            await self._post_blocks(pointer, item, pointer.message.blocks)
        except SlackApiError as error:
            log.info("message %s was not pointed to: %s", item.id, code_of(error))
        except NotNow as away:
            log.info("message %s was not pointed to: %s", item.id, away.reason)

    async def _replaced(self, outgoing: Outgoing, item: OutboxItem) -> Put | None:
        """The message changed in its place, the same however often; None when it is not there any more."""
        place, message = Put(outgoing.channel, str(outgoing.replaces)), outgoing.message
        try:
            await _asked(
                self._client.chat_update(channel=place.channel, ts=place.ts, text=message.text, blocks=message.blocks)
            )
        except SlackApiError as error:
            if code_of(error) not in GONE:
                raise _failure(error) from None
            log.info("what message %s replaces is not there any more: %s", item.id, code_of(error))
            return None
        return place

    async def _link(self, link: Link, now: datetime) -> Message:
        """A link to log in with, made now, or why there is none."""
        snapshot = self._services.content.current()
        words = Phrasing(snapshot.library, snapshot.catalogue, link.language)
        refusal = await self._refusal(link)
        if refusal:
            return render_words(words.say(refusal))
        made = partial(make_link, link.person_id, public_url=self._public_url, services=self._services, now=now)
        return render_link(await asyncio.to_thread(made), words=words, minutes=MINUTES)

    async def _refusal(self, link: Link) -> str:
        """The phrase that says why somebody gets no link: a guest of the workspace is no employee; '' for nothing."""
        if not link.person_id:
            return "sign_in.direct_only"
        if not self._public_url:
            return "sign_in.not_set_up"
        try:
            user = await look_up(link.user, client=self._client)
        except NotToldError as refused:
            if not refused.is_final:
                raise NotNow(refused.reason) from None
            log.error("a link to log in was not sent: %s", refused.reason)
            return "sign_in.unchecked"
        return "" if user.is_employee else "sign_in.guest"

    async def _found(self, outgoing: Outgoing, item: OutboxItem) -> Put | None:
        """What an earlier try posted. Where we may not look (channels, by our scopes), better twice than never."""
        if outgoing.channel.startswith("#"):
            log.warning("message %s may arrive twice: a channel by its name", item.id)
            return None
        since = {"oldest": str((item.created_at - CLOCKS_APART).timestamp()), "limit": LOOKED_THROUGH}
        look: Callable[..., Awaitable[AsyncSlackResponse]] = self._client.conversations_history
        if outgoing.thread is not None:
            look = self._client.conversations_replies
            since["ts"] = outgoing.thread
        try:
            channel = await self._opened(outgoing.channel)
            found = await _asked(look(channel=channel, include_all_metadata=True, **since))
        except SlackApiError as error:
            if code_of(error) in MAY_NOT_LOOK:
                log.warning("message %s may arrive twice: %s", item.id, code_of(error))
                return None
            raise _failure(error) from None
        messages: list[dict[str, Any]] = found.get("messages") or []
        there = (message for message in messages if _dedupe_key(message) == item.dedupe_key)
        return next((Put(channel, str(message["ts"])) for message in there), None)

    async def _opened(self, channel: str) -> str:
        """The conversation with somebody who never wrote to the bot: posting takes their user id, looking does not."""
        if not channel.startswith(USER):
            return channel
        opened = await _asked(self._client.conversations_open(users=[channel]))
        return str(opened["channel"]["id"])

    async def _post(self, outgoing: Outgoing, item: OutboxItem) -> Put:
        try:
            return await self._post_blocks(outgoing, item, outgoing.message.blocks)
        except SlackApiError as error:
            if code_of(error) not in NEVER_IN_BLOCKS:
                raise _failure(error) from None
            if outgoing.picture is not None and item.attempts < TRIES:
                raise NotNow("picture_not_ready", after=AFTER) from None
            log.error("message %s sent without its buttons: %s", item.id, code_of(error))
            try:
                return await self._post_blocks(outgoing, item, None)
            except SlackApiError as again:
                raise _failure(again) from None

    async def _post_blocks(self, outgoing: Outgoing, item: OutboxItem, blocks: Any) -> Put:
        if outgoing.only_for:
            return await self._show_one(outgoing, blocks)
        posted = await _asked(
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
        return Put(str(posted["channel"]), str(posted["ts"]))

    async def _show_one(self, outgoing: Outgoing, blocks: Any) -> Put:
        """Show the message to one person in a channel; there is nothing to look up afterwards."""
        shown = await _asked(
            self._client.chat_postEphemeral(
                channel=outgoing.channel,
                user=outgoing.only_for,
                thread_ts=outgoing.thread,
                text=outgoing.message.text,
                blocks=blocks,
            )
        )
        return Put(outgoing.channel, str(shown["message_ts"]))


async def _asked(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """The response; a network that fails is tried again."""
    try:
        return await call
    except (aiohttp.ClientError, TimeoutError) as error:
        raise NotNow(type(error).__name__) from None


def _failure(error: SlackApiError) -> Exception:
    """What an error of Slack's means for the message; its text is left behind, because it may quote the message."""
    code = code_of(error)
    if code in NEVER or code in NEVER_IN_BLOCKS:
        return Undeliverable(code)
    if error.response.status_code == TOO_MANY:
        return NotNow("ratelimited", after=_retry_after(error))
    return NotNow(code)


def _retry_after(error: SlackApiError) -> float:
    stated = {name.lower(): text for name, text in error.response.headers.items()}.get("retry-after", "")
    return float(stated) if stated.isdecimal() else 1.0


def _dedupe_key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    key: str | None = (metadata.get("event_payload") or {}).get("dedupe_key")
    return key if metadata.get("event_type") == METADATA else None
