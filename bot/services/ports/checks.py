"""What storage can be asked about blind checks: answers of a week put before the coordinator, and what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.desk.checking import Judgement
from bot.core.desk.drawing import Given


@dataclass(frozen=True)
class CheckWeek:
    """A week whose answers are checked: '2026-W47', and how many certain answers it had to draw from."""

    week: str
    seed: str
    drawn_at: datetime
    answers: int
    closed_at: datetime | None = None
    closed_by: str | None = None


@dataclass(frozen=True)
class BlindCheck:
    """One answer to be judged, the `number`th of its week (from 1).

    `title` and `answer` (Markdown) are what the asker read when `is_as_given`, else what the same article says now;
    both are '' when it is no longer in the content. `wanted` is the id that would have been right for a wrong one, ''
    when nobody has said. `ticket_id` and `draft_id` are what it led to.
    """

    week: str
    number: int
    question_id: str
    article: str
    probability: float
    title: str
    answer: str
    is_as_given: bool
    judgement: Judgement | None = None
    note: str = ""
    judged_at: datetime | None = None
    judged_by: str | None = None
    wanted: str = ""
    ticket_id: str | None = None
    draft_id: str | None = None


class ChecksWork(Protocol):
    """Blind checks, within one transaction."""

    def certain_answers(self, since: datetime, until: datetime) -> Sequence[Given]:
        """The answers the bot gave by itself in that time and whose question is still there, oldest first."""

    def add_week(self, week: CheckWeek, checks: Sequence[BlindCheck]) -> None:
        """Keep a week and its checks; nothing happens when the week is there already."""

    def check_weeks(self) -> Sequence[CheckWeek]:
        """Every week, newest first."""

    def check_week(self, week: str) -> CheckWeek | None:
        """One week."""

    def close_week(self, week: str, person_id: str, *, now: datetime) -> None:
        """The week is judged to the end."""

    def checks_of(self, week: str) -> Sequence[BlindCheck]:
        """The checks of a week, by number."""

    def closed_checks(self) -> Sequence[BlindCheck]:
        """The checks of all weeks that are closed, oldest week first."""

    def count_unjudged(self) -> int:
        """How many checks of open weeks nobody has judged."""

    def save_check(self, check: BlindCheck) -> None:
        """Write everything about a check."""
