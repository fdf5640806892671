"""A report to the network: the words and numbers of one meeting, as they were when the report was made."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.desk.charts import Chart, Table

SECTIONS = ("opening", "figures", "gaps", "overdue", "reviews", "coverage")
"""The parts of a report that have words of the coordinator's own, in their order."""


@dataclass(frozen=True)
class KeyFigure:
    """One number as people read it, what it was before, and what it counts."""

    label: str
    value: str
    change: str
    definition: str


@dataclass(frozen=True)
class Gap:
    """Something people ask about in vain, and what the network is asked to decide."""

    name: str
    """What the coordinator calls it; '' when it is called by its most typical question."""
    question_id: str | None
    facts: str
    decision: str


@dataclass(frozen=True)
class Contents:
    """Everything in a report but the coordinator's words; nothing in it changes when the log does."""

    title: str
    period: str
    figures: tuple[KeyFigure, ...]
    charts: tuple[Chart, ...]
    gaps: tuple[Gap, ...]
    tables: tuple[tuple[str, Table], ...]
    """By the section they stand in, in the order they stand there."""
    is_invented: bool = False

    def tables_of(self, section: str) -> tuple[Table, ...]:
        """The tables that stand in a section."""
        return tuple(table for where, table in self.tables if where == section)
