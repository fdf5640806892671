"""Folding: the ways people type the same word become one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.folding import fold, sentences, words


@pytest.mark.parametrize("typed", ["Må", "må", "MÅ", "maa", "Maa", "ma", unicodedata.normalize("NFD", "må")])
def test_every_spelling_of_a_word_with_aa_folds_to_one(typed: str) -> None:
    assert fold(typed) == "ma"


@pytest.mark.parametrize(
    ("typed", "folded"), [("Øje", "oje"), ("oeje", "oje"), ("ærlig", "arlig"), ("aerlig", "arlig")]
)
def test_danish_letters_fold_like_their_spelled_out_forms(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_accents_and_foreign_vowels_fold_away() -> None:
    assert fold("Idé, café, Müller, Björn, Händel") == "ide, cafe, myller, bjorn, handel"


@given(st.text())
def test_folding_never_raises_and_gives_small_letters(text: str) -> None:
    folded = fold(text)

    assert folded == folded.casefold() or folded.casefold() != folded.casefold().casefold()


def test_words_leave_punctuation_out() -> None:
    assert words("hvad, sagde du: 'nej'!") == ["hvad", "sagde", "du", "nej"]


def test_a_handle_at_another_place_stays_one_word() -> None:
    assert words("skriv til kontakt@eksempel") == ["skriv", "til", "kontakt@eksempel"]


def test_numbers_are_words() -> None:
    assert words("kle 81.10 og § 13") == ["kle", "81", "10", "og", "13"]


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "…—§"])
def test_a_text_without_letters_has_no_words(text: str) -> None:
    assert words(fold(text)) == []


def test_sentences_end_at_marks_and_line_breaks() -> None:
    text = "Hej. Jeg har en mail\nSkal den på sagen? Haster!"

    assert sentences(text) == ["Hej.", "Jeg har en mail", "Skal den på sagen?", "Haster!"]


@pytest.mark.parametrize("text", ["", "\n\n", "...", " ? ! "])
def test_a_text_of_marks_has_no_sentences_with_words(text: str) -> None:
    assert [part for part in sentences(text) if words(fold(part))] == []
