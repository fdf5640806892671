"""Say what happened to a topic after a change, and no more than the numbers carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, compress
from typing import Literal

import numpy as np

from bot.core.desk.hiding import FEWEST_PEOPLE, hidden_in_line
from bot.core.desk.intervals import Share, difference, share_of
from bot.core.desk.tables import Period, PeriodKind
from bot.core.worktime import danish_day

FEWEST_WEEKS = 3
"""Weeks before the change from which there is a trend to speak of."""

Verdict = Literal["few", "same", "trend", "fewer", "more"]
"""Too few people to say; no difference that chance does not make; fewer, but it was falling that fast before; fewer;
more."""


@dataclass(frozen=True)
class Asked:
    """A question on a topic: when, by whom, and whether it ended without help."""

    asked_at: datetime
    asker_hash: str
    is_trouble: bool


@dataclass(frozen=True)
class Count:
    """Questions in a stretch of time, and how many ended without help; both None when fewer than five people asked."""

    questions: int | None
    share: Share | None = None


@dataclass(frozen=True)
class Week:
    """One week of a topic; the week of the change itself stands twice, once for each side."""

    period: Period
    is_after: bool
    count: Count


@dataclass(frozen=True)
class Helped:
    """A topic before and after a change."""

    weeks: tuple[Week, ...]
    before: Count
    after: Count
    verdict: Verdict


@dataclass(frozen=True)
class Missed:
    """How often something was missed in `weeks`; `a_week` is None when fewer than five people missed it.

    Nobody at all is a number that can be shown.
    """

    weeks: float
    a_week: float | None


def missed(asked: Sequence[Asked], since: datetime, until: datetime) -> Missed:
    """How often a week `asked`, all from `since` up to `until`, which comes later."""
    weeks = (until - since) / timedelta(days=7)
    is_few = 0 < _people(asked) < FEWEST_PEOPLE
    return Missed(weeks, None if is_few else len(asked) / weeks)


def helped(asked: Sequence[Asked], changed_at: datetime) -> Helped:
    """What the questions on a topic say of a change; `asked` holds both sides of it, in any order."""
    before = [one for one in asked if one.asked_at < changed_at]
    after = [one for one in asked if one.asked_at >= changed_at]
    weeks = (*_weeks(before, is_after=False), *_weeks(after, is_after=True))
    return Helped(weeks, _count(before), _count(after), _verdict(before, after))


def _people(asked: Iterable[Asked]) -> int:
    return len({one.asker_hash for one in asked})


def _count(asked: Sequence[Asked]) -> Count:
    """The questions and the share of them that ended without help, unless too few people asked."""
    return Count(None) if _people(asked) < FEWEST_PEOPLE else _shown(asked)


def _shown(asked: Sequence[Asked]) -> Count:
    return Count(len(asked), share_of(sum(one.is_trouble for one in asked), len(asked)))


def _weeks(asked: Sequence[Asked], *, is_after: bool) -> Iterator[Week]:
    """Every week in which somebody asked; those of few are hidden, and so that the total does not tell them."""
    found = _by_week(asked)
    within = [found[period] for period in sorted(found)]
    hidden = hidden_in_line(
        np.array([_people(each) for each in within], dtype=np.int64),
        np.array([len(each) for each in within], dtype=np.int64),
        together=lambda mask: _people(chain.from_iterable(compress(within, mask))),
    )
    for period, each, is_hidden in zip(sorted(found), within, hidden.tolist(), strict=True):
        yield Week(period, is_after, Count(None) if is_hidden else _shown(each))


def _by_week(asked: Sequence[Asked]) -> dict[Period, list[Asked]]:
    found: dict[Period, list[Asked]] = {}
    for one in asked:
        found.setdefault(_week_of(one.asked_at), []).append(one)
    return found


def _week_of(at: datetime) -> Period:
    return Period.around(danish_day(at), PeriodKind.WEEK)


def _verdict(before: Sequence[Asked], after: Sequence[Asked]) -> Verdict:
    was, became = _count(before).share, _count(after).share
    if was is None or became is None:
        return "few"
    apart = difference(was, became)
    if apart.holds(0.0):
        return "same"
    if became.value > was.value:
        return "more"
    expected = _expected(before, after)
    return "trend" if expected is not None and expected <= became.interval.high else "fewer"


def _expected(before: Sequence[Asked], after: Sequence[Asked]) -> float | None:
    """The share the weeks before would have come to by themselves in the middle of those after, were it falling.

    A straight line through the weeks before, each counting for as many questions as it has. None when it was not
    falling, or there are too few weeks to say.
    """
    weeks = _by_week(before)
    if len(weeks) < FEWEST_WEEKS:
        return None
    points = [
        (float(period.first.toordinal()), sum(one.is_trouble for one in within) / len(within), len(within))
        for period, within in weeks.items()
    ]
    total = sum(weight for *_, weight in points)
    middle = sum(at * weight for at, _, weight in points) / total
    level = sum(share * weight for _, share, weight in points) / total
    spread = sum(weight * (at - middle) ** 2 for at, _, weight in points)
    slope = sum(weight * (at - middle) * (share - level) for at, share, weight in points) / spread
    if slope >= 0:
        return None
    then = sum(_week_of(one.asked_at).first.toordinal() for one in after) / len(after)
    return max(0.0, level + slope * (then - middle))
