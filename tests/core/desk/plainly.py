"""What `Showing` promises, said as plainly as it can be: every count anew, from the questions it is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from bot.core.desk.columns import Columns
from bot.core.desk.crowding import Conditions
from bot.core.desk.hiding import FEWEST_PEOPLE, Mask, hidden_in_line, hidden_in_table
from bot.core.desk.tables import Period, PeriodKind

Asked = frozenset[int]
"""Questions, as places in the columns."""
Cut = Sequence[Asked]
"""All questions in parts: one for each code of a column, or for each part of a period."""


class Plainly:
    """The rule over a small log."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def count(self, period: Period, conditions: Conditions) -> int | None:
        """How many questions there are, None when it is hidden."""
        return len(self.questions(period, conditions)) if self.is_open(period, conditions) else None

    def is_open(self, period: Period, conditions: Conditions) -> bool:
        """Whether the count may be shown."""
        return (
            (bool(conditions) or not 0 < self.people(self.questions(period)) < FEWEST_PEOPLE)
            and all(self.is_open(period, conditions - {each}) for each in conditions)
            and all(self.is_open(wider, conditions) for wider, _ in _around(period))
            and not any(self._hidden(period, conditions))
        )

    def questions(self, period: Period, conditions: Conditions = frozenset()) -> Asked:
        """What is counted."""
        return frozenset(
            row
            for row, asked in enumerate(self.columns["asked"])
            if period.since.timestamp() <= asked < period.until.timestamp()
            and all(self.columns[name][row] == code for name, code in conditions)
        )

    def people(self, asked: Asked) -> int:
        """How many people asked, at least: of those with new numbers, the most within one purge."""
        found = {(self.columns["asker"][row], self.columns["purge"][row]) for row in asked}
        return max(Counter(purge for _, purge in found).values(), default=0)

    def _hidden(self, period: Period, conditions: Conditions) -> Iterator[bool]:
        """Whether it is hidden, in each line and table that it stands in."""
        own = [(self._by_code(name), code) for name, code in sorted(conditions)]
        for wider, part in _around(period):
            by_part = self._by_part(wider, period.kind)
            if not conditions:
                yield bool(self._line(self.questions(wider), by_part)[part])
            for condition in conditions:
                all_of_it = self.questions(wider, conditions - {condition})
                yield bool(self._table(all_of_it, self._by_code(condition[0]), by_part)[condition[1], part])
        if len(own) == 1 and not _around(period):
            yield bool(self._line(self.questions(period), own[0][0])[own[0][1]])
        for pair in combinations(sorted(conditions), 2):
            first, second = (self._by_code(name) for name, _ in pair)
            for each in {period, *(part for wider, _ in _around(period) for part in _parts(wider, period.kind))}:
                hidden = self._table(self.questions(each, conditions - set(pair)), first, second)
                yield bool(hidden[pair[0][1], pair[1][1]])

    def _line(self, asked: Asked, cut: Cut) -> Mask:
        def together(hidden: Mask) -> int:
            return self.people(asked & _all_of(cut, hidden))

        people = np.array([self.people(asked & part) for part in cut])
        return hidden_in_line(people, np.array([len(asked & part) for part in cut]), together=together)

    def _table(self, asked: Asked, down: Cut, across: Cut) -> Mask:
        """Where a total is hidden, all is; such rows, and such columns, are together one more of the table."""
        hidden_down, hidden_across = self._line(asked, down), self._line(asked, across)
        rows = [part & asked for part in (*_shown(down, hidden_down), _all_of(down, hidden_down))]
        columns = [part & asked for part in (*_shown(across, hidden_across), _all_of(across, hidden_across))]
        used = np.ix_([bool(part) for part in rows], [bool(part) for part in columns])
        people = np.array([[self.people(row & column) for column in columns] for row in rows])
        questions = np.array([[len(row & column) for column in columns] for row in rows])
        unshown = np.zeros(people.shape, dtype=bool)
        unshown[-1], unshown[:, -1] = True, True
        hidden = np.zeros(people.shape, dtype=bool)
        hidden[used] = hidden_in_table(people[used], questions[used], unshown=unshown[used])
        hidden[:-1][hidden_down], hidden[:, :-1][:, hidden_across] = True, True
        return hidden

    def _by_code(self, name: str) -> Cut:
        codes = self.columns[name].tolist()
        return [
            frozenset(row for row, each in enumerate(codes) if each == code) for code in range(self.columns.width(name))
        ]

    def _by_part(self, wider: Period, kind: PeriodKind) -> Cut:
        whole = self.questions(wider)
        return [self.questions(part) & whole for part in _parts(wider, kind)]


def _around(period: Period) -> list[tuple[Period, int]]:
    """The wider periods in which it is one of several parts, and which one."""
    larger = {"week": PeriodKind.MONTH, "month": PeriodKind.QUARTER, "quarter": PeriodKind.YEAR}
    if period.kind is PeriodKind.YEAR:
        return []
    wider = {Period.around(day, larger[period.kind]) for day in (period.first, period.last)}
    return [(each, _parts(each, period.kind).index(period)) for each in sorted(wider)]


def _parts(wider: Period, kind: PeriodKind) -> list[Period]:
    """All periods of the kind that lie in it, at least in part."""
    parts = [Period.around(wider.first, kind)]
    while parts[-1].last < wider.last:
        parts.append(parts[-1].after())
    return parts


def _shown(cut: Cut, hidden: Mask) -> Cut:
    """The parts, empty those that are hidden."""
    return [frozenset[int]() if is_hidden else part for part, is_hidden in zip(cut, hidden, strict=True)]


def _all_of(cut: Cut, wanted: Mask) -> Asked:
    return frozenset[int]().union(*(part for part, is_wanted in zip(cut, wanted, strict=True) if is_wanted))
