"""Find the intents that steal each other's questions, and the ways of asking that cause it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from bot.content.snapshot import Snapshot
from bot.core.features import Extracted
from bot.errors import BotError
from bot.services.leaving_out import leave_each_out


class UnknownIntentError(BotError):
    """The matcher has no intent of this name; the text says which are near."""

    def __init__(self, intent: str, known: Iterable[str]) -> None:
        near = get_close_matches(intent, list(known))
        hint = f"Mente du {' eller '.join(near)}?" if near else "Brug navnet på en fil i intents/, uden .yaml."
        super().__init__(f"'{intent}' har ingen ytringer. {hint}")


@dataclass(frozen=True)
class Theft:
    """A phrasing of `intent` that would go to `thief` if nobody had written it.

    `phrase` and `like`, the thief's phrasing nearest to it, are the words the matcher sees; `lead` is how much more
    similar (0-1) the thief is.
    """

    intent: str
    thief: str
    phrase: str
    like: str
    lead: float


@dataclass(frozen=True)
class Collisions:
    """All thefts among `total` phrasings."""

    total: int
    thefts: tuple[Theft, ...]

    @property
    def found(self) -> int:
        """How many phrasings would find their own intent if they were left out."""
        return self.total - len(self.thefts)


@dataclass(frozen=True)
class Pair:
    """Two intents, by name, and what they steal of each other, the clearest first."""

    intents: tuple[str, str]
    thefts: tuple[Theft, ...]

    def of(self, intent: str) -> tuple[Theft, ...]:
        """What is stolen of one of the two."""
        return tuple(theft for theft in self.thefts if theft.intent == intent)


def collisions(snapshot: Snapshot, *, with_head: bool = True, kept: Extracted | None = None) -> Collisions:
    """Every phrasing of the snapshot that is not found when it is left out; the rest as for `leave_each_out`."""
    matcher = snapshot.matcher
    left_out = leave_each_out(matcher, with_head=with_head, kept=kept)
    leads = left_out.theirs - left_out.own
    thefts = tuple(
        Theft(
            intent=matcher.intents[matcher.phrase_intents[phrase]],
            thief=matcher.intents[left_out.rivals[phrase]],
            phrase=matcher.phrase_texts[phrase],
            like=matcher.phrase_texts[left_out.nearest[phrase]],
            lead=float(leads[phrase]),
        )
        for phrase in np.flatnonzero(left_out.stolen)
    )
    return Collisions(len(matcher.phrase_texts), thefts)


def pairs(thefts: Iterable[Theft], *, intent: str | None = None) -> list[Pair]:
    """The pairs of intents that steal of each other, those with most thefts first; only those of `intent` if given."""
    found: dict[tuple[str, str], list[Theft]] = {}
    for theft in thefts:
        if intent in (None, theft.intent, theft.thief):
            both = min(theft.intent, theft.thief), max(theft.intent, theft.thief)
            found.setdefault(both, []).append(theft)
    made = [Pair(both, tuple(sorted(each, key=lambda theft: -theft.lead))) for both, each in found.items()]
    return sorted(made, key=lambda pair: (-len(pair.thefts), pair.intents))
