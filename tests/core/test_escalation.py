"""Escalation: who is told that a ticket waits, rung by rung, and what an asker's silence leads to."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.escalation import Rung, Silence, elapsed_share, rungs_reached, silence_reached
from bot.core.tickets import WAITS_FOR_HOLDER, TicketState
from bot.core.worktime import Calendar

CALENDAR = Calendar(weekdays=frozenset(range(5)), opens=time(8), closes=time(15), is_closed=lambda _day: False)
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 9.00 in Denmark
HOURS = timedelta(hours=14)


def _by_clock(start_at: datetime, end_at: datetime) -> timedelta:
    return max(end_at - start_at, timedelta(0))


# --- the rungs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "rungs"),
    [
        (0.0, ()),
        (0.74, ()),
        (0.75, (Rung.REMINDER,)),
        (0.999, (Rung.REMINDER,)),
        (1.0, (Rung.OVERDUE, Rung.DEPUTY)),
        (1.49, (Rung.OVERDUE, Rung.DEPUTY)),
        (1.5, (Rung.OVERDUE, Rung.DEPUTY, Rung.NEXT_ROLE)),
        (2.0, (Rung.OVERDUE, Rung.DEPUTY, Rung.NEXT_ROLE, Rung.COORDINATOR)),
        (50.0, (Rung.OVERDUE, Rung.DEPUTY, Rung.NEXT_ROLE, Rung.COORDINATOR)),
    ],
)
def test_everybody_told_so_far_is_said_from_the_bottom_up(share: float, rungs: tuple[Rung, ...]) -> None:
    assert rungs_reached(TicketState.OPEN, share) == rungs
    assert rungs_reached(TicketState.ASSIGNED, share) == rungs


@pytest.mark.parametrize("state", sorted(set(TicketState) - WAITS_FOR_HOLDER))
def test_what_waits_for_the_asker_or_is_answered_is_not_chased(state: TicketState) -> None:
    assert rungs_reached(state, 3.0) == ()


# --- how much of the time has gone ------------------------------------------------------------------------------------


def test_the_share_is_working_time_for_a_role_with_working_hours() -> None:
    due_at = CALENDAR.due_at(MONDAY, 14)
    share = {
        hours: elapsed_share(due_at, CALENDAR.due_at(MONDAY, hours), allowed=HOURS, passed=CALENDAR.worked_between)
        for hours in (0.1, 7, 10.5, 14, 21, 28)
    }

    assert share[7] == pytest.approx(0.5)
    assert share[10.5] == pytest.approx(0.75)
    assert share[14] == 1.0
    assert share[21] == pytest.approx(1.5)
    assert share[28] == pytest.approx(2.0)


def test_a_night_and_a_weekend_take_none_of_the_working_time() -> None:
    friday_evening = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
    due_at = CALENDAR.due_at(friday_evening, 14)
    shares = {
        elapsed_share(due_at, friday_evening + timedelta(hours=each), allowed=HOURS, passed=CALENDAR.worked_between)
        for each in range(60)
    }

    assert shares == {0.0}


def test_the_share_is_the_clocks_for_a_role_with_the_wall_clock() -> None:
    due_at, hour = MONDAY + timedelta(hours=1), timedelta(hours=1)
    share = [
        elapsed_share(due_at, MONDAY + timedelta(minutes=minutes), allowed=hour, passed=_by_clock)
        for minutes in (0, 45, 60, 90, 120)
    ]

    assert share == [0.0, 0.75, 1.0, 1.5, 2.0]


def test_what_is_not_due_is_not_overdue_though_nobody_works_before_it_is() -> None:
    saturday = datetime(2026, 3, 7, 12, 0, tzinfo=UTC)
    share = elapsed_share(saturday, saturday - timedelta(minutes=1), allowed=HOURS, passed=CALENDAR.worked_between)

    assert share < 1
    assert rungs_reached(TicketState.OPEN, share) == (Rung.REMINDER,)


_MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 20), timezones=st.just(UTC))  # noqa: DTZ001


@given(asked=_MOMENTS, hours=st.integers(1, 40), minutes=st.lists(st.integers(0, 60 * 24 * 30), min_size=2))
def test_the_share_never_falls(asked: datetime, hours: int, minutes: list[int]) -> None:
    due_at, allowed = CALENDAR.due_at(asked, hours), timedelta(hours=hours)
    shares = [
        elapsed_share(due_at, asked + timedelta(minutes=each), allowed=allowed, passed=CALENDAR.worked_between)
        for each in sorted(minutes)
    ]

    assert shares == sorted(shares)
    assert all(share >= 0 for share in shares)


@given(asked=_MOMENTS, hours=st.integers(1, 40))
def test_the_share_is_whole_exactly_when_it_is_due(asked: datetime, hours: int) -> None:
    due_at, allowed = CALENDAR.due_at(asked, hours), timedelta(hours=hours)
    before, then = (
        elapsed_share(due_at, at, allowed=allowed, passed=CALENDAR.worked_between)
        for at in (due_at - timedelta(seconds=1), due_at)
    )

    assert before < 1
    assert then == 1


# --- silence ----------------------------------------------------------------------------------------------------------


def _after(days: int) -> datetime:
    return MONDAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("state", "days", "reached"),
    [
        (TicketState.AWAITING_REQUESTER, 4, None),
        (TicketState.AWAITING_REQUESTER, 5, Silence.ASK_AGAIN),
        (TicketState.AWAITING_REQUESTER, 9, Silence.ASK_AGAIN),
        (TicketState.AWAITING_REQUESTER, 10, Silence.FALL_SILENT),
        (TicketState.RESOLVED, 4, None),
        (TicketState.RESOLVED, 5, Silence.FALL_SILENT),
        (TicketState.OPEN, 99, None),
        (TicketState.ASSIGNED, 99, None),
        (TicketState.CLOSED, 99, None),
    ],
)
def test_an_asker_is_asked_again_once_and_then_taken_to_be_silent(
    state: TicketState, days: int, reached: Silence | None
) -> None:
    assert silence_reached(state, _after(days), after_days=_after) == reached
