"""Fit the linear heads of a matcher: one for each intent, and the two-sided ones; training alone needs scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
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


def linear_head(table: sparse.csr_matrix, labels: Ints, halves: NDArray[np.bool_]) -> tuple[sparse.csr_matrix, Floats]:
    """Logistic regressions, each label against the rest: features × labels, and their biases.

    `labels` are columns, one a row of `table`. Of many examples, what only one holds says nothing of its intent, and is
    three in five features: the head does without, and without its smallest weights; and each label is set against half
    of the counterexamples, in turn the one and the other of the `halves` (a mark for each row, which must not change
    when rows are added): half the time, and a third of a point of what is right first.
    """
    many = table.shape[0] >= MANY
    shared = np.flatnonzero(np.bincount(table.indices, minlength=table.shape[1]) > many)
    seen = table[:, shared].astype(np.float64)
    width = int(labels.max()) + 1
    weights = np.zeros((len(shared), width), dtype=np.float32)
    bias = np.zeros(width, dtype=np.float32)
    for label in range(width):
        truth = labels == label
        asked = truth | (halves == label % 2) if many else np.ones_like(truth)
        passes = HEAD_PASSES if many else PASSES_OVER_FEW
        weights[:, label], bias[label] = _logistic(seen[asked], truth[asked], passes=passes)
    if many:
        weights[np.abs(weights) < np.quantile(np.abs(weights), 1 - LINEAR_SHARE)] = 0
    rows = sparse.csr_matrix(weights).tocoo()
    return sparse.csr_matrix((rows.data, (shared[rows.row], rows.col)), shape=(table.shape[1], width)), bias


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
