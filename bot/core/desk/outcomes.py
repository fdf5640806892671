"""Say of each logged question what became of it, and of each ticket how it stands with its promise."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.desk.columns import Columns
from bot.core.desk.worked import hours_passed, hours_worked
from bot.core.worktime import Calendar

OUTCOMES = ("confirmed", "handed_over", "none_of_these", "not_helped", "unsaid")
"""The first that is true. 'unsaid' is that nobody has said whether it helped: answered is not resolved."""
PACES = {
    "quarter": 0.25,
    "half": 0.5,
    "three_quarters": 0.75,
    "whole": 1.0,
    "half_more": 1.5,
    "double": 2.0,
    "longer": 0,
}
"""How much of the promised time an answer took at most; the last is all that is longer."""
LATE_PACES = ("half_more", "double", "longer")


@dataclass(frozen=True)
class Promises:
    """How the organisation reckons time: its calendar, and the roles that answer by the clock on the wall."""

    calendar: Calendar
    by_the_clock: frozenset[str] = field(default_factory=frozenset)


def with_outcomes(columns: Columns, *, promises: Promises, now: datetime) -> Columns:
    """The columns with what follows from them.

    Codes: `outcome`, and of answered tickets the `pace`. Marks: `heard_of`, `was_answered`, `in_time` (the first answer
    came before it was due), `overdue` (waits for an answer `now`, and is due). Hours: `response_hours` until a person
    first wrote back, `resolution_hours` until the ticket was last answered.
    """
    own, heard, kept = columns["own_ticket"] > 0, columns["heard"] > 0, columns["kept"] > 0
    return (
        columns.coded("outcome", _outcome(columns), OUTCOMES)
        .coded("pace", np.where(own & kept, _pace(columns, promises), 0), tuple(PACES))
        .marked("heard_of", own & heard)
        .marked("was_answered", own & kept)
        .marked("in_time", own & kept & (columns["kept"] <= columns["due"]))
        .marked("overdue", is_overdue(columns, now))
        .measured("response_hours", _taken(columns, "heard", promises))
        .measured("resolution_hours", _taken(columns, "answered", promises))
    )


def is_overdue(columns: Columns, now: datetime) -> NDArray[np.bool_]:
    """Which questions' own tickets wait for an answer after it was due."""
    overdue: NDArray[np.bool_] = (columns["waits"] > 0) & (columns["due"] < now.timestamp())
    return overdue


def _outcome(columns: Columns) -> NDArray[Any]:
    said = [
        columns["confirmed"] > 0,
        columns["handed_over"] > 0,
        columns["none_of_these"] > 0,
        columns["feedback"] == columns.code("feedback", "not_helpful"),
    ]
    return np.select(said, range(1, len(OUTCOMES)), default=len(OUTCOMES))


def _pace(columns: Columns, promises: Promises) -> NDArray[Any]:
    """The code of each ticket's pace; the first answer counts, as the promise is of that one."""
    promised = np.maximum(_taken(columns, "due", promises), 1e-9)
    ends = list(PACES.values())[:-1]
    return np.searchsorted(ends, _taken(columns, "kept", promises) / promised, side="left") + 1


def _taken(columns: Columns, until: str, promises: Promises) -> NDArray[np.float64]:
    """The hours from a ticket's opening until a moment that it has come to, 0 for all others."""
    hours = np.zeros(len(columns))
    rows = np.flatnonzero((columns["own_ticket"] > 0) & (columns[until] > 0))
    starts, ends = columns["opened"][rows], columns[until][rows]
    clock = [columns.code("role", role) for role in promises.by_the_clock]
    hours[rows] = np.where(
        np.isin(columns["role"][rows], clock),
        hours_passed(starts, ends),
        hours_worked(promises.calendar, starts, ends),
    )
    return hours
