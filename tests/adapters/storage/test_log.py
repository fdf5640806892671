"""The log can be read as plain data where the bot is installed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta

from bot.adapters.storage import SqliteStorage
from bot.services.ports import Question

Ask = Callable[..., Question]


def test_the_log_gives_whole_questions_oldest_first(storage: SqliteStorage, ask: Ask, now: datetime) -> None:
    first, second, third = (ask("anna", f"e{number}", at=now + timedelta(hours=number)) for number in range(3))

    logged = list(storage.log.questions())
    assert [each["id"] for each in logged] == [first.id, second.id, third.id]
    assert logged[0].keys() == asdict(first).keys()
    assert logged[0]["route"] == {"role": "koordinator", "system": None, "department": None}
    assert logged[0]["asked_at"] == "2026-03-02T09:30:00.000000+00:00"
    assert [each["id"] for each in storage.log.questions(limit=2)] == [second.id, third.id]
    assert [each["id"] for each in storage.log.questions(since=third.asked_at)] == [third.id]
