"""Ask past questions again beside the server, one change of the content at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from bot.parts import Parts
from bot.services.context import Services
from bot.services.replaying import ReplayAside, note_content, replay_change, unreplayed
from bot.web.one_at_a_time import OneAtATime


@dataclass(frozen=True)
class Running:
    """The replay that runs: of which change, and how many of the questions have been asked."""

    change: int
    done: int = 0
    total: int = 0

    @property
    def tenths(self) -> int:
        """How far it is, 0-10."""
        return 10 * self.done // self.total if self.total else 0


class Replays:
    """One replay at a time, on a thread that waits for a process; safe between threads."""

    def __init__(self, services: Services, data: Path, aside: ReplayAside) -> None:
        self.data = data
        self._services = services
        self._aside = aside
        self._turn = OneAtATime[Running]("a replay")

    @classmethod
    def of(cls, parts: Parts) -> Replays:
        """The replays of a running bot."""
        return cls(parts.services, parts.settings.data.absolute(), ReplayAside())

    @property
    def running(self) -> Running | None:
        """The replay that runs now."""
        return self._turn.running

    def look(self, *, now: datetime) -> None:
        """Note which content answers, and begin to replay the latest change, when nobody has.

        :raises StorageError: when the database cannot be used
        """
        note_content(services=self._services, now=now)
        change = unreplayed(services=self._services)
        if change is not None:
            self.start(change, now=now)

    def start(self, change: int, *, now: datetime) -> bool:
        """Begin to replay a change; False when another is being replayed."""
        return self._turn.start(Running(change), partial(self._replay, change, now))

    def _replay(self, change: int, now: datetime) -> None:
        def told(done: int, total: int) -> None:
            self._turn.running = Running(change, done, total)

        replay_change(change, services=self._services, data=self.data, now=now, run=self._aside, told=told)

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        """What runs ends with the server."""
        yield
        self._aside.stop()
