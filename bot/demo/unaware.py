"""The content as it was before some of its articles were written."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from bot.content.snapshot import Snapshot
from bot.core.calibration import NOTHING
from bot.core.matching import Match, Matcher, Parts
from bot.core.postings import Floats

UNLIKELY = -20.0  # of the linear head: less than any intent a text is about


@dataclass(frozen=True)
class UnawareMatcher(Matcher):
    """A matcher to whom the intents at `hidden` (indices) are no candidates for anything."""

    hidden: tuple[int, ...] = ()

    def match(self, tokens: Sequence[str]) -> Match:
        """Score all intents but the hidden ones."""
        match = super().match(tokens)
        parts = Parts(
            phrasing=self._without(match.parts.phrasing, 0.0),
            centroid=self._without(match.parts.centroid, 0.0),
            linear=self._without(match.parts.linear, UNLIKELY),
            alike=self._without(match.parts.alike, 0.0),
        )
        return replace(match, scores=self._without(match.scores, NOTHING), parts=parts)

    def _without(self, values: Floats, nothing: float) -> Floats:
        kept = values.copy()
        kept[np.array(self.hidden, dtype=np.intp)] = nothing
        return kept


def before(snapshot: Snapshot, missing: Collection[str], reworded: Collection[str] = ()) -> Snapshot:
    """The snapshot as it would be without the `missing` articles, and with other words in the `reworded` ones.

    The missing stay in its library, where nothing leads to them. The other words are not there to be read: it is
    other content for its hash alone.
    """
    if not missing and not reworded:
        return snapshot
    hidden = tuple(at for at, intent in enumerate(snapshot.matcher.intents) if intent in missing)
    known = {each.name: getattr(snapshot.matcher, each.name) for each in fields(Matcher)}
    named = " ".join((snapshot.hash, *sorted((*missing, *reworded))))
    content_hash = hashlib.sha256(named.encode()).hexdigest()[: len(snapshot.hash)]
    return replace(snapshot, hash=content_hash, matcher=UnawareMatcher(**known, hidden=hidden))
