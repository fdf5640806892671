"""What a trend shows of few people, and when something that was done comes back."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.desk.backlog import WEEKS, Asked, Trend, comes_back, last_weeks


def _trend(*latest: Asked) -> Trend:
    return Trend((Asked(),) * (WEEKS - len(latest)) + latest)


def test_two_weeks_at_least_are_hidden_when_one_has_few_people() -> None:
    shown = _trend(Asked(9, 8), Asked(30, 20), Asked(4, 3)).shown

    assert shown[-3:] == (None, 30, None)
    assert set(shown[:-3]) == {0}


def test_weeks_of_five_people_or_none_are_shown() -> None:
    assert _trend(Asked(5, 5), Asked(), Asked(12, 9)).shown[-3:] == (5, 0, 12)


def test_the_change_leaves_out_the_week_that_is_not_over() -> None:
    assert _trend(*[Asked(1, 1)] * 4, *[Asked(3, 3)] * 4, Asked(99, 50)).change == 8


def test_weeks_begin_on_mondays_and_end_with_that_of_today() -> None:
    weeks = last_weeks(date(2026, 3, 4))

    assert (len(weeks), weeks[-1], weeks[0]) == (WEEKS, date(2026, 3, 2), date(2025, 12, 15))


@pytest.mark.parametrize(("questions", "people", "does"), [(5, 3, True), (9, 2, False), (4, 4, False), (40, 12, True)])
def test_it_comes_back_when_several_people_go_on_asking(questions: int, people: int, does: bool) -> None:
    assert comes_back(Asked(questions, people)) is does
