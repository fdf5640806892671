"""What words mean, in numbers: a word that no example holds still says something, by the words that mean alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.features import Hashes, places_of, word_hash
from bot.core.postings import Floats


@dataclass(frozen=True)
class WordVectors:
    """A vector of D numbers for each of N words, of length 1; words that mean alike point the same way.

    `hashes` (N,) of the folded words, ascending; `values` (N, D) in `unit`s, as bytes; `common` (N,) says which are
    among the commonest of their language, and so no misspellings.
    """

    hashes: Hashes
    values: NDArray[np.int8]
    unit: float
    common: NDArray[np.bool_]

    @property
    def dimensions(self) -> int:
        """D."""
        return int(self.values.shape[1])

    def is_common(self, word: str) -> bool:
        """Whether `word` (folded) is a common one."""
        at, is_there = _found([word], self.hashes)
        return bool(is_there[0] and self.common[at[0]])

    def of(self, words: Sequence[str]) -> Floats:
        """The vectors of folded words, zeros for a word that has none: shape (W, D)."""
        at, is_there = _found(words, self.hashes)
        vectors: Floats = self.values[at].astype(np.float32) * np.float32(self.unit)
        vectors[~is_there] = 0
        return vectors


def rarities(words: Sequence[str], hashes: Hashes, idf: Floats) -> Floats:
    """The idf of each folded word by the features that are known; of one nobody knows, the highest: shape (W,)."""
    at, is_there = _found(words, hashes)
    return np.where(is_there, idf[at], idf.max(initial=0)).astype(np.float32)


def contributions(vectors: Floats, rarity: Floats) -> Floats:
    """What each of a text's words (T, D) adds to its meaning, which is of length 1, or 0 where no word has a vector."""
    weighed = vectors * rarity[:, None]
    length = np.float32(np.linalg.norm(weighed.sum(axis=0)))
    return weighed / length if length else weighed


def meanings(texts: Sequence[Sequence[str]], vectors: WordVectors, *, hashes: Hashes, idf: Floats) -> Floats:
    """The meaning of each text: shape (texts, D)."""
    number = {word: at for at, word in enumerate(dict.fromkeys(word for text in texts for word in text))}
    weighed = vectors.of(list(number)) * rarities(list(number), hashes, idf)[:, None]
    sums = np.array([weighed[[number[word] for word in text]].sum(axis=0) for text in texts], dtype=np.float32)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    of_length_one: Floats = (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return of_length_one


def _found(words: Sequence[str], hashes: Hashes) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each word would stand among `hashes`, and whether it does."""
    return places_of(np.fromiter(map(word_hash, words), dtype=np.uint32, count=len(words)), hashes)
