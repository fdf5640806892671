"""What the curves are told of a candidate and of a text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.core.calibration import Calibration, candidate_facts, field_facts, person_facts
from bot.core.matching import Kind, Matcher

from .conftest import ASKED


@pytest.fixture
def asked() -> tuple[str, ...]:
    """The words of an example of the first intent."""
    return tuple(next(iter(ASKED.values()))[0].split())


def _ours(matcher: Matcher) -> list[int]:
    return [index for index, kind in enumerate(matcher.kinds) if kind is not Kind.OUT_OF_SCOPE]


def test_the_best_is_ahead_by_as_much_as_the_next_is_behind(matcher: Matcher, asked: tuple[str, ...]) -> None:
    match = matcher.match(asked)
    best, second = sorted(_ours(matcher), key=lambda index: -match.scores[index])[:2]

    ahead, behind = candidate_facts(matcher, match, [best, second])

    assert ahead[0] > behind[0]
    assert ahead[1] == pytest.approx(-behind[1])
    assert ahead[1] > 0


def test_the_shares_of_the_linear_head_sum_to_one(matcher: Matcher, asked: tuple[str, ...]) -> None:
    facts = candidate_facts(matcher, matcher.match(asked), _ours(matcher))

    assert np.exp([each[5] for each in facts]).sum() == pytest.approx(1, abs=1e-5)


def test_the_head_for_persons_speaks_for_what_is_for_a_person_and_against_the_rest(
    matcher: Matcher, asked: tuple[str, ...]
) -> None:
    first, second, *_ = _ours(matcher)
    for_first = np.arange(len(matcher.intents)) == first
    leaning = replace(matcher, for_person=for_first, person_weights=np.append(0 * matcher.idf, np.float32(2)))

    one, other = candidate_facts(leaning, leaning.match(asked), [first, second])

    assert one[6] == pytest.approx(2, abs=1e-5)
    assert other[6] == pytest.approx(-2, abs=1e-5)


def test_what_needs_a_person_is_compared_with_the_answers(matcher: Matcher, asked: tuple[str, ...]) -> None:
    match = matcher.match(asked)
    best = max(_ours(matcher), key=lambda index: match.scores[index])
    alone = np.arange(len(matcher.intents)) == best

    assert person_facts(replace(matcher, for_person=alone), match)[1] > 0
    assert person_facts(replace(matcher, for_person=~alone & ~matcher.outside), match)[1] < 0


def test_a_field_of_one_intent_has_nothing_to_be_behind(matcher: Matcher, asked: tuple[str, ...]) -> None:
    only = _ours(matcher)[0]
    kinds = [Kind.ARTICLE if index == only else Kind.OUT_OF_SCOPE for index in range(len(matcher.kinds))]
    alone = replace(matcher, kinds=tuple(kinds))

    ((*facts,),) = candidate_facts(alone, alone.match(asked), [only])

    assert np.isfinite(facts).all()
    assert facts[1] > 0
    assert np.isfinite(field_facts(alone, alone.match(asked))).all()


def test_a_curve_is_a_probability_whatever_the_facts() -> None:
    curve = Calibration(candidate=(1.0, 0.0), field=(1.0, 0.0), person=(1.0, 0.0))

    assert 0 < curve.of_candidate((-1e9,), "any") < 1e-9
    assert curve.of_field((0.0,)) == 0.5
    assert 1 - 1e-9 < curve.of_person((1e9,)) < 1


def test_an_intent_that_is_often_confused_is_less_likely_with_the_same_facts() -> None:
    curve = Calibration(candidate=(1.0, 0.0), field=(1.0, 0.0), person=(1.0, 0.0), reliance={"confused": -1.0})

    assert curve.of_candidate((2.0,), "confused") == curve.of_candidate((1.0,), "clear")
