"""The organisation's own calendar over Danish holidays, customary closed days and both nights the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.calendar import calendar_of, due_at, hours_for, time_passed
from bot.content.loading import load
from bot.content.models import Organisation, Role
from bot.content.phrasing import Phrasing
from bot.content.snapshot import catalogue_of, library_of
from bot.core.reply import Route
from bot.core.worktime import DANISH_TIME
from tests.content.small import REAL

CONTENT = load(REAL)[0]
LIBRARY = library_of(CONTENT)


def _organisation() -> Organisation:
    return LIBRARY.organisation


def _role(key: str = "it", **changes: object) -> Role:
    return _organisation().roles[key].model_copy(update=changes)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=DANISH_TIME)


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        # Easter 2027: Maundy Thursday 25 March to Easter Monday 29 March, and summer time begins on Easter Day
        ("2027-03-24 14:00", 7, "2027-03-30 14:00"),
        ("2027-03-25 10:00", 7, "2027-03-30 15:00"),
        ("2027-03-28 02:30", 1, "2027-03-30 09:00"),
        # Christmas and the new year: 24 and 31 December are closed by custom
        ("2026-12-23 14:00", 7, "2026-12-28 14:00"),
        ("2026-12-30 14:59", 7, "2027-01-04 14:59"),
        ("2026-12-24 09:00", 14, "2026-12-29 15:00"),
        ("2026-05-01 09:00", 1, "2026-05-04 09:00"),  # 1 May, a Friday
        ("2026-06-04 14:30", 1, "2026-06-08 08:30"),  # over 5 June, a Friday
        ("2027-05-05 14:00", 2, "2027-05-07 09:00"),  # over Ascension Day; the Friday after it is open
        ("2024-04-25 14:00", 2, "2024-04-26 09:00"),  # Store Bededag is no holiday since 2024
        ("2026-11-27 14:59", 14, "2026-12-01 14:59"),  # a Friday one minute before closing time
        ("2026-11-27 15:00", 14, "2026-12-01 15:00"),  # and at closing time
        ("2026-10-23 14:00", 7, "2026-10-26 14:00"),  # over the night summer time ends
    ],
)
def test_due_times_over_holidays(asked: str, hours: int, due: str) -> None:
    assert due_at(_organisation(), _role(answers_within_hours=hours), _local(asked)) == _local(due)


# --- a possible breach ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-27 16:00", "2026-11-27 17:00"),  # a Friday after closing time
        ("2026-12-24 23:30", "2026-12-25 00:30"),
        ("2026-03-29 01:30", "2026-03-29 03:30"),  # an hour is skipped: 01.30 winter time, and 60 minutes later
    ],
)
def test_a_possible_breach_is_due_by_the_clock(asked: str, due: str) -> None:
    at = due_at(_organisation(), _role("brud"), _local(asked), urgent=True)

    assert at == _local(due)
    assert at - _local(asked).astimezone(UTC) == timedelta(hours=1)


def test_an_hour_that_the_clocks_show_twice_is_two_hours() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02.30 summer time
    due = due_at(_organisation(), _role("brud"), before)

    assert due - before == timedelta(hours=1)
    assert (due.astimezone(DANISH_TIME).hour, due.astimezone(DANISH_TIME).minute) == (2, 30)


# --- what is urgent ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ordinary", "urgent", "hours"), [(14, None, 4), (7, None, 2), (2, None, 1), (14, 3, 3)])
def test_what_is_urgent_has_the_roles_own_time_else_a_third(ordinary: int, urgent: int | None, hours: int) -> None:
    role = _role(answers_within_hours=ordinary, urgent_within_hours=urgent)

    assert hours_for(role, urgent=True) == hours
    assert hours_for(role) == ordinary


def test_the_clocks_role_has_one_time_whether_urgent_or_not() -> None:
    assert hours_for(_role("brud", urgent_within_hours=9), urgent=True) == hours_for(_role("brud")) == 1


def test_time_passes_by_the_clock_where_the_role_answers_by_it() -> None:
    friday, monday = _local("2026-11-27 15:00"), _local("2026-11-30 09:00")

    assert time_passed(_organisation(), _role(), friday, monday) == timedelta(hours=1)
    assert time_passed(_organisation(), _role("brud"), friday, monday) == timedelta(hours=66)
    assert time_passed(_organisation(), _role("brud"), monday, friday) == timedelta(0)


_MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(asked=_MOMENTS, role=st.sampled_from(["it", "koordinator", "systemejer"]), urgent=st.booleans())
def test_due_times_lie_in_opening_hours(asked: datetime, role: str, urgent: bool) -> None:
    organisation, calendar = _organisation(), calendar_of(_organisation())
    due = due_at(organisation, _role(role), asked, urgent=urgent)
    local = due.astimezone(DANISH_TIME)

    assert due > asked
    assert calendar.is_open_on(local.date())
    assert calendar.opens < local.time() <= calendar.closes
    assert due <= due_at(organisation, _role(role), asked)


def test_a_year_is_known_whole_however_it_is_asked_for() -> None:
    calendar = calendar_of(_organisation())

    assert [day for day in range(22, 32) if not calendar.is_open_on(date(2027, 3, day))] == [25, 26, 27, 28, 29]


# --- in words ---------------------------------------------------------------------------------------------------------


def _when(at: str, now: str, language: str = "da") -> str:
    return Phrasing(LIBRARY, catalogue_of(LIBRARY), language).when(_local(at), _local(now))


@pytest.mark.parametrize(
    ("at", "danish", "english"),
    [
        ("2026-11-23 14:00", "i dag kl. 14", "today at 14:00"),
        ("2026-11-24 09:00", "i morgen kl. 9", "tomorrow at 9:00"),
        ("2026-11-24 09:05", "i morgen kl. 9.05", "tomorrow at 9:05"),
        ("2026-11-26 12:00", "torsdag kl. 12", "Thursday at 12:00"),
        ("2026-11-29 12:00", "søndag kl. 12", "Sunday at 12:00"),
        ("2026-11-30 12:00", "mandag den 30. november kl. 12", "Monday 30 November at 12:00"),
        ("2026-11-22 12:00", "i går kl. 12", "yesterday at 12:00"),
        ("2026-11-20 12:00", "fredag den 20. november kl. 12", "Friday 20 November at 12:00"),
    ],
)
def test_a_time_is_said_as_one_says_it(at: str, danish: str, english: str) -> None:
    now = "2026-11-23 10:00"  # a Monday

    assert (_when(at, now), _when(at, now, "en")) == (danish, english)


def test_today_ends_at_danish_midnight() -> None:
    assert _when("2026-11-24 00:30", "2026-11-23 23:30") == "i morgen kl. 0.30"
    assert _when("2026-11-23 00:45", "2026-11-23 00:15") == "i dag kl. 0.45"


@pytest.mark.parametrize("urgent", [False, True])
def test_the_promise_is_the_due_time_in_words(urgent: bool) -> None:
    now = _local("2026-11-23 10:00")
    phrases = Phrasing(LIBRARY, catalogue_of(LIBRARY), "da")
    due = due_at(_organisation(), _role("it"), now, urgent=urgent)

    assert phrases.promise(Route(role="it"), now, urgent=urgent) == f"Du får svar senest {phrases.when(due, now)}."
