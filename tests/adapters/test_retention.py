"""Retention: what goes when, nothing that is a record before disposal is cleared, and what the log says of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.retention import retain, tell_what_waits
from bot.adapters.storage import SqliteStorage
from bot.core.reply import Route
from bot.errors import SettingsError
from bot.services.ports import Place, Question, Sender, Session
from bot.settings import Settings

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[SqliteStorage]:
    """A question asked and a session ended, now."""
    opened = SqliteStorage(tmp_path / "esdh.db", secret=b"a secret")
    with opened.transaction() as work:
        person = work.person(Sender("web", "anna"), now=NOW)
        conversation = work.conversation("web", Place("w1"), person.id)
        work.add_question(
            Question(
                *("q1", "e1", conversation.id, "web", person.asker_hash, NOW, "annas ord", "da", "answer", "abc"),
                route=Route(role="koordinator"),
            )
        )
        work.add_session(Session("s1", person.id, NOW, NOW + timedelta(hours=12)))
    yield opened
    opened.close()


def _settings(**values: Any) -> Settings:
    return Settings.model_validate({"retention_texts_days": 100, **values})


def _text(storage: SqliteStorage) -> str:
    with storage.reading() as work:
        question = work.question("q1")
    assert question is not None
    return question.text


def _has_session(storage: SqliteStorage) -> bool:
    with storage.reading() as work:
        return work.session("s1") is not None


def test_nothing_that_is_a_record_goes_before_disposal_is_cleared(storage: SqliteStorage) -> None:
    removed = retain(storage, _settings(), now=NOW + timedelta(days=5_000))

    assert (removed, _text(storage), _has_session(storage)) == (1, "annas ord", False)


def test_it_is_cleared_from_the_day_that_was_set(storage: SqliteStorage) -> None:
    settings = _settings(retention_cleared="2027-01-01")

    retain(storage, settings, now=datetime(2026, 12, 31, 22, tzinfo=UTC))
    assert _text(storage) == "annas ord"

    retain(storage, settings, now=datetime(2026, 12, 31, 23, tzinfo=UTC))  # the first of January in Denmark
    assert _text(storage) == ""


def test_a_text_goes_when_its_days_are_over_and_not_before(storage: SqliteStorage) -> None:
    settings = _settings(retention_cleared="2026-01-01")

    retain(storage, settings, now=NOW + timedelta(days=100))
    assert _text(storage) == "annas ord"

    retain(storage, settings, now=NOW + timedelta(days=101))
    assert _text(storage) == ""


def test_the_log_says_what_waits_until_it_is_cleared(storage: SqliteStorage, caplog: pytest.LogCaptureFixture) -> None:
    later = NOW + timedelta(days=101)
    with caplog.at_level(logging.INFO):
        tell_what_waits(storage, _settings(retention_cleared="2026-01-01"), now=later)
        assert caplog.messages == []
        tell_what_waits(storage, _settings(), now=later)

    (message,) = caplog.messages
    assert "ESDH_BOT_RETENTION_CLEARED" in message
    assert "names on 0 closed tickets, texts of 1 questions" in message


def test_names_are_not_kept_longer_than_texts() -> None:
    with pytest.raises(SettingsError):
        Settings.model_validate({"retention_names_days": 100, "retention_texts_days": 90}).check()
