"""Say who is due to be told that a ticket waits, and when a silent asker has been waited for long enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.tickets import SILENCE_BEFORE_CLOSED, SILENCE_BEFORE_RESOLVED, WAITS_FOR_HOLDER, TicketState

REMINDED_AT = 0.75  # of the time the role has to answer in
NEXT_ROLE_AT = 1.5
COORDINATOR_AT = 2.0
ASKER_REMINDED_AFTER = 5  # working days waiting for the asker

_ALMOST = 1 - 1e-9

SILENCE_BEFORE = {
    TicketState.AWAITING_REQUESTER: SILENCE_BEFORE_RESOLVED,
    TicketState.RESOLVED: SILENCE_BEFORE_CLOSED,
}
"""Working days until silence moves a ticket on, by the state it is silent in."""

Passed = Callable[[datetime, datetime], timedelta]
"""How much of a role's time goes between two moments: working time, or all of it where the wall clock counts."""


class Rung(StrEnum):
    """Who is told, from the bottom up; the value begins the key under which it is told once."""

    REMINDER = "reminder"
    OVERDUE = "overdue"
    DEPUTY = "deputy"
    NEXT_ROLE = "next_role"
    COORDINATOR = "coordinator"


class Silence(StrEnum):
    """What an asker's silence leads to."""

    ASK_AGAIN = "still_waiting"
    FALL_SILENT = "fall_silent"


def elapsed_share(due_at: datetime, now: datetime, *, allowed: timedelta, passed: Passed) -> float:
    """How much of the `allowed` time to answer in has gone `now`: 0 at most of it left, 1 at `due_at`, then more.

    Reckoned from the due time, so that a ticket that was given new time starts anew. Below 1 for as long as it is not
    due, also where none of the time is left before it.
    """
    if now >= due_at:
        return 1 + passed(due_at, now) / allowed
    return min(max(0.0, 1 - passed(now, due_at) / allowed), _ALMOST)


def rungs_reached(state: TicketState, share: float) -> tuple[Rung, ...]:
    """Everybody who is told by the time `share` of the time has gone, from the bottom up.

    A reminder that comes after the due time is none.
    """
    if state not in WAITS_FOR_HOLDER or share < REMINDED_AT:
        return ()
    if share < 1:
        return (Rung.REMINDER,)
    above = ((Rung.NEXT_ROLE, NEXT_ROLE_AT), (Rung.COORDINATOR, COORDINATOR_AT))
    return (Rung.OVERDUE, Rung.DEPUTY, *(rung for rung, reached_at in above if share >= reached_at))


def silence_reached(state: TicketState, now: datetime, *, after_days: Callable[[int], datetime]) -> Silence | None:
    """What is due because the asker says nothing; `after_days` gives when so many working days of it have passed."""
    if state in SILENCE_BEFORE and now >= after_days(SILENCE_BEFORE[state]):
        return Silence.FALL_SILENT
    if state is TicketState.AWAITING_REQUESTER and now >= after_days(ASKER_REMINDED_AFTER):
        return Silence.ASK_AGAIN
    return None
