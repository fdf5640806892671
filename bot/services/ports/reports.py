"""What storage can be asked about reports to the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Report:
    """A report about one period, a draft until it is approved; `texts` are the coordinator's words by section.

    `contents` are the numbers as they were when it was made or last brought up to date; they name questions by their
    ids and hold nobody's words. `channel` is where it was sent when it was approved, '' when nowhere.
    """

    id: str
    period: str
    language: str
    contents: Mapping[str, Any]
    texts: Mapping[str, str]
    created_at: datetime
    version: int = 1
    approved_at: datetime | None = None
    channel: str = ""


@dataclass(frozen=True)
class Posting:
    """What became of a message: it has arrived, or never will, or is still on its way."""

    has_arrived: bool
    is_lost: bool


class ReportsWork(Protocol):
    """Reports, within one transaction."""

    def add_report(self, report: Report) -> None:
        """Keep a new report."""

    def report(self, report_id: str) -> Report | None:
        """A report."""

    def report_about(self, period: str) -> Report | None:
        """The report about a period."""

    def reports(self) -> Sequence[Report]:
        """All reports, of the latest period first."""

    def save_report(self, report: Report) -> None:
        """Write a report as it is now."""

    def posting(self, dedupe_key: str) -> Posting | None:
        """What became of the outbox's message with this key; None when there never was one."""
