"""Examine a database file from outside: is it whole, and is its schema the one this version of the bot knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from bot.adapters.storage.migrations import migrations
from bot.errors import StorageError

MOST_FAULTS = 5
WHOLE = ["ok"]
DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


@dataclass(frozen=True)
class Soundness:
    """What was found: SQLite's words for what is broken, steps of the schema that are missing, and unknown ones."""

    faults: Sequence[str]
    pending: Sequence[str]
    unknown: Sequence[str]

    @property
    def is_sound(self) -> bool:
        """Nothing is wrong."""
        return not (self.faults or self.pending or self.unknown)


def examine(path: Path) -> Soundness:
    """The soundness of the database at `path`; nothing is written, and no step of the schema is taken.

    :raises StorageError: when the file cannot be read at all
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            said = [str(row[0]) for row in connection.execute(f"PRAGMA quick_check({MOST_FAULTS})")]
            database = Database(connection)
            pending = [step.name for step in migrations.pending(database)]
            applied = [step.name for step in migrations.applied(database)]
    except sqlite3.DatabaseError as error:
        name = str(getattr(error, "sqlite_errorname", type(error).__name__))
        if name.startswith(DAMAGED):
            return Soundness(faults=[name], pending=[], unknown=[])
        raise StorageError(name) from error
    known = {step.name for step in migrations.pending(Database(memory=True))}
    return Soundness(
        faults=[] if said == WHOLE else said,
        pending=pending,
        unknown=[name for name in applied if name not in known],
    )
