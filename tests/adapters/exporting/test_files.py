"""Files for other programs: real numbers and days, no formulas, hidden numbers hidden, and nobody can write to it."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bot.adapters.exporting.files import Files
from bot.core.desk.sheets import Column, Sheet

HIDDEN = "skjult"
COLUMNS = (Column("Hvad"), Column("Antal", "count"), Column("Andel", "share"), Column("Fra", "day"))
ROWS = (("Acadre", 1234, 0.42, date(2026, 11, 2)), ("=HYPERLINK(1)", None, None, date(2026, 11, 9)))


@pytest.fixture
def book(tmp_path: Path) -> zipfile.ZipFile:
    file = tmp_path / "tal.xlsx"
    sheets = [Sheet("Nøgletal", COLUMNS, iter(ROWS)), Sheet("Nøgletal", COLUMNS, ()), Sheet("a/b:c" * 9, COLUMNS, ())]
    Files().workbook(sheets, file, hidden=HIDDEN)
    return zipfile.ZipFile(file)


def _part(book: zipfile.ZipFile, name: str) -> str:
    return book.read(f"xl/{name}").decode()


def test_a_workbook_holds_numbers_and_days_as_numbers(book: zipfile.ZipFile) -> None:
    sheet = _part(book, "worksheets/sheet1.xml")

    assert "<v>1234</v>" in sheet
    assert "<v>0.42</v>" in sheet
    assert "<v>46328</v>" in sheet  # 2 November 2026, in days since 1900


def test_numbers_are_written_with_the_separators_of_whoever_opens_it(book: zipfile.ZipFile) -> None:
    styles = _part(book, "styles.xml")

    assert 'formatCode="dd-mm-yyyy"' in styles
    assert 'formatCode="#,##0"' in styles  # which Excel shows as 1.234 in Danish
    assert 'formatCode="0%"' in styles


def test_no_cell_is_a_formula(book: zipfile.ZipFile) -> None:
    sheet = _part(book, "worksheets/sheet1.xml")

    assert "<f>" not in sheet
    assert "'=HYPERLINK(1)" in sheet


def test_a_hidden_number_says_that_it_is(book: zipfile.ZipFile) -> None:
    assert HIDDEN in _part(book, "worksheets/sheet1.xml")


def test_the_head_stays_in_sight(book: zipfile.ZipFile) -> None:
    assert '<pane ySplit="1"' in _part(book, "worksheets/sheet1.xml")


def test_sheets_have_names_that_excel_takes(book: zipfile.ZipFile) -> None:
    workbook = _part(book, "workbook.xml")

    assert 'name="Nøgletal"' in workbook
    assert 'name="Nøgletal 2"' in workbook
    assert 'name="a b ca b ca b ca b ca b ca b ca"' in workbook


@pytest.fixture
def database(tmp_path: Path) -> Path:
    file = tmp_path / "tal.db"
    columns = (Column("system"), Column("first_day", "day"), Column("questions", "count"), Column("why_hidden"))
    rows = [("acadre", date(2026, 11, 1), 12, ""), ("nexus", date(2026, 11, 1), None, "few")]
    Files().database([Sheet("counts", columns, rows)], file)
    return file


def test_a_hidden_number_is_null_in_the_database_and_says_why(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT * FROM counts").fetchall()

    assert rows == [("acadre", "2026-11-01", 12, ""), ("nexus", "2026-11-01", None, "few")]


def test_the_database_is_for_reading(database: Path) -> None:
    assert database.stat().st_mode & 0o222 == 0


def test_a_newer_database_takes_the_place_of_an_older_one(database: Path) -> None:
    Files().database([Sheet("other", (Column("what"),), [("new",)])], database)

    with closing(sqlite3.connect(database)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("other",)]
    assert [path.name for path in database.parent.iterdir()] == ["tal.db"]
