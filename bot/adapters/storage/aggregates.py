"""Write sheets as a database of their own, to be read by other programs and never written to again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

from bot.core.desk.sheets import Cell, Kind, Sheet

TYPES: Mapping[Kind, str] = {
    "text": "TEXT",
    "day": "TEXT",
    "count": "INTEGER",
    "share": "REAL",
    "hours": "REAL",
    "number": "REAL",
}
READ_ONLY = 0o444


def write_aggregates(sheets: Iterable[Sheet], file: Path) -> None:
    """Write each sheet as a table, in place of whatever `file` is; whoever reads it meanwhile reads the old one."""
    partial = file.with_name(f".{file.name}.partial")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(partial)) as connection, connection:
        for sheet in sheets:
            _write(connection, sheet)
    partial.chmod(READ_ONLY)
    partial.replace(file)


def _write(connection: sqlite3.Connection, sheet: Sheet) -> None:
    columns = ", ".join(f"{column.name} {TYPES[column.kind]}" for column in sheet.columns)
    connection.execute(f"CREATE TABLE {sheet.name} ({columns})")
    marks = ", ".join("?" * len(sheet.columns))
    rows = (tuple(map(_value, row)) for row in sheet.rows)
    connection.executemany(f"INSERT INTO {sheet.name} VALUES ({marks})", rows)  # noqa: S608 - names from our own code


def _value(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date) else cell
