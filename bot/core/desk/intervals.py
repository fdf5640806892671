"""Say how sure a share is that was counted on a few: intervals, and how far two shares are apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

Z = 1.96  # two-sided 95 %


@dataclass(frozen=True)
class Interval:
    """Between which two numbers something lies, both included."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether `value` lies in it."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Share:
    """A share (0-1) with the 95 % interval it is known within, and the number it was counted on."""

    value: float
    interval: Interval
    counted: int


def wilson(hits: float, total: float, *, drawn_from: int | None = None) -> Interval:
    """The Wilson score interval (Wilson 1927) of a share of `total` > 0.

    `drawn_from` is how many there were to draw from, when what is asked about is those and no others: the more of them
    were looked at, the narrower, and of all of them the share is simply known (finite population correction, Cochran
    1977, § 2.8).
    """
    square = Z * Z * _left_to_see(total, drawn_from)
    share = hits / total
    centre = (share + square / (2 * total)) / (1 + square / total)
    half = sqrt(square) / (1 + square / total) * sqrt(share * (1 - share) / total + square / (4 * total * total))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def share_of(hits: int, total: int, *, drawn_from: int | None = None) -> Share | None:
    """`hits` of `total` as a share; None of nothing."""
    return Share(hits / total, wilson(hits, total, drawn_from=drawn_from), total) if total else None


@dataclass(frozen=True)
class Stratum:
    """Some that were looked at out of many: `hits` of `seen`, drawn evenly from `among`."""

    hits: int
    seen: int
    among: int


def stratified(strata: Iterable[Stratum]) -> Share | None:
    """The share in all strata together; None when nothing was seen.

    Each stratum counts for as many as it was drawn from, so that ten of a busy week weigh more than ten of a quiet one.
    The interval is Wilson's on the effective number (Kish 1965): unequal weights tell less than equal ones.
    """
    seen = [each for each in strata if each.seen]
    if not seen:
        return None
    among = sum(each.among for each in seen)
    value = sum(each.among * each.hits / each.seen for each in seen) / among
    effective = among**2 / sum(each.among**2 / each.seen for each in seen)
    return Share(value, wilson(value * effective, effective, drawn_from=among), sum(each.seen for each in seen))


def difference(before: Share, after: Share) -> Interval:
    """How much larger the second share is than the first: Newcombe's interval (1998, method 10) of two Wilson's."""
    apart = after.value - before.value
    down = sqrt((after.value - after.interval.low) ** 2 + (before.interval.high - before.value) ** 2)
    up = sqrt((after.interval.high - after.value) ** 2 + (before.value - before.interval.low) ** 2)
    return Interval(apart - down, apart + up)


def _left_to_see(seen: float, among: int | None) -> float:
    """The share of the variance that is left when `seen` of `among` were looked at."""
    if among is None:
        return 1.0
    return max(0.0, (among - seen) / (among - 1)) if among > 1 else 0.0
