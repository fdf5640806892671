"""Sparse matrices by feature, and the tf·idf weights of texts that are multiplied with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.features import Hashes, Weights, places_of

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


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
        at, lengths = self.places(rows)
        products = self.values[at] * np.repeat(weights * np.float32(self.unit), lengths)
        return np.bincount(self.columns[at], weights=products, minlength=self.width).astype(np.float32)

    def places(self, rows: NDArray[np.integer]) -> tuple[NDArray[np.intp], Ints]:
        """Where what `rows` hold stands, one row after the other, and how much each holds: shape (R,)."""
        starts, ends = self.starts[rows], self.starts[rows + 1]
        lengths = ends - starts
        return np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(int(lengths.sum())), lengths

    def column(self, rows: Ints, column: int) -> Floats:
        """What each of `rows` holds in one column: shape (R,)."""
        spans = [slice(self.starts[row], self.starts[row + 1]) for row in rows]
        held = (self.values[span][self.columns[span] == column].sum() for span in spans)
        return np.fromiter(held, dtype=np.float32, count=len(rows)) * np.float32(self.unit)


def weighted(
    known: Hashes, idf: Floats, hashes: Hashes, weights: Weights, *, unknown: float
) -> tuple[Ints, Floats, float]:
    """tf·idf weights over the known features, normalised by all of them; and the known share of the norm (0-1)."""
    at, is_known = places_of(hashes, known)
    values = weights * np.where(is_known, idf[at], unknown * idf.max())
    norm = float(np.sqrt((values**2).sum())) or 1.0
    mine = (values[is_known] / norm).astype(np.float32)
    return at[is_known].astype(np.int32), mine, float((mine**2).sum())


def weighted_rows(known: Hashes, idf: Floats, found: Sequence[tuple[Hashes, Weights]], *, unknown: float) -> Postings:
    """What `weighted` makes of the features of many texts, all at once: a row for each, over V columns."""
    lengths = [len(hashes) for hashes, _ in found]
    row, hashes = np.repeat(np.arange(len(found)), lengths), np.concatenate([each for each, _ in found])
    at, is_known = places_of(hashes, known)
    values = np.concatenate([each for _, each in found]) * np.where(is_known, idf[at], unknown * idf.max())
    norm = np.sqrt(np.bincount(row, weights=values**2, minlength=len(found)))
    mine = (values[is_known] / np.where(norm > 0, norm, 1)[row[is_known]]).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[is_known], minlength=len(found)))])
    return Postings(starts.astype(np.int32), at[is_known].astype(np.int32), mine, len(known))
