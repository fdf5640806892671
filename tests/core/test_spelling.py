"""Spelling: everything one slip away, and no further."""

from __future__ import annotations

from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.core.folding import fold, words
from bot.core.matching import Matcher
from bot.core.spelling import one_slip_away

WORD = st.text(alphabet=ascii_lowercase, min_size=1, max_size=14)


@given(WORD)
def test_nothing_is_further_away_than_one_slip(word: str) -> None:
    assert max(OSA.distance(word, other) for other in one_slip_away(word)) <= 1


@pytest.mark.parametrize("slip", ["jornal", "jounral", "jaurnal", "journall"])
def test_a_letter_left_out_swapped_changed_or_put_in_besides(slip: str) -> None:
    assert "journal" in set(one_slip_away(slip))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("dokumnet", "dokument"),  # two letters swapped
        ("mailn", "mailen"),  # one left out
        ("filerr", "filer"),  # one too many
    ],
)
def test_a_misspelt_word_is_read_as_a_known_one(typed: str, read: str, matcher: Matcher) -> None:
    assert matcher.spelt([typed]) == [read]


@pytest.mark.parametrize(
    "word",
    [
        "notatpligd",  # only one intent has the word: it might as well be another word
        "jag",  # too short to tell
        "sag1",  # no word
        "bibliotekar",  # nothing near
        "dokument",  # known
        "skala",  # one letter more than 'skal', but a word of its own
    ],
)
def test_other_words_are_left_as_they_are(word: str, matcher: Matcher) -> None:
    assert matcher.spelt([word]) == [word]


def test_a_slip_of_the_finger_costs_nothing(matcher: Matcher) -> None:
    right, wrong = (matcher.match(words(fold(text))) for text in ("hvor gemmer jeg mailen", "hvor gemmer jeg mailne"))

    assert list(wrong.scores) == pytest.approx(list(right.scores), abs=0.1)
