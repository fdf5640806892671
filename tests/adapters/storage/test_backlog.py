"""The backlog refers to questions and copies none of their words; its history stays."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.storage import SqliteStorage
from bot.core.desk.backlog import ItemEvent, ItemState
from bot.services.ports import Question, Sender
from bot.services.ports.backlog import BacklogItem, BacklogStep, Cluster, Placed, WantedItems

DAY = timedelta(days=1)


@pytest.fixture
def placed(storage: SqliteStorage, ask: Callable[..., Question], now: datetime) -> None:
    """Six people asked the same; it was done by Karen under the words of the first."""
    for at in range(6):
        ask(f"person-{at}", f"e{at}", text=f"hemmelige drone {at}", system="nexus", place=f"D{at}")
    with storage.transaction() as work:
        karen = work.person(Sender("web", "karen"), now=now)
        item = BacklogItem("i1", now, now, title="Hemmelige drone 0?", typical_id="q-e0", state=ItemState.DONE)
        work.add_item(item)
        work.place([Placed(f"q-e{at}", "i1", "i1") for at in range(6)])
        step = BacklogStep("i1", now, karen.id, ItemEvent.RENAMED, note="Hemmelige drone 0?")
        work.save_item(item, step)
        work.count_items(["i1"], today=now.date())


def _stored(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def test_a_title_taken_over_from_somebody_goes_when_they_are_forgotten(
    storage: SqliteStorage, placed: None, path: Path
) -> None:
    with storage.transaction() as work:
        person = work.known_person("slack", "person-0")
        assert person is not None
        work.forget(person.id)

        line = work.item_line("i1")
        assert line is not None
        assert (line.item.title, line.typical, line.counted.asked.questions) == ("", "", 6)
        assert [step.note for step in work.item_history("i1")] == [""]
    assert b"emmelige drone 0" not in _stored(path)
    assert b"emmelige drone 1" in _stored(path)


def test_forgetting_the_coordinator_keeps_what_was_done_by_nobody_known(
    storage: SqliteStorage, placed: None, path: Path
) -> None:
    with storage.transaction() as work:
        karen = work.known_person("web", "karen")
        assert karen is not None
        assert [row["event"] for row in work.export(karen.id)["backlog"]] == ["renamed"]
        work.forget(karen.id)

        assert [step.actor_id == karen.id for step in work.item_history("i1")] == [False]
    assert karen.id.encode() not in _stored(path)


def test_the_words_about_an_item_go_with_the_texts_when_it_was_done_long_ago(
    storage: SqliteStorage, placed: None, path: Path, now: datetime
) -> None:
    storage.purge(names_before=now + DAY, texts_before=now + DAY)

    assert b"emmelige drone" not in _stored(path)
    with storage.reading() as work:
        line = work.item_line("i1")
        assert line is not None
        assert line.counted.asked.people == 6
    assert storage.purge(names_before=now + DAY, texts_before=now + DAY) == 0


def test_history_is_neither_changed_nor_taken_away(storage: SqliteStorage, placed: None, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in ("UPDATE backlog_history SET event = 'kind'", "DELETE FROM backlog_history"):
            with pytest.raises(sqlite3.IntegrityError, match="line of history"):
                connection.execute(statement)


def test_people_of_two_purges_are_not_counted_twice(
    storage: SqliteStorage, placed: None, ask: Callable[..., Question], now: datetime
) -> None:
    storage.purge(names_before=now + DAY, texts_before=now + DAY)
    later = ask("person-0", "late", text="drone igen", at=now + 2 * DAY, place="D0")
    with storage.transaction() as work:
        work.place([Placed(later.id, "i1", "i1")])
        counted = work.count_items(["i1"], today=now.date())["i1"]

    assert (counted.asked.questions, counted.asked.people) == (7, 6)


def test_a_question_placed_in_an_item_that_was_merged_goes_where_that_one_went(
    storage: SqliteStorage, placed: None, ask: Callable[..., Question], now: datetime
) -> None:
    late = ask("sen", "late", text="drone igen")
    with storage.transaction() as work:
        work.add_item(BacklogItem("i2", now, now, merged_into="i1"))
        work.place([Placed(late.id, "i2", "i2")])

        assert late.id in work.item_question_ids("i1")


def test_an_item_a_hand_has_touched_is_joined_to_nothing(storage: SqliteStorage, placed: None, now: datetime) -> None:
    into = Cluster("i1", "i1", 6, by_hand=False)
    with storage.transaction() as work:
        work.add_item(BacklogItem("touched", now, now, by_hand=True))
        work.add_item(BacklogItem("free", now, now))

        assert not work.join_cluster("touched", into)
        assert work.join_cluster("free", into)
        assert not work.join_cluster("free", into)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (WantedItems(state="done"), ["i1"]),
        (WantedItems(state="open"), []),
        (WantedItems(state=None, system="nexus"), ["i1"]),
        (WantedItems(state=None, system="acadre"), []),
        (WantedItems(state=None, kind="none", order="trend"), ["i1"]),
        (WantedItems(state=None, owner="koordinator", order="last"), []),
    ],
)
def test_items_are_found_by_what_they_are(
    storage: SqliteStorage, placed: None, now: datetime, wanted: WantedItems, found: list[str]
) -> None:
    with storage.reading() as work:
        assert [line.item.id for line in work.item_lines(wanted, today=now.date(), limit=10)] == found
