"""Learn who a Slack user is the first time they write, so that one person has one place across channels."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.members import MOST_KNOWN, Members
from bot.errors import StorageError
from bot.services.context import Services
from bot.services.introducing import introduce, is_introduced
from bot.services.ports import Sender

log = logging.getLogger(__name__)


@dataclass
class Introductions:
    """Introduces people beside what they asked, never in its way; each once while the process lives."""

    services: Services
    members: Members
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _known: set[str] = field(default_factory=set)
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def soon(self, sender: Sender, client: AsyncWebClient) -> None:
        """Introduce `sender` after this, unless that was done."""
        if sender.external_id in self._known or len(self._known) >= MOST_KNOWN:
            return
        self._known.add(sender.external_id)
        task = asyncio.create_task(self._introduce(sender, client))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _introduce(self, sender: Sender, client: AsyncWebClient) -> None:
        try:
            if await asyncio.to_thread(is_introduced, sender, services=self.services):
                return
            user = await self.members.find(sender.external_id.rpartition(":")[2], client)
            if user is None:
                self._known.discard(sender.external_id)
            elif user.is_employee and user.email:
                known = Sender(sender.channel, sender.external_id, user.name, user.email)
                await asyncio.to_thread(introduce, known, services=self.services, now=self.now())
        except StorageError as error:
            self._known.discard(sender.external_id)
            log.warning("somebody's e-mail address could not be kept: %s", error.reason)
