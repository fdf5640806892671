"""Where periods stand among others: each wider one consists of its parts exactly, and a week may lie in two months."""

from __future__ import annotations

import pytest

from bot.core.desk.spans import IN_A_YEAR, Span, around, in_parts, places
from bot.core.desk.tables import Period, PeriodKind

YEAR, QUARTER, MONTH = Period.read("2026"), Period.read("2026-Q4"), Period.read("2026-11")


@pytest.mark.parametrize("wider", [YEAR, QUARTER, MONTH], ids=lambda period: period.address)
def test_parts_begin_where_the_period_does_and_follow_on_each_other(wider: Period) -> None:
    span, parts = in_parts(wider)

    starts = span.starts[parts.start : parts.stop]
    assert starts[0] == wider.since
    assert list(starts) == sorted(starts)
    assert (*span.starts, span.whole.until)[parts.stop] == wider.until


def test_the_parts_of_a_year_are_quarters_and_those_of_a_quarter_months() -> None:
    assert in_parts(YEAR) == (Span(YEAR, PeriodKind.QUARTER), range(4))
    assert in_parts(QUARTER) == (Span(YEAR, PeriodKind.MONTH), range(9, 12))


def test_a_year_is_looked_at_in_months_for_all_that_is_larger() -> None:
    assert Span(YEAR, PeriodKind.YEAR).finer == Span(YEAR, PeriodKind.QUARTER)
    assert Span(YEAR, PeriodKind.QUARTER).finer == Span(YEAR, PeriodKind.MONTH)
    assert Span(YEAR, PeriodKind.MONTH).finer is None
    assert Span(MONTH, PeriodKind.WEEK).finer is None
    assert [len(Span(YEAR, kind).starts) for kind in IN_A_YEAR] == list(IN_A_YEAR.values())


def test_a_period_stands_among_the_parts_of_the_wider_one() -> None:
    assert around(YEAR) == ()
    assert around(QUARTER) == ((YEAR, 3),)
    assert around(MONTH) == ((QUARTER, 1),)
    for period in (QUARTER, MONTH):
        ((wider, part),) = around(period)
        span, parts = in_parts(wider)
        assert (span, parts[part]) == places(period)[0]


def test_a_week_in_one_month_is_a_part_of_that_month_alone() -> None:
    week = Period.read("2026-W47")

    assert around(week) == ((MONTH, 3),)
    assert places(week) == ((Span(MONTH, PeriodKind.WEEK), 3),)
    assert Span(MONTH, PeriodKind.WEEK).starts[3] == week.since


def test_a_week_in_two_months_stands_alone_and_lies_in_part_in_both() -> None:
    week, october = Period.read("2026-W44"), Period.read("2026-10")

    assert around(week) == ((october, 4), (MONTH, 0))
    own, *in_months = places(week)
    assert own == (Span(week, PeriodKind.WEEK), 0)
    assert own[0].starts == (week.since,)
    assert in_months == [(Span(october, PeriodKind.WEEK), 4), (Span(MONTH, PeriodKind.WEEK), 0)]
    assert Span(MONTH, PeriodKind.WEEK).starts[0] == MONTH.since
