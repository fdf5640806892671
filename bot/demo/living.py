"""Let invented people live: each life is a series of steps in time, and all lives share one clock."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from bot.content.snapshot import Snapshot
from bot.core.worktime import Calendar, danish_day
from bot.demo.rehearsing import MANY, OpenStorage
from bot.demo.scenario import new_id
from bot.errors import BotError
from bot.services.chasing import chase
from bot.services.context import Services
from bot.services.ports import Storage, Work

Life = Iterator[datetime]
"""Yields the moment of its next step, and takes it when it is resumed."""

CHASES_AT = timedelta(hours=15, minutes=5)


@dataclass(frozen=True)
class Stages:
    """The content of a period: (from when, what it was), oldest first."""

    all: tuple[tuple[datetime, Snapshot], ...]

    def number(self, at: datetime) -> int:
        """Which of them served at a moment."""
        return max((number for number, (since, _) in enumerate(self.all) if since <= at), default=0)

    def serving(self, at: datetime) -> Snapshot:
        """The content that served at a moment."""
        return self.all[self.number(at)][1]

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """What the content was, oldest first."""
        return tuple(snapshot for _, snapshot in self.all)


class Town:
    """Where they live: the clock, the services as they are at that moment, and what may happen by chance.

    `topics` is filled with the subject of each question by its id. `is_bad` says whether a system has a bad week.
    """

    def __init__(
        self,
        stages: Stages,
        *,
        calendar: Calendar,
        chance: random.Random,
        topics: dict[str, str],
        is_bad: Callable[[str | None, datetime], bool],
    ) -> None:
        self.calendar = calendar
        self.chance = chance
        self.topics = topics
        self.is_bad = is_bad
        self.now = stages.all[0][0]
        self._stages = stages
        self._work: Work | None = None
        self._queue: list[tuple[datetime, int, Life]] = []
        self._order = count()

    @property
    def services(self) -> Services:
        """The services with the content of this moment, in the transaction of this day."""
        return Services(self, OpenStorage(self.work), most_a_minute=MANY, new_id=self.new_id)

    @property
    def work(self) -> Work:
        """The transaction of this day.

        :raises RuntimeError: when nobody lives
        """
        if self._work is None:
            raise RuntimeError("nobody lives outside `live`")
        return self._work

    def current(self) -> Snapshot:
        """The content that serves now."""
        return self._stages.serving(self.now)

    def new_id(self) -> str:
        """An id that is the same in the next history of the same seed."""
        return new_id(self.chance)

    def in_work_hours(self, hours: float) -> datetime:
        """The moment after so many working hours from now."""
        return self.calendar.due_at(self.now, hours)

    def begin(self, life: Life, at: datetime) -> None:
        """Let a life begin."""
        heapq.heappush(self._queue, (at, next(self._order), life))

    def live(self, *, until: datetime, storage: Storage, progress: Callable[[datetime], None]) -> None:
        """Let everybody live until then, a transaction for each day."""
        while self._queue and self._queue[0][0] < until:
            day = danish_day(self._queue[0][0])
            with storage.transaction() as self._work:
                while self._queue and self._queue[0][0] < until and self._is_on(day):
                    self._step()
            self._work = None
            progress(self.now)

    def _is_on(self, day: date) -> bool:
        return danish_day(self._queue[0][0]) == day

    def _step(self) -> None:
        self.now, _, life = heapq.heappop(self._queue)
        try:
            at = next(life, None)
        except BotError:  # somebody else was first, or it is not possible any more: that is the end of it
            return
        if at is not None:
            self.begin(life, max(at, self.now))


def chased(town: Town, days: Iterable[datetime]) -> Life:
    """The bot reminds and escalates, at the end of each working day (Danish midnights)."""
    for midnight in days:
        yield midnight + CHASES_AT
        chase(services=town.services, now=town.now)
