"""Vectors are gathered by average likeness: the pairs most alike first, until no two groups are alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.desk.clustering import NOWHERE, gathered, most_typical, nearest

SOUTH, EAST, UP = np.eye(3, dtype=np.float32)


def _one_by_one(vectors: np.ndarray, least: float) -> set[frozenset[int]]:
    """The groups that joining the two most alike each time gives, reckoned the slow way."""
    groups = [[at] for at in range(len(vectors))]
    while len(groups) > 1:
        likeness, first, second = max(
            (float(np.mean(vectors[one] @ vectors[other].T)), at, to)
            for at, one in enumerate(groups)
            for to, other in enumerate(groups)
            if at < to
        )
        if likeness < least:
            break
        groups[first] += groups.pop(second)
    return {frozenset(group) for group in groups}


@given(st.integers(0, 10_000), st.integers(1, 14), st.floats(-0.2, 0.8))
def test_the_chain_gives_what_joining_the_best_pair_each_time_gives(seed: int, count: int, least: float) -> None:
    vectors = np.random.default_rng(seed).normal(size=(count, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    found = gathered(vectors, [1] * count, least=least)

    assert {frozenset(np.flatnonzero(found == group).tolist()) for group in set(found.tolist())} == _one_by_one(
        vectors, least
    )


def test_groups_are_numbered_in_the_order_they_stand() -> None:
    assert gathered(np.array([UP, EAST, UP, SOUTH, EAST]), [1] * 5, least=0.5).tolist() == [0, 1, 0, 2, 1]


def test_nothing_is_gathered_into_nothing() -> None:
    assert gathered(np.zeros((0, 3), dtype=np.float32), []).tolist() == []


def test_a_large_group_weighs_more_than_a_small_one() -> None:
    means = np.array([EAST, (EAST + UP) / 2, UP * 0.9])

    assert gathered(means, [100, 1, 1], least=0.4).tolist() == [0, 0, 1]
    assert gathered(means, [1, 1, 1], least=0.24).tolist() == [0, 0, 1]
    assert gathered(means, [1, 1, 1], least=0.2).tolist() == [0, 0, 0]


def test_what_is_like_no_group_goes_nowhere() -> None:
    assert nearest(np.array([UP, SOUTH]), np.array([EAST, UP]), least=0.5).tolist() == [1, NOWHERE]


@pytest.mark.parametrize(("preferred", "best"), [((False, False, False), 1), ((True, False, True), 0)])
def test_the_most_typical_is_the_one_most_like_all_among_the_preferred(preferred: list[bool], best: int) -> None:
    vectors = np.array([EAST, (EAST + UP) / np.sqrt(2), UP], dtype=np.float32)

    assert most_typical(vectors, vectors.mean(axis=0), preferred) == best
