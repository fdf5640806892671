"""Fit the matcher and its calibration to the content; scikit-learn is used here and never by the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import repeat
from math import ceil
from multiprocessing import get_context
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.content.heads import MANY, binary_head, heads_of, linear_head
from bot.content.samples import Sample
from bot.core.calibration import Calibration, candidate_facts, field_facts, person_facts
from bot.core.features import Hashes, Weights, features, letter_hashes, word_hash
from bot.core.lexicon import Lexicon
from bot.core.matching import Floats, Ints, Kind, Matcher, Postings, Tuning, weighted_rows
from bot.core.understanding import match_units, unit_tokens

FOLDS = 3
ASKED = (1,)  # the fold in the middle; asking a second takes a third of the time, and the curves stay the same
AT_ONCE = 2  # processes
WORTH_A_PROCESS = 3_000  # samples from which starting two processes pays
MOST_ASKED = 2_500  # held-out examples; enough for the curves, and all of them take four times as long
COMMON_SHARE = 0.015  # of all phrasings; a feature that more of them hold tells no phrasing from another
IDLE_SHARE = 0.05  # of all phrasings; a few letters that more of them hold are left out of the linear head
COMMON = 50  # phrasings that may hold a feature however few there are
IDF_POWER = 0.8  # plain idf lets one rare word decide a long message
OUTSIDE_WEIGHT = 4.0  # people ask about other things more often than the few examples of it would say
CANDIDATES = 3  # of a held-out example that the curve is fitted to
Progress = Callable[[str, float], None]
Extracted = dict[tuple[str, ...], tuple[Hashes, Weights]]


def quiet(_step: str, _share: float) -> None:
    """A progress bar nobody looks at."""


def train(samples: Sequence[Sample], lexicon: Lexicon, *, progress: Progress = quiet) -> tuple[Matcher, Calibration]:
    """The matcher over all samples, and the calibration fitted on samples each fold has not seen.

    `progress` is told the step and the share done (0-1).
    """
    progress("calibrate", 0.0)
    facts = _Facts()
    with _pool(samples, lexicon) as at_work:
        fitted = at_work(_whole, [None])
        for done, found in enumerate(at_work(_asked_of, ASKED), start=1):
            facts.extend(found)
            progress("calibrate", done / (len(ASKED) + 1))
        matcher = next(iter(fitted))
    progress("done", 1.0)
    return matcher, facts.calibration()


@contextmanager
def _pool(samples: Sequence[Sample], lexicon: Lexicon) -> Iterator[Callable[..., Iterable[Any]]]:
    """What maps a function over tasks: processes beside each other where there is much to do, else this one.

    Not threads: liblinear has one source of chance for all of them, and the same content must give the same matcher.
    """
    if len(samples) < WORTH_A_PROCESS:
        work = _Work(samples, lexicon)
        yield lambda task, of: (task(work, one) for one in of)
        return
    context = get_context("spawn")
    with ProcessPoolExecutor(AT_ONCE, mp_context=context, initializer=_begin, initargs=(samples, lexicon)) as processes:
        yield lambda task, of: processes.map(_do, repeat(task), of)


class _Work:
    """What every task needs: the samples, their folds and features."""

    def __init__(self, samples: Sequence[Sample], lexicon: Lexicon) -> None:
        self.samples = samples
        self.lexicon = lexicon
        self.folds = folds_of(samples)
        self.features: Extracted = {each.tokens: features(each.tokens, synonyms=lexicon.synonyms) for each in samples}

    def samples_of(self, fold: int, *, held_out: bool) -> list[Sample]:
        """The samples of `fold`, or all but them."""
        return [each for each, at in zip(self.samples, self.folds, strict=True) if bool(at == fold) is held_out]


_works: list[_Work] = []  # in a process of its own


def _begin(samples: Sequence[Sample], lexicon: Lexicon) -> None:
    _works.append(_Work(samples, lexicon))


def _do(task: Callable[[_Work, Any], Any], one: Any) -> Any:
    return task(_works[0], one)


def _whole(work: _Work, _: None) -> Matcher:
    return fit(work.samples, work.lexicon, kept=work.features)


def _asked_of(work: _Work, fold: int) -> _Facts:
    """What a matcher that has not seen `fold` says of it."""
    matcher = fit(work.samples_of(fold, held_out=False), work.lexicon, kept=work.features, with_language=False)
    held_out = work.samples_of(fold, held_out=True)
    facts = _Facts()
    facts.add(matcher, held_out[:: ceil(len(held_out) / MOST_ASKED) or 1])
    return facts


def fit(
    samples: Sequence[Sample], lexicon: Lexicon, *, kept: Extracted | None = None, with_language: bool = True
) -> Matcher:
    """A matcher over `samples`, in intent order; `kept` saves extracting the same features for every fold."""
    kept = {} if kept is None else kept
    kinds = {sample.intent: sample.kind for sample in samples}
    intents = tuple(sorted(kinds))
    number = {intent: index for index, intent in enumerate(intents)}
    ordered = sorted(samples, key=lambda sample: number[sample.intent])
    labels = np.array([number[sample.intent] for sample in ordered], dtype=np.int32)
    raw = [_extracted(sample.tokens, lexicon, kept) for sample in ordered]
    hashes = _vocabulary([found for found, _ in raw], ordered)
    idf = _idf([found for found, _ in raw], labels, hashes, len(intents))
    rows = weighted_rows(hashes, idf, raw, unknown=1.0)
    table = sparse.csr_matrix((rows.values, rows.columns, rows.starts), shape=(len(raw), rows.width))
    halves = np.array([crc32(" ".join(sample.tokens).encode()) % 2 == 0 for sample in ordered])
    heads = heads_of([kinds[intent] for intent in intents])
    weights, bias = linear_head(_without(table, _idle_letters(table, hashes, ordered)), heads[labels], halves)
    in_scope = np.array([kinds[sample.intent] is not Kind.OUT_OF_SCOPE for sample in ordered])
    for_person = np.array([sample.for_person for sample in ordered])
    danish = np.array([sample.language == "da" for sample in ordered])
    return Matcher(
        intents=intents,
        kinds=tuple(kinds[intent] for intent in intents),
        hashes=hashes,
        idf=idf,
        phrases=_postings(_telling(table).T.tocsr()),
        phrase_texts=tuple(" ".join(sample.tokens) for sample in ordered),
        phrase_intents=labels,
        centroids=_postings(_centroids(table, labels, len(intents))),
        linear=_postings(weights),
        heads=heads,
        bias=bias[heads],
        for_person=np.isin(np.arange(len(intents)), labels[for_person]),
        field_weights=binary_head(table, in_scope),
        person_weights=binary_head(table[in_scope], for_person[in_scope]),
        danish_weights=binary_head(table, danish if with_language else np.ones_like(danish)),
        lexicon=lexicon,
        tuning=Tuning(),
    )


def folds_of(samples: Sequence[Sample]) -> NDArray[np.int32]:
    """The fold of each sample: blocks of each intent's examples in each language, in the order they stand.

    Examples that stand together were written together, and often say the same twice. A fold drawn at random would be
    asked what it has all but seen, and the curves would promise more than strangers' questions keep.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for index, sample in enumerate(samples):
        places.setdefault((sample.intent, sample.language), []).append(index)
    folds = np.empty(len(samples), dtype=np.int32)
    for indices in places.values():
        folds[indices] = np.arange(len(indices)) * FOLDS // len(indices)
    return folds


