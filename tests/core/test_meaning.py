"""Word vectors: what a text means is of length one, made of its words alone, and told by words no example holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.fitting import fit, word_vectors
from bot.content.samples import Sample
from bot.core.features import word_hash
from bot.core.folding import fold
from bot.core.lexicon import Lexicon
from bot.core.matching import Kind, Matcher
from bot.core.meaning import WordVectors, contributions, meanings, rarities
from bot.core.weighing import in_words

KNOWN = ("hund", "kat", "bil")
HASHES = np.array(sorted(map(word_hash, KNOWN)), dtype=np.uint32)
VECTORS = WordVectors(
    HASHES, np.array([[100, 0], [60, 80], [0, -100]], dtype=np.int8), 0.01, np.array([True, False, True])
)
IDF = np.array([1.0, 2.0, 3.0], dtype=np.float32)
ANIMALS = ("min hund er syg", "katten skal til dyrlæge", "må hunden sove her", "kaninen er blevet syg")
CARS = ("bilen er på værksted", "min cykel er punkteret", "bussen er forsinket", "motoren i bilen larmer")


def _vector(word: str) -> list[float]:
    found: list[float] = VECTORS.of([word])[0].tolist()
    return found


def _likeness(one: str, other: str) -> float:
    """The cosine of two words by the vectors that are shipped."""
    first, second = word_vectors().of([fold(one), fold(other)])
    return float(first @ second)


@pytest.fixture(scope="module")
def few() -> Matcher:
    """A matcher that has seen four ways of asking about animals, and four about what one drives."""
    samples = [
        Sample(intent, Kind.ARTICLE, "da", tuple(fold(text).split()), text)
        for intent, texts in (("animals", ANIMALS), ("cars", CARS))
        for text in texts
    ]
    return fit(samples, Lexicon({}))


def test_a_word_has_its_vector_and_an_unknown_one_has_nothing() -> None:
    by_hash = dict(zip(HASHES.tolist(), VECTORS.values.tolist(), strict=True))

    assert _vector("hund") == pytest.approx([0.01 * number for number in by_hash[word_hash("hund")]])
    assert _vector("vuvuzela") == [0, 0]


def test_common_words_are_told_from_the_others_and_from_what_is_no_word() -> None:
    common = {word for word in (*KNOWN, "vuvuzela") if VECTORS.is_common(word)}
    by_hash = dict(zip(HASHES.tolist(), VECTORS.common.tolist(), strict=True))

    assert common == {word for word in KNOWN if by_hash[word_hash(word)]}
    assert word_vectors().is_common("hvalp")
    assert not word_vectors().is_common("dokumnet")  # stands in our ways of asking, but nobody spells it so on purpose


def test_a_word_nobody_knows_is_as_rare_as_the_rarest() -> None:
    rarity = rarities(["hund", "vuvuzela"], HASHES, IDF)

    assert rarity[0] == IDF[list(HASHES).index(word_hash("hund"))]
    assert rarity[1] == 3


@given(st.lists(st.lists(st.sampled_from((*KNOWN, "vuvuzela")), max_size=6), min_size=1, max_size=5))
def test_the_meanings_of_many_texts_are_what_their_words_add_up_to(texts: list[list[str]]) -> None:
    together = meanings(texts, VECTORS, hashes=HASHES, idf=IDF)

    for text, meaning in zip(texts, together, strict=True):
        added = contributions(VECTORS.of(text), rarities(text, HASHES, IDF)).sum(axis=0)
        assert meaning == pytest.approx(added, abs=1e-5)
        assert np.linalg.norm(meaning) == pytest.approx(1 if any(word in KNOWN for word in text) else 0, abs=1e-5)


def test_the_shipped_vectors_are_of_length_one_but_for_rounding() -> None:
    vectors = word_vectors()
    lengths = np.linalg.norm(vectors.values.astype(np.float32) * np.float32(vectors.unit), axis=1)

    assert len(lengths) > 30_000
    assert lengths.min() > 0.98
    assert lengths.max() < 1.02
    assert np.all(np.diff(vectors.hashes.astype(np.int64)) > 0)


@pytest.mark.parametrize(
    ("word", "like", "unlike"),
    [
        ("hund", "kat", "faktura"),
        ("slette", "fjerne", "frokost"),
        ("slette", "delete", "lunch"),
        ("borger", "citizen", "printer"),
        ("leder", "chef", "cykel"),
    ],
)
def test_words_that_mean_alike_point_the_same_way(word: str, like: str, unlike: str) -> None:
    assert _likeness(word, like) > _likeness(word, unlike) + 0.1


@pytest.mark.parametrize(("text", "intent"), [("hvalp", "animals"), ("marsvin", "animals"), ("traktor", "cars")])
def test_a_word_no_example_holds_says_what_the_words_that_mean_alike_say(few: Matcher, text: str, intent: str) -> None:
    tokens = fold(text).split()
    other = {"animals": "cars", "cars": "animals"}[intent]
    pull, other_pull = (
        sum(each.amount for each in in_words(tokens, few.pulls(tokens, few.intents.index(one)), synonyms={}))
        for one in (intent, other)
    )

    assert not few.knows(tokens[0])
    assert pull > other_pull


def test_without_a_vector_for_any_word_the_meaning_says_nothing(few: Matcher) -> None:
    asked = ("min", "hund", "er", "syg")
    nothing = replace(few.vectors, values=np.zeros_like(few.vectors.values))

    without = replace(few, vectors=nothing).match(asked)

    assert without.scores == pytest.approx(replace(few, meant=np.zeros_like(few.meant)).match(asked).scores)
    assert without.scores != pytest.approx(few.match(asked).scores)
