"""Fit the linear heads of a matcher: one for each intent, and the two-sided ones; training alone needs scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from bot.core.matching import Floats, Kind

MANY = 5_000  # examples from which the linear head must be thrifty; below, it is measured to lose by it
LINEAR_SHARE = 0.10  # the share of the linear head's weights that is kept: the largest
HEAD_COST = 20.0
HEAD_PASSES = 8
PASSES_OVER_FEW = 50
SEED = 0


def linear_head(
    table: sparse.csr_matrix, labels: NDArray[np.int32], kinds: Sequence[Kind], halves: NDArray[np.bool_]
) -> tuple[sparse.csr_matrix, Floats]:
    """Logistic regressions, each intent against the rest: features × intents.

    What is out of scope is one against the rest, for all its groups: which of them it is makes no difference. Of many
    examples, what only one holds says nothing of its intent, and is three in five features: the head does without, and
    without its smallest weights; and each intent is set against half of the counterexamples, in turn the one and the
    other of the `halves` (a mark for each row, which must not change when rows are added): half the time, and a third
    of a point of what is right first.
    """
    many = table.shape[0] >= MANY
    shared = np.flatnonzero(np.bincount(table.indices, minlength=table.shape[1]) > many)
    seen = table[:, shared].astype(np.float64)
    outside = np.array([kind is Kind.OUT_OF_SCOPE for kind in kinds])
    weights = np.zeros((len(shared), len(kinds)), dtype=np.float32)
    bias = np.zeros(len(kinds), dtype=np.float32)
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)  # stopping early is the point
        for turn, intents in enumerate([*np.flatnonzero(~outside)[:, None], np.flatnonzero(outside)]):
            truth = np.isin(labels, intents)
            asked = truth | (halves == turn % 2) if many else np.ones_like(truth)
            weights[:, intents], bias[intents] = _one_against_the_rest(
                seen[asked], truth[asked], passes=HEAD_PASSES if many else PASSES_OVER_FEW
            )
    if many:
        weights[np.abs(weights) < np.quantile(np.abs(weights), 1 - LINEAR_SHARE)] = 0
    rows = sparse.csr_matrix(weights).tocoo()
    return sparse.csr_matrix((rows.data, (shared[rows.row], rows.col)), shape=(table.shape[1], len(kinds))), bias


def _one_against_the_rest(seen: sparse.csr_matrix, truth: NDArray[np.bool_], *, passes: int) -> tuple[Floats, Floats]:
    """Weights (V, 1) and bias; zero when there is only one class to see."""
    if truth.all() or not truth.any():
        return np.zeros((seen.shape[1], 1), dtype=np.float32), np.zeros(1, dtype=np.float32)
    head = LogisticRegression(
        C=HEAD_COST,
        class_weight="balanced",
        solver="liblinear",
        dual=True,
        max_iter=passes,
        random_state=SEED,
    ).fit(seen, truth)
    return head.coef_.T.astype(np.float32), head.intercept_.astype(np.float32)


def binary_head(table: sparse.csr_matrix, truth: NDArray[np.bool_]) -> Floats:
    """Logistic weights (V + 1,), bias last; all zero when there is only one class to see."""
    if truth.all() or not truth.any():
        return np.append(np.zeros(table.shape[1]), 9.0 if truth.all() else -9.0).astype(np.float32)
    head = LogisticRegression(
        C=20.0, class_weight="balanced", solver="liblinear", dual=True, max_iter=300, random_state=SEED
    ).fit(table, truth)
    return np.append(head.coef_[0], head.intercept_[0]).astype(np.float32)
