"""Questions that want the same lie near each other, whichever system they name."""

from __future__ import annotations

import numpy as np
import pytest

from bot.core.desk.likeness import Reader
from bot.core.matching import Matcher

MAIL = "skal jeg journalisere en mail"


@pytest.fixture
def reader(matcher: Matcher) -> Reader:
    return Reader(matcher)


def _alike(reader: Reader, one: str, other: str) -> float:
    first, second = reader.vector(one), reader.vector(other)
    assert first is not None
    assert second is not None
    return float(first @ second)


def test_a_vector_has_length_one(reader: Reader) -> None:
    vector = reader.vector(MAIL)

    assert vector is not None
    assert vector.shape == (reader.length,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_the_same_words_are_nearer_than_others(reader: Reader) -> None:
    assert _alike(reader, MAIL, "journalisere mail?") > _alike(reader, MAIL, "hvem har adgang til systemet")


def test_what_the_content_lacks_counts(reader: Reader) -> None:
    drone = f"{MAIL} fra dronen"

    assert _alike(reader, drone, "journalisere dronens mail") > _alike(reader, drone, "journalisere lægens mail")


@pytest.mark.parametrize("text", ["", "?!", "xqzw vvkj"])
def test_where_there_is_nothing_to_go_by_there_is_no_vector(reader: Reader, text: str) -> None:
    assert reader.vector(text) is None


def test_the_systems_name_says_nothing_of_what_is_wanted(reader: Reader) -> None:
    asked = "hvordan opretter jeg en sag i"

    assert _alike(reader, f"{asked} aurora", f"{asked} bifrost flow") == pytest.approx(1)
