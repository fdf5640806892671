"""Gather vectors into groups by average likeness: what is near an old group joins it, the rest form new ones.

How alike two groups are is the average over all pairs of one from each, which is the product of their means. So a group
is known by its mean and its size alone, and a long chain of small steps never joins two groups that are unlike.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.core.postings import Floats

ALIKE = 0.25
"""From this average likeness on, a question wants the same thing as others."""
GROUPS_ALIKE = 0.2
"""The same for whole groups: their means are surer than a single question is."""
NOWHERE = -1

Places = NDArray[np.intp]


def nearest(vectors: Floats, means: Floats, *, least: float = ALIKE) -> Places:
    """The nearest of `means` (K, D) for each of `vectors` (N, D), as indices (N,); NOWHERE below `least`."""
    if not len(means):
        return np.full(len(vectors), NOWHERE)
    likeness = vectors @ means.T
    best = likeness.argmax(axis=1)
    return np.where(likeness[np.arange(len(vectors)), best] >= least, best, NOWHERE)


def gathered(means: Floats, sizes: Sequence[int], *, least: float = ALIKE) -> Places:
    """The group each of `means` (N, D) ends in when those most alike are joined until none is alike: (N,), from 0.

    Groups are numbered in the order their first member stands. Nearest-neighbour chains (Murtagh 1983): for average
    likeness they give what joining the best pair each time gives, in the time of comparing everything once.
    """
    count = len(means)
    likeness = (means @ means.T).astype(np.float32)
    np.fill_diagonal(likeness, -np.inf)
    weights = np.array(sizes, dtype=np.float64)
    owner = np.arange(count)
    chain: list[int] = []
    waiting = list(range(count))[::-1]
    is_done = np.zeros(count, dtype=bool)
    while chain or waiting:
        if not chain:
            start = waiting.pop()
            if is_done[start]:
                continue
            chain.append(start)
        tip = chain[-1]
        best = int(likeness[tip].argmax())
        if likeness[tip, best] < least:
            is_done[tip] = True
            likeness[:, tip] = -np.inf
            chain.clear()
        elif len(chain) > 1 and likeness[tip, best] <= likeness[tip, chain[-2]]:
            chain.pop()
            kept = chain.pop()
            _join(likeness, weights, kept, tip)
            owner[owner == tip] = kept
            is_done[tip] = True
            waiting.append(kept)
        else:
            chain.append(best)
    return _renumbered(owner)


def most_typical(vectors: Floats, mean: Floats, preferred: Sequence[bool]) -> int:
    """The index of the vector (N, D) most like all whose mean is given; among the `preferred`, when there are any."""
    likeness = vectors @ mean
    if any(preferred):
        likeness = np.where(np.array(preferred), likeness, -np.inf)
    return int(likeness.argmax())


def _join(likeness: Floats, weights: NDArray[np.float64], kept: int, gone: int) -> None:
    """Let `kept` be both: its likeness to every other is the average, each counted by its size."""
    share = weights[kept] / (weights[kept] + weights[gone])
    joined = share * likeness[kept] + (1 - share) * likeness[gone]
    joined[[kept, gone]] = -np.inf
    likeness[kept], likeness[:, kept] = joined, joined
    likeness[gone], likeness[:, gone] = -np.inf, -np.inf
    weights[kept] += weights[gone]


def _renumbered(owner: Places) -> Places:
    _, first, groups = np.unique(owner, return_index=True, return_inverse=True)
    order = np.empty(len(first), dtype=np.intp)
    order[np.argsort(first)] = np.arange(len(first))
    numbered: Places = order[groups]
    return numbered
