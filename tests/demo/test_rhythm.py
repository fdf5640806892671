"""People ask when people work, less in July, more before a quarter ends, and more and more."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, time

import pytest

from bot.core.worktime import DANISH_TIME, Calendar
from bot.demo.rhythm import is_before_deadline, moments
from bot.demo.subjects import Weeks

WHITSUN = date(2026, 5, 25)
CALENDAR = Calendar(frozenset(range(5)), time(8), time(15), lambda day: day == WHITSUN)
FIRST, LAST = date(2026, 5, 18), date(2026, 11, 15)


@pytest.fixture(scope="module")
def days() -> Counter[date]:
    """How many ask on each Danish day of half a year."""
    chance = random.Random(1)  # noqa: S311 -- repeatable, not secret
    found = moments(20_000, first=FIRST, last=LAST, calendar=CALENDAR, chance=chance)
    assert found == sorted(found)
    return Counter(at.astimezone(DANISH_TIME).date() for at in found)


def _in(days: Counter[date], month: int) -> int:
    return sum(many for day, many in days.items() if day.month == month)


def test_everybody_asks_within_the_days(days: Counter[date]) -> None:
    assert min(days) >= FIRST
    assert max(days) <= LAST


def test_few_ask_on_a_saturday_or_a_holiday(days: Counter[date]) -> None:
    monday = days[date(2026, 6, 1)]

    assert days[date(2026, 6, 6)] < monday / 5
    assert days[WHITSUN] < monday / 5


def test_july_is_quiet_and_the_use_grows(days: Counter[date]) -> None:
    assert _in(days, 7) < _in(days, 6) / 2
    assert _in(days, 10) > _in(days, 6)


def test_the_last_fortnight_of_a_quarter_is_busy() -> None:
    assert is_before_deadline(date(2026, 9, 22))
    assert not is_before_deadline(date(2026, 9, 8))
    assert not is_before_deadline(date(2026, 10, 22))


def test_what_rises_does_so_in_the_last_six_weeks() -> None:
    weeks = Weeks(26)
    course = [weeks.factor("rising", week) for week in range(26)]

    assert len(set(course[:20])) == 1
    assert course[20:] == sorted(course[20:])
    assert course[-1] > 20 * course[0]


def test_a_system_has_two_bad_weeks() -> None:
    weeks = Weeks(26)
    bad = [week for week in range(26) if weeks.factor("trouble", week) > 5]

    assert bad == list(weeks.trouble)
    assert len(bad) == 2


@pytest.mark.parametrize("count", [1, 2, 3, 52])
def test_a_history_of_any_length_has_its_bad_weeks(count: int) -> None:
    assert Weeks(count).trouble.start < count
