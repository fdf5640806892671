"""Keep the reports to the network."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from bot.adapters.storage.rows import Rows, to_time, to_time_if_any
from bot.services.ports import Posting, Report


class Reports(Rows):
    """Reports to the network."""

    def add_report(self, report: Report) -> None:
        """Keep a new report."""
        self._add("report", vars(report))

    def report(self, report_id: str) -> Report | None:
        """A report."""
        row = self._one("SELECT * FROM report WHERE id = :id", id=report_id)
        return None if row is None else _report(row)

    def report_about(self, period: str) -> Report | None:
        """The report about a period."""
        row = self._one("SELECT * FROM report WHERE period = :period", period=period)
        return None if row is None else _report(row)

    def reports(self) -> Sequence[Report]:
        """All reports, of the latest period first."""
        return [_report(row) for row in self._all("SELECT * FROM report ORDER BY created_at DESC, period DESC")]

    def save_report(self, report: Report) -> None:
        """Write a report as it is now."""
        self._set("report", report.id, {name: value for name, value in vars(report).items() if name != "id"})

    def posting(self, dedupe_key: str) -> Posting | None:
        """What became of the outbox's message with this key; None when there never was one."""
        row = self._one("SELECT delivered_at, given_up_at FROM outbox WHERE dedupe_key = :key", key=dedupe_key)
        return None if row is None else Posting(row["delivered_at"] is not None, row["given_up_at"] is not None)


def _report(row: sqlite3.Row) -> Report:
    opened = {
        "contents": json.loads(row["contents"]),
        "texts": json.loads(row["texts"]),
        "created_at": to_time(row["created_at"]),
        "approved_at": to_time_if_any(row["approved_at"]),
    }
    return Report(**{**dict(row), **opened})
