"""What storage can be asked about the log as a whole: the countable part of each question, and which ones changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.desk.columns import Lines
from bot.services.ports.rows import Question


class CountingWork(Protocol):
    """The log by lines, within one transaction. A line is a number that a question keeps; later ones are higher."""

    def lines_after(self, line: int, *, limit: int) -> Lines:
        """What can be counted of the questions of later lines, in their order; the names are `columns.NAMES`."""

    def lines_at(self, lines: Sequence[int]) -> Lines:
        """The same of these lines, but for those whose question is not there any more."""

    def changes_after(self, number: int) -> Sequence[tuple[int, int]]:
        """(number, line) of each question that was changed or taken away later than that, in their order."""

    def newest_change(self) -> int:
        """The number of the latest change, 0 when there was none."""

    def questions_at(self, lines: Sequence[int]) -> Sequence[Question]:
        """The questions of these lines, newest first."""
