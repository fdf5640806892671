"""Decide which counts may be shown: the same count is shown on every page or on none.

A count is of a period and of conditions (a system, a department, a kind of reply …). It is shown when nobody or at
least five people are behind it; when the counts without any one of its conditions, and of the periods around it, are
shown; and when it is not hidden in the table of any two of its conditions (or of one and its period), the others fixed.

A table of two conditions counts for the periods beside its own too: what it hides along with a small number in one
month would else follow from the other months and the quarter. So what is hidden in one is hidden in all of them, and
adding one to it in one month and taking it away in another changes no total.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from bot.core.desk.columns import Columns, Rows
from bot.core.desk.crowding import NO_CONDITIONS, Conditions, Crowding
from bot.core.desk.crowds import Table
from bot.core.desk.hiding import Counts, Mask, hidden_in_line, hidden_in_table, is_of_few
from bot.core.desk.spans import around, beside, in_parts, places
from bot.core.desk.tables import Period


@dataclass(frozen=True)
class _Layout:
    """A line or a table: laid out by one or two columns, or by a column and the parts of its period, or by those alone.

    The conditions are the same in all of it. Columns ascend by name; the parts come after them.
    """

    period: Period
    conditions: Conditions
    columns: tuple[str, ...]
    is_in_parts: bool = False

    @property
    def is_line(self) -> bool:
        """Whether there is one axis."""
        return len(self.columns) + self.is_in_parts == 1

    @property
    def totals(self) -> tuple[_Layout, _Layout]:
        """The lines of a table's totals: of its rows, of its columns."""
        if self.is_in_parts:
            return replace(self, is_in_parts=False), replace(self, columns=())
        first, second = self.columns
        return replace(self, columns=(first,)), replace(self, columns=(second,))


@dataclass
class Showing:
    """What may be shown of `columns`; what was found out is kept for as long as the object."""

    columns: Columns
    _counts: dict[tuple[Period, Conditions], int | None] = field(default_factory=dict)
    _hidden: dict[_Layout, Mask] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._crowding = Crowding(self.columns)

    def rows(self, period: Period, conditions: Conditions = NO_CONDITIONS) -> Rows:
        """The questions of the period that fulfil the conditions."""
        return self._crowding.rows(period, conditions)

    def is_open(self, period: Period, conditions: Conditions = NO_CONDITIONS) -> bool:
        """Whether the count may be shown."""
        return self.count(period, conditions) is not None

    def count(self, period: Period, conditions: Conditions = NO_CONDITIONS) -> int | None:
        """How many questions there are, None when it is hidden."""
        key = period, conditions
        if key not in self._counts:
            self._counts[key] = self._count(period, conditions)
        return self._counts[key]

    def numbers(self, period: Period, conditions: Conditions, column: str) -> Counts:
        """How many questions each code of a column has, hidden or not: what is shown of them is said by `count`."""
        others = frozenset(each for each in conditions if each[0] != column)
        if _are_impossible(others):
            return np.zeros(self.columns.width(column), np.int64)
        numbers = self._crowding.table(*places(period)[0], others, (column,)).questions
        wanted = dict(conditions).get(column)
        return numbers if wanted is None else np.where(np.arange(len(numbers)) == wanted, numbers, 0)

    def _count(self, period: Period, conditions: Conditions) -> int | None:
        if _are_impossible(conditions):
            return None
        whole, *parts = (self._crowding.table(*place, conditions) for place in places(period))
        is_shown = (
            not any(is_of_few(each.people) for each in (whole, *parts))  # else a table that it stands in hides it
            and all(self.is_open(wider, conditions) for wider, _ in around(period))
            and all(self.is_open(period, conditions - {each}) for each in conditions)
            and not any(self._hidden_in(layout)[at] for layout, at in _layouts(period, conditions))
        )
        return int(whole.questions) if is_shown else None

    def _hidden_in(self, layout: _Layout) -> Mask:
        """Which counts of a line or table are hidden in it."""
        found = self._hidden.get(layout)
        if found is None:
            span, parts = in_parts(layout.period) if layout.is_in_parts else places(layout.period)[0]
            table = self._crowding.table(span, parts, layout.conditions, layout.columns)
            if not is_of_few(table.people).any():
                found = np.zeros(table.cells.shape, dtype=bool)  # nor is a total of few: one of its cells is of many
            elif layout.is_line:
                found = hidden_in_line(
                    table.people,
                    table.questions,
                    together=lambda hidden: int(table.crowd.together(table.cells[hidden].reshape(-1, 1))[0]),
                )
            else:
                found = _hidden_with_totals(table, *(self._hidden_in(line) for line in layout.totals))
            self._hidden[layout] = found
        return found


def _are_impossible(conditions: Conditions) -> bool:
    """Whether no question can fulfil them: they are of a word that nobody's has, or of two in one column."""
    return any(code < 0 for _, code in conditions) or len(dict(conditions)) < len(conditions)


def _hidden_with_totals(table: Table, down: Mask, across: Mask) -> Mask:
    """A table of which totals are hidden too: rows (and columns) without a total count as one together, the last.

    Rows and columns that nobody is behind are no part of it: that they are empty may be known.
    """
    people, questions = table.joined(down, across)
    unshown = np.zeros(people.shape, dtype=bool)
    unshown[-1], unshown[:, -1] = True, True
    used = np.ix_(questions.any(axis=1), questions.any(axis=0))
    unshown[used] = hidden_in_table(people[used], questions[used], unshown=unshown[used])
    hidden = np.ones(table.cells.shape, dtype=bool)
    hidden[np.ix_(~down, ~across)] = unshown[:-1, :-1]
    return hidden


def _layouts(period: Period, conditions: Conditions) -> Iterator[tuple[_Layout, tuple[int, ...]]]:
    """The lines and tables in which a count of those conditions and that period stands, and at which place."""
    wider = around(period)
    if not conditions:
        yield from ((_Layout(each, conditions, (), is_in_parts=True), (part,)) for each, part in wider)
    if len(conditions) == 1 and not wider:
        ((name, code),) = conditions
        yield _Layout(period, NO_CONDITIONS, (name,)), (code,)
    for pair in combinations(sorted(conditions), 2):
        (first, one), (second, other) = pair
        rest = conditions - set(pair)
        yield from ((_Layout(each, rest, (first, second)), (one, other)) for each in beside(period))
    for condition in conditions:
        name, code = condition
        rest = conditions - {condition}
        yield from ((_Layout(each, rest, (name,), is_in_parts=True), (code, part)) for each, part in wider)
