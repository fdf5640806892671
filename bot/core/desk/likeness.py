"""Turn a question into a vector, so that questions that want the same thing lie near each other.

A vector has two parts. The first holds the question's words, pairs of words and letters, weighed as the matcher weighs
them, with unknown ones kept, since what the content lacks is what a gap is made of. The second says how near the
question comes to each thing the content knows: articles, procedures, topics for a person, and what is not ours. So two
questions without a word in common are still alike when they remind of the same things. A system's name counts in
neither.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from bot.core.features import Hashes, Weights, features
from bot.core.folding import SYSTEM_MARK
from bot.core.matching import Matcher
from bot.core.postings import Floats, Ints, Postings, weighted

WORDS = 2048  # dimensions the words share; so two unrelated questions are alike by 1/√2048 or so
FOLDED_AWAY = np.uint32(32 - 11)  # bits; 2¹¹ is 2048
RECOGNISED_SHARE = 0.5  # chosen with the two limits in `clustering`; see docs/backlog.md
COMMONEST = 300  # phrasings; a feature of more of them says nothing of what is asked, and costs the most
PRIME = np.uint32(2654435761)  # Knuth's multiplicative hashing, The Art of Computer Programming 6.4
REPEATED = 2048  # texts; many people write the very same
LEAST_KNOWN = 0.3  # of the weight of a text in which no whole word is known


class Reader:
    """Makes vectors with the features and weights of one matcher; vectors of two matchers cannot be compared."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._kept = lru_cache(maxsize=REPEATED)(self._vector)  # as long as the reader, which lives for one run

    @property
    def length(self) -> int:
        """How many numbers a vector has."""
        return WORDS + len(self._matcher.intents)

    def vector(self, text: str) -> Floats | None:
        """`text` (redacted) as a vector of length 1, shape (`length`,); None when there is nothing to go by in it."""
        return self._kept(text)

    def _vector(self, text: str) -> Floats | None:
        matcher = self._matcher
        words = [word for word in matcher.lexicon.words_of(text, known=matcher) if word != SYSTEM_MARK]
        spelt = matcher.spelt(words)
        if not spelt:
            return None
        hashes, weights = features(spelt, synonyms=matcher.lexicon.synonyms)
        rows, values, coverage = weighted(matcher.hashes, matcher.idf, hashes, weights, unknown=matcher.tuning.unknown)
        if coverage < LEAST_KNOWN and not any(map(matcher.knows, spelt)):
            return None
        said = sqrt(1 - RECOGNISED_SHARE) * _unit(self._folded(hashes, weights, rows))
        recognised = sqrt(RECOGNISED_SHARE) * _unit(self._recognised(rows, values))
        return np.concatenate([said, recognised]).astype(np.float32)

    def _folded(self, hashes: Hashes, weights: Weights, rows: Ints) -> Floats:
        """The features in few dimensions: each is added to one of them or taken from it (Weinberger et al. 2009)."""
        rarity = np.full(len(hashes), self._rarest)
        rarity[np.isin(hashes, self._matcher.hashes[rows], assume_unique=True)] = self._matcher.idf[rows]
        mixed = hashes * PRIME
        signs = np.where(mixed & 1, 1.0, -1.0)
        return np.bincount(mixed >> FOLDED_AWAY, weights=signs * weights * rarity, minlength=WORDS).astype(np.float32)

    def _recognised(self, rows: Ints, values: Floats) -> Floats:
        """How much nearer than usual the text comes to the best example of each intent: shape (I,)."""
        telling = self._lengths[rows] <= COMMONEST
        scores = self._phrases.times(rows[telling], values[telling])
        best: Floats = np.maximum.reduceat(scores, self._starts)
        centred: Floats = best - best.mean()
        return centred

    @cached_property
    def _phrases(self) -> Postings:
        return self._matcher.phrases

    @cached_property
    def _lengths(self) -> NDArray[np.int32]:
        return np.diff(self._phrases.starts)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.searchsorted(self._matcher.phrase_intents, np.arange(len(self._matcher.intents)))

    @cached_property
    def _rarest(self) -> float:
        return float(self._matcher.idf.max())


def _unit(values: Floats) -> Floats:
    length = float(np.linalg.norm(values))
    return values / length if length else values
