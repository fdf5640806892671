"""Know who the users are that meet the bot: each looked up once, and again after some hours."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.connection import Connection
from bot.adapters.slack.users import NotToldError, SlackUser, look_up

log = logging.getLogger(__name__)

MOST_KNOWN = 50_000  # users
LASTS = 6 * 60 * 60.0  # seconds, after which somebody may have become a guest


@dataclass
class Members:
    """What Slack has told of its users; several who want to know the same wait for one call."""

    connection: Connection = field(default_factory=Connection)
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[SlackUser, float]] = field(default_factory=dict)
    _under_way: dict[str, asyncio.Task[SlackUser | None]] = field(default_factory=dict)
    _is_allowed: bool = True

    async def find(self, user: str, client: AsyncWebClient, *, within: float | None = None) -> SlackUser | None:
        """The user with this id; None when Slack does not say, or not `within` seconds."""
        known = self._known.get(user)
        if known is not None and known[1] > self.clock():
            return known[0]
        if not self._is_allowed or self.connection.refused:
            return None
        asked = self._under_way.get(user) or self._ask(user, client)
        done, _ = await asyncio.wait([asked], timeout=within)
        return asked.result() if done else None

    def _ask(self, user: str, client: AsyncWebClient) -> asyncio.Task[SlackUser | None]:
        asked = asyncio.create_task(self._look_up(user, client))
        self._under_way[user] = asked
        asked.add_done_callback(lambda _: self._under_way.pop(user, None))
        return asked

    async def _look_up(self, user: str, client: AsyncWebClient) -> SlackUser | None:
        try:
            found = await look_up(user, client=client)
        except NotToldError as refused:
            self._refused(refused)
            return None
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[user] = (found, self.clock() + LASTS)
        return found

    def _refused(self, refused: NotToldError) -> None:
        """Not allowed once is not allowed until the bot is started again; any other trouble may pass."""
        self.connection.hear(refused.reason)
        if self._is_allowed:
            log.warning("Slack did not say who a user is: %s", refused.reason)
        self._is_allowed = self._is_allowed and not refused.is_final
