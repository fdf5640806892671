"""Reckon with judged answers: how many certain answers are wrong, and whether the bot is as right as it promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from bot.core.desk.intervals import Share, Stratum, share_of, stratified

BINS = (0.0, 0.6, 0.8, 0.9, 1.0)
"""Where promises are told apart: few, because few answers are judged, and closer where most answers lie."""


class Judgement(StrEnum):
    """What the coordinator says of an answer; `UNSURE` is neither right nor wrong, and counts for neither."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"


@dataclass(frozen=True)
class JudgedAnswer:
    """An answer that was judged: of which week, and the probability (0-1) with which the bot gave it."""

    week: str
    judgement: Judgement
    probability: float


@dataclass(frozen=True)
class WrongRate:
    """How many certain answers were wrong in some weeks; `share` is None when none of them was right or wrong."""

    right: int
    wrong: int
    unsure: int
    share: Share | None


@dataclass(frozen=True)
class Promise:
    """Answers promised within `low` and `high`: the mean they were promised at, and the share that was right."""

    low: float
    high: float
    promised: float
    right: Share

    @property
    def is_broken(self) -> bool:
        """Whether fewer, or more, were right than can be by chance."""
        return not self.right.interval.holds(self.promised)


def wrong_rate(answers: Sequence[JudgedAnswer], given: dict[str, int]) -> WrongRate:
    """The share of wrong ones in the weeks of `answers`; `given` is how many answers each week had to draw from.

    What cannot be said is left out of the draw: the share is of the answers that could be judged.
    """
    counts = {each: sum(one.judgement is each for one in answers) for each in Judgement}
    return WrongRate(
        right=counts[Judgement.RIGHT],
        wrong=counts[Judgement.WRONG],
        unsure=counts[Judgement.UNSURE],
        share=stratified(_strata(answers, given)),
    )


def promises(answers: Iterable[JudgedAnswer]) -> tuple[Promise, ...]:
    """What was promised beside what was right, by how much was promised; and all together last, when there are several.

    This is about the bot and not about these weeks alone, so each answer counts the same.
    """
    judged = [one for one in answers if one.judgement is not Judgement.UNSURE]
    bins = [found for low, high in pairwise(BINS) if (found := _promise(judged, low, high)) is not None]
    whole = _promise(judged, BINS[0], BINS[-1])
    return (*bins, whole) if whole is not None and len(bins) > 1 else tuple(bins)


def _promise(judged: Sequence[JudgedAnswer], low: float, high: float) -> Promise | None:
    """The top of the scale belongs to its last bin."""
    within = [one for one in judged if low <= one.probability < high or one.probability == high == BINS[-1]]
    right = share_of(sum(one.judgement is Judgement.RIGHT for one in within), len(within))
    if right is None:
        return None
    return Promise(low, high, sum(one.probability for one in within) / len(within), right)


def _strata(answers: Sequence[JudgedAnswer], given: dict[str, int]) -> Iterator[Stratum]:
    for week in sorted({one.week for one in answers}):
        said = [one for one in answers if one.week == week and one.judgement is not Judgement.UNSURE]
        wrong = sum(one.judgement is Judgement.WRONG for one in said)
        yield Stratum(wrong, len(said), max(given[week], len(said)))
