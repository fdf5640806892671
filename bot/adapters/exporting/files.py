"""Write the statistics to files; what a kind of file needs is imported only when one is written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.adapters.storage.aggregates import write_aggregates
from bot.core.desk.sheets import Sheet


class Files:
    """What pages and commands write files with."""

    def workbook(self, sheets: Iterable[Sheet], file: Path, *, hidden: str) -> None:
        """An Excel workbook; `hidden` stands where a number is hidden."""
        from bot.adapters.exporting.workbook import write_workbook

        write_workbook(sheets, file, hidden=hidden)

    def database(self, tables: Iterable[Sheet], file: Path) -> None:
        """A SQLite database that nobody may write to."""
        write_aggregates(tables, file)
