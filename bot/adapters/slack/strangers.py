"""Turn away who is no employee, politely, before anything of theirs is read or stored."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import blocks as kit
from bot.adapters.slack.incoming import Body, Origin
from bot.adapters.slack.members import Members
from bot.adapters.slack.mrkdwn import escape
from bot.adapters.slack.refusing import DONE, Next, tell
from bot.adapters.slack.responding import say_words
from bot.adapters.slack.users import code_of
from bot.adapters.slack.visitors import Visitor, read_visitor
from bot.services.context import Services

log = logging.getLogger(__name__)

WAITS = 1.0  # seconds for Slack to say who somebody is; it wants to be acknowledged within three
REMEMBERED = 1_000  # refused events, which Slack may deliver again

NOT_EMPLOYEE, SHARED_CHANNEL = "slack.stranger", "slack.shared_channel"


@dataclass
class Strangers:
    """A middleware before all others.

    Who looks like an employee and whom Slack does not tell of in time is let in: an answer must not wait for it.
    Who comes from another organisation is let in only when Slack says that they belong here.
    """

    services: Services
    members: Members
    _told: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def turn_away(
        self, body: Body, context: AsyncBoltContext, client: AsyncWebClient, next_: Next
    ) -> BoltResponse | None:
        """Go on with employees; tell everybody else that there is nothing for them here."""
        visitor = read_visitor(body)
        key = await self._refusal(visitor, client) if visitor is not None else ""
        if visitor is None or not key:
            return await next_()
        words = self._words(key)
        if visitor.is_command:
            return BoltResponse(status=DONE, body={"response_type": "ephemeral", "text": words})
        if visitor.opens:
            if visitor.opens == "home":
                self._soon(_show(visitor.origin, words, client))
        elif visitor.event_id not in self._told:
            self._told.append(visitor.event_id)
            self._soon(_tell(visitor.origin, words, context.response_url, client))
        return BoltResponse(status=DONE)

    async def _refusal(self, visitor: Visitor, client: AsyncWebClient) -> str:
        """The phrase that says why somebody is turned away; '' for employees."""
        if visitor.is_guest:
            return NOT_EMPLOYEE
        user = await self.members.find(visitor.origin.user, client, within=WAITS)
        is_employee = user.is_employee if user is not None else not visitor.is_from_outside
        if not is_employee:
            return NOT_EMPLOYEE
        return SHARED_CHANNEL if visitor.others_read_along else ""

    def _words(self, key: str) -> str:
        """In both languages: who is not from here may not read Danish."""
        phrase = self.services.content.current().library.phrases.get(key)
        return f"{phrase.da}\n\n{phrase.en}" if phrase else key

    def _soon(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_politely(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)


async def _politely(work: Coroutine[Any, Any, None]) -> None:
    """What Slack does not take is a code in the log; there is nobody to try again for."""
    try:
        await work
    except SlackApiError as error:
        log.warning("somebody was turned away without a word: %s", code_of(error))
    except (aiohttp.ClientError, TimeoutError) as error:
        log.warning("somebody was turned away without a word: %s", type(error).__name__)


async def _tell(origin: Origin, words: str, response_url: str | None, client: AsyncWebClient) -> None:
    if response_url:
        await say_words(response_url, words)
        return
    await tell(client, origin, words)


async def _show(origin: Origin, words: str, client: AsyncWebClient) -> None:
    """The home tab of somebody for whom there is nothing else."""
    await client.views_publish(user_id=origin.user, view={"type": "home", "blocks": kit.sections(escape(words))})
