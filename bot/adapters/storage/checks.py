"""Keep blind checks and what was said of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bot.adapters.storage.rows import Rows, to_time, to_time_if_any
from bot.core.desk.checking import Judgement
from bot.core.desk.drawing import Given
from bot.services.ports.checks import BlindCheck, CheckWeek


class Checks(Rows):
    """Blind checks."""

    def certain_answers(self, since: datetime, until: datetime) -> Sequence[Given]:
        """The answers the bot gave by itself in that time and whose question is still there, oldest first."""
        rows = self._all(
            """SELECT id AS question_id, asker_hash FROM question
            WHERE asked_at >= :since AND asked_at < :until AND reply = 'answer' AND text <> ''
            ORDER BY asked_at, rowid""",
            since=since,
            until=until,
        )
        return [Given(**dict(row)) for row in rows]

    def add_week(self, week: CheckWeek, checks: Sequence[BlindCheck]) -> None:
        """Keep a week and its checks; nothing happens when the week is there already."""
        if self.check_week(week.week) is None:
            self._add("check_week", vars(week))
            for check in checks:
                self._add("blind_check", vars(check))

    def check_weeks(self) -> Sequence[CheckWeek]:
        """Every week, newest first."""
        return [_week(row) for row in self._all("SELECT * FROM check_week ORDER BY week DESC")]

    def check_week(self, week: str) -> CheckWeek | None:
        """One week."""
        row = self._one("SELECT * FROM check_week WHERE week = :week", week=week)
        return None if row is None else _week(row)

    def close_week(self, week: str, person_id: str, *, now: datetime) -> None:
        """The week is judged to the end."""
        self._run(
            "UPDATE check_week SET closed_at = :now, closed_by = :person_id WHERE week = :week AND closed_at IS NULL",
            week=week,
            person_id=person_id,
            now=now,
        )

    def checks_of(self, week: str) -> Sequence[BlindCheck]:
        """The checks of a week, by number."""
        rows = self._all("SELECT * FROM blind_check WHERE week = :week ORDER BY number", week=week)
        return [_check(row) for row in rows]

    def closed_checks(self) -> Sequence[BlindCheck]:
        """The checks of all weeks that are closed, oldest week first."""
        rows = self._all(
            """SELECT blind_check.* FROM blind_check JOIN check_week USING (week)
            WHERE closed_at IS NOT NULL ORDER BY week, number"""
        )
        return [_check(row) for row in rows]

    def count_unjudged(self) -> int:
        """How many checks of open weeks nobody has judged."""
        (row,) = self._all(
            """SELECT count(*) AS count FROM blind_check JOIN check_week USING (week)
            WHERE closed_at IS NULL AND judgement IS NULL"""
        )
        return int(row["count"])

    def save_check(self, check: BlindCheck) -> None:
        """Write everything about a check."""
        changes = ", ".join(f"{name} = :{name}" for name in vars(check) if name not in ("week", "number"))
        self._run(f"UPDATE blind_check SET {changes} WHERE week = :week AND number = :number", **vars(check))  # noqa: S608 - names from our own code


def _week(row: sqlite3.Row) -> CheckWeek:
    opened = {"drawn_at": to_time(row["drawn_at"]), "closed_at": to_time_if_any(row["closed_at"])}
    return CheckWeek(**{**dict(row), **opened})


def _check(row: sqlite3.Row) -> BlindCheck:
    opened = {
        "is_as_given": bool(row["is_as_given"]),
        "judgement": Judgement(row["judgement"]) if row["judgement"] else None,
        "judged_at": to_time_if_any(row["judged_at"]),
    }
    return BlindCheck(**{**dict(row), **opened})
