"""What a backlog item can be, and when one that was done comes back because people go on asking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np

from bot.core.desk.hiding import FEWEST_PEOPLE, Mask, hidden_in_line

WEEKS = 12  # shown as the trend
RECENT = 4  # weeks that are compared with as many before
TAKES_EFFECT = timedelta(days=7)  # after it was done: people still ask until they have heard of it
COMES_BACK_QUESTIONS = 5
COMES_BACK_PEOPLE = 3


class ItemKind(StrEnum):
    """What is to be done about an item."""

    MISSING = "missing"
    WRONG = "wrong"
    WORDING = "wording"
    TRAINING = "training"
    SYSTEM = "system"
    PRACTICE = "practice"


class ItemState(StrEnum):
    """How far it has come."""

    NEW = "new"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"


ENDED = (ItemState.DONE, ItemState.DECLINED)


class ItemEvent(StrEnum):
    """What happened to an item; `RETURNED` is the bot's own doing."""

    RENAMED = "renamed"
    KIND = "kind"
    OWNER = "owner"
    STATE = "state"
    DUE = "due"
    NOTED = "noted"
    MERGED = "merged"
    SPLIT = "split"
    SPLIT_OFF = "split_off"
    DRAFTED = "drafted"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"


@dataclass(frozen=True)
class Asked:
    """How often something was asked, and by how many people."""

    questions: int = 0
    people: int = 0

    @property
    def is_few(self) -> bool:
        """Fewer than five people: no number of them is shown."""
        return self.people < FEWEST_PEOPLE


@dataclass(frozen=True)
class Trend:
    """How often an item was asked in each of the last twelve weeks, oldest first; the last one is not over yet."""

    weeks: tuple[Asked, ...] = (Asked(),) * WEEKS

    @property
    def shown(self) -> tuple[int | None, ...]:
        """The questions of each week as they may be shown beside the item's total; None is hidden."""
        people = np.array([week.people for week in self.weeks])
        questions = np.array([week.questions for week in self.weeks])

        def together(hidden: Mask) -> int:  # who they are is not known here: at least those of one week are several
            return int(people[hidden].max())

        hidden = hidden_in_line(people, questions, together=together)
        return tuple(None if is_hidden else week.questions for week, is_hidden in zip(self.weeks, hidden, strict=True))

    @property
    def change(self) -> int:
        """Questions of the last four whole weeks less those of the four before."""
        questions = [week.questions for week in self.weeks[:-1]]
        return sum(questions[-RECENT:]) - sum(questions[-2 * RECENT : -RECENT])


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def last_weeks(today: date) -> Sequence[date]:
    """The Mondays of the weeks a trend shows `today`, oldest first."""
    return [week_of(today) - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def counts_from(done_at: datetime) -> datetime:
    """From when on questions speak against what was done."""
    return done_at + TAKES_EFFECT


def comes_back(asked: Asked) -> bool:
    """Whether that many, asked after it took effect, say that it did not help."""
    return asked.questions >= COMES_BACK_QUESTIONS and asked.people >= COMES_BACK_PEOPLE
