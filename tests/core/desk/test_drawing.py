"""Ten answers of a week are drawn evenly, the same by the same seed, and of different people where there are any."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.core.desk.drawing import Given, draw


def _answers(*askers: str) -> list[Given]:
    return [Given(f"q{number}", asker) for number, asker in enumerate(askers)]


HUNDRED = _answers(*(f"asker-{number}" for number in range(100)))


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    assert draw(HUNDRED, 10, seed="a") == draw(HUNDRED, 10, seed="a")
    assert draw(HUNDRED, 10, seed="a") != draw(HUNDRED, 10, seed="b")


def test_every_part_of_the_week_has_its_answer() -> None:
    drawn = draw(HUNDRED, 10, seed="a")

    assert [HUNDRED.index(each) // 10 for each in drawn] == list(range(10))


def test_of_few_answers_all_are_drawn() -> None:
    assert draw(HUNDRED[:4], 10, seed="a") == tuple(HUNDRED[:4])
    assert draw([], 10, seed="a") == ()


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_nobody_is_drawn_twice_while_others_have_asked(seed: str) -> None:
    answers = _answers(*["often" if number % 3 else f"asker-{number}" for number in range(60)])

    askers = Counter(each.asker_hash for each in draw(answers, 10, seed=seed))

    assert askers["often"] <= 1


def test_somebody_who_asked_alone_is_drawn_twice_rather_than_not_at_all() -> None:
    assert len(draw(_answers(*["alone"] * 20), 10, seed="a")) == 10


def test_every_answer_is_as_likely_as_any_other() -> None:
    drawn = Counter(each.question_id for seed in range(400) for each in draw(HUNDRED, 10, seed=str(seed)))

    assert len(drawn) == 100
    assert max(drawn.values()) < 2 * 40  # a tenth of 400 each, give or take
