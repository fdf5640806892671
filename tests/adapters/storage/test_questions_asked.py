"""People, their turns and their questions are found again."""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.adapters.storage import SqliteStorage
from bot.core.reply import Notice
from bot.services.ports import Exchange, Question, Sender


def test_a_person_is_the_same_the_second_time_and_their_hash_is_keyed(storage: SqliteStorage, now: datetime) -> None:
    with storage.transaction() as work:
        first, again = (work.person(Sender("slack", "U1"), now=now) for _ in range(2))
        elsewhere = work.person(Sender("web", "U1"), now=now)

    with storage.reading() as work:
        assert work.known_person("slack", "U1") == first == again
        assert work.known_person("slack", "U2") is None
    assert elsewhere.id != first.id
    assert first.asker_hash == hmac.new(b"a secret", first.id.encode(), hashlib.sha256).hexdigest()[:32]


def test_the_transcript_is_the_latest_turns_oldest_first_even_within_one_moment(
    storage: SqliteStorage, ask: Callable[..., Question]
) -> None:
    for number in range(5):
        question = ask("anna", f"e{number}")

    with storage.reading() as work:
        turns = work.transcript(question.conversation_id, limit=3)
    assert [turn.event_id for turn in turns] == ["e2", "e3", "e4"]


def test_what_the_bot_wrote_of_itself_is_no_question(
    storage: SqliteStorage, ask: Callable[..., Question], now: datetime
) -> None:
    ask("anna", "long-ago", at=now - timedelta(minutes=2))
    ask("anna", "elsewhere", place="D2")
    ask("bo", "bo's")
    question = ask("anna", "e1")
    with storage.transaction() as work:
        notice = Notice(key="notice.answered")
        work.add_exchange(Exchange("t1", question.conversation_id, question.id, None, notice, "da", now))
        anna = work.person(Sender("slack", "anna"), now=now)

        assert work.questions_since(anna.id, now - timedelta(minutes=1)) == 2


def test_a_persons_own_questions_come_newest_first(
    storage: SqliteStorage, ask: Callable[..., Question], now: datetime
) -> None:
    old, new = ask("anna", "e1"), ask("anna", "e2", at=now + timedelta(seconds=1))
    ask("bo", "e3")

    with storage.reading() as work:
        anna = work.known_person("slack", "anna")
        assert anna is not None
        assert work.questions_of(anna.id) == [new, old]
        assert work.questions_of(anna.id, limit=1) == [new]


def test_an_event_leads_to_one_turn_only(storage: SqliteStorage, ask: Callable[..., Question]) -> None:
    ask("anna", "e1")

    with pytest.raises(sqlite3.IntegrityError):
        ask("anna", "e1")
    assert len(list(storage.log.questions())) == 1
