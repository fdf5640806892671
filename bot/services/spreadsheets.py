"""Write rows as a file that a Danish spreadsheet opens by itself and never calculates."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8 as BYTE_ORDER_MARK
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
AT_A_TIME = 500  # rows


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV with semicolons; the byte order mark that says UTF-8 is the writer's to add."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue()


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """The rows as such a file, mark and all, bit by bit: however many there are, a few hundred are in memory."""
    left = iter(rows)
    yield BYTE_ORDER_MARK
    while some := list(islice(left, AT_A_TIME)):
        yield csv_text(some).encode()


def number_cell(number: float, language: str) -> str:
    """A number as a spreadsheet in that language reads it: '6012', '3,5' or '3.5'; at most three decimals."""
    written = f"{number:.3f}".rstrip("0").rstrip(".")
    return written.replace(".", ",") if language == "da" else written


def day_cell(day: date) -> str:
    """A day as a Danish spreadsheet reads it: '23-11-2026'."""
    return f"{day:%d-%m-%Y}"


def cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
