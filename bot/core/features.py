"""Turn words into weighted features: words, pairs of words, synonym groups and character 3-4-grams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]
Weights = NDArray[np.float32]

WORD_WEIGHT = 1.0
PAIR_WEIGHT = 0.6
CHARACTERS_WEIGHT = 0.55


@lru_cache(maxsize=20_000)
def _of_word(word: str) -> tuple[tuple[int, float], ...]:
    """The features one word gives by itself; cached, because people use the same few thousand words."""
    padded = f" {word} "
    grams = [padded[start : start + size] for size in (3, 4) for start in range(len(padded) - size + 1)]
    return (
        (crc32(f"w:{word}".encode()), WORD_WEIGHT),
        *((crc32(f"c:{gram}".encode()), CHARACTERS_WEIGHT) for gram in grams),
    )


def word_hash(word: str) -> int:
    """The feature of the word itself: known to the model when some example holds the word."""
    return crc32(f"w:{word}".encode())


def _pairs(tokens: Sequence[str]) -> Iterator[int]:
    """Neighbouring words, so that 'ikke slette' is not 'slette'."""
    for left, right in pairwise(tokens):
        yield crc32(f"p:{left} {right}".encode())


def _groups(tokens: Sequence[str], synonyms: Mapping[str, str]) -> Iterator[int]:
    for size in (1, 2, 3):
        for start in range(len(tokens) - size + 1):
            group = synonyms.get(" ".join(tokens[start : start + size]))
            if group is not None:
                yield crc32(f"s:{group}".encode())


def features(tokens: Sequence[str], *, synonyms: Mapping[str, str] | None = None) -> tuple[Hashes, Weights]:
    """The features of `tokens` (folded words): sorted 32-bit hashes, and 1 + log(count) times the kind's weight.

    Hashes instead of a vocabulary: nothing to build when a model is loaded, and two of 60,000 features share a
    hash less than once in two models.
    """
    counts: Counter[int] = Counter()
    weight: dict[int, float] = {}
    for token in tokens:
        for feature, kind_weight in _of_word(token):
            counts[feature] += 1
            weight[feature] = kind_weight
    for feature in _pairs(tokens):
        counts[feature] += 1
        weight[feature] = PAIR_WEIGHT
    for feature in _groups(tokens, synonyms or {}):
        counts[feature] += 1
        weight[feature] = WORD_WEIGHT
    hashes = np.fromiter(counts, dtype=np.uint32, count=len(counts))
    order = np.argsort(hashes)
    values = np.fromiter((weight[key] for key in counts), dtype=np.float32, count=len(counts))
    values *= 1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
    return hashes[order], values[order]
