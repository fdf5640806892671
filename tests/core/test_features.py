"""Features: what words weigh before any training."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.features import PAIR_WEIGHT, WORD_WEIGHT, features, word_hash

WORDS = st.lists(st.text(alphabet="abcdeo0", min_size=1, max_size=8), max_size=12)


def _weight_of(tokens: list[str], hash_: int) -> float:
    hashes, weights = features(tokens)
    return float(weights[np.searchsorted(hashes, hash_)])


@given(WORDS)
def test_features_are_sorted_each_once_and_weigh_something(tokens: list[str]) -> None:
    hashes, weights = features(tokens)

    assert len(hashes) == len(weights)
    assert np.all(hashes[1:] > hashes[:-1])
    assert np.all(weights > 0)


def test_nothing_has_no_features() -> None:
    hashes, weights = features([])

    assert len(hashes) == len(weights) == 0


def test_a_word_is_found_by_its_hash() -> None:
    assert word_hash("slette") in features(["jeg", "slette"])[0]


def test_a_word_said_twice_weighs_more_but_not_twice() -> None:
    once, twice = _weight_of(["sag"], word_hash("sag")), _weight_of(["sag", "sag"], word_hash("sag"))

    assert once == pytest.approx(WORD_WEIGHT)
    assert once < twice < 2 * once


def test_neighbours_are_a_feature_of_their_own() -> None:
    apart, together = features(["ikke", "maske", "slette"]), features(["maske", "ikke", "slette"])
    only_together = sorted(set(together[0].tolist()) - set(apart[0].tolist()))
    weights = [float(weight) for hash_, weight in zip(*together, strict=True) if int(hash_) in only_together]

    assert weights == pytest.approx([PAIR_WEIGHT, PAIR_WEIGHT])


def test_words_of_one_synonym_group_share_a_feature() -> None:
    synonyms = {"slette": "1", "fjerne": "1"}
    shared = set(features(["slette"], synonyms=synonyms)[0]) & set(features(["fjerne"], synonyms=synonyms)[0])
    without = set(features(["slette"])[0]) & set(features(["fjerne"])[0])

    assert len(shared - without) == 1


def test_a_synonym_may_be_three_words() -> None:
    synonyms = {"lagt pa sagen": "1", "journaliseret": "1"}
    long = set(features(["lagt", "pa", "sagen"], synonyms=synonyms)[0])
    short = set(features(["journaliseret"], synonyms=synonyms)[0])
    by_letters = set(features(["lagt", "pa", "sagen"])[0]) & set(features(["journaliseret"])[0])

    assert len((long & short) - by_letters) == 1


def test_a_misspelt_word_shares_letters_with_the_right_one() -> None:
    right, wrong, other = (set(features([word])[0]) for word in ("journalisere", "jounalisere", "kantine"))

    assert len(right & wrong) > len(right & other)
