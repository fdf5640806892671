"""Lay out time as a table is: the months of a year, the weeks of a month, and where among them a period stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.core.desk.tables import Period, PeriodKind

LARGER = {PeriodKind.MONTH: PeriodKind.QUARTER, PeriodKind.QUARTER: PeriodKind.YEAR}
"""The next larger kind of period that each of a kind lies in wholly."""
IN_A_YEAR = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.YEAR: 1}

Parts = int | range
"""Which part of a span is meant, or which parts that follow one another."""


@dataclass(frozen=True)
class Span:
    """A period in parts of one kind: a year in months, in quarters or whole; a month in weeks; a week whole."""

    whole: Period
    kind: PeriodKind

    def __hash__(self) -> int:
        return hash(self.whole)  # as of periods

    @property
    def starts(self) -> tuple[datetime, ...]:
        """The first moment of each part; a week that began before its month begins with it."""
        return tuple(max(part.since, self.whole.since) for part in self.whole.touched(self.kind))

    @property
    def finer(self) -> Span | None:
        """The same in smaller parts, as many of them to each of its own; None when there is none."""
        smaller = next((kind for kind, larger in LARGER.items() if larger is self.kind), None)
        return Span(self.whole, smaller) if smaller else None


@lru_cache(maxsize=1000)
def places(period: Period) -> tuple[tuple[Span, int], ...]:
    """The part of a span that the period is; then, of a week in two months, the parts of both that lie in it."""
    if period.kind is not PeriodKind.WEEK:
        return ((Span(Period.around(period.first, PeriodKind.YEAR), period.kind), period.number - 1),)
    in_months = tuple((Span(month, PeriodKind.WEEK), part) for month, part in around(period))
    return in_months if len(in_months) == 1 else ((Span(period, PeriodKind.WEEK), 0), *in_months)


@lru_cache(maxsize=1000)
def in_parts(period: Period) -> tuple[Span, range]:
    """A year, a quarter or a month as the parts that it consists of."""
    if period.kind is PeriodKind.MONTH:
        weeks = Span(period, PeriodKind.WEEK)
        return weeks, range(len(weeks.starts))
    smaller = PeriodKind.MONTH if period.kind is PeriodKind.QUARTER else PeriodKind.QUARTER
    count = IN_A_YEAR[smaller] // IN_A_YEAR[period.kind]
    first = (period.number - 1) * count
    return Span(Period.around(period.first, PeriodKind.YEAR), smaller), range(first, first + count)


@lru_cache(maxsize=1000)
def around(period: Period) -> tuple[tuple[Period, int], ...]:
    """The wider periods that it is a part of, and which part. A week is one of each month that it touches."""
    if period.kind is PeriodKind.YEAR:
        return ()
    if period.kind is PeriodKind.WEEK:
        months = sorted({Period.around(day, PeriodKind.MONTH) for day in (period.first, period.last)})
        return tuple((month, _weeks_between(month, period)) for month in months)
    wider = Period.around(period.first, LARGER[period.kind])
    return ((wider, in_parts(wider)[1].index(period.number - 1)),)


@lru_cache(maxsize=1000)
def beside(period: Period) -> tuple[Period, ...]:
    """The periods of its kind in the wider ones that it is a part of, itself among them."""
    return tuple(sorted({period, *(each for wider, _ in around(period) for each in wider.touched(period.kind))}))


def _weeks_between(month: Period, week: Period) -> int:
    return (week.first - Period.around(month.first, PeriodKind.WEEK).first).days // 7
