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

from bot.core.matching import Kind
from bot.core.postings import Floats, Ints

MANY = 5_000  # examples from which the linear head must be thrifty; below, it is measured to lose by it
LINEAR_SHARE = 0.1  # the share of the linear head's weights that is kept: the largest
HEAD_COST = 20.0
MEANING = 0.3  # the length of what a text means, beside its features, whose length is 1
MEANING_OF_FEW = 0.6  # few examples leave more words unknown
LIKEST = 0.15  # of all examples: the counterexamples most like a column's own
SOME = 7  # one in so many of the others is a counterexample too
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

    `columns` (n,); `weights` (S + D, n), `bias` (n,).
    """

    columns: Ints
    weights: Floats
    bias: Floats


@dataclass(frozen=True)
class HeadTask:
    """What the linear head is fitted to: `seen` (P, S + D) and the column each example belongs to, `labels` (P,).

    What is seen of an example is its `features` (S,), and its meaning in D numbers, of length `share`. `asked`
    (P, columns) says which examples each column is fitted to.
    """

    seen: sparse.csr_matrix
    features: Ints
    labels: Ints
    asked: NDArray[np.bool_]
    share: float

    @property
    def width(self) -> int:
        """How many columns there are."""
        return int(self.asked.shape[1])

    @property
    def of_many(self) -> bool:
        """Whether the examples are so many that the head must be thrifty."""
        return len(self.labels) >= MANY

    def part(self, columns: Sequence[int]) -> HeadPart:
        """Fit some of the columns."""
        seen = self.seen.astype(np.float64)
        weights = np.zeros((seen.shape[1], len(columns)), dtype=np.float32)
        bias = np.zeros(len(columns), dtype=np.float32)
        passes = HEAD_PASSES if self.of_many else PASSES_OVER_FEW
        for at, column in enumerate(columns):
            asked = self.asked[:, column]
            weights[:, at], bias[at] = _logistic(seen[asked], self.labels[asked] == column, passes=passes)
        return HeadPart(np.array(columns, dtype=np.int32), weights, bias)


def head_task(table: sparse.csr_matrix, meanings: Floats, labels: Ints, marks: NDArray[np.int64]) -> HeadTask:
    """The task for a table of examples × features, and what each example means (P, D).

    Of many examples, what only one holds says nothing of its intent: the head does without. And each column is set
    against the counterexamples that are most like its own examples, and some of the others: as much is right as with
    half of all, in half the time. Which of the others follows from the `marks` (P,), numbers that must not change when
    examples are added.
    """
    many = len(labels) >= MANY
    shared = np.flatnonzero(np.bincount(table.indices, minlength=table.shape[1]) > many).astype(np.int32)
    share = MEANING if many else MEANING_OF_FEW
    seen = sparse.hstack([table[:, shared], share * meanings], format="csr", dtype=np.float32)
    asked = (
        _counterexamples(table, labels, marks)
        if many
        else np.ones((len(labels), int(labels.max()) + 1), dtype=np.bool_)
    )
    return HeadTask(seen, shared, labels, asked, share)


def _counterexamples(table: sparse.csr_matrix, labels: Ints, marks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where an example is a column's own, or a counterexample that tells it from others: shape (P, columns)."""
    columns = np.arange(int(labels.max()) + 1)
    likeness = table @ centroids_of(table, labels, len(columns)).toarray()
    own = labels[:, None] == columns
    least = np.quantile(np.where(own, -1, likeness), 1 - LIKEST, axis=0)
    some = marks[:, None] % SOME == columns % SOME
    asked: NDArray[np.bool_] = own | (likeness >= least) | some
    return asked


def centroids_of(table: sparse.csr_matrix, labels: Ints, n: int) -> sparse.csr_matrix:
    """Features × labels, of which there are `n`; each column the normalised mean of the label's examples."""
    member = sparse.csr_matrix(
        (np.ones(len(labels), dtype=np.float32), (labels, np.arange(len(labels)))), shape=(n, len(labels))
    )
    sums = (member @ table).tocsr()
    norms = np.sqrt(sums.multiply(sums).sum(axis=1)).A1
    return (sparse.diags(1 / np.maximum(norms, 1e-9)) @ sums).T.tocsr().astype(np.float32)


def linear_head(
    task: HeadTask, parts: Sequence[HeadPart], *, features: int
) -> tuple[sparse.csr_matrix, Floats, Floats]:
    """The parts of all columns together: features × columns, meaning × columns, and the biases.

    Of many examples, the largest weights of features alone.
    """
    columns = np.concatenate([part.columns for part in parts])
    in_order = np.argsort(columns)
    together: Floats = np.concatenate([part.weights for part in parts], axis=1)[:, in_order]
    bias: Floats = np.concatenate([part.bias for part in parts])[in_order]
    weights, meant = together[: len(task.features)], together[len(task.features) :]
    if task.of_many:
        weights[np.abs(weights) < np.quantile(np.abs(weights), 1 - LINEAR_SHARE)] = 0
    found = sparse.csr_matrix(weights).tocoo()
    places = (task.features[found.row], found.col)
    return sparse.csr_matrix((found.data, places), shape=(features, task.width)), np.float32(task.share) * meant, bias


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
