"""Decide which counts may be shown: the same count is shown on every page or on none.

A count is of a period and of conditions (a system, a department, a kind of reply …). It is shown when nobody or at
least five people are behind it; when the counts without any one of its conditions, and of the periods around it, are
shown; and when it is not hidden in the table of any two of its conditions (or of one and its period), the others fixed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.desk.columns import Columns, Numbers, Rows, people_in
from bot.core.desk.hiding import FEWEST_PEOPLE, Mask, hidden_in_line, hidden_in_table
from bot.core.desk.tables import Period, PeriodKind

Conditions = frozenset[tuple[str, int]]
"""(column, code) of each, at most one for a column."""
MOST_ROWS_KEPT = 20_000_000  # 160 MB
NO_CONDITIONS: Conditions = frozenset()
_Where = tuple[Period, Conditions]


@dataclass(frozen=True)
class _Times:
    """A period within a wider one: the moments at which the parts of the wider one begin, and which part it is."""

    around: Period
    starts: tuple[datetime, ...]
    part: int


@dataclass(frozen=True)
class _Axis:
    """Something a table is laid out by: a column, or the parts of a period; and the code or part that is asked for."""

    name: str
    at: int
    times: _Times | None = None


@dataclass
class Showing:
    """What may be shown of `columns`; what was found out is kept for as long as the object."""

    columns: Columns
    _rows: dict[tuple[Period, Conditions], Rows] = field(default_factory=dict)
    _kept: int = 0
    _open: dict[tuple[Period, Conditions], bool] = field(default_factory=dict)
    _hidden: dict[tuple[Any, ...], Mask] = field(default_factory=dict)

    def rows(self, period: Period, conditions: Conditions = NO_CONDITIONS) -> Rows:
        """The questions of the period that fulfil the conditions."""
        key = period, conditions
        found = self._rows.get(key)
        if found is None:
            found = self._find(period, conditions)
            self._kept += len(found)
            if self._kept > MOST_ROWS_KEPT:
                self._rows, self._kept = {}, len(found)
            self._rows[key] = found
        return found

    def is_open(self, period: Period, conditions: Conditions = NO_CONDITIONS) -> bool:
        """Whether the count may be shown."""
        key = period, conditions
        if key not in self._open:
            self._open[key] = self._may_be_shown(period, conditions)
        return self._open[key]

    def count(self, period: Period, conditions: Conditions = NO_CONDITIONS) -> int | None:
        """How many questions there are, None when it is hidden."""
        return len(self.rows(period, conditions)) if self.is_open(period, conditions) else None

    def _find(self, period: Period, conditions: Conditions) -> Rows:
        if not conditions:
            return self.columns.within(period.since, period.until)
        name, code = condition = max(conditions)
        return self.columns.having(self.rows(period, conditions - {condition}), name, code)

    def _may_be_shown(self, period: Period, conditions: Conditions) -> bool:
        if any(code < 0 for _, code in conditions):
            return False  # nobody has ever asked so
        if not conditions and self._is_of_few(self.rows(period)):
            return False  # with conditions the tables tell
        if not all(self.is_open(period, conditions - {each}) for each in conditions):
            return False
        times = list(_times(period))
        if not all(self.is_open(each.around, conditions) for each in times):
            return False
        own = [_Axis(name, code) for name, code in sorted(conditions)]
        around = [_Axis(each.around.address, each.part, each) for each in times]
        return not any(self._is_hidden(period, conditions, axes) for axes in _tables(own, around))

    def _is_of_few(self, rows: Rows) -> bool:
        return len(rows) > 0 and self._people(rows, np.zeros(len(rows), np.int8), 1)[0] < FEWEST_PEOPLE

    def _is_hidden(self, period: Period, conditions: Conditions, axes: tuple[_Axis, ...]) -> bool:
        """Whether the count is hidden in the table laid out by one or two of its own conditions."""
        around = next((axis.times.around for axis in axes if axis.times), period)
        where = around, conditions - {(axis.name, axis.at) for axis in axes}
        hidden = self._line(where, axes[0]) if len(axes) == 1 else self._table(where, axes[0], axes[1])
        return bool(hidden[tuple(axis.at for axis in axes)])

    def _line(self, where: _Where, axis: _Axis) -> Mask:
        key = (*where, axis.name)
        if key not in self._hidden:
            rows, (cells, count) = self.rows(*where), self._cells(where, axis)
            self._hidden[key] = hidden_in_line(
                self._people(rows, cells, count),
                np.bincount(cells, minlength=count),
                together=lambda hidden: int(self._people(rows, hidden.astype(np.int8)[cells], 2)[1]),
            )
        return self._hidden[key]

    def _table(self, where: _Where, first: _Axis, second: _Axis) -> Mask:
        """A table whose totals are hidden as in a line: rows (and columns) without a total count as one together.

        Rows and columns that nobody is behind are no part of it: that they are empty may be known.
        """
        key = (*where, first.name, second.name)
        if key not in self._hidden:
            hidden_down, hidden_across = self._line(where, first), self._line(where, second)
            down, across = _joined(self._cells(where, first)[0], hidden_down), self._cells(where, second)[0]
            shape = len(hidden_down) + 1, len(hidden_across) + 1
            people, questions = self._counted(where, down * shape[1] + _joined(across, hidden_across), shape)
            unshown = np.zeros(shape, dtype=bool)
            unshown[-1], unshown[:, -1] = True, True
            used = np.ix_(questions.any(axis=1), questions.any(axis=0))
            hidden = np.zeros(shape, dtype=bool)
            hidden[used] = hidden_in_table(people[used], questions[used], unshown=unshown[used])
            hidden[:-1][hidden_down], hidden[:, :-1][:, hidden_across] = True, True
            self._hidden[key] = hidden
        return self._hidden[key]

    def _counted(self, where: _Where, cells: Numbers, shape: tuple[int, int]) -> tuple[Numbers, Numbers]:
        """People and questions by cell of a table."""
        count = shape[0] * shape[1]
        people = self._people(self.rows(*where), cells, count)
        questions: Numbers = np.bincount(cells, minlength=count).reshape(shape)
        return people.reshape(shape), questions

    def _people(self, rows: Rows, cells: NDArray[Any], count: int) -> Numbers:
        return people_in(self.columns, rows, cells, count, enough=FEWEST_PEOPLE)

    def _cells(self, where: _Where, axis: _Axis) -> tuple[NDArray[Any], int]:
        """In which cell of the axis each row lies, and how many cells there are."""
        rows = self.rows(*where)
        if axis.times:
            starts = [start.timestamp() for start in axis.times.starts]
            begins = np.searchsorted(self.columns.at(rows, "asked"), starts)  # rows are in the order they were asked
            return np.repeat(np.arange(len(starts)), np.diff(begins, append=len(rows))), len(starts)
        count = len(self.columns.words[axis.name]) if axis.name in self.columns.words else 2
        return self.columns.at(rows, axis.name), count


def _joined(cells: NDArray[Any], hidden: Mask) -> Numbers:
    """The cells, the hidden ones as one after the last."""
    if not hidden.any():
        return cells
    joined = np.arange(len(hidden))
    joined[hidden] = len(hidden)
    of_cells: Numbers = joined[cells]
    return of_cells


def _tables(own: list[_Axis], around: list[_Axis]) -> Iterator[tuple[_Axis, ...]]:
    """By which one or two axes the tables are laid out in which a count of those conditions and periods stands."""
    if not own:
        yield from ((axis,) for axis in around)
    elif len(own) == 1 and not around:
        yield (own[0],)
    yield from combinations(own, 2)
    yield from product(own, around)


def _times(period: Period) -> Iterator[_Times]:
    """The wider periods in which a period is one of several parts. A week is a part of each month that it touches."""
    match period.kind:
        case PeriodKind.YEAR:
            return
        case PeriodKind.WEEK:
            for day in sorted({period.first.replace(day=1), period.last.replace(day=1)}):
                yield _in_month(period, Period.around(day, PeriodKind.MONTH))
        case PeriodKind.MONTH | PeriodKind.QUARTER:
            wider = PeriodKind.QUARTER if period.kind is PeriodKind.MONTH else PeriodKind.YEAR
            around = Period.around(period.first, wider)
            parts = around.parts()
            yield _Times(around, tuple(part.since for part in parts), parts.index(period))


def _in_month(week: Period, month: Period) -> _Times:
    """The weeks of a month, the first and the last as far as they lie in it."""
    weeks = [Period.around(month.first, PeriodKind.WEEK)]
    while weeks[-1].last < month.last:
        weeks.append(weeks[-1].after())
    return _Times(month, tuple(max(each.since, month.since) for each in weeks), weeks.index(week))
