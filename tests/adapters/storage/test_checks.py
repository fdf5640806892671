"""What is kept of blind checks and replays: nothing of an asker's, and nobody's name or note past its time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.storage import SqliteStorage
from bot.core.desk.checking import Judgement
from bot.services.ports import BlindCheck, CheckWeek, Person, Question, Replay, ReplayedQuestion, Sender

DAY = timedelta(days=1)
WEEK = "2026-W10"


@pytest.fixture
def karen(storage: SqliteStorage, ask: Callable[..., Question], now: datetime) -> Person:
    """Karen has judged an answer that Anna got, with a note, and closed the week."""
    question = ask("anna", "e1", text="annas spørgsmål", article="mail")
    with storage.transaction() as work:
        karen = work.person(Sender("slack", "karen"), now=now)
        check = BlindCheck(WEEK, 1, question.id, "mail", 0.9, "Mail", "Ja.", is_as_given=True)
        work.add_week(CheckWeek(WEEK, "seed", now, 1), [check])
        work.save_check(
            replace(check, judgement=Judgement.WRONG, note="hemmelig note", judged_at=now, judged_by=karen.id)
        )
        work.close_week(WEEK, karen.id, now=now)
        served = [work.add_served(each, now=now) for each in ("old", "new")]
        replay = Replay("r1", served[1].number, "old", "new", now, now - DAY, now, topics=("mail",), counts={"won": 1})
        work.add_replay(replay, [ReplayedQuestion(question.id, "won", "fallback", "answer mail", "mail")])
    return karen


def _anna(storage: SqliteStorage, now: datetime) -> Person:
    with storage.transaction() as work:
        return work.person(Sender("slack", "anna"), now=now)


def _check(storage: SqliteStorage) -> BlindCheck:
    with storage.reading() as work:
        (check,) = work.checks_of(WEEK)
    return check


def test_what_is_kept_comes_back_as_it_was(storage: SqliteStorage, karen: Person, now: datetime) -> None:
    with storage.reading() as work:
        (replay,), (line,) = work.replays(), work.replayed("r1", ["won"], limit=9)
        (week,), (latest, first) = work.check_weeks(), work.served()

    assert (replay.topics, replay.counts, replay.made_at, replay.failed) == (("mail",), {"won": 1}, now, False)
    assert (line.text, line.was, line.became, line.topic) == ("annas spørgsmål", "fallback", "answer mail", "mail")
    assert (week.closed_at, week.closed_by, week.answers) == (now, karen.id, 1)
    assert (latest.hash, first.hash) == ("new", "old")


def test_closing_a_week_again_changes_nothing(storage: SqliteStorage, karen: Person, now: datetime) -> None:
    with storage.transaction() as work:
        work.close_week(WEEK, "somebody-else", now=now + DAY)
        week = work.check_week(WEEK)

    assert week is not None
    assert (week.closed_by, week.closed_at) == (karen.id, now)


def test_a_note_on_the_answer_goes_with_the_asker_who_is_forgotten(
    storage: SqliteStorage, karen: Person, now: datetime
) -> None:
    with storage.transaction() as work:
        work.forget(work.person(Sender("slack", "anna"), now=now).id)

    check = _check(storage)
    assert (check.note, check.judgement) == ("", Judgement.WRONG)


def test_one_who_judged_and_is_forgotten_leaves_no_trace(
    storage: SqliteStorage, karen: Person, path: Path, now: datetime
) -> None:
    with storage.transaction() as work:
        work.forget(karen.id)

    with closing(sqlite3.connect(path)) as connection:
        kept = connection.execute("SELECT judged_by FROM blind_check UNION SELECT closed_by FROM check_week").fetchall()
    assert karen.id not in {row[0] for row in kept}
    assert _check(storage).judgement is Judgement.WRONG


def test_notes_go_when_their_time_is_over(storage: SqliteStorage, karen: Person, now: datetime) -> None:
    with storage.transaction() as work:
        work.purge_texts(now)
    assert _check(storage).note == "hemmelig note"

    with storage.transaction() as work:
        work.purge_texts(now + DAY)
    assert _check(storage).note == ""


def test_both_sides_of_a_check_are_in_the_export(storage: SqliteStorage, karen: Person, now: datetime) -> None:
    anna = _anna(storage, now)
    with storage.reading() as work:
        of_karen, of_anna = (json.loads(json.dumps(work.export(each.id))) for each in (karen, anna))

    assert [each["note"] for each in of_karen["checks"]] == ["hemmelig note"]
    assert [each["judgement"] for each in of_anna["checks"]] == ["wrong"]
    assert [each["became"] for each in of_anna["questions_asked_again"]] == ["answer mail"]
    assert of_karen["questions_asked_again"] == []
