"""Working hours: when something asked now is due, in Danish time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.worktime import DANISH_TIME, Calendar, danish_day, wall_clock_due_at

CLOSED = {
    *(date(2026, 4, day) for day in (2, 3, 6)),  # Maundy Thursday, Good Friday, Easter Monday
    date(2026, 5, 1),  # closed by custom
    *(date(2026, 12, day) for day in (24, 25, 26, 31)),
    date(2027, 1, 1),
}
CALENDAR = Calendar(weekdays=frozenset(range(5)), opens=time(8), closes=time(16), is_closed=CLOSED.__contains__)


def _local(text: str) -> datetime:
    """'2026-03-02 09:30' as the clock on the wall in Denmark shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=DANISH_TIME)


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        ("2026-03-02 09:30", 2, "2026-03-02 11:30"),  # within a Monday
        ("2026-03-02 15:00", 2, "2026-03-03 09:00"),  # over the night
        ("2026-03-02 14:00", 2, "2026-03-02 16:00"),  # at closing time
        ("2026-03-02 06:00", 2, "2026-03-02 10:00"),  # before opening time
        ("2026-03-02 22:00", 2, "2026-03-03 10:00"),  # after closing time
        ("2026-03-06 16:00", 2, "2026-03-09 10:00"),  # Friday at closing time: Monday
        ("2026-03-06 15:59", 2, "2026-03-09 09:59"),
        ("2026-03-07 12:00", 1, "2026-03-09 09:00"),  # on a Saturday
        ("2026-03-02 08:00", 40, "2026-03-06 16:00"),  # a whole week
        ("2026-03-02 09:00", 0.5, "2026-03-02 09:30"),
        ("2026-04-01 15:00", 2, "2026-04-07 09:00"),  # over Easter
        ("2026-04-04 12:00", 2, "2026-04-07 10:00"),  # in Easter
        ("2026-04-30 15:30", 1, "2026-05-04 08:30"),  # over 1 May, a Friday
        ("2026-12-23 15:00", 3, "2026-12-28 10:00"),  # over Christmas
        ("2026-12-30 15:00", 2, "2027-01-04 09:00"),  # over the new year
    ],
)
def test_due_times_skip_nights_weekends_and_closed_days(asked: str, hours: float, due: str) -> None:
    assert CALENDAR.due_at(_local(asked), hours) == _local(due)


def test_due_times_are_utc() -> None:
    assert CALENDAR.due_at(_local("2026-03-02 09:30"), 2).tzinfo is UTC


def test_working_hours_are_the_same_on_the_wall_when_summer_time_begins() -> None:
    due = CALENDAR.due_at(_local("2026-03-27 15:00"), 2)

    assert due == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
    assert due.astimezone(DANISH_TIME).hour == 9


def test_working_hours_are_the_same_on_the_wall_when_summer_time_ends() -> None:
    due = CALENDAR.due_at(_local("2026-10-23 15:00"), 2)

    assert due == datetime(2026, 10, 26, 8, 0, tzinfo=UTC)
    assert due.astimezone(DANISH_TIME).hour == 9


def test_the_day_is_the_danish_day_and_not_that_of_utc() -> None:
    just_past_midnight = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # Monday 00.30 in Denmark

    assert CALENDAR.due_at(just_past_midnight, 1) == _local("2026-03-02 09:00")


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-22T22:59:59+00:00", date(2026, 11, 22)),
        ("2026-11-22T23:00:00+00:00", date(2026, 11, 23)),
        ("2026-07-01T22:00:00+00:00", date(2026, 7, 2)),
    ],
)
def test_a_moment_is_of_the_day_it_is_in_denmark_then(at: str, day: date) -> None:
    assert danish_day(datetime.fromisoformat(at)) == day


def test_the_wall_clock_runs_through_nights_weekends_and_closed_days() -> None:
    friday = _local("2026-04-03 16:00")

    assert wall_clock_due_at(friday, 72) == _local("2026-04-06 16:00")


def test_seventy_two_hours_are_hours_that_pass_though_summer_time_takes_one_away() -> None:
    assert wall_clock_due_at(_local("2026-03-28 12:00"), 72) == _local("2026-03-31 13:00")


def test_a_calendar_that_never_opens_is_an_error() -> None:
    never = Calendar(weekdays=frozenset(), opens=time(8), closes=time(16), is_closed=lambda _day: False)

    with pytest.raises(ValueError, match="never opens"):
        never.due_at(_local("2026-03-02 09:30"), 1)


_MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 20), timezones=st.just(UTC))  # noqa: DTZ001
_HOURS = st.floats(min_value=0.25, max_value=80)


@given(asked=_MOMENTS, hours=_HOURS)
def test_due_is_never_in_closed_time(asked: datetime, hours: float) -> None:
    due = CALENDAR.due_at(asked, hours)
    local = due.astimezone(DANISH_TIME)

    assert due > asked
    assert CALENDAR.is_open_on(local.date())
    assert CALENDAR.opens <= local.time() <= CALENDAR.closes


@given(asked=_MOMENTS, hours=_HOURS)
def test_who_asks_earlier_is_answered_no_later(asked: datetime, hours: float) -> None:
    assert CALENDAR.due_at(asked, hours) <= CALENDAR.due_at(asked + timedelta(hours=3), hours)


# --- how much time there is -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-02 09:30", "2026-03-02 11:30", 2),
        ("2026-03-02 15:00", "2026-03-03 09:00", 2),  # over the night
        ("2026-03-06 15:00", "2026-03-09 09:00", 2),  # over a weekend
        ("2026-03-07 10:00", "2026-03-08 20:00", 0),  # a weekend
        ("2026-03-02 06:00", "2026-03-02 22:00", 8),  # a whole day
        ("2026-04-01 15:00", "2026-04-07 09:00", 2),  # over Easter
        ("2026-03-03 10:00", "2026-03-02 10:00", 0),  # backwards
    ],
)
def test_only_opening_hours_count_as_worked(start: str, end: str, hours: float) -> None:
    assert CALENDAR.worked_between(_local(start), _local(end)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("since", "days", "passed_at"),
    [
        ("2026-03-02 09:30", 5, "2026-03-09 09:30"),  # a week
        ("2026-03-06 17:00", 1, "2026-03-09 16:00"),  # Friday evening: the whole of Monday
        ("2026-03-30 09:00", 5, "2026-04-09 09:00"),  # over Easter: three days more
    ],
)
def test_working_days_are_whole_ones(since: str, days: int, passed_at: str) -> None:
    assert CALENDAR.after_days(_local(since), days) == _local(passed_at)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-03-02 08:00", True),
        ("2026-03-02 15:59", True),
        ("2026-03-02 16:00", False),
        ("2026-03-02 07:59", False),
        ("2026-03-07 12:00", False),  # a Saturday
        ("2026-05-01 12:00", False),  # closed by custom
    ],
)
def test_it_is_open_from_opening_to_closing_on_working_days(at: str, is_open: bool) -> None:
    assert CALENDAR.is_open_at(_local(at)) is is_open


@given(asked=_MOMENTS, hours=_HOURS)
def test_all_of_the_working_time_is_worked_when_it_is_due(asked: datetime, hours: float) -> None:
    worked = CALENDAR.worked_between(asked, CALENDAR.due_at(asked, hours))

    assert abs(worked - timedelta(hours=hours)) < timedelta(milliseconds=1)
