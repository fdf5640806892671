"""Turn words into weighted features: words, pairs of words, synonym groups and character 3-4-grams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]
Weights = NDArray[np.float32]

Extracted = dict[tuple[str, ...], tuple[Hashes, Weights]]
"""The features of texts, by their folded words."""

WORD_WEIGHT = 1.0
PAIR_WEIGHT = 0.6
CHARACTERS_WEIGHT = 0.55


@lru_cache(maxsize=50_000)
def _of_word(word: str) -> tuple[Hashes, Weights]:
    """The features one word gives by itself; cached, because people use the same few thousand words."""
    hashes = [word_hash(word), *letter_hashes(word)]
    weights = [WORD_WEIGHT, *(CHARACTERS_WEIGHT for _ in hashes[1:])]
    return np.array(hashes, dtype=np.uint32), np.array(weights, dtype=np.float32)


def letter_hashes(word: str) -> list[int]:
    """The features of its runs of 3 and 4 characters, the spaces around it counted in."""
    padded = f" {word} "
    grams = (padded[start : start + size] for size in (3, 4) for start in range(len(padded) - size + 1))
    return [crc32(f"c:{gram}".encode()) for gram in grams]


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
    pairs, groups = list(_pairs(tokens)), list(_groups(tokens, synonyms or {}))
    more = np.array(pairs + groups, dtype=np.uint32)
    more_weights = np.repeat(np.array([PAIR_WEIGHT, WORD_WEIGHT], dtype=np.float32), (len(pairs), len(groups)))
    found = [*map(_of_word, tokens), (more, more_weights)]
    return _counted(np.concatenate([each for each, _ in found]), np.concatenate([weights for _, weights in found]))


def extracted(
    texts: Iterable[tuple[str, ...]], *, synonyms: Mapping[str, str], kept: Extracted
) -> list[tuple[Hashes, Weights]]:
    """The features of each text; what is `kept` from before is not extracted again."""
    found = []
    for tokens in texts:
        if tokens not in kept:
            kept[tokens] = features(tokens, synonyms=synonyms)
        found.append(kept[tokens])
    return found


def places_of(wanted: Hashes, known: Hashes) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each hash stands among the known ones, which ascend, and whether it does; else the place means nothing."""
    at = np.searchsorted(known, wanted).clip(max=len(known) - 1)
    return at, known[at] == wanted


def _counted(hashes: Hashes, weights: Weights) -> tuple[Hashes, Weights]:
    """Each hash once, ascending, its weight grown by how often it stands there."""
    order = np.argsort(hashes, kind="stable")
    ascending = hashes[order]
    first = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1]])[: len(ascending)])
    counts = np.diff(first, append=len(ascending))
    grown: Weights = weights[order[first]] * (1 + np.log(counts.astype(np.float32)))
    return ascending[first], grown
