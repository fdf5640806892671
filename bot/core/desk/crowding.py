"""Count each crowd of the log once, and from a larger one rather than from the log."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

import numpy as np

from bot.core.desk.columns import Columns, Numbers, Rows
from bot.core.desk.crowds import Crowd, Table, crowd_of
from bot.core.desk.keeping import Kept
from bot.core.desk.spans import IN_A_YEAR, Parts, Span
from bot.core.desk.tables import DIMENSIONS, Period

Conditions = frozenset[tuple[str, int]]
"""(column, code) of each, at most one for a column."""
NO_CONDITIONS: Conditions = frozenset()

MOST_KEPT = 10_000_000  # numbers: 80 MB of rows, as much of the cells they lie in, and as much of crowds
MOST_CELLS = 50_000  # of a crowd, in each part of its span

_Names = tuple[str, ...]
_Key = tuple[Span, Conditions, _Names]
"""The questions of a span with the same conditions, laid out by the parts of the span and then by columns."""


@dataclass
class Crowding:
    """The questions of `columns` by period and conditions, and the crowds of them."""

    columns: Columns
    _rows: Kept[tuple[Period, Conditions], Rows] = field(default_factory=lambda: Kept(MOST_KEPT, len))
    _cells: Kept[_Key, Numbers] = field(default_factory=lambda: Kept(MOST_KEPT, len))
    _crowds: Kept[_Key, Crowd] = field(default_factory=lambda: Kept(MOST_KEPT, lambda crowd: crowd.weight))
    _laid_out_by: dict[tuple[_Names, _Names], _Names] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)

    def rows(self, period: Period, conditions: Conditions) -> Rows:
        """The questions of the period that fulfil the conditions."""
        found = self._rows.get((period, conditions))
        if found is not None:
            return found
        if not conditions:
            return self._rows.keep((period, conditions), self.columns.within(period.since, period.until))
        name, code = condition = max(conditions)
        of_fewer = self.rows(period, conditions - {condition})
        return self._rows.keep((period, conditions), self.columns.having(of_fewer, name, code))

    def table(self, span: Span, parts: Parts, conditions: Conditions, axes: _Names = ()) -> Table:
        """What fulfils the conditions, laid out by the columns `axes` and then, where they are several, by the parts.

        `axes` ascend by name and are none of the conditions.
        """
        codes = dict(conditions)
        free = self._free(axes, tuple(codes))
        fixed = NO_CONDITIONS
        if len(free) < len(axes) + len(codes):
            fixed = frozenset(each for each in conditions if each[0] not in free)
        crowd = self._crowd((span, fixed, free))
        part = slice(parts.start, parts.stop) if isinstance(parts, range) else parts
        cells = crowd.cells[(part, *(codes.get(name, slice(None)) for name in free))]
        is_laid_out_so = isinstance(parts, int) and tuple(name for name in free if name in axes) == axes
        return Table(crowd, cells if is_laid_out_so else cells.T)

    def _free(self, axes: _Names, others: _Names) -> _Names:
        """The columns that a crowd is laid out by: the axes, and of the others as many as it can hold."""
        key = axes, others
        if key not in self._laid_out_by:
            free, cells = list(axes), prod(self.columns.width(name) for name in axes)
            for name in sorted(others, key=lambda each: (-self.columns.width(each), each)):
                cells *= self.columns.width(name)
                if cells <= MOST_CELLS:
                    free.append(name)
            self._laid_out_by[key] = tuple(sorted(free, key=_filters_first))
        return self._laid_out_by[key]

    def _crowd(self, key: _Key) -> Crowd:
        found = self._crowds.get(key)
        if found is None:
            self._names.update(key[2])
            found = self._crowds.keep(key, self._following(key) or self._counted(key))
        return found

    def _following(self, key: _Key) -> Crowd | None:
        """The crowd as it follows from one that is known with one column more, or from that of a finer span."""
        span, fixed, free = key
        for name in self._names.difference(free):
            more = tuple(sorted((*free, name), key=_filters_first))
            larger = self._crowds.get((span, fixed, more))
            if larger is not None:
                return larger.without(1 + more.index(name))
        if span.finer is None:
            return None
        finer = self._crowd((span.finer, fixed, free))
        return finer.joined(0, len(finer.people) // IN_A_YEAR[span.kind])

    def _counted(self, key: _Key) -> Crowd:
        """The crowd as the log tells."""
        span, fixed, free = key
        shape = (len(span.starts), *(self.columns.width(name) for name in free))
        return crowd_of(self.columns, self.rows(span.whole, fixed), self._cells_of(key), shape)

    def _cells_of(self, key: _Key) -> Numbers:
        """In which cell each row lies; kept where more columns may follow: the same filters are of many figures."""
        found = self._cells.get(key)
        if found is not None:
            return found
        span, fixed, free = key
        rows = self.rows(span.whole, fixed)
        if not free:
            return self._cells.keep(key, self._parts_of(span, rows))
        *others, name = free
        cells = self._cells_of((span, fixed, tuple(others))) * self.columns.width(name)
        cells += self.columns.at(rows, name)
        return self._cells.keep(key, cells) if name in DIMENSIONS else cells

    def _parts_of(self, span: Span, rows: Rows) -> Numbers:
        """In which part of the span each row lies."""
        starts = [int(start.timestamp()) for start in span.starts]
        begins = np.searchsorted(self.columns.at(rows, "asked"), starts)  # rows are in the order they were asked
        return np.repeat(np.arange(len(starts)), np.diff(begins, append=len(rows)))


def _filters_first(name: str) -> tuple[bool, str]:
    return name not in DIMENSIONS, name
