"""Weighing: a score is taken apart without anything lost, and its hashed features become words again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.features import features
from bot.core.folding import fold, words
from bot.core.matching import Matcher
from bot.core.weighing import Pull, in_words

TEXTS = [
    "må jeg slette mailen",
    "jeg kan ikke slette mailen",
    "må jeg fjerne et notat fra sagen i dag",
    "slette slette slette",
    "where do I save the e-mail",
    "hvornår går bussen",
]


def _pulls(matcher: Matcher, text: str, intent: str) -> list[Pull]:
    tokens = words(fold(text))
    amounts = matcher.pulls(tokens, matcher.intents.index(intent))
    return in_words(matcher.spelt(tokens), amounts, synonyms=matcher.lexicon.synonyms)


@pytest.mark.parametrize("text", TEXTS)
def test_the_parts_are_the_score(matcher: Matcher, text: str) -> None:
    tokens = words(fold(text))
    parts, match = matcher.parts(tokens), matcher.match(tokens)

    together = parts.phrasing + parts.centroid + parts.linear + parts.alike

    assert together == pytest.approx(match.scores, abs=1e-6)
    assert np.ptp(parts.linear) > 0


@pytest.mark.parametrize("text", TEXTS)
def test_the_words_are_what_the_centroid_and_the_linear_head_say(matcher: Matcher, text: str) -> None:
    parts = matcher.parts(words(fold(text)))

    for at, intent in enumerate(matcher.intents):
        learnt = float(parts.centroid[at] + parts.linear[at] - matcher.tuning.linear * matcher.bias[at])
        assert sum(pull.amount for pull in _pulls(matcher, text, intent)) == pytest.approx(learnt, abs=1e-4)


@given(st.text(max_size=100))
def test_words_for_our_field_are_all_that_the_field_head_says(matcher: Matcher, text: str) -> None:
    tokens = words(fold(text))
    match = matcher.match(tokens)

    pulls = in_words(matcher.spelt(tokens), matcher.field_pulls(tokens), synonyms=matcher.lexicon.synonyms)

    margin = sum(pull.amount for pull in pulls) + float(matcher.field_weights[-1])
    assert 1 / (1 + np.exp(-margin)) == pytest.approx(match.in_field, abs=1e-4)


def test_the_word_that_tells_an_answer_apart_weighs_most_for_it(matcher: Matcher) -> None:
    for_it = _pulls(matcher, "hvad er notatpligt", "notatpligt")
    against_it = [pull for pull in _pulls(matcher, "hvad er notatpligt", "sag") if pull.words == ("notatpligt",)]

    assert (for_it[0].sort, for_it[0].words) == ("word", ("notatpligt",))
    assert for_it[0].amount > 0.2 > against_it[0].amount


def test_a_pair_weighs_by_itself(matcher: Matcher) -> None:
    pulls = {pull.words: pull for pull in _pulls(matcher, "jeg kan ikke slette mailen", "slet-kan-ikke")}

    assert pulls["ikke", "slette"].sort == "pair"
    assert pulls["ikke", "slette"].amount > 0


def test_a_synonym_weighs_where_the_word_itself_is_unknown(matcher: Matcher) -> None:
    pulls = [pull for pull in _pulls(matcher, "må jeg fjerne mailen", "slet-maa") if pull.words == ("fjerne",)]

    assert {pull.sort for pull in pulls} >= {"synonyms"}
    assert next(pull.amount for pull in pulls if pull.sort == "synonyms") > 0


def test_a_corrected_word_weighs_as_what_it_is_read_as(matcher: Matcher) -> None:
    assert _pulls(matcher, "hvad er dokumemt", "gemme") == _pulls(matcher, "hvad er dokument", "gemme")


def test_a_word_said_twice_is_one_line(matcher: Matcher) -> None:
    said = [pull.words for pull in _pulls(matcher, "slette slette slette", "slet-maa") if pull.sort == "word"]

    assert said == [("slette",)]


def test_letters_that_two_words_share_are_divided_between_them() -> None:
    sagen, sagens = (features((word,))[0].tolist() for word in ("sagen", "sagens"))
    shared = dict.fromkeys(set(sagen) & set(sagens), 1.0)

    pulls = in_words(("sagen", "sagens"), shared, synonyms={})

    assert {pull.words for pull in pulls} == {("sagen",), ("sagens",)}
    assert pulls[0].amount == pulls[1].amount == len(shared) / 2
