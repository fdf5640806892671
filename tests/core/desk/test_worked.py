"""Working hours of many tickets at once are those of one after the other."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.desk.worked import hours_passed, hours_worked
from bot.core.worktime import Calendar

CHRISTMAS = Calendar(
    frozenset(range(5)), time(8), time(15, 30), lambda day: day in (date(2026, 12, 24), date(2026, 12, 25))
)
NEVER = Calendar(frozenset(), time(8), time(16), lambda _day: False)
FIRST = datetime(2026, 10, 20, tzinfo=UTC)  # the clocks go back on the 25th
MINUTES = st.integers(0, 80 * 24 * 60)


@settings(deadline=None)
@given(st.lists(st.tuples(MINUTES, MINUTES), min_size=1, max_size=8))
def test_they_are_the_same_as_the_calendars_own(pairs: list[tuple[int, int]]) -> None:
    moments = [(FIRST + timedelta(minutes=begin), FIRST + timedelta(minutes=end)) for begin, end in pairs]
    starts = np.array([int(begin.timestamp()) for begin, _ in moments])
    ends = np.array([int(end.timestamp()) for _, end in moments])

    worked = [CHRISTMAS.worked_between(begin, end) / timedelta(hours=1) for begin, end in moments]
    assert hours_worked(CHRISTMAS, starts, ends) == pytest.approx(worked)


def test_of_no_tickets_there_are_no_hours() -> None:
    assert hours_worked(CHRISTMAS, np.array([]), np.array([])).tolist() == []


def test_where_nobody_ever_works_no_hour_is_worked() -> None:
    assert hours_worked(NEVER, np.array([0]), np.array([10**6])).tolist() == [0.0]


def test_by_the_clock_every_hour_counts() -> None:
    assert hours_passed(np.array([0, 7200]), np.array([5400, 0])).tolist() == [1.5, 0.0]
