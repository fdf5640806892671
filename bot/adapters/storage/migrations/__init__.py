"""Bring a database file to the newest schema, step by numbered step."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database

from bot.adapters.storage.migrations import (
    step1_questions,
    step2_people,
    step3_drafts,
    step4_inbox,
    step5_retention,
    step6_vitals,
    step7_cards,
    step8_statistics,
    step9_backlog,
    step10_reports,
    step11_checks,
)
from bot.adapters.storage.migrations.registry import migrations as migrations

STEPS = (
    step1_questions,
    step2_people,
    step3_drafts,
    step4_inbox,
    step5_retention,
    step6_vitals,
    step7_cards,
    step8_statistics,
    step9_backlog,
    step10_reports,
    step11_checks,
)
"""Imported, and so listed, in the order of their names."""


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing.

    The write lock is taken before looking, so that of two processes starting at once the second finds it done.
    """
    connection.execute("BEGIN IMMEDIATE")
    migrations.apply(Database(connection))
    connection.execute("COMMIT")
