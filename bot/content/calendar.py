"""The organisation's calendar: its opening hours, Danish public holidays and its own closed days."""

from __future__ import annotations

from datetime import date, datetime

from bot.content.models import Organisation, Role
from bot.core.worktime import Calendar, wall_clock_due_at

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar_of(organisation: Organisation) -> Calendar:
    """The calendar. `holidays` leaves out days that are closed by custom; those are the setting `closed_days`."""
    from holidays import country_holidays  # a quarter of a second, which a terminal question need not wait for

    public = country_holidays("DK")
    own = frozenset(organisation.closed_days)
    hours = organisation.opening_hours

    def is_closed(day: date) -> bool:
        return f"{day:%m-%d}" in own or day in public

    return Calendar(
        weekdays=frozenset(_WEEKDAYS.index(day) for day in hours.weekdays),
        opens=hours.opens,
        closes=hours.closes,
        is_closed=is_closed,
    )


def due_at(organisation: Organisation, role: Role, now: datetime) -> datetime:
    """When somebody in `role` has answered what is sent `now` (aware), in UTC."""
    if role.wall_clock:
        return wall_clock_due_at(now, role.answers_within_hours)
    return calendar_of(organisation).due_at(now, role.answers_within_hours)
