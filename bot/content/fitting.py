"""Fit one matcher to examples: features, centroids and linear heads; scikit-learn is used here, never by the server."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.content.heads import MANY, HeadPart, HeadTask, binary_head, centroids_of, head_task, heads_of, linear_head
from bot.content.samples import Sample
from bot.core.features import Extracted, Hashes, Weights, extracted, letter_hashes, places_of, word_hash
from bot.core.folding import sentences
from bot.core.lexicon import Lexicon
from bot.core.matching import Kind, Matcher, Tuning
from bot.core.meaning import WordVectors, meanings
from bot.core.postings import Floats, Ints, Postings, weighted_rows

COMMON_SHARE = 0.015  # of all phrasings; a feature that more of them hold tells no phrasing from another
IDLE_SHARE = 0.05  # of all phrasings; a few letters that more of them hold are left out of the linear head
COMMON = 50  # phrasings that may hold a feature however few there are
IDF_POWER = 0.8  # plain idf lets one rare word decide a long message
VECTORS = Path(__file__).parent / "word_vectors.npz"


def fit(
    samples: Sequence[Sample], lexicon: Lexicon, *, kept: Extracted | None = None, with_language: bool = True
) -> Matcher:
    """A matcher over `samples`, in intent order; `kept` saves extracting the same features for every fold."""
    fitting = Fitting(samples, lexicon, kept)
    task = fitting.head_task
    return fitting.matcher([task.part(range(task.width))], with_language=with_language)


@cache
def word_vectors() -> WordVectors:
    """The word vectors that come with the bot; `docs/understanding.md` says where they are from."""
    with np.load(VECTORS, allow_pickle=False) as file:
        return WordVectors(file["hashes"], file["values"], float(file["unit"]), file["common"])


class Fitting:
    """What is computed once for all parts of a matcher: the examples in intent order and their table of features."""

    def __init__(self, samples: Sequence[Sample], lexicon: Lexicon, kept: Extracted | None = None) -> None:
        self.lexicon = lexicon
        self.vectors = word_vectors()
        self.kinds = {sample.intent: sample.kind for sample in samples}
        self.intents = tuple(sorted(self.kinds))
        number = {intent: index for index, intent in enumerate(self.intents)}
        self.samples = sorted(samples, key=lambda sample: number[sample.intent])
        self.labels = np.array([number[sample.intent] for sample in self.samples], dtype=np.int32)
        tokens = (sample.tokens for sample in self.samples)
        found = extracted(tokens, synonyms=lexicon.synonyms, kept={} if kept is None else kept)
        self.hashes = _vocabulary([hashes for hashes, _ in found], self.samples)
        self.idf = _idf([hashes for hashes, _ in found], self.labels, self.hashes, len(self.intents))
        self.table = self._table_of(found)
        self.heads = heads_of([self.kinds[intent] for intent in self.intents])

    @cached_property
    def head_task(self) -> HeadTask:
        """What is left to do for the linear head, which takes most of the time; in parts, wherever they are done."""
        marks = np.array([crc32(" ".join(sample.tokens).encode()) for sample in self.samples])
        table = _without(self.table, _idle_letters(self.table, self.hashes, self.samples))
        return head_task(table, self._meanings(), self.heads[self.labels], marks)

    def matcher(self, parts: Iterable[HeadPart], *, with_language: bool = True) -> Matcher:
        """The matcher; the `parts` of its linear head are waited for last, for they may be made meanwhile."""
        in_scope = np.array([sample.kind is not Kind.OUT_OF_SCOPE for sample in self.samples])
        for_person = np.array([sample.for_person for sample in self.samples])
        danish = np.array([sample.language == "da" or not with_language for sample in self.samples])
        phrases = _postings(_telling(self.table).T.tocsr())
        centroids = _postings(centroids_of(self.table, self.labels, len(self.intents)))
        field_weights = binary_head(self.table, in_scope)
        person_weights = binary_head(self.table[in_scope], for_person[in_scope])
        danish_weights = binary_head(self.table, danish)
        aside_weights = self._aside_weights()
        weights, meant, bias = linear_head(self.head_task, [*parts], features=len(self.hashes))
        return Matcher(
            intents=self.intents,
            kinds=tuple(self.kinds[intent] for intent in self.intents),
            hashes=self.hashes,
            idf=self.idf,
            phrases=phrases,
            phrase_texts=tuple(" ".join(sample.tokens) for sample in self.samples),
            phrase_intents=self.labels,
            centroids=centroids,
            linear=_postings(weights),
            heads=self.heads,
            bias=bias[self.heads],
            for_person=np.isin(np.arange(len(self.intents)), self.labels[for_person]),
            field_weights=field_weights,
            person_weights=person_weights,
            danish_weights=danish_weights,
            aside_weights=aside_weights,
            vectors=self.vectors,
            meant=meant,
            lexicon=self.lexicon,
            tuning=Tuning(),
        )

    def _aside_weights(self) -> Floats:
        """What tells an aside from an example of one sentence; an example of several may hold asides of its own."""
        alone = [len(sentences(sample.text)) < 2 for sample in self.samples]
        rows = self.table[np.array(alone)]
        is_aside = np.array([sample.is_aside for sample in self.samples])[alone]
        if self.lexicon.asides:
            tokens = [tuple(aside.split()) for aside in self.lexicon.asides]
            asides = self._table_of(extracted(tokens, synonyms=self.lexicon.synonyms, kept={}))
            rows = sparse.vstack([rows, asides]).tocsr()
            is_aside = np.append(is_aside, np.ones(len(tokens), dtype=bool))
        return binary_head(rows, is_aside)

    def _table_of(self, found: Sequence[tuple[Hashes, Weights]]) -> sparse.csr_matrix:
        """A row for each text, over V columns."""
        rows = weighted_rows(self.hashes, self.idf, found, unknown=1.0)
        return sparse.csr_matrix((rows.values, rows.columns, rows.starts), shape=(len(found), rows.width))

    def _meanings(self) -> Floats:
        return meanings([sample.tokens for sample in self.samples], self.vectors, hashes=self.hashes, idf=self.idf)


def _vocabulary(found: Sequence[Hashes], samples: Sequence[Sample]) -> Hashes:
    """The features the matcher keeps, ascending. Of many examples, every word, and what two or more hold besides: three
    in five features are pairs of words that only one example holds, and they find no other."""
    hashes, held = np.unique(np.concatenate(found), return_counts=True)
    if len(samples) < MANY:
        return hashes
    words = {word_hash(word) for sample in samples for word in sample.tokens}
    return hashes[(held > 1) | np.isin(hashes, np.array(sorted(words), dtype=np.uint32))]


def _idf(found: Sequence[Hashes], labels: Ints, hashes: Hashes, n: int) -> Floats:
    """log((1 + n) / (1 + intents that hold the feature)) + 1: counted per intent, so long files do not weigh more."""
    features, owners = np.concatenate(found), np.repeat(labels, [len(one) for one in found])
    at, kept = places_of(features, hashes)
    pairs = np.unique(at[kept].astype(np.int64) * n + owners[kept])
    per_feature = np.bincount(pairs // n, minlength=len(hashes))
    return ((np.log((1 + n) / (1 + per_feature)) + 1) ** IDF_POWER).astype(np.float32)


def _telling(table: sparse.csr_matrix) -> sparse.csr_matrix:
    """The table without common features: nine tenths of the work of comparing phrasings, and measured to say nothing
    that the centroids and the linear head do not say."""
    most = max(COMMON, int(COMMON_SHARE * table.shape[0]))
    return _without(table, np.bincount(table.indices, minlength=table.shape[1]) > most)


def _idle_letters(table: sparse.csr_matrix, hashes: Hashes, samples: Sequence[Sample]) -> NDArray[np.bool_]:
    """Which features are a few letters that many of many phrasings hold: a third of all that stands in the table, and
    measured to say nothing to the linear head that the words they stand in do not say."""
    if len(samples) < MANY:
        return np.zeros(len(hashes), dtype=bool)
    words = {word for sample in samples for word in sample.tokens}
    letters = {letter for word in words for letter in letter_hashes(word)}
    common = np.bincount(table.indices, minlength=table.shape[1]) > IDLE_SHARE * len(samples)
    return common & np.isin(hashes, np.array(sorted(letters), dtype=np.uint32))


def _without(table: sparse.csr_matrix, features: NDArray[np.bool_]) -> sparse.csr_matrix:
    kept = (table @ sparse.diags((~features).astype(np.float32))).tocsr()
    kept.eliminate_zeros()
    return kept


def _postings(table: sparse.csr_matrix) -> Postings:
    table.eliminate_zeros()
    return Postings(
        starts=table.indptr.astype(np.int32),
        columns=table.indices.astype(np.int32),
        values=table.data.astype(np.float32),
        width=table.shape[1],
    )
