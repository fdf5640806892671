"""Write sheets as an Excel workbook, row by row, so that its size in memory does not grow with its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped] # no type information published

from bot.core.desk.sheets import Cell, Kind, Sheet
from bot.services.spreadsheets import cell

LONGEST_NAME = 31  # characters of a sheet's name
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# Excel writes them with the separators of its own language: 1.234,5 and 24-11-2026 in Danish
FORMATS: Mapping[Kind, str] = {
    "count": "#,##0",
    "share": "0%",
    "hours": "#,##0.0",
    "day": "dd-mm-yyyy",
    "number": "#,##0.##",
}
WIDTHS: Mapping[Kind, int] = {"text": 48}
WIDTH = 16  # of all other columns, in characters


def write_workbook(sheets: Iterable[Sheet], file: Path, *, hidden: str) -> None:
    """Write the sheets, in their order, over whatever `file` is; `hidden` stands where a number is hidden."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(str(file), options) as book:
        writer = _Writer(book, hidden)
        for sheet in sheets:
            writer.write(sheet)


class _Writer:
    """The workbook's formats, made once."""

    def __init__(self, book: Workbook, hidden: str) -> None:
        self._book = book
        self._hidden = hidden
        self._names: set[str] = set()
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._grey = book.add_format({"font_color": "#5f7077", "italic": True, "align": "right"})
        self._formats: dict[Kind, Any] = {
            kind: book.add_format({"num_format": pattern}) for kind, pattern in FORMATS.items()
        }
        self._formats["text"] = book.add_format({"text_wrap": True, "valign": "top"})

    def write(self, sheet: Sheet) -> None:
        page = self._book.add_worksheet(self._free_name(sheet.name))
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, WIDTHS.get(column.kind, WIDTH))
            page.write_string(0, at, column.name, self._head)
        for line, row in enumerate(sheet.rows, 1):
            for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                self._write(page, line, at, value, column.kind)

    def _write(self, page: Any, line: int, at: int, value: Cell, kind: Kind) -> None:
        match value:
            case None:
                page.write_string(line, at, self._hidden, self._grey)
            case date():
                page.write_datetime(line, at, value, self._formats["day"])
            case int() | float():
                page.write_number(line, at, value, self._formats[kind])
            case _:
                page.write_string(line, at, cell(value), self._formats["text"])

    def _free_name(self, wanted: str) -> str:
        """A name that Excel takes and no other sheet has, whatever the case of its letters."""
        name = NOT_IN_NAMES.sub(" ", wanted)[:LONGEST_NAME].strip("' ")
        number = 1
        while name.casefold() in self._names:
            number += 1
            name = f"{name[: LONGEST_NAME - 4]} {number}"
        self._names.add(name.casefold())
        return name
