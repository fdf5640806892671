"""Sheets of numbers for files: what a spreadsheet or a database is written from, nothing of how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Cell = str | int | float | date | None
"""None is a number that is hidden: fewer than five people are behind it."""
Kind = Literal["text", "count", "share", "hours", "day", "number"]
"""What stands in a column; a share lies between 0 and 1, a 'number' is of the kind that its row says in words."""


@dataclass(frozen=True)
class Column:
    """A column with its head."""

    name: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Sheet:
    """One sheet, or one table of a database; its rows are read once."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
