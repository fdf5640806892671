"""Reckon in Danish working hours: when something asked now is due, and how much of the time has gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DANISH_TIME = ZoneInfo("Europe/Copenhagen")
_LONGEST_CLOSURE = 60  # days without one opening hour: then the calendar is wrong, not the wait long


@dataclass(frozen=True)
class Calendar:
    """When questions are answered: `weekdays` (0 is Monday), local `opens` and `closes`, and closed dates."""

    weekdays: frozenset[int]
    opens: time
    closes: time
    is_closed: Callable[[date], bool]

    def is_open_on(self, day: date) -> bool:
        """Whether anybody works that day."""
        return day.weekday() in self.weekdays and not self.is_closed(day)

    def is_open_at(self, at: datetime) -> bool:
        """Whether anybody works at this moment (aware)."""
        local = at.astimezone(DANISH_TIME)
        return self.is_open_on(local.date()) and self.opens <= local.time() < self.closes

    @property
    def hours_a_day(self) -> float:
        """How long a working day is, by the clock on the wall."""
        return (datetime.combine(date.min, self.closes) - datetime.combine(date.min, self.opens)) / timedelta(hours=1)

    def due_at(self, start_at: datetime, hours: float) -> datetime:
        """`hours` of working time after `start_at` (aware), in UTC.

        :raises ValueError: when the calendar never opens
        """
        left = timedelta(hours=hours)
        day = danish_day(start_at)
        last = day + timedelta(days=_LONGEST_CLOSURE) + timedelta(days=int(hours))
        while day <= last:
            if self.is_open_on(day):
                begins = max(_at(day, self.opens), start_at)
                ends = _at(day, self.closes)
                if begins + left <= ends:
                    return (begins + left).astimezone(UTC)
                left -= max(ends - begins, timedelta(0))
            day += timedelta(days=1)
        raise ValueError("the calendar never opens")

    def after_days(self, start_at: datetime, days: int) -> datetime:
        """When `days` whole working days have passed since `start_at` (aware), in UTC.

        :raises ValueError: when the calendar never opens
        """
        return self.due_at(start_at, days * self.hours_a_day)

    def worked_between(self, start_at: datetime, end_at: datetime) -> timedelta:
        """The working time between two moments (aware); nothing when the second is not after the first."""
        worked = timedelta(0)
        day = danish_day(start_at)
        while day <= danish_day(end_at):
            if self.is_open_on(day):
                begins, ends = max(_at(day, self.opens), start_at), min(_at(day, self.closes), end_at)
                worked += max(ends - begins, timedelta(0))
            day += timedelta(days=1)
        return worked


def danish_day(at: datetime) -> date:
    """The day it is in Denmark at that moment."""
    return at.astimezone(DANISH_TIME).date()


def wall_clock_due_at(start_at: datetime, hours: float) -> datetime:
    """`hours` after `start_at` by the clock, whatever day it is; in UTC, where no hour is skipped or repeated."""
    return start_at.astimezone(UTC) + timedelta(hours=hours)


@lru_cache(maxsize=1024)
def _at(day: date, local: time) -> datetime:
    return datetime.combine(day, local, tzinfo=DANISH_TIME).astimezone(UTC)
