"""What judged answers say: a rate that leaves out what cannot be said, and promises that are kept or broken."""

from __future__ import annotations

import pytest

from bot.core.desk.checking import JudgedAnswer, Judgement, promises, wrong_rate

RIGHT, WRONG, UNSURE = Judgement.RIGHT, Judgement.WRONG, Judgement.UNSURE


def _judged(
    judgement: Judgement, count: int, *, week: str = "2026-W47", probability: float = 0.95
) -> list[JudgedAnswer]:
    return [JudgedAnswer(week, judgement, probability)] * count


def test_what_cannot_be_said_counts_as_neither() -> None:
    rate = wrong_rate([*_judged(RIGHT, 6), *_judged(WRONG, 2), *_judged(UNSURE, 2)], {"2026-W47": 100})

    assert (rate.right, rate.wrong, rate.unsure) == (6, 2, 2)
    assert rate.share is not None
    assert (rate.share.value, rate.share.counted) == (0.25, 8)


def test_when_nothing_can_be_said_there_is_no_rate() -> None:
    rate = wrong_rate(_judged(UNSURE, 10), {"2026-W47": 100})

    assert (rate.share, rate.unsure) == (None, 10)


def test_weeks_weigh_by_what_they_were_drawn_from() -> None:
    answers = [*_judged(WRONG, 10, week="2026-W46"), *_judged(RIGHT, 10)]

    rate = wrong_rate(answers, {"2026-W46": 10, "2026-W47": 990})

    assert rate.share is not None
    assert rate.share.value == pytest.approx(0.01)


def test_a_promise_is_broken_when_chance_does_not_explain_it() -> None:
    (kept,) = promises([*_judged(RIGHT, 38), *_judged(WRONG, 2)])
    (broken,) = promises([*_judged(RIGHT, 30), *_judged(WRONG, 10)])

    assert kept.promised == pytest.approx(0.95)
    assert not kept.is_broken
    assert (broken.right.value, broken.is_broken) == (0.75, True)


def test_being_right_more_often_than_promised_breaks_it_too() -> None:
    (promise,) = promises(_judged(RIGHT, 40, probability=0.55))

    assert promise.is_broken


def test_promises_are_told_apart_by_how_much_was_promised_and_together_last() -> None:
    answers = [*_judged(RIGHT, 5, probability=0.5), *_judged(RIGHT, 5, probability=1.0), *_judged(UNSURE, 3)]

    low, high, whole = promises(answers)

    assert ((low.low, low.high), (high.low, high.high), (whole.low, whole.high)) == ((0.0, 0.6), (0.9, 1.0), (0.0, 1.0))
    assert whole.right.counted == 10
    assert whole.promised == pytest.approx(0.75)


def test_without_judged_answers_there_are_no_promises() -> None:
    assert promises(_judged(UNSURE, 4)) == ()
