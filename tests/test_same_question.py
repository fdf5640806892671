"""Pairs of questions kept as data: the same question is found as often as it was, and two are never taken for one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from bot.content.snapshot import Snapshot, load_current
from bot.core.similar import alike, worded
from bot.services.joining import RESEMBLES, SAME

PAIRS = Path(__file__).parent / "conversations" / "same_question.yaml"
# Of each part: pairs, and the least shares of the same ones that are found as the same, and as worth a look.
# Measured: 26 and 30 of the 30 in `choosing`, 12 and 15 of the 15 in `held_back`.
FLOORS = {"choosing": (60, 0.83, 0.96), "held_back": (30, 0.73, 0.93)}


class Pair(TypedDict):
    """Two questions, and whether one answer would do for both."""

    same: bool
    a: str
    b: str


@pytest.fixture(scope="module")
def snapshot(trained_data: Path) -> Snapshot:
    return load_current(trained_data)


@pytest.fixture(scope="module")
def pairs() -> dict[str, list[Pair]]:
    read: dict[str, list[Pair]] = yaml.safe_load(PAIRS.read_text(encoding="utf-8"))
    return read


def _measure(pair: Pair, snapshot: Snapshot) -> float:
    one, other = (
        worded(text, lexicon=snapshot.matcher.lexicon, known=snapshot.matcher) for text in (pair["a"], pair["b"])
    )
    return alike(one, other)


@pytest.mark.parametrize("part", FLOORS)
def test_the_same_question_is_found_as_often_as_it_was(
    part: str, pairs: dict[str, list[Pair]], snapshot: Snapshot
) -> None:
    count, floor_same, floor_resembling = FLOORS[part]
    measures = [_measure(pair, snapshot) for pair in pairs[part] if pair["same"]]

    assert len(pairs[part]) == count
    assert sum(measure >= SAME for measure in measures) >= floor_same * len(measures)
    assert sum(measure >= RESEMBLES for measure in measures) >= floor_resembling * len(measures)


@pytest.mark.parametrize("part", FLOORS)
def test_two_questions_are_never_taken_for_one(part: str, pairs: dict[str, list[Pair]], snapshot: Snapshot) -> None:
    assert [pair for pair in pairs[part] if not pair["same"] and _measure(pair, snapshot) >= SAME] == []


def test_no_pair_stands_in_both_parts(pairs: dict[str, list[Pair]]) -> None:
    texts = [{frozenset((pair["a"], pair["b"])) for pair in part} for part in pairs.values()]

    assert all(one.isdisjoint(other) for one, other in pairwise(texts))


def test_each_part_holds_as_many_of_both(pairs: dict[str, list[Pair]]) -> None:
    for part in pairs.values():
        assert sum(pair["same"] for pair in part) * 2 == len(part)