def _extracted(tokens: tuple[str, ...], lexicon: Lexicon, kept: Extracted) -> tuple[Hashes, Weights]:
    if tokens not in kept:
        kept[tokens] = features(tokens, synonyms=lexicon.synonyms)
    return kept[tokens]


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
    at = np.searchsorted(hashes, features).clip(max=len(hashes) - 1)
    kept = hashes[at] == features
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


def _centroids(table: sparse.csr_matrix, labels: NDArray[np.int32], n: int) -> sparse.csr_matrix:
    """Features × intents; each column the normalised mean of the intent's phrasings."""
    member = sparse.csr_matrix(
        (np.ones(len(labels), dtype=np.float32), (labels, np.arange(len(labels)))), shape=(n, len(labels))
    )
    sums = (member @ table).tocsr()
    norms = np.sqrt(sums.multiply(sums).sum(axis=1)).A1
    return (sparse.diags(1 / np.maximum(norms, 1e-9)) @ sums).T.tocsr().astype(np.float32)


def _postings(table: sparse.csr_matrix) -> Postings:
    table.eliminate_zeros()
    return Postings(
        starts=table.indptr.astype(np.int32),
        columns=table.indices.astype(np.int32),
        values=table.data.astype(np.float32),
        width=table.shape[1],
    )


class _Facts:
    """Pooled held-out predictions: what was seen of each candidate, and whether it was right."""

    def __init__(self) -> None:
        self.candidates: list[tuple[float, ...]] = []
        self.right: list[bool] = []
        self.texts: list[tuple[float, ...]] = []
        self.ours: list[bool] = []
        self.persons: list[tuple[float, ...]] = []
        self.for_person: list[bool] = []
        self.text_weights: list[float] = []

    def add(self, matcher: Matcher, samples: Iterable[Sample]) -> None:
        """Score `samples` with a matcher that has not seen them."""
        for sample in samples:
            match = match_units(matcher, [sample.tokens, *unit_tokens(sample.text, matcher)])
            self.texts.append(field_facts(matcher, match))
            self.persons.append(person_facts(matcher, match))
            self.for_person.append(sample.for_person)
            ours = sample.kind is not Kind.OUT_OF_SCOPE
            self.ours.append(ours)
            self.text_weights.append(1.0 if ours else OUTSIDE_WEIGHT)
            ours_first = matcher.best_of_ours(match, CANDIDATES)
            self.candidates.extend(candidate_facts(matcher, match, ours_first))
            self.right.extend(matcher.intents[intent] == sample.intent for intent in ours_first)

    def extend(self, other: _Facts) -> None:
        """Pool with what was seen of another fold."""
        for name, values in vars(other).items():
            getattr(self, name).extend(values)

    def calibration(self) -> Calibration:
        """The logistic curves."""
        return Calibration(
            candidate=_curve(self.candidates, self.right, [1.0] * len(self.right)),
            field=_curve(self.texts, self.ours, self.text_weights),
            person=_curve(self.persons, self.for_person, self.text_weights),
        )


def _curve(facts: Sequence[tuple[float, ...]], truth: Sequence[bool], weights: Sequence[float]) -> tuple[float, ...]:
    """Logistic coefficients, intercept last."""
    if len(set(truth)) < 2:
        return (*(0.0 for _ in facts[0]), 9.0 if all(truth) else -9.0)
    head = LogisticRegression(C=100.0, max_iter=1000).fit(np.array(facts), np.array(truth), np.array(weights))
    return (*map(float, head.coef_[0]), float(head.intercept_[0]))
