"""When people ask: office hours, weekdays, holidays, a quiet July, the fortnight before a quarter ends, growing use."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from bot.core.worktime import DANISH_TIME, Calendar

WEEKDAYS = (1.15, 1.2, 1.1, 1.05, 0.7, 0.05, 0.05)
CLOSED = 0.05  # of an ordinary day: somebody always works
JULY, AUTUMN_HOLIDAY = 0.25, 0.6
AUTUMN_WEEK = 42
DEADLINE = 1.4
DEADLINE_MONTHS, DEADLINE_FROM = (3, 6, 9, 12), 16
HOURS = {7: 3, 8: 12, 9: 18, 10: 17, 11: 12, 12: 7, 13: 14, 14: 11, 15: 5, 16: 2, 19: 0.4, 20: 0.5, 21: 0.3}
FIRST, LAST = 0.6, 1.4  # of the ordinary, on the first day and on the last: more and more people know the bot


def moments(count: int, *, first: date, last: date, calendar: Calendar, chance: random.Random) -> list[datetime]:
    """`count` moments (aware UTC) from the first Danish day to the last, both included, in order."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weights = [_weight(day, calendar) * _known(number / len(days)) for number, day in enumerate(days)]
    chosen = chance.choices(days, weights, k=count)
    hours, shares = list(HOURS), list(HOURS.values())
    return sorted(_at(day, chance.choices(hours, shares)[0], chance.random()) for day in chosen)


def is_before_deadline(day: date) -> bool:
    """Whether it is the fortnight before a quarter ends, when everybody tidies up their cases."""
    return day.month in DEADLINE_MONTHS and day.day >= DEADLINE_FROM


def _weight(day: date, calendar: Calendar) -> float:
    weight = WEEKDAYS[day.weekday()]
    if day.weekday() in calendar.weekdays and not calendar.is_open_on(day):
        weight = CLOSED
    if day.month == 7:
        weight *= JULY
    if day.isocalendar().week == AUTUMN_WEEK:
        weight *= AUTUMN_HOLIDAY
    return weight * (DEADLINE if is_before_deadline(day) else 1.0)


def _known(share: float) -> float:
    return FIRST + (LAST - FIRST) * share


def _at(day: date, hour: int, share: float) -> datetime:
    local = datetime.combine(day, time(hour), tzinfo=DANISH_TIME)
    return (local + timedelta(seconds=int(share * 3600))).astimezone(UTC)
