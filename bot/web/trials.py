"""Run the trials of drafts beside the server, one at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from bot.content.loading import Folders
from bot.parts import Parts
from bot.services.context import Services
from bot.services.drafting import draft_to_change
from bot.services.ports import Person
from bot.services.trying_drafts import Aside, try_draft
from bot.web.one_at_a_time import OneAtATime


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
        self._turn = OneAtATime[Running]("a trial")

    @classmethod
    def of(cls, parts: Parts) -> Trials:
        """The trials of a running bot."""
        return cls(parts.services, parts.folders, parts.settings.data.absolute())

    @property
    def running(self) -> Running | None:
        """The trial that runs now."""
        return self._turn.running

    def start(self, draft_id: str, person: Person, *, seen: int, now: datetime) -> bool:
        """Begin to try a draft; False when another trial runs.

        :raises DraftChangedError: when somebody saved another version than `seen`
        :raises DraftDoneError: when it was published or rejected
        """
        with self._services.storage.reading() as work:
            draft_to_change(work, draft_id, person, seen=seen, services=self._services, now=now)
        tries = partial(
            try_draft,
            draft_id,
            person,
            seen=seen,
            services=self._services,
            folders=self._folders,
            data=self._data,
            now=now,
            weigh=self._aside,
        )
        return self._turn.start(Running(draft_id, now), tries)

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        """What runs ends with the server."""
        yield
        self._aside.stop()
