"""Run the trials of drafts beside the server, one at a time."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock, Thread

from fastapi import FastAPI

from bot.content.loading import Folders
from bot.parts import Parts
from bot.services.context import Services
from bot.services.drafting import draft_to_change
from bot.services.ports import Person
from bot.services.trying_drafts import Aside, try_draft

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Running:
    """The trial that runs."""

    draft_id: str
    began_at: datetime


class Trials:
    """One trial at a time, on a thread that waits for a process; safe between threads."""

    def __init__(self, services: Services, folders: Folders, data: Path) -> None:
        self._services = services
        self._folders = folders
        self._data = data
        self._aside = Aside()
        self._lock = Lock()
        self._running: Running | None = None

    @classmethod
    def of(cls, parts: Parts) -> Trials:
        """The trials of a running bot."""
        return cls(parts.services, parts.folders, parts.settings.data.absolute())

    @property
    def running(self) -> Running | None:
        """The trial that runs now."""
        return self._running

    def start(self, draft_id: str, person: Person, *, seen: int, now: datetime) -> bool:
        """Begin to try a draft; False when another trial runs.

        :raises DraftChangedError: when somebody saved another version than `seen`
        :raises DraftDoneError: when it was published or rejected
        """
        with self._services.storage.reading() as work:
            draft_to_change(work, draft_id, person, seen=seen, services=self._services, now=now)
        with self._lock:
            if self._running is not None:
                return False
            self._running = Running(draft_id, now)
        Thread(target=self._run, args=(draft_id, person, seen, now), daemon=True).start()
        return True

    def _run(self, draft_id: str, person: Person, seen: int, now: datetime) -> None:
        try:
            try_draft(
                draft_id,
                person,
                seen=seen,
                services=self._services,
                folders=self._folders,
                data=self._data,
                now=now,
                weigh=self._aside,
            )
        except Exception as error:  # noqa: BLE001 -- nobody else would hear of it; what it says may hold somebody's text
            logger.warning("a trial came to nothing: %s", type(error).__name__)
        finally:
            self._running = None

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        """What runs ends with the server."""
        yield
        self._aside.stop()
