"""The organisation's calendar: its opening hours, Danish public holidays and its own closed days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.content.models import Organisation, Role
from bot.core.worktime import Calendar, wall_clock_due_at

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar_of(organisation: Organisation) -> Calendar:
    """The calendar. `holidays` leaves out days that are closed by custom; those are the setting `closed_days`."""
    own = frozenset((int(day[:2]), int(day[3:])) for day in organisation.closed_days)
    hours = organisation.opening_hours

    def is_closed(day: date) -> bool:
        return (day.month, day.day) in own or day in _public_holidays(day.year)

    return Calendar(
        weekdays=frozenset(_WEEKDAYS.index(day) for day in hours.weekdays),
        opens=hours.opens,
        closes=hours.closes,
        is_closed=is_closed,
    )


def hours_for(role: Role, *, urgent: bool = False) -> int:
    """How many hours `role` has to answer in: by the clock for a wall-clock role, else working hours.

    What is urgent has a third of the ordinary time, at least an hour, where the role says nothing else.
    """
    if role.wall_clock or not urgent:
        return role.answers_within_hours
    return role.urgent_within_hours or max(1, role.answers_within_hours // 3)


def due_at(organisation: Organisation, role: Role, now: datetime, *, urgent: bool = False) -> datetime:
    """When somebody in `role` has answered what is sent `now` (aware), in UTC."""
    hours = hours_for(role, urgent=urgent)
    if role.wall_clock:
        return wall_clock_due_at(now, hours)
    return calendar_of(organisation).due_at(now, hours)


def time_passed(organisation: Organisation, role: Role, start_at: datetime, end_at: datetime) -> timedelta:
    """How much of the time `role` has to answer in goes between two moments (aware); nothing when none does."""
    if role.wall_clock:
        return max(end_at - start_at, timedelta(0))
    return calendar_of(organisation).worked_between(start_at, end_at)


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    """A year's holidays, whole: the library's own object fills up as it is asked, which threads cannot share."""
    from holidays import country_holidays  # a quarter of a second, which a terminal question need not wait for

    return frozenset(country_holidays("DK", years=year))
