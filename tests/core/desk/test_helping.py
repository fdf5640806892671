"""A topic before and after a change: small numbers hidden, chance called chance, and no merit where it was falling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.core.desk.helping import Asked, helped, missed

CHANGED_AT = datetime(2026, 9, 7, 8, tzinfo=UTC)  # a Monday
WEEK = timedelta(days=7)


def _week(number: int, trouble: int, fine: int, *, askers: int = 100) -> Iterator[Asked]:
    """Questions of the week `number` weeks from the change, -1 being the last before it."""
    for each in range(trouble + fine):
        at = CHANGED_AT + number * WEEK + timedelta(hours=1 + each)
        yield Asked(at, f"asker-{each % askers}", each < trouble)


def test_fewer_end_without_help_after_a_change_and_that_is_said() -> None:
    asked = [*(one for week in range(-6, 0) for one in _week(week, 8, 2)), *_week(0, 2, 18), *_week(1, 2, 18)]

    found = helped(asked, CHANGED_AT)

    assert found.verdict == "fewer"
    assert (found.before.questions, found.after.questions) == (60, 40)
    assert found.before.share is not None
    assert found.before.share.value == 0.8


def test_a_topic_that_was_falling_already_is_no_merit_of_the_change() -> None:
    before = [
        one for week, trouble in enumerate((18, 15, 12, 9, 6), start=-5) for one in _week(week, trouble, 20 - trouble)
    ]

    assert helped([*before, *_week(0, 3, 17), *_week(1, 2, 18)], CHANGED_AT).verdict == "trend"


def test_a_fall_that_is_steeper_than_before_is_not_put_down_to_the_trend() -> None:
    before = [
        one for week, trouble in enumerate((20, 19, 19, 18, 18), start=-5) for one in _week(week, trouble, 20 - trouble)
    ]

    assert helped([*before, *_week(0, 1, 19), *_week(1, 1, 19)], CHANGED_AT).verdict == "fewer"


def test_two_weeks_make_no_trend() -> None:
    asked = [*_week(-2, 16, 4), *_week(-1, 12, 8), *_week(0, 1, 19), *_week(1, 1, 19)]

    assert helped(asked, CHANGED_AT).verdict == "fewer"


def test_what_may_be_chance_is_no_difference() -> None:
    assert helped([*_week(-1, 5, 5), *_week(0, 4, 6)], CHANGED_AT).verdict == "same"


def test_more_in_trouble_is_said_as_well() -> None:
    assert helped([*_week(-1, 2, 18), *_week(0, 18, 2)], CHANGED_AT).verdict == "more"


def test_fewer_than_five_people_are_hidden_and_nothing_is_said() -> None:
    found = helped([*_week(-1, 30, 0, askers=4), *_week(0, 0, 30)], CHANGED_AT)

    assert found.verdict == "few"
    assert (found.before.questions, found.before.share) == (None, None)
    assert [week.count.questions for week in found.weeks] == [None, 30]


def test_a_hidden_week_cannot_be_worked_out_from_the_total() -> None:
    asked = [*_week(-3, 5, 5), *_week(-2, 2, 4), *_week(-1, 1, 1), *_week(0, 5, 5)]

    found = helped(asked, CHANGED_AT)

    assert found.before.questions == 18
    assert [week.count.questions for week in found.weeks] == [10, None, None, 10]


def test_nobody_asked_at_all() -> None:
    found = helped([], CHANGED_AT)

    assert (found.weeks, found.verdict) == ((), "few")


def test_what_was_missed_is_told_by_the_week() -> None:
    asked = list(_week(-1, 10, 0))

    assert missed(asked, CHANGED_AT - 4 * WEEK, CHANGED_AT).a_week == 2.5
    assert missed([], CHANGED_AT - 4 * WEEK, CHANGED_AT).a_week == 0.0
    assert missed(asked[:4], CHANGED_AT - 4 * WEEK, CHANGED_AT).a_week is None
