"""Place questions in the items they are most like, or begin items with them, and join small items that are alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from bot.core.desk.clustering import GROUPS_ALIKE, NOWHERE, gathered, most_typical, nearest
from bot.core.desk.likeness import Reader
from bot.core.postings import Floats
from bot.services.context import Services
from bot.services.ports.backlog import BacklogItem, Cluster, Gap, Placed

SAMPLE = 24  # questions that stand for a cluster
MOST_CLUSTERS = 4000  # compared with: those of hands and the largest; a small one beyond them is left alone
NAMED_FROM = 8  # of the newest of them, one names the item
SMALL = 20  # questions; a larger item that people have seen is never joined to another by itself

Key = tuple[str, str]
"""A cluster: its item and its name."""


@dataclass(frozen=True)
class Pile:
    """A cluster with the questions that stand for it and their mean (D,); `is_new` when this run began it."""

    cluster: Cluster
    mean: Floats
    is_new: bool = False

    @property
    def key(self) -> Key:
        """Which cluster it is."""
        return self.cluster.item_id, self.cluster.name

    @property
    def may_be_joined(self) -> bool:
        """Whether it may become part of another by itself."""
        return not self.cluster.by_hand and (self.is_new or self.cluster.questions <= SMALL)

    def grown(self, gaps: Sequence[Gap], vectors: Floats) -> Pile:
        """The pile with more questions in it; `vectors` (N, D) are theirs, and weigh as much as those it stands on."""
        before = len(self.cluster.sample)
        mean = (before * self.mean + vectors.sum(axis=0)) / (before + len(gaps))
        cluster = replace(
            self.cluster,
            questions=self.cluster.questions + len(gaps),
            sample=(*gaps, *self.cluster.sample)[:SAMPLE],
        )
        return replace(self, cluster=cluster, mean=mean)


class Placing:
    """The clusters of the backlog while questions are placed in them."""

    def __init__(self, reader: Reader, clusters: Sequence[Cluster], *, services: Services, now: datetime) -> None:
        self._reader, self._services, self._now = reader, services, now
        self._piles: dict[Key, Pile] = {}
        for cluster in clusters:
            gaps, vectors = self._read(cluster.sample)
            if gaps:
                pile = Pile(replace(cluster, sample=gaps), vectors.mean(axis=0))
                self._piles[pile.key] = pile

    def place(self, gaps: Sequence[Gap]) -> int:
        """Place these questions, in one transaction; gives how many were. A text with nothing to go by is not."""
        read, vectors = self._read(gaps)
        homes = self._homes(vectors)
        with self._services.storage.transaction() as work:
            free = work.still_unplaced([gap.question_id for gap in read])  # two runs may be on their way
            placed = [Placed(gap.question_id, *home) for gap, home in zip(read, homes, strict=True)]
            placed = [one for one in placed if one.question_id in free]
            begun = {one.item_id for one in placed if (one.item_id, one.cluster) not in self._piles}
            for item_id in sorted(begun):
                work.add_item(BacklogItem(item_id, self._now, self._now))
            work.place(placed)
        self._grow(read, vectors, homes)
        return len(placed)

    def join_small(self) -> int:
        """Join each small item to the large one it is like, else small ones with each other; gives how many were."""
        fixed = [pile for pile in self._piles.values() if not pile.may_be_joined]
        free = [pile for pile in self._piles.values() if pile.may_be_joined]
        near = (
            nearest(_means(free), _means(fixed), least=GROUPS_ALIKE) if fixed and free else np.full(len(free), NOWHERE)
        )
        pairs = [(pile, fixed[at]) for pile, at in zip(free, near, strict=True) if at != NOWHERE]
        pairs += _alike([pile for pile, at in zip(free, near, strict=True) if at == NOWHERE])
        with self._services.storage.transaction() as work:
            joined = [pile for pile, into in pairs if work.join_cluster(pile.cluster.item_id, into.cluster)]
        for pile in joined:
            del self._piles[pile.key]
        return len(joined)

    def typical(self, item_ids: Collection[str]) -> Iterator[tuple[str, str]]:
        """(item, question most like all of its largest cluster) of these items; a Danish one where there is any."""
        done: set[str] = set()
        for pile in sorted(self._piles.values(), key=lambda pile: -pile.cluster.questions):
            item_id = pile.cluster.item_id
            if item_id in item_ids and item_id not in done:
                done.add(item_id)
                gaps, vectors = self._read(pile.cluster.sample[:NAMED_FROM])
                best = most_typical(vectors, pile.mean, [gap.language == "da" for gap in gaps])
                yield item_id, gaps[best].question_id

    def _read(self, gaps: Sequence[Gap]) -> tuple[tuple[Gap, ...], Floats]:
        """Those that say something, with their vectors (N, D)."""
        vectors = [self._reader.vector(gap.text) for gap in gaps]
        found = [(gap, vector) for gap, vector in zip(gaps, vectors, strict=True) if vector is not None]
        if not found:
            return (), np.zeros((0, self._reader.length), dtype=np.float32)
        return tuple(gap for gap, _ in found), np.array([vector for _, vector in found])

    def _homes(self, vectors: Floats) -> list[Key]:
        """The cluster for each vector: an old one, or one of an item that is still to begin."""
        keys = list(self._piles)
        near = nearest(vectors, _means(list(self._piles.values()))) if keys else np.full(len(vectors), NOWHERE)
        left = np.flatnonzero(near == NOWHERE)
        groups = gathered(vectors[left], [1] * len(left))
        fresh = [self._services.new_id() for _ in range(len(set(groups.tolist())))]
        homes = [keys[at] if at != NOWHERE else ("", "") for at in near]
        for at, group in zip(left, groups, strict=True):
            homes[at] = fresh[group], fresh[group]
        return homes

    def _grow(self, gaps: Sequence[Gap], vectors: Floats, homes: Sequence[Key]) -> None:
        members: dict[Key, list[int]] = defaultdict(list)
        for at, home in enumerate(homes):
            members[home].append(at)
        for key, numbers in members.items():
            pile = self._piles.get(key) or self._empty(key)
            self._piles[key] = pile.grown([gaps[each] for each in numbers], vectors[numbers])

    def _empty(self, key: Key) -> Pile:
        cluster = Cluster(*key, questions=0, by_hand=False)
        return Pile(cluster, np.zeros(self._reader.length, dtype=np.float32), is_new=True)


def _means(piles: Sequence[Pile]) -> Floats:
    """Shape (K, D)."""
    return np.array([pile.mean for pile in piles])


def _alike(piles: Sequence[Pile]) -> Iterator[tuple[Pile, Pile]]:
    """(pile, the largest that it is alike with) of those that are not that one themselves."""
    if not piles:
        return
    sizes = [pile.cluster.questions for pile in piles]
    together: dict[int, list[Pile]] = defaultdict(list)
    for pile, group in zip(piles, gathered(_means(piles), sizes, least=GROUPS_ALIKE), strict=True):
        together[int(group)].append(pile)
    for group in together.values():
        largest = max(group, key=lambda pile: pile.cluster.questions)
        yield from ((pile, largest) for pile in group if pile is not largest)
