"""The life of a ticket: the whole table, state by state and event by event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bot.core.tickets import QUIET, REOPEN_WITHIN, TicketEvent, TicketState, next_state
from bot.errors import TransitionError

CLOSED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

TABLE = """
open               | assign → assigned · forward → open · merge → closed · withdraw → closed · resolve → resolved
assigned           | ask_back → awaiting_requester · forward → open · release → open · merge → closed · \
withdraw → closed · resolve → resolved
awaiting_requester | requester_replies → assigned · withdraw → closed · resolve → resolved · fall_silent → resolved
resolved           | confirm → closed · reopen → assigned · fall_silent → closed
closed             | reopen → assigned
"""  # design §9, with 'silent' as the event's name

STAYING = """
join     | open · assigned · awaiting_requester
leave    | open · assigned · awaiting_requester · resolved
add      | open · assigned
escalate | open · assigned
thank    | resolved · closed
"""  # lines of history that lead nowhere else


def _allowed() -> dict[tuple[str, str], str]:
    lines = (line.split("|") for line in TABLE.strip().splitlines())
    steps = ((state.strip(), step.split("→")) for state, cells in lines for step in cells.split("·"))
    return {(state, event.strip()): after.strip() for state, (event, after) in steps}


def _staying() -> dict[tuple[str, str], str]:
    lines = (line.split("|") for line in STAYING.strip().splitlines())
    return {(state.strip(), event.strip()): state.strip() for event, states in lines for state in states.split("·")}


ALLOWED = {**_allowed(), **_staying()}
EVERYTHING = list(product(TicketState, TicketEvent))


@pytest.mark.parametrize(("state", "event"), EVERYTHING, ids=[f"{state}-{event}" for state, event in EVERYTHING])
def test_every_event_leads_where_the_table_says_or_is_refused(state: TicketState, event: TicketEvent) -> None:
    after = ALLOWED.get((state, event))

    if after is None:
        with pytest.raises(TransitionError):
            next_state(state, event, closed_at=CLOSED_AT, now=CLOSED_AT)
    else:
        assert next_state(state, event, closed_at=CLOSED_AT, now=CLOSED_AT) == after


def test_the_table_names_every_state_and_every_event() -> None:
    assert {state for state, _ in ALLOWED} == set(TicketState)
    assert {event for _, event in ALLOWED} == set(TicketEvent)


def test_what_leads_nowhere_is_quiet_but_for_words_that_who_answers_must_read() -> None:
    staying = {event for _, event in _staying()}

    assert staying == {*QUIET, TicketEvent.ADD}


def test_a_closed_ticket_takes_a_thank_you_however_old_it_is() -> None:
    late = CLOSED_AT + 2 * REOPEN_WITHIN

    assert next_state(TicketState.CLOSED, TicketEvent.THANK, closed_at=CLOSED_AT, now=late) is TicketState.CLOSED


def test_a_refusal_says_the_state_and_the_event() -> None:
    with pytest.raises(TransitionError, match="confirm is not possible for a ticket that is open") as refused:
        next_state(TicketState.OPEN, TicketEvent.CONFIRM)

    assert (refused.value.state, refused.value.event) == ("open", "confirm")
    assert refused.value.message_key == "error.ticket_changed"


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=29), REOPEN_WITHIN])
def test_a_closed_ticket_is_reopened_within_thirty_days(after: timedelta) -> None:
    state = next_state(TicketState.CLOSED, TicketEvent.REOPEN, closed_at=CLOSED_AT, now=CLOSED_AT + after)

    assert state is TicketState.ASSIGNED


def test_a_closed_ticket_is_not_reopened_after_thirty_days() -> None:
    late = CLOSED_AT + timedelta(days=30, seconds=1)

    with pytest.raises(TransitionError):
        next_state(TicketState.CLOSED, TicketEvent.REOPEN, closed_at=CLOSED_AT, now=late)


@pytest.mark.parametrize(("closed_at", "now"), [(None, CLOSED_AT), (CLOSED_AT, None), (None, None)])
def test_a_closed_ticket_of_unknown_age_is_not_reopened(closed_at: datetime | None, now: datetime | None) -> None:
    with pytest.raises(TransitionError):
        next_state(TicketState.CLOSED, TicketEvent.REOPEN, closed_at=closed_at, now=now)


def test_a_resolved_ticket_is_reopened_without_a_date() -> None:
    assert next_state(TicketState.RESOLVED, TicketEvent.REOPEN) is TicketState.ASSIGNED
