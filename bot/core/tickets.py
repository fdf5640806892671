"""The life of a ticket: which event leads from which state to which, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import TransitionError

REOPEN_WITHIN = timedelta(days=30)
SILENCE_BEFORE_RESOLVED = 10  # working days waiting for the asker
SILENCE_BEFORE_CLOSED = 5  # working days after an answer


class TicketState(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    AWAITING_REQUESTER = "awaiting_requester"
    RESOLVED = "resolved"
    CLOSED = "closed"


WAITS_FOR_HOLDER = frozenset({TicketState.OPEN, TicketState.ASSIGNED})
"""Where a role holder owes an answer; while the asker is asked back, nobody is late."""
UNANSWERED = WAITS_FOR_HOLDER | {TicketState.AWAITING_REQUESTER}
ANSWERED = frozenset({TicketState.RESOLVED, TicketState.CLOSED})


class TicketEvent(StrEnum):
    """What can happen to a ticket."""

    ASSIGN = "assign"
    FORWARD = "forward"
    MERGE = "merge"
    WITHDRAW = "withdraw"
    RESOLVE = "resolve"
    ASK_BACK = "ask_back"
    RELEASE = "release"
    REQUESTER_REPLIES = "requester_replies"
    FALL_SILENT = "fall_silent"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    JOIN = "join"
    LEAVE = "leave"
    ADD = "add"
    THANK = "thank"
    ESCALATE = "escalate"


QUIET = frozenset({TicketEvent.JOIN, TicketEvent.LEAVE, TicketEvent.THANK, TicketEvent.ESCALATE})
"""Who waits for the answer, whom it helped, and who else was told because time ran out: nothing that one who is writing
an answer must see first."""

TRANSITIONS: dict[TicketState, dict[TicketEvent, TicketState]] = {
    TicketState.OPEN: {
        TicketEvent.ASSIGN: TicketState.ASSIGNED,
        TicketEvent.FORWARD: TicketState.OPEN,
        TicketEvent.MERGE: TicketState.CLOSED,
        TicketEvent.WITHDRAW: TicketState.CLOSED,
        TicketEvent.RESOLVE: TicketState.RESOLVED,
        TicketEvent.JOIN: TicketState.OPEN,
        TicketEvent.LEAVE: TicketState.OPEN,
        TicketEvent.ADD: TicketState.OPEN,
        TicketEvent.ESCALATE: TicketState.OPEN,
    },
    TicketState.ASSIGNED: {
        TicketEvent.ASK_BACK: TicketState.AWAITING_REQUESTER,
        TicketEvent.FORWARD: TicketState.OPEN,
        TicketEvent.RELEASE: TicketState.OPEN,
        TicketEvent.MERGE: TicketState.CLOSED,
        TicketEvent.WITHDRAW: TicketState.CLOSED,
        TicketEvent.RESOLVE: TicketState.RESOLVED,
        TicketEvent.JOIN: TicketState.ASSIGNED,
        TicketEvent.LEAVE: TicketState.ASSIGNED,
        TicketEvent.ADD: TicketState.ASSIGNED,
        TicketEvent.ESCALATE: TicketState.ASSIGNED,
    },
    TicketState.AWAITING_REQUESTER: {
        TicketEvent.REQUESTER_REPLIES: TicketState.ASSIGNED,
        TicketEvent.WITHDRAW: TicketState.CLOSED,
        TicketEvent.RESOLVE: TicketState.RESOLVED,
        TicketEvent.FALL_SILENT: TicketState.RESOLVED,
        TicketEvent.JOIN: TicketState.AWAITING_REQUESTER,
        TicketEvent.LEAVE: TicketState.AWAITING_REQUESTER,
    },
    TicketState.RESOLVED: {
        TicketEvent.CONFIRM: TicketState.CLOSED,
        TicketEvent.REOPEN: TicketState.ASSIGNED,
        TicketEvent.FALL_SILENT: TicketState.CLOSED,
        TicketEvent.LEAVE: TicketState.RESOLVED,
        TicketEvent.THANK: TicketState.RESOLVED,
    },
    TicketState.CLOSED: {
        TicketEvent.REOPEN: TicketState.ASSIGNED,
        TicketEvent.THANK: TicketState.CLOSED,
    },
}


def next_state(
    state: TicketState, event: TicketEvent, *, closed_at: datetime | None = None, now: datetime | None = None
) -> TicketState:
    """The state after `event`.

    Reopening a closed ticket needs `closed_at` and `now` (aware UTC) and is allowed for 30 days.

    :raises TransitionError: when the table has no such line
    """
    if event not in TRANSITIONS[state]:
        raise TransitionError(state, event)
    after = TRANSITIONS[state][event]
    is_back = state is TicketState.CLOSED and after is not TicketState.CLOSED
    if is_back and (closed_at is None or now is None or now - closed_at > REOPEN_WITHIN):
        raise TransitionError(state, event)
    return after
