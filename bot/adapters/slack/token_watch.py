"""Ask Slack whether the bot's token is good: at the start, and now and then while it is refused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.connection import MAY_NOT_POST, Connection
from bot.adapters.slack.users import code_of
from bot.errors import StorageError
from bot.services.context import Services
from bot.services.telling_instead import tell_by_mail

log = logging.getLogger(__name__)

POSTING = "chat:write"


@dataclass(frozen=True)
class Pauses:
    """Seconds between two questions to Slack: at first, and at most; and between two looks at what waits meanwhile."""

    first: float = 30.0
    longest: float = 600.0
    look: float = 30.0

    def growing(self) -> Iterator[float]:
        """Twice as long each time."""
        pause = self.first
        while True:
            yield pause
            pause = min(self.longest, 2 * pause)


class TokenWatch:
    """Runs beside delivery. While nothing can be sent, role holders are told of their tickets by mail."""

    def __init__(
        self, connection: Connection, client: AsyncWebClient, services: Services, *, pauses: Pauses | None = None
    ) -> None:
        self._connection = connection
        self._client = client
        self._services = services
        self._pauses = pauses or Pauses()

    async def run(self) -> None:
        """Watch until cancelled."""
        await self._begin()
        while True:
            await self._connection.lost.wait()
            await self._regain()

    async def _begin(self) -> None:
        """Ask until Slack says something of the token; it may be away when the bot is started."""
        for pause in self._pauses.growing():
            code = await self._ask()
            self._connection.hear(code)
            if not code or self._connection.refused:
                return
            log.warning("Slack cannot be asked about the bot's token (%s), again in %.0f s", code, pause)
            await asyncio.sleep(pause)

    async def _regain(self) -> None:
        """Wait until Slack takes the token again."""
        for pause in self._pauses.growing():
            looks = max(1, round(pause / self._pauses.look))
            for _ in range(looks):
                await self._tell_meanwhile()
                await asyncio.sleep(pause / looks)
            if not await self._ask():
                self._connection.restore()
                return

    async def _ask(self) -> str:
        """'' when Slack knows the bot and lets it post, else a code."""
        try:
            answer = await self._client.auth_test()
        except SlackApiError as error:
            return code_of(error)
        except (aiohttp.ClientError, TimeoutError) as error:
            return type(error).__name__
        return MAY_NOT_POST if self._connection.refused == MAY_NOT_POST and not _may_post(answer) else ""

    async def _tell_meanwhile(self) -> None:
        try:
            told = await asyncio.to_thread(tell_by_mail, services=self._services, now=datetime.now(UTC))
        except StorageError as error:
            log.warning("nobody could be told of tickets by mail: %s", error.reason)
            return
        if told:
            log.info("%d notices of tickets that wait for Slack are told by mail", told)


def _may_post(answer: AsyncSlackResponse) -> bool:
    """What the scopes in the answer's headers say."""
    headers = {name.lower(): text for name, text in (answer.headers or {}).items()}
    return POSTING in [scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",")]
