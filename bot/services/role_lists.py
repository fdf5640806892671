"""Read who holds what from a spreadsheet's CSV, every problem at once with its line, and write the same columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.content.snapshot import Library
from bot.core.addresses import ADDRESS
from bot.core.folding import fold
from bot.services.ports import EDITOR, Employee, Holding
from bot.services.role_names import EDITOR_WORDS, RoleNames, RoleProblem
from bot.services.spreadsheets import FORMULA, csv_text

COLUMNS = ("email", "name", "role", "system", "department")
HEADERS = ("e-mail", "navn", "rolle", "system", "forvaltning")  # as Danish people read and write them
WORDS_FOR = {
    "email": ("email", "e-mail", "mail", "mailadresse", "e-mailadresse", "e-mail-adresse"),
    "name": ("name", "navn"),
    "role": ("role", "rolle"),
    "system": ("system",),
    "department": ("department", "forvaltning", "afdeling"),
}
DELIMITERS = ";,\t"
MOST_ROWS = 10_000
LONGEST_CELL = 200  # characters
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # how .xlsx, .ods and .xls begin


@dataclass(frozen=True)
class Wish:
    """One line: this person, by address in small letters, is to hold this role."""

    email: str
    name: str
    holding: Holding


@dataclass(frozen=True)
class RoleList:
    """What a file asks for, each wish once, or why it cannot be read."""

    wishes: tuple[Wish, ...] = ()
    problems: tuple[RoleProblem, ...] = ()


def read_role_list(data: bytes, *, library: Library) -> RoleList:
    """The wishes in a CSV file: UTF-8, UTF-16 or Windows-1252; semicolons, commas or tabs; columns in any order.

    What a spreadsheet adds is taken away: the mark at the beginning, a line that names the separator, empty lines and
    columns, and the apostrophe before what would have been a formula.
    """
    if data.startswith(SPREADSHEETS):
        return _refused("roles.problem.spreadsheet")
    try:
        lines = list(_lines(decoded(data)))
    except csv.Error:  # a cell larger than any table has
        return _refused("roles.problem.unreadable")
    if not lines:
        return _refused("roles.problem.empty")
    if len(lines) > MOST_ROWS:
        return _refused("roles.problem.too_many_rows", most=str(MOST_ROWS))
    (header_line, header), rows = lines[0], lines[1:]
    columns = _columns(header)
    if missing := [HEADERS[COLUMNS.index(name)] for name in ("email", "role") if name not in columns]:
        return _refused("roles.problem.no_column", line=header_line, columns=", ".join(missing))
    return _wishes(rows, columns, RoleNames(library))


def write_role_list(held: Sequence[tuple[Employee, Holding]], *, library: Library) -> str:
    """The same columns for a spreadsheet that speaks Danish; no cell is ever a formula."""
    rows = ((one.email, one.name, _role_word(holding), *_place_words(holding, library)) for one, holding in held)
    return csv_text([HEADERS, *rows])


def is_email(text: str) -> bool:
    """Whether `text` looks like one address."""
    return len(text) <= LONGEST_CELL and ADDRESS.fullmatch(text) is not None


def _refused(key: str, *, line: int = 0, **values: str) -> RoleList:
    return RoleList(problems=(RoleProblem(key, values, line),))


def decoded(data: bytes) -> str:
    """The text of a file that a spreadsheet saved; any bytes are some Windows-1252 text, so that one comes last."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line of the file, cells) of every row that holds something; a cell may run over several lines."""
    skipped = 0
    first, rest = text.partition("\n")[::2]
    if named := re.fullmatch(r'"?sep=(.)"?\s*', first):
        delimiter, text, skipped = named[1], rest, 1
    else:
        delimiter = _delimiter(next((line for line in text.splitlines() if line.strip()), ""))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = skipped + 1
    for row in reader:
        cells = [_cleaned(cell) for cell in row]
        if any(cells):
            yield begins, cells
        begins = skipped + reader.line_num + 1


def _delimiter(header: str) -> str:
    return max(DELIMITERS, key=header.count)


def _cleaned(cell: str) -> str:
    """A cell without what surrounds it: spaces of every kind, and our own apostrophe before a formula's sign."""
    text = " ".join(cell.replace("\x00", "").split())
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Which column is where; columns of other names are left alone."""
    places = {fold(cell): number for number, cell in reversed(list(enumerate(header)))}
    found = {
        name: next((places[fold(word)] for word in WORDS_FOR[name] if fold(word) in places), -1) for name in COLUMNS
    }
    return {name: place for name, place in found.items() if place >= 0}


def _cells(row: Sequence[str], columns: dict[str, int]) -> dict[str, str]:
    return {name: row[columns[name]] if columns.get(name, len(row)) < len(row) else "" for name in COLUMNS}


def _wishes(rows: Iterable[tuple[int, list[str]]], columns: dict[str, int], names: RoleNames) -> RoleList:
    wishes: dict[Wish, None] = {}
    problems: list[RoleProblem] = []
    for number, row in rows:
        wish = _wish(_cells(row, columns), names)
        if isinstance(wish, Wish):
            wishes[wish] = None
        else:
            problems += [replace(problem, line=number) for problem in wish]
    return RoleList(() if problems else tuple(wishes), tuple(problems))


def _wish(cells: dict[str, str], names: RoleNames) -> Wish | list[RoleProblem]:
    problems: list[RoleProblem] = []
    if any(len(cell) > LONGEST_CELL for cell in cells.values()):
        return [RoleProblem("roles.problem.too_long", {"most": str(LONGEST_CELL)})]
    email = cells["email"].casefold().removeprefix("mailto:")
    if not is_email(email):
        problems.append(RoleProblem("roles.problem.email", {"given": cells["email"]}))
    holding = names.holding(cells["role"], cells["system"], cells["department"])
    if isinstance(holding, Holding) and not problems:
        return Wish(email, cells["name"], holding)
    return problems + ([] if isinstance(holding, Holding) else holding)


def _role_word(holding: Holding) -> str:
    return EDITOR_WORDS[-1] if holding.role == EDITOR else holding.role


def _place_words(holding: Holding, library: Library) -> tuple[str, str]:
    """The system and the department by name; by id where the content no longer has them."""
    system = library.systems.get(holding.system or "")
    department = library.organisation.departments.get(holding.department or "")
    return (
        system.name if system else holding.system or "",
        department.name.da if department else holding.department or "",
    )
