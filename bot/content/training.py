"""Fit the matcher and its calibration to the content; scikit-learn is used here and never by the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from math import ceil
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.content.fitting import Fitting, fit
from bot.content.heads import HeadPart
from bot.content.samples import Sample, marked
from bot.core.calibration import Calibration, candidate_facts, field_facts, person_facts
from bot.core.features import Extracted
from bot.core.lexicon import Lexicon
from bot.core.matching import Kind, Matcher
from bot.core.understanding import match_units
from bot.core.units import units_of

FOLDS = 3
ASKED = (1,)  # the fold in the middle; asking a second takes a third of the time, and the curves stay the same
AT_ONCE = 2  # processes
PARTS = 4  # of the linear head, each a task of its own
WORTH_A_PROCESS = 3_000  # samples from which starting two processes pays
MOST_ASKED = 20_000  # held-out examples; with 2,500 the curves were partly chance
OUTSIDE_WEIGHT = 4.0  # people ask about other things more often than the few examples of it would say
RELIANCE = 0.25  # the length of the mark of an intent, beside facts of length 1: the smaller, the less it may say
CANDIDATES = 3  # of a held-out example that the curve is fitted to
Progress = Callable[[str, float], None]


def quiet(_step: str, _share: float) -> None:
    """A progress bar nobody looks at."""


def train(
    samples: Sequence[Sample], lexicon: Lexicon, *, curves: Calibration | None = None, progress: Progress = quiet
) -> tuple[Matcher, Calibration]:
    """The matcher over all samples, and the calibration fitted on samples each fold has not seen.

    `curves` that are known to fit are taken as they are, in half the time. `progress` is told the step and the share
    done (0-1).
    """
    asked = () if curves else ASKED
    progress("calibrate", 0.0)

    def told(parts: Iterable[HeadPart]) -> Iterator[HeadPart]:
        for done, part in enumerate(parts, start=1):
            progress("calibrate", done / (PARTS + len(asked) + 1))
            yield part

    facts = _Facts()
    with _pool(len(samples)) as at_work:
        found = at_work(partial(_asked_of, _Work(samples, lexicon)), asked)  # first: it takes the longest
        fitting = Fitting(samples, lexicon)
        columns = range(fitting.head_task.width)
        heads = at_work(fitting.head_task.part, [columns[part::PARTS] for part in range(PARTS)])
        matcher = fitting.matcher(told(heads))
        for each in found:
            facts.extend(each)
    progress("done", 1.0)
    return matcher, curves or facts.calibration()


@contextmanager
def _pool(examples: int) -> Iterator[Callable[..., Iterable[Any]]]:
    """What maps a function over tasks: processes beside each other where there is much to do, else this one.

    Not threads: liblinear has one source of chance for all of them, and the same content must give the same matcher.
    """
    if examples < WORTH_A_PROCESS:
        yield map
        return
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as processes:
        yield processes.map


class _Work:
    """What it takes to ask a fold: the samples, their folds, and the features that were extracted so far."""

    def __init__(self, samples: Sequence[Sample], lexicon: Lexicon) -> None:
        self.samples = samples
        self.lexicon = lexicon
        self.folds = folds_of(samples)
        self.features: Extracted = {}

    def samples_of(self, fold: int, *, held_out: bool) -> list[Sample]:
        """The samples of `fold`, or all but them."""
        return [each for each, at in zip(self.samples, self.folds, strict=True) if bool(at == fold) is held_out]


def _asked_of(work: _Work, fold: int) -> _Facts:
    """What a matcher that has not seen `fold` says of it."""
    matcher = fit(work.samples_of(fold, held_out=False), work.lexicon, kept=work.features, with_language=False)
    held_out = work.samples_of(fold, held_out=True)
    facts = _Facts()
    facts.add(matcher, held_out[:: ceil(len(held_out) / MOST_ASKED) or 1])
    return facts


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


class _Facts:
    """Pooled held-out predictions: what was seen of each candidate, and whether it was right."""

    def __init__(self) -> None:
        self.candidates: list[tuple[float, ...]] = []
        self.intents: list[str] = []
        self.right: list[bool] = []
        self.texts: list[tuple[float, ...]] = []
        self.ours: list[bool] = []
        self.persons: list[tuple[float, ...]] = []
        self.for_person: list[bool] = []
        self.text_weights: list[float] = []

    def add(self, matcher: Matcher, samples: Iterable[Sample]) -> None:
        """Score `samples` with a matcher that has not seen them."""
        for sample in samples:
            match, _ = match_units(matcher, units_of(marked(sample.text), sample.tokens, matcher))
            self.texts.append(field_facts(matcher, match))
            self.persons.append(person_facts(matcher, match))
            self.for_person.append(sample.for_person)
            ours = sample.kind is not Kind.OUT_OF_SCOPE
            self.ours.append(ours)
            self.text_weights.append(1.0 if ours else OUTSIDE_WEIGHT)
            ours_first = matcher.best_of_ours(match, CANDIDATES)
            self.candidates.extend(candidate_facts(matcher, match, ours_first))
            intents = [matcher.intents[intent] for intent in ours_first]
            self.intents.extend(intents)
            self.right.extend(intent == sample.intent for intent in intents)

    def extend(self, other: _Facts) -> None:
        """Pool with what was seen of another fold."""
        for name, values in vars(other).items():
            getattr(self, name).extend(values)

    def calibration(self) -> Calibration:
        """The logistic curves."""
        candidate, reliance = _curve_of_intents(self.candidates, self.intents, self.right)
        return Calibration(
            candidate=candidate,
            reliance=reliance,
            field=_curve(self.texts, self.ours, self.text_weights),
            person=_curve(self.persons, self.for_person, self.text_weights),
        )


def _curve(facts: Sequence[tuple[float, ...]], truth: Sequence[bool], weights: Sequence[float]) -> tuple[float, ...]:
    """Logistic coefficients, intercept last."""
    if len(set(truth)) < 2:
        return (*(0.0 for _ in facts[0]), 9.0 if all(truth) else -9.0)
    head = LogisticRegression(C=100.0, max_iter=1000).fit(np.array(facts), np.array(truth), np.array(weights))
    return (*map(float, head.coef_[0]), float(head.intercept_[0]))


def _curve_of_intents(
    facts: Sequence[tuple[float, ...]], intents: Sequence[str], truth: Sequence[bool]
) -> tuple[tuple[float, ...], dict[str, float]]:
    """Logistic coefficients, intercept last, and what is added for each intent: a ridge over facts of like size."""
    seen = np.array(facts)
    if len(set(truth)) < 2:
        return _curve(facts, truth, [1.0] * len(truth)), {}
    middle, spread = seen.mean(axis=0), seen.std(axis=0)
    spread[spread == 0] = 1
    named, number = np.unique(intents, return_inverse=True)
    mark = sparse.csr_matrix((np.full(len(seen), RELIANCE), (np.arange(len(seen)), number)))
    head = LogisticRegression(C=10.0, max_iter=3000).fit(sparse.hstack([(seen - middle) / spread, mark]), truth)
    slopes, marked = np.split(head.coef_[0], [seen.shape[1]])
    slopes /= spread
    curve = (*map(float, slopes), float(head.intercept_[0] - slopes @ middle))
    return curve, dict(zip(named.tolist(), (RELIANCE * marked).tolist(), strict=True))
