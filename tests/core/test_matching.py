"""Matching: a tiny trained matcher finds the intent, and knows what it does not know."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.core.folding import fold, words
from bot.core.matching import Kind, Match, Matcher
from bot.core.postings import Postings


def _match(matcher: Matcher, text: str) -> Match:
    return matcher.match(words(fold(text)))


def _best(matcher: Matcher, text: str) -> str:
    return matcher.intents[int(np.argmax(_match(matcher, text).scores))]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("hvad betyder notatpligt egentlig", "notatpligt"),
        ("hvor skal mailen gemmes", "gemme"),
        ("hvordan opretter man en ny sag", "sag"),
        ("hvornår er der frokost i kantinen", "elsewhere"),
        ("where should I save this document", "gemme"),
    ],
)
def test_a_question_in_other_words_finds_its_intent(matcher: Matcher, text: str, intent: str) -> None:
    assert _best(matcher, text) == intent


def test_negation_matters(matcher: Matcher) -> None:
    assert _best(matcher, "må jeg slette notatet") == "slet-maa"
    assert _best(matcher, "jeg kan ikke slette notatet") == "slet-kan-ikke"


def test_the_verb_matters(matcher: Matcher) -> None:
    assert _best(matcher, "kan jeg slette dokumentet") == "slet-maa"
    assert _best(matcher, "hvor gemmer jeg dokumentet") == "gemme"


def test_a_synonym_stands_for_its_group(matcher: Matcher) -> None:
    assert _best(matcher, "må jeg fjerne mailen") == "slet-maa"


def test_unknown_words_lower_the_likeness_and_the_known_share(matcher: Matcher) -> None:
    plain = _match(matcher, "hvad er notatpligt")
    among_unknown = _match(matcher, "hvad er notatpligt kvantekromodynamik zygomorf vuvuzela")

    assert among_unknown.parts.similarity.max() < plain.parts.similarity.max()
    assert among_unknown.coverage < plain.coverage


def test_an_examples_own_words_are_wholly_known(matcher: Matcher) -> None:
    match = _match(matcher, "hvad er notatpligt")

    assert match.coverage == pytest.approx(1, abs=1e-5)
    assert match.phrase_scores.max() == pytest.approx(1, abs=1e-5)


def test_the_nearest_phrase_is_the_example_most_like_the_text(matcher: Matcher) -> None:
    match = _match(matcher, "hvad er mon notatpligt")

    assert matcher.nearest_phrase(match, matcher.intents.index("notatpligt")) == "hvad er notatpligt"


def test_what_is_not_ours_looks_less_like_our_field(matcher: Matcher) -> None:
    ours, theirs = _match(matcher, "må jeg slette dokumentet"), _match(matcher, "hvornår går bussen")

    assert ours.in_field > 0.5 > theirs.in_field


def test_the_language_is_heard(matcher: Matcher) -> None:
    danish, english = _match(matcher, "hvordan starter jeg en sag"), _match(matcher, "how do I open a case")

    assert danish.danish > 0.5 > english.danish


def test_words_of_the_examples_are_known_and_others_are_not(matcher: Matcher) -> None:
    assert "notatpligt" in matcher
    assert "vuvuzela" not in matcher
    assert 7 not in matcher


def test_no_words_match_nothing(matcher: Matcher) -> None:
    match = matcher.match([])

    assert match.coverage == 0
    assert not match.parts.similarity.any()


def test_every_intent_keeps_its_kind(matcher: Matcher) -> None:
    kinds = dict(zip(matcher.intents, matcher.kinds, strict=True))

    assert kinds["sag"] is Kind.PROCEDURE
    assert kinds["elsewhere"] is Kind.OUT_OF_SCOPE
    assert kinds["gemme"] is Kind.ARTICLE


@given(st.text(max_size=200))
def test_matching_never_raises_and_shares_stay_between_0_and_1(matcher: Matcher, text: str) -> None:
    match = _match(matcher, text)

    assert np.isfinite(match.scores).all()
    assert -1e-5 <= match.coverage <= 1 + 1e-5
    assert 0 <= match.in_field <= 1
    assert 0 <= match.danish <= 1


_SIZES = st.tuples(st.integers(1, 6), st.integers(1, 5))
_CELLS = st.sampled_from([0.0, 0.0, 0.5, 1.0, -2.0])


@st.composite
def _tables(draw: st.DrawFn) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.float32]]:
    """A small table, rows of it (none, some or repeated), and a weight for each."""
    height, width = draw(_SIZES)
    cells = draw(st.lists(_CELLS, min_size=height * width, max_size=height * width))
    rows = draw(st.lists(st.integers(0, height - 1), max_size=6))
    weights = draw(st.lists(_CELLS, min_size=len(rows), max_size=len(rows)))
    table = np.array(cells, dtype=np.float32).reshape(height, width)
    return table, np.array(rows, dtype=np.int32), np.array(weights, dtype=np.float32)


def _postings(table: NDArray[np.float32]) -> Postings:
    filled = [np.flatnonzero(row) for row in table]
    starts = np.cumsum([0, *(len(columns) for columns in filled)]).astype(np.int32)
    return Postings(starts, np.concatenate(filled).astype(np.int32), table[table != 0], table.shape[1])


@given(_tables())
def test_postings_times_is_the_dense_product(
    case: tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.float32]],
) -> None:
    table, rows, weights = case

    product = _postings(table).times(rows, weights)

    assert product == pytest.approx(weights @ table[rows], abs=1e-5)
