"""Slack's view of agents: questions to begin with, and a sign that an answer is coming. Never in the answer's way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.incoming import Body, Origin, none_when_malformed
from bot.adapters.slack.users import FINAL, code_of
from bot.adapters.slack.welcoming import samples
from bot.content.phrasing import Phrasing
from bot.services.context import Services

log = logging.getLogger(__name__)

# Seconds. Most answers are found within milliseconds: a sign before them would only flicker. Slack takes a status away
# at the next message, and by itself not before two minutes have gone; where it comes after the answer, it is taken away
# by hand.
SHOWN_AFTER, SHOWN_FOR = 0.3, 2.0
MOST_AT_ONCE = 20  # signs; when more is going on, answers come first
NO_AGENT = frozenset({"access_denied", "feature_not_enabled", "no_permission", "team_access_not_granted"})


@dataclass
class Assistance:
    """The listeners of this use case. What is not allowed is logged once as a code, and not tried again."""

    services: Services
    shown_after: float = SHOWN_AFTER
    shown_for: float = SHOWN_FOR
    _forbidden: set[str] = field(default_factory=set)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    @contextmanager
    def signing(self, origin: Origin, client: AsyncWebClient) -> Iterator[None]:
        """Let the asker see that an answer is coming when it takes more than a moment, in a direct message."""
        if not origin.is_direct:
            yield
            return
        sign = asyncio.get_running_loop().call_later(self.shown_after, self._show_soon, origin, client)
        try:
            yield
        finally:
            sign.cancel()

    async def suggest(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Show questions to begin with, when somebody opens the conversation."""
        await ack()
        opened = read_opened(body)
        if opened is None:
            return
        channel, thread = opened
        words = self._words()
        prompts = [{"title": sample, "message": sample} for sample in samples(words)]
        more: dict[str, str] = {"thread_ts": thread} if thread else {}  # an agent's app must not send one
        title = words.say("web.chat.suggestions")
        call = client.assistant_threads_setSuggestedPrompts
        await self._try("prompts", lambda: call(channel_id=channel, prompts=prompts, title=title, **more))

    async def _show_status(self, origin: Origin, client: AsyncWebClient) -> None:
        call = client.assistant_threads_setStatus
        for status in (self._words().say("slack.status"), ""):
            shown = await self._try(
                "status",
                lambda status=status: call(channel_id=origin.channel, thread_ts=origin.thread, status=status),  # type: ignore[misc]
            )
            if not shown:
                return
            await asyncio.sleep(self.shown_for if status else 0)

    async def _try(self, what: str, call: Callable[[], Awaitable[AsyncSlackResponse]]) -> bool:
        """Whether Slack took it."""
        if what in self._forbidden:
            return False
        try:
            await call()
        except SlackApiError as error:
            code = code_of(error)
            if code in FINAL | NO_AGENT and what not in self._forbidden:
                self._forbidden.add(what)
                log.info("Slack shows no %s of ours: %s", what, code)
            return False
        except (aiohttp.ClientError, TimeoutError):
            return False
        return True

    def _words(self) -> Phrasing:
        snapshot = self.services.content.current()
        return Phrasing(snapshot.library, snapshot.catalogue, "da")

    def _show_soon(self, origin: Origin, client: AsyncWebClient) -> None:
        if len(self._under_way) < MOST_AT_ONCE:
            task = asyncio.create_task(self._show_status(origin, client))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)


@none_when_malformed
def read_opened(body: Body) -> tuple[str, str] | None:
    """(channel, thread) of the conversation somebody opened; '' where there is no thread."""
    event = body["event"]
    if event["type"] == "app_home_opened":
        return (str(event["channel"]), "") if event.get("tab") == "messages" else None
    thread = event["assistant_thread"]
    return str(thread["channel_id"]), str(thread["thread_ts"])


async def is_messages_tab(body: Body) -> bool:
    """Whether the conversation was opened, not the home tab."""
    event = body.get("event")
    return isinstance(event, dict) and event.get("tab") == "messages"


def register(app: AsyncApp, assistance: Assistance) -> None:
    """Listen to the conversation being opened, as agents are told and as assistants were."""
    app.event("app_home_opened", matchers=[is_messages_tab])(assistance.suggest)
    app.event("assistant_thread_started")(assistance.suggest)
    app.event("assistant_thread_context_changed")(assistance.suggest)
