"""Score every intent for a text: best phrasing, intent centroid and a linear head over the same features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import token_sort_ratio

from bot.core.features import Hashes, Weights, features, word_hash
from bot.core.lexicon import Lexicon
from bot.core.spelling import SHORTEST, one_slip_away

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

RERANKED = 20


class Kind(StrEnum):
    """What an intent leads to."""

    ARTICLE = "article"
    PROCEDURE = "procedure"
    HANDOFF = "handoff"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Postings:
    """A sparse matrix by feature: row `f` has columns `columns[starts[f]:starts[f+1]]` with `values` alike, in `unit`s.

    Loaded from a snapshot, columns are as narrow as they can be, and values are half floats or bytes.
    """

    starts: Ints
    columns: Ints | NDArray[np.uint16]
    values: Floats | NDArray[np.float16] | NDArray[np.uint8]
    width: int
    unit: float = 1.0

    def times(self, rows: Ints, weights: Floats) -> Floats:
        """`weights` (one a row) times the rows: shape (width,)."""
        starts, ends = self.starts[rows], self.starts[rows + 1]
        lengths = ends - starts
        total = int(lengths.sum())
        if total == 0:
            return np.zeros(self.width, dtype=np.float32)
        offsets = np.repeat(ends - np.cumsum(lengths), lengths)
        at = offsets + np.arange(total)
        products = self.values[at] * np.repeat(weights * np.float32(self.unit), lengths)
        return np.bincount(self.columns[at], weights=products, minlength=self.width).astype(np.float32)

    def column(self, rows: Ints, column: int) -> Floats:
        """What each of `rows` holds in one column: shape (R,)."""
        spans = [slice(self.starts[row], self.starts[row + 1]) for row in rows]
        held = (self.values[span][self.columns[span] == column].sum() for span in spans)
        return np.fromiter(held, dtype=np.float32, count=len(rows)) * np.float32(self.unit)


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
    `phrase_intents` (P,) ascending; `field_weights`, `person_weights`, `danish_weights` (V + 1,), the last the bias.
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
    lexicon: Lexicon
    tuning: Tuning = Tuning()

    def knows(self, word: str) -> bool:
        """Whether some example holds `word` (folded)."""
        key = np.uint32(word_hash(word))  # a plain int would make numpy copy all the hashes first
        at = int(self.hashes.searchsorted(key))
        return at < len(self.hashes) and bool(self.hashes[at] == key)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.knows(word)

    def spelt(self, tokens: Sequence[str]) -> list[str]:
        """`tokens` with each word that nobody knows replaced by the commonest known word one slip away, if any.

        Only by words of two intents or more: a rare word may well be another rare word's neighbour.
        """
        return [token if self.knows(token) else self._nearest(token) for token in tokens]

    def vector(self, tokens: Sequence[str]) -> tuple[Ints, Floats, float]:
        """Known feature rows, their normalised weights, and the share of the whole weight that is known.

        Unknown features count in the norm, which is what makes a score usable for 'not our field'.
        """
        hashes, weights = features(self.spelt(tokens), synonyms=self.lexicon.synonyms)
        return weighted(self.hashes, self.idf, hashes, weights, unknown=self.tuning.unknown)

    def match(self, tokens: Sequence[str]) -> Match:
        """Score all intents for the folded words `tokens`."""
        rows, weights, coverage = self.vector(tokens)
        phrase_scores = self.phrases.times(rows, weights)
        parts = self._parts(tokens, rows, weights, phrase_scores)
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

    def parts(self, tokens: Sequence[str]) -> Parts:
        """What the scores of `match` are made of."""
        rows, weights, _ = self.vector(tokens)
        return self._parts(tokens, rows, weights, self.phrases.times(rows, weights))

    def pulls(self, tokens: Sequence[str], intent: int) -> dict[int, float]:
        """What each known feature, by its hash, adds to the score of `intent` (an index): centroid and linear head."""
        rows, weights, _ = self.vector(tokens)
        centroid = self.tuning.centroid * self.centroids.column(rows, intent)
        linear = self.tuning.linear * self.linear.column(rows, int(self.heads[intent]))
        return dict(zip(self.hashes[rows].tolist(), (weights * (centroid + linear)).tolist(), strict=True))

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
            at = np.minimum(np.searchsorted(self.hashes, keys), len(self.hashes) - 1)
            rarity = np.where(self.hashes[at] == keys, self.idf[at], rarest)
            best = int(np.argmin(rarity))
            return near[best] if rarity[best] < rarest else word

        return lru_cache(maxsize=4096)(nearest)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        return np.searchsorted(self.phrase_intents, np.arange(len(self.intents)))

    def _parts(self, tokens: Sequence[str], rows: Ints, weights: Floats, phrase_scores: Floats) -> Parts:
        share = self.tuning.centroid
        best: Floats = np.maximum.reduceat(phrase_scores, self._starts)
        return Parts(
            phrasing=(1 - share) * best,
            centroid=share * self.centroids.times(rows, weights),
            linear=self.tuning.linear * (self.linear.times(rows, weights)[self.heads] + self.bias),
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


def weighted(
    known: Hashes, idf: Floats, hashes: Hashes, weights: Weights, *, unknown: float
) -> tuple[Ints, Floats, float]:
    """tf·idf weights over the known features, normalised by all of them; and the known share of the norm (0-1)."""
    at = np.searchsorted(known, hashes)
    at[at == len(known)] = 0
    is_known = known[at] == hashes
    values = weights * np.where(is_known, idf[at], unknown * idf.max())
    norm = float(np.sqrt((values**2).sum())) or 1.0
    mine = (values[is_known] / norm).astype(np.float32)
    return at[is_known].astype(np.int32), mine, float((mine**2).sum())


def weighted_rows(known: Hashes, idf: Floats, found: Sequence[tuple[Hashes, Weights]], *, unknown: float) -> Postings:
    """What `weighted` makes of the features of many texts, all at once: a row for each, over V columns."""
    lengths = [len(hashes) for hashes, _ in found]
    row, hashes = np.repeat(np.arange(len(found)), lengths), np.concatenate([each for each, _ in found])
    at = np.searchsorted(known, hashes).clip(max=len(known) - 1)
    is_known = known[at] == hashes
    values = np.concatenate([each for _, each in found]) * np.where(is_known, idf[at], unknown * idf.max())
    norm = np.sqrt(np.bincount(row, weights=values**2, minlength=len(found)))
    mine = (values[is_known] / np.where(norm > 0, norm, 1)[row[is_known]]).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[is_known], minlength=len(found)))])
    return Postings(starts.astype(np.int32), at[is_known].astype(np.int32), mine, len(known))


def _logistic(rows: Ints, weights: Floats, head: Floats) -> float:
    margin = float(head[rows] @ weights) + float(head[-1])
    return 1 / (1 + float(np.exp(-margin)))
