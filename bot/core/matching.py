"""Score every intent for a text: best phrasing, intent centroid and a linear head over the same features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import token_sort_ratio

from bot.core.features import Hashes, features, places_of, word_hash
from bot.core.folding import SYSTEM_MARK
from bot.core.lexicon import Lexicon
from bot.core.meaning import WordVectors, contributions, rarities
from bot.core.postings import Floats, Ints, Postings, weighted
from bot.core.spelling import SHORTEST, one_slip_away

RERANKED = 20
ASIDE_FROM = 0.5


class Kind(StrEnum):
    """What an intent leads to."""

    ARTICLE = "article"
    PROCEDURE = "procedure"
    HANDOFF = "handoff"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Tuning:
    """How the parts of a score are mixed; fixed by measurement, see docs/understanding.md."""

    centroid: float = 0.7
    linear: float = 0.25
    rerank: float = 0.1
    unknown: float = 1.0


@dataclass(frozen=True)
class Parts:
    """What each part adds to the scores of one text, each (I,): together they are the scores.

    `linear` holds the linear head's bias too, which is there before a word is read.
    """

    phrasing: Floats
    centroid: Floats
    linear: Floats
    alike: Floats

    @property
    def similarity(self) -> Floats:
        """How like its phrasings the text is, for each intent."""
        return self.phrasing + self.centroid


@dataclass(frozen=True)
class Match:
    """Scores for one text: `scores` (I,) and their `parts`, `phrase_scores` (P,), and the share of known features.

    `in_field`, `for_person` and `danish` (0-1) are what three heads say of the text; `length` is in words.
    """

    scores: Floats
    parts: Parts
    phrase_scores: Floats
    coverage: float
    in_field: float
    for_person: float
    danish: float
    length: int


@dataclass(frozen=True)
class Matcher:
    """Everything matching needs, as arrays; built by training, immutable.

    `hashes` (V,) sorted; `idf` (V,); `phrases`, `centroids`, `linear` postings over V rows, `phrases` without the
    features that many phrasings hold; `heads` (I,) says which column of `linear` speaks of an intent: what is
    out of scope shares one; `bias` (I,); `for_person` (I,) says where a person must see to it;
    `phrase_intents` (P,) ascending; `field_weights`, `person_weights`, `danish_weights`, `aside_weights` (V + 1,), the
    last the bias;
    `meant` (D, columns of `linear`) is what the linear head makes of a text's meaning, by the `vectors` of its words.
    """

    intents: tuple[str, ...]
    kinds: tuple[Kind, ...]
    hashes: Hashes
    idf: Floats
    phrases: Postings
    phrase_texts: tuple[str, ...]
    phrase_intents: Ints
    centroids: Postings
    linear: Postings
    heads: Ints
    bias: Floats
    for_person: NDArray[np.bool_]
    field_weights: Floats
    person_weights: Floats
    danish_weights: Floats
    aside_weights: Floats
    vectors: WordVectors
    meant: Floats
    lexicon: Lexicon
    tuning: Tuning = Tuning()

    def knows(self, word: str) -> bool:
        """Whether some example holds `word` (folded)."""
        key = np.uint32(word_hash(word))  # a plain int would make numpy copy all the hashes first
        at = int(self.hashes.searchsorted(key))
        return at < len(self.hashes) and bool(self.hashes[at] == key)

    def __contains__(self, word: object) -> bool:
        """Whether `word` (folded) is one: it stands in an example, or is common anyhow. Such a word is not misspelt."""
        return isinstance(word, str) and (self.knows(word) or self.vectors.is_common(word))

    def spelt(self, tokens: Sequence[str]) -> list[str]:
        """`tokens` with each that is no word replaced by the commonest known word one slip away, if any.

        Only by words of two intents or more: a rare word may well be another rare word's neighbour.
        """
        return [token if token in self else self._nearest(token) for token in tokens]

    def vector(self, tokens: Sequence[str]) -> tuple[Ints, Floats, float]:
        """Known feature rows, their normalised weights, and the share of the whole weight that is known.

        Unknown features count in the norm, which is what makes a score usable for 'not our field'.
        """
        return self._weighted(self.spelt(tokens))

    def match(self, tokens: Sequence[str]) -> Match:
        """Score all intents for the folded words `tokens`."""
        spelt = self.spelt(tokens)
        rows, weights, coverage = self._weighted(spelt)
        phrase_scores = self.phrases.times(rows, weights)
        parts = self._parts(tokens, spelt, rows, weights, phrase_scores)
        scores = parts.similarity + parts.linear + parts.alike
        return Match(
            scores=scores.astype(np.float32),
            parts=parts,
            phrase_scores=phrase_scores,
            coverage=coverage,
            in_field=_logistic(rows, weights, self.field_weights),
            for_person=_logistic(rows, weights, self.person_weights),
            danish=_logistic(rows, weights, self.danish_weights),
            length=len(tokens),
        )

    def danish(self, tokens: Sequence[str]) -> float:
        """How Danish the text is (0-1)."""
        rows, weights, _ = self.vector(tokens)
        return _logistic(rows, weights, self.danish_weights)

    def is_aside(self, tokens: Sequence[str]) -> bool:
        """Whether a sentence says nothing of what is asked; one that names a system never does."""
        if SYSTEM_MARK in tokens:
            return False
        rows, weights, _ = self.vector(tokens)
        return _logistic(rows, weights, self.aside_weights) > ASIDE_FROM

    def parts(self, tokens: Sequence[str]) -> Parts:
        """What the scores of `match` are made of."""
        return self.match(tokens).parts

    def pulls(self, tokens: Sequence[str], intent: int) -> dict[int, float]:
        """What each feature, by its hash, adds to the score of `intent` (an index): centroid and linear head.

        What a word means is added to the word itself.
        """
        spelt = self.spelt(tokens)
        rows, weights, _ = self._weighted(spelt)
        column = int(self.heads[intent])
        centroid = self.tuning.centroid * self.centroids.column(rows, intent)
        linear = self.tuning.linear * self.linear.column(rows, column)
        pulls = dict(zip(self.hashes[rows].tolist(), (weights * (centroid + linear)).tolist(), strict=True))
        for word, meant in zip(spelt, self._meanings(spelt) @ self.meant[:, column], strict=True):
            pulls[word_hash(word)] = pulls.get(word_hash(word), 0.0) + self.tuning.linear * float(meant)
        return pulls

    def field_pulls(self, tokens: Sequence[str]) -> dict[int, float]:
        """What each known feature, by its hash, says for (above 0) or against our field."""
        rows, weights, _ = self.vector(tokens)
        return dict(zip(self.hashes[rows].tolist(), (weights * self.field_weights[rows]).tolist(), strict=True))

    def nearest_phrase(self, match: Match, intent: int) -> str:
        """The example of `intent` (an index) most like the text, folded."""
        start = int(self._starts[intent])
        end = int(self._starts[intent + 1]) if intent + 1 < len(self._starts) else len(self.phrase_intents)
        return self.phrase_texts[start + int(np.argmax(match.phrase_scores[start:end]))]

    @cached_property
    def outside(self) -> NDArray[np.bool_]:
        """Where what an intent says is out of scope: shape (I,)."""
        return np.array([kind is Kind.OUT_OF_SCOPE for kind in self.kinds])

    def best_of_ours(self, match: Match, count: int) -> list[int]:
        """The indices of up to `count` intents in our field, the highest score first."""
        best_first = np.argsort(-match.scores)
        ours: list[int] = best_first[~self.outside[best_first]][:count].tolist()
        return ours

    @cached_property
    def _nearest(self) -> Callable[[str], str]:
        rarest = float(self.idf.max())

        def nearest(word: str) -> str:
            if len(word) < SHORTEST or not word.isalpha():
                return word
            near = list(one_slip_away(word))
            keys = np.fromiter(map(word_hash, near), dtype=np.uint32, count=len(near))
            at, is_known = places_of(keys, self.hashes)
            rarity = np.where(is_known, self.idf[at], rarest)
            best = int(np.argmin(rarity))
            return near[best] if rarity[best] < rarest else word

        return lru_cache(maxsize=4096)(nearest)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.searchsorted(self.phrase_intents, np.arange(len(self.intents)))

    def _weighted(self, spelt: Sequence[str]) -> tuple[Ints, Floats, float]:
        hashes, weights = features(spelt, synonyms=self.lexicon.synonyms)
        return weighted(self.hashes, self.idf, hashes, weights, unknown=self.tuning.unknown)

    def _meanings(self, spelt: Sequence[str]) -> Floats:
        """What each word adds to the meaning of the text: shape (T, D)."""
        return contributions(self.vectors.of(spelt), rarities(spelt, self.hashes, self.idf))

    def _parts(
        self, tokens: Sequence[str], spelt: Sequence[str], rows: Ints, weights: Floats, phrase_scores: Floats
    ) -> Parts:
        share = self.tuning.centroid
        best: Floats = np.maximum.reduceat(phrase_scores, self._starts)
        linear = self.linear.times(rows, weights) + self._meanings(spelt).sum(axis=0) @ self.meant
        return Parts(
            phrasing=(1 - share) * best,
            centroid=share * self.centroids.times(rows, weights),
            linear=self.tuning.linear * (linear[self.heads] + self.bias),
            alike=self.tuning.rerank * self._alike(" ".join(tokens), phrase_scores),
        )

    def _alike(self, text: str, phrase_scores: Floats) -> Floats:
        """How alike the nearest phrasings are letter by letter (0-1), for the intents they belong to."""
        alike = np.zeros(len(self.intents), dtype=np.float32)
        count = min(RERANKED, len(phrase_scores))
        for phrase in np.argpartition(-phrase_scores, count - 1)[:count]:
            intent = self.phrase_intents[phrase]
            ratio = token_sort_ratio(text, self.phrase_texts[phrase]) / 100
            alike[intent] = max(alike[intent], ratio)
        return alike


def _logistic(rows: Ints, weights: Floats, head: Floats) -> float:
    margin = float(head[rows] @ weights) + float(head[-1])
    return 1 / (1 + float(np.exp(-margin)))
