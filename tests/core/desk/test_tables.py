"""Periods are whole weeks, months, quarters and years, and an address holds them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.desk.tables import Figure, Filters, Period, PeriodKind

DAYS = st.dates(date(2000, 2, 1), date(2099, 12, 31))
KINDS = st.sampled_from(PeriodKind)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_an_address_holds_a_period(written: str, first: date, last: date) -> None:
    period = Period.read(written)

    assert (period.first, period.last, period.address) == (first, last, written)


@pytest.mark.parametrize(
    "written", ["", "2026-13", "2026-Q5", "2027-W53", "2026-1", "1999", "9999", "2026-10-01", "²026"]
)
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Period.read(written)


@settings(deadline=None)
@given(DAYS, KINDS)
def test_periods_of_a_kind_follow_one_another_without_a_gap(day: date, kind: PeriodKind) -> None:
    period = Period.around(day, kind)

    assert period.first <= day <= period.last
    assert period.before().after() == period
    assert (period.first - period.before().last).days == 1
    assert Period.read(period.address) == period


@settings(deadline=None)
@given(DAYS, st.sampled_from([PeriodKind.YEAR, PeriodKind.QUARTER]))
def test_the_parts_of_a_period_are_the_whole_of_it(day: date, kind: PeriodKind) -> None:
    period = Period.around(day, kind)
    parts = period.parts()

    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert all(one.after() == other for one, other in pairwise(parts))


def test_a_period_begins_and_ends_at_danish_midnight() -> None:
    october = Period.read("2026-10")

    assert (october.since.isoformat(), october.until.isoformat()) == (
        "2026-10-01T00:00:00+02:00",
        "2026-11-01T00:00:00+01:00",
    )


def test_a_change_is_told_of_two_numbers_that_are_both_shown() -> None:
    assert Figure("questions", 12, 9).change == 3
    assert Figure("questions", None, 9).change is None
    assert Figure("questions", 12, None).change is None


def test_filters_that_are_not_chosen_are_none() -> None:
    assert Filters(Period.read("2026"), system="nexus", language="en").chosen == {"system": "nexus", "language": "en"}
