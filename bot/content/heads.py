"""Fit the linear heads of a matcher: one for each intent, and the two-sided ones; training alone needs scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.core.matching import Floats, Ints, Kind

MANY = 5_000  # examples from which the linear head must be thrifty; below, it is measured to lose by it
LINEAR_SHARE = 0.17  # the share of the linear head's weights that is kept: the largest
HEAD_COST = 20.0
HEAD_PASSES = 8
PASSES_OVER_FEW = 50
BINARY_PASSES = 30  # with 300 they tell the same texts apart
CERTAIN = 9.0  # log-odds
SEED = 0


def heads_of(kinds: Sequence[Kind]) -> Ints:
    """The linear head's column for each intent, given what each leads to.

    What is out of scope shares the last one, for all its groups: which of them it is makes no difference. Kept once for
    each group, it was seven in ten of the weights that are kept.
    """
    outside = np.array([kind is Kind.OUT_OF_SCOPE for kind in kinds])
    return np.where(outside, np.count_nonzero(~outside), np.cumsum(~outside) - 1).astype(np.int32)


@dataclass(frozen=True)
class HeadPart:
    """Logistic regressions of some columns of the linear head, each against the rest.

    `columns` (n,); `weights` (S, n), `bias` (n,).
    """

    columns: Ints
    weights: Floats
    bias: Floats


@dataclass(frozen=True)
class HeadTask:
    """What the linear head is fitted to: `seen` (P, S) over `features` (S,), the column (P,) each example belongs to.

    Of many examples, what only one holds says nothing of its intent: the head does without. And each column is set
    against half of the counterexamples, in turn the one and the other of the `halves` (P,): half the time, and a third
    of a point of what is right first. To which half an example belongs must not change when others are added.
    """

    seen: sparse.csr_matrix
    features: Ints
    labels: Ints
    halves: NDArray[np.bool_]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return int(self.labels.max()) + 1

    @property
    def of_many(self) -> bool:
        """Whether the examples are so many that the head must be thrifty."""
        return len(self.labels) >= MANY

    def part(self, columns: Sequence[int]) -> HeadPart:
        """Fit some of the columns."""
        seen = self.seen.astype(np.float64)
        weights = np.zeros((len(self.features), len(columns)), dtype=np.float32)
        bias = np.zeros(len(columns), dtype=np.float32)
        passes = HEAD_PASSES if self.of_many else PASSES_OVER_FEW
        for at, column in enumerate(columns):
            truth = self.labels == column
            asked = truth | (self.halves == column % 2) if self.of_many else np.ones_like(truth)
            weights[:, at], bias[at] = _logistic(seen[asked], truth[asked], passes=passes)
        return HeadPart(np.array(columns, dtype=np.int32), weights, bias)


def head_task(table: sparse.csr_matrix, labels: Ints, halves: NDArray[np.bool_]) -> HeadTask:
    """The task for a table of examples × features."""
    least = 2 if len(labels) >= MANY else 1
    shared = np.flatnonzero(np.bincount(table.indices, minlength=table.shape[1]) >= least).astype(np.int32)
    return HeadTask(table[:, shared], shared, labels, halves)


def linear_head(task: HeadTask, parts: Sequence[HeadPart], *, features: int) -> tuple[sparse.csr_matrix, Floats]:
    """The parts of all columns together: features × columns, and their biases; of many examples, the largest."""
    columns = np.concatenate([part.columns for part in parts])
    weights = np.concatenate([part.weights for part in parts], axis=1)
    bias = np.empty(task.width, dtype=np.float32)
    bias[columns] = np.concatenate([part.bias for part in parts])
    if task.of_many:
        weights[np.abs(weights) < np.quantile(np.abs(weights), 1 - LINEAR_SHARE)] = 0
    found = sparse.csr_matrix(weights).tocoo()
    places = (task.features[found.row], columns[found.col])
    return sparse.csr_matrix((found.data, places), shape=(features, task.width)), bias


def binary_head(table: sparse.csr_matrix, truth: NDArray[np.bool_]) -> Floats:
    """Logistic weights (V + 1,), bias last; all zero when there is only one class to see."""
    return np.append(*_logistic(table, truth, passes=BINARY_PASSES)).astype(np.float32)


def _logistic(seen: sparse.csr_matrix, truth: NDArray[np.bool_], *, passes: int) -> tuple[Floats, float]:
    """Weights (V,) and bias; without weights when there is only one class to see."""
    if truth.all() or not truth.any():
        return np.zeros(seen.shape[1], dtype=np.float32), CERTAIN if truth.all() else -CERTAIN
    head = LogisticRegression(
        C=HEAD_COST, class_weight="balanced", solver="liblinear", dual=True, max_iter=passes, random_state=SEED
    )
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)  # stopping early is the point
        head.fit(seen, truth)
    return head.coef_[0].astype(np.float32), float(head.intercept_[0])
