"""Gather the statistics as tables for a database: every week, month, quarter and year, with nothing of anybody's.

What is hidden on the pages is NULL here, and a column beside it says why. Ids stand as they are in the content, with
their names beside them, so that a report elsewhere goes on working when a name changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.desk.figures import FIGURES, View, listed
from bot.core.desk.hiding import FEWEST_PEOPLE
from bot.core.desk.pictures import became, heat_map, paces
from bot.core.desk.sheets import Cell, Column, Kind, Sheet
from bot.core.desk.tables import DIMENSIONS, Filters, Period, PeriodKind
from bot.core.worktime import danish_day
from bot.services.context import Services
from bot.services.figure_words import FigureWords
from bot.services.ports import Person
from bot.services.statistics import see_statistics

HIDDEN = f"fewer than {FEWEST_PEOPLE} people, or to keep such a number from being reckoned out"
MARKS = ("confirmed", "handed_over", "overdue")
"""What is counted of each value of a dimension, besides all of its questions."""
COUNTED = (*DIMENSIONS, "topic", "reply", "outcome")
BROAD = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
"""Periods long enough for tables; of weeks there are the figures alone."""
YEARS = 3  # the current one and those before it

Row = tuple[Cell, ...]


def aggregates(by: Person | None, *, words: FigureWords, services: Services, now: datetime) -> Iterator[Sheet]:
    """The tables; `words` names values and definitions. By nobody is by the operator.

    :raises NotAllowedError: when `by` is not the coordinator, at once
    """
    year = Period.around(danish_day(now), PeriodKind.YEAR)
    view = see_statistics(Filters(year), by, services=services, now=now)
    with services.storage.reading() as work:
        is_invented = work.is_invented()
    gathered = _Gathered(words, tuple(_views(view, now)))
    about = [("made_at", now.isoformat()), ("fewest_people", str(FEWEST_PEOPLE)), ("hidden", HIDDEN)]
    about += [("content", words.snapshot.hash), ("is_invented", "yes" if is_invented else "no")]
    return iter(
        [
            Sheet("about", _columns("what", "value"), about),
            Sheet("definitions", _columns("figure", "unit", "name", "definition"), gathered.definitions(view)),
            Sheet("figures", _of_period("figure", value="number"), gathered.figures()),
            Sheet("counts", _of_period("dimension", "value", "name", "counted", number="count"), gathered.counts()),
            Sheet("system_by_topic", _of_period("system", "topic", questions="count"), gathered.pairs()),
            Sheet("became", _of_period("source", "target", questions="count"), gathered.links()),
            Sheet("paces", _of_period("pace", "promise", tickets="count"), gathered.paces()),
        ]
    )


@dataclass(frozen=True)
class _Gathered:
    """The rows of the tables, read when they are written."""

    words: FigureWords
    views: Sequence[View]

    @property
    def broad(self) -> Iterator[View]:
        return (view for view in self.views if view.period.kind in BROAD)

    def definitions(self, view: View) -> Iterator[Row]:
        say = self.words.phrases.say
        for count in FIGURES:
            figure = count(view)
            yield figure.key, figure.unit, say(f"figure.{figure.key}"), say(f"figure.{figure.key}.what")

    def figures(self) -> Iterator[Row]:
        for view in self.views:
            for count in FIGURES:
                figure = count(view)
                yield _row(view, figure.key, number=figure.value)

    def counts(self) -> Iterator[Row]:
        for view in self.broad:
            for dimension in COUNTED:
                for ranked in listed(view, dimension).rows:
                    name, of_value = self.words.name(dimension, ranked.key), view.having(dimension, ranked.key or None)
                    yield _row(view, dimension, ranked.key, name, "questions", number=ranked.questions)
                    for mark in MARKS:
                        yield _row(view, dimension, ranked.key, name, mark, number=view.count(of_value | {(mark, 1)}))

    def pairs(self) -> Iterator[Row]:
        for view in self.broad:
            grid = heat_map(view)
            for system, across in zip(grid.rows, grid.cells, strict=True):
                for topic, number in zip(grid.columns, across, strict=True):
                    yield _row(view, system, topic, number=number)

    def links(self) -> Iterator[Row]:
        for view in self.broad:
            for source, target, number in became(view).links:
                yield _row(view, source, target, number=number)

    def paces(self) -> Iterator[Row]:
        for view in self.broad:
            for pace, number, is_late in paces(view):
                yield _row(view, pace, "broken" if is_late else "kept", number=number)


def _views(view: View, now: datetime) -> Iterator[View]:
    """Every period of every kind that has begun and holds a question, oldest first."""
    today = danish_day(now)
    for kind in PeriodKind:
        periods = [Period.around(today, kind)]
        while periods[-1].year > today.year - YEARS + 1 or periods[-1].number > 1:
            periods.append(periods[-1].before())
        for period in reversed(periods):
            within = View(view.showing, view.filters.within(period))
            if len(within.rows()):
                yield within


def _row(view: View, *keys: str, number: float | None) -> Row:
    period = view.period
    of_period = (period.address, str(period.kind), period.first, period.last)
    return (*of_period, *keys, number, HIDDEN if number is None else "")


def _columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def _of_period(*names: str, **number: Kind) -> tuple[Column, ...]:
    days = (Column("first_day", "day"), Column("last_day", "day"))
    numbers = (Column(name, kind) for name, kind in number.items())
    return (*_columns("period", "period_kind"), *days, *_columns(*names), *numbers, Column("why_hidden"))
