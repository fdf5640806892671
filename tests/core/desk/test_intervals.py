"""How sure a share is: known intervals, nothing outside 0 and 1, and the more is seen the narrower."""

from __future__ import annotations

import pytest

from bot.core.desk.intervals import Stratum, difference, share_of, stratified, wilson


def test_the_interval_is_wilsons() -> None:
    """Values of Newcombe 1998, table I: 81 of 263 and 15 of 148."""
    assert (wilson(81, 263).low, wilson(81, 263).high) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert (wilson(15, 148).low, wilson(15, 148).high) == pytest.approx((0.0624, 0.1605), abs=1e-4)


def test_none_and_all_of_a_few_are_not_sure_to_be_none_and_all() -> None:
    assert wilson(0, 10).low == 0.0
    assert wilson(0, 10).high == pytest.approx(0.2775, abs=1e-4)
    assert wilson(10, 10).low == pytest.approx(0.7225, abs=1e-4)
    assert wilson(10, 10).high == pytest.approx(1.0)


def test_when_all_were_seen_the_share_is_known() -> None:
    assert (wilson(3, 10, drawn_from=10).low, wilson(3, 10, drawn_from=10).high) == pytest.approx((0.3, 0.3))
    assert (wilson(1, 1, drawn_from=1).low, wilson(1, 1, drawn_from=1).high) == (1.0, 1.0)


def test_the_more_of_them_were_seen_the_narrower() -> None:
    few, most, endless = (wilson(3, 10, drawn_from=among) for among in (10_000, 12, None))

    assert most.high - most.low < few.high - few.low < endless.high - endless.low


def test_of_nothing_there_is_no_share() -> None:
    assert share_of(0, 0) is None
    assert stratified([]) is None
    assert stratified([Stratum(0, 0, 100)]) is None


def test_a_busy_week_weighs_more_than_a_quiet_one() -> None:
    share = stratified([Stratum(hits=5, seen=10, among=900), Stratum(hits=0, seen=10, among=100)])

    assert share is not None
    assert share.value == pytest.approx(0.45)
    assert share.counted == 20


def test_equal_weeks_are_as_one_draw_from_both() -> None:
    share = stratified([Stratum(2, 10, 200), Stratum(1, 10, 200)])

    assert share is not None
    together = wilson(3, 20, drawn_from=400)
    assert (share.interval.low, share.interval.high) == pytest.approx((together.low, together.high))


def test_unequal_weeks_tell_less_than_as_many_answers_of_one() -> None:
    unequal = stratified([Stratum(3, 10, 10_000), Stratum(3, 10, 100)])
    equal = stratified([Stratum(3, 10, 5_050), Stratum(3, 10, 5_050)])

    assert unequal is not None
    assert equal is not None
    assert unequal.interval.high - unequal.interval.low > equal.interval.high - equal.interval.low


def test_the_difference_is_newcombes() -> None:
    """Newcombe 1998, 'Interval estimation for the difference', table II: 56/70 - 48/80, method 10."""
    larger, smaller = share_of(56, 70), share_of(48, 80)

    assert larger is not None
    assert smaller is not None
    apart = difference(smaller, larger)
    assert (apart.low, apart.high) == pytest.approx((0.0524, 0.3339), abs=1e-4)
