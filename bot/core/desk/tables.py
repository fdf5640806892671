"""The tables of the desk: a period, what is filtered by, and the shapes figures, charts and files are made from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from bot.core.worktime import DANISH_TIME

YEARS = range(2000, 2101)

Unit = Literal["count", "share", "hours"]
Dimension = Literal["system", "theme", "department", "channel", "language"]

DIMENSIONS: tuple[Dimension, ...] = ("system", "theme", "department", "channel", "language")
"""What can be filtered by, in the order of the page."""

_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-W(?P<week>\d{2})|-Q(?P<quarter>[1-4])|-(?P<month>\d{2}))?", re.ASCII)


class PeriodKind(StrEnum):
    """The fixed lengths of a period. A week is ISO's and begins on a Monday."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class Period:
    """A whole week, month, quarter or year in Danish days, both ends included."""

    kind: PeriodKind
    first: date
    last: date

    def __hash__(self) -> int:
        return hash((self.first, self.last))  # thousands of times for a page: hashing the kind too takes twice as long

    @classmethod
    def around(cls, day: date, kind: PeriodKind) -> Period:
        """The period of this kind that `day` lies in."""
        match kind:
            case PeriodKind.WEEK:
                first = day - timedelta(days=day.weekday())
                return cls(kind, first, first + timedelta(days=6))
            case PeriodKind.MONTH:
                return cls(kind, day.replace(day=1), _last_of_month(day.year, day.month))
            case PeriodKind.QUARTER:
                begins = 3 * ((day.month - 1) // 3) + 1
                return cls(kind, date(day.year, begins, 1), _last_of_month(day.year, begins + 2))
            case PeriodKind.YEAR:
                return cls(kind, date(day.year, 1, 1), date(day.year, 12, 31))

    @classmethod
    def read(cls, written: str) -> Period:
        """The period as an address holds it: '2026-W47', '2026-11', '2026-Q4' or '2026'.

        :raises ValueError: when it is none of these, or no such week or month, or not of this century
        """
        found = _WRITTEN.fullmatch(written)
        if found is None or int(found["year"]) not in YEARS:
            raise ValueError("a period is written 2026-W47, 2026-11, 2026-Q4 or 2026")
        year = int(found["year"])
        if found["week"]:
            return cls.around(date.fromisocalendar(year, int(found["week"]), 1), PeriodKind.WEEK)
        if found["quarter"]:
            return cls.around(date(year, 3 * int(found["quarter"]), 1), PeriodKind.QUARTER)
        if found["month"]:
            return cls.around(date(year, int(found["month"]), 1), PeriodKind.MONTH)
        return cls.around(date(year, 1, 1), PeriodKind.YEAR)

    @property
    def address(self) -> str:
        """The period as `read` reads it."""
        match self.kind:
            case PeriodKind.WEEK:
                return f"{self.year}-W{self.number:02}"
            case PeriodKind.MONTH:
                return f"{self.year}-{self.number:02}"
            case PeriodKind.QUARTER:
                return f"{self.year}-Q{self.number}"
            case PeriodKind.YEAR:
                return f"{self.year}"

    @property
    def year(self) -> int:
        """The year it is counted in; of a week the one that its Thursday lies in."""
        return self.first.isocalendar().year if self.kind is PeriodKind.WEEK else self.first.year

    @property
    def number(self) -> int:
        """Which one of its kind in the year: week 1–53, month 1–12, quarter 1–4; a year's is 1."""
        match self.kind:
            case PeriodKind.WEEK:
                return self.first.isocalendar().week
            case PeriodKind.MONTH:
                return self.first.month
            case PeriodKind.QUARTER:
                return (self.first.month + 2) // 3
            case PeriodKind.YEAR:
                return 1

    def before(self) -> Period:
        """The period of the same kind that ends the day before."""
        return Period.around(self.first - timedelta(days=1), self.kind)

    def after(self) -> Period:
        """The period of the same kind that begins the day after."""
        return Period.around(self.last + timedelta(days=1), self.kind)

    def parts(self) -> tuple[Period, ...]:
        """The periods of the next smaller kind that it consists of exactly: a year's quarters, a quarter's months.

        A month and a week have none: weeks and months do not end together.
        """
        smaller = {PeriodKind.YEAR: PeriodKind.QUARTER, PeriodKind.QUARTER: PeriodKind.MONTH}.get(self.kind)
        return self.touched(smaller) if smaller else ()

    def touched(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The periods of a kind that lie in it, at least in part, in their order."""
        found = [Period.around(self.first, kind)]
        while found[-1].last < self.last:
            found.append(found[-1].after())
        return tuple(found)

    @property
    def since(self) -> datetime:
        """Its first moment (aware, Danish time)."""
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after it (aware, Danish time)."""
        return _midnight(self.last + timedelta(days=1))


@dataclass(frozen=True)
class Filters:
    """What the figures are of: a period, and what else is asked for; None is everything."""

    period: Period
    system: str | None = None
    theme: str | None = None
    department: str | None = None
    channel: str | None = None
    language: str | None = None

    @property
    def chosen(self) -> dict[Dimension, str]:
        """What is filtered by besides the period."""
        return {name: value for name in DIMENSIONS if (value := getattr(self, name)) is not None}

    def within(self, period: Period) -> Filters:
        """The same filters over another period."""
        return replace(self, period=period)


@dataclass(frozen=True)
class Figure:
    """One number and what it was in the period before; None is hidden: fewer than five people are behind it.

    A share lies between 0 and 1; hours are working hours unless the figure's definition says otherwise.
    """

    key: str
    value: float | None
    before: float | None
    unit: Unit = "count"

    @property
    def change(self) -> float | None:
        """How much more than in the period before; None when either is hidden."""
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True)
class Line:
    """A number over time: the first day of each part of the period, and the number, None when hidden."""

    key: str
    points: tuple[tuple[date, int | None], ...]


@dataclass(frozen=True)
class Grid:
    """Numbers by two things: `cells` has a tuple for each of `rows`, with a number for each of `columns`."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Flow:
    """What became of questions: (from, to, how many), None when hidden; what flows into a place flows out again."""

    links: tuple[tuple[str, str, int | None], ...]


@dataclass(frozen=True)
class Ranked:
    """One line of a ranking: how many questions in the period and in the one before, None when hidden."""

    key: str
    questions: int | None
    before: int | None = None


@dataclass(frozen=True)
class Ranking:
    """Things in the order of their numbers, most first; hidden ones last, by key."""

    rows: tuple[Ranked, ...]


def _last_of_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=DANISH_TIME)
