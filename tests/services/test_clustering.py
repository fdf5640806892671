"""Questions that met a gap are gathered into items that stay, and no hand's doing is undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.snapshot import Snapshot
from bot.core.desk.backlog import ItemEvent, ItemState
from bot.services import backlog
from bot.services.backlog import ItemWords
from bot.services.clustering import cluster_questions
from bot.services.ports import Holding, Person
from bot.services.ports.backlog import BacklogItem, BacklogLine, WantedItems

from .conftest import MONDAY, Bot
from .fakes import FakeContent, KeptStorage

DRONES = (
    "skal billeder fra dronen journaliseres",
    "journalisere billeder taget med dronen",
    "billeder fra dronen, skal de på sagen",
    "dronen tager billeder, skal jeg journalisere dem",
)
PARKING = (
    "hvor søger jeg om et parkeringskort på sagen",
    "parkeringskort til en sag, hvor søger man",
    "hvor søger jeg parkeringskort",
    "hvor på sagen søger jeg om parkeringskort",
)


def gap(bot: Bot, text: str, *, who: str = "anna", **fields: Any) -> str:
    """Somebody asks what the bot cannot answer; gives the question's id."""
    exchange = bot.ask("hvad", who=who)
    question_id = exchange.question_id or ""
    plain: dict[str, Any] = {"text": text, "reply": "fallback", "article": None, "language": "da", **fields}
    with bot.storage.transaction() as work:
        work.update_question(question_id, **plain)
    return question_id


def run(bot: Bot) -> dict[str, str]:
    """Gather; gives the item of each question that is in one."""
    cluster_questions(services=bot.services, now=bot.now)
    return homes(bot)


def homes(bot: Bot) -> dict[str, str]:
    """The item of each question that is in one."""
    return {row[0]: row[1] for row in bot.storage.rows("SELECT question_id, item_id FROM backlog_question")}


def items(bot: Bot, **wanted: Any) -> Sequence[BacklogLine]:
    """The items there are."""
    with bot.storage.reading() as work:
        looked_for = WantedItems(**{"state": None, "everyones": True, **wanted})
        return work.item_lines(looked_for, today=bot.now.date(), limit=100)


def item(bot: Bot, item_id: str) -> BacklogItem:
    """An item as it is kept."""
    with bot.storage.reading() as work:
        found = work.item(item_id)
    assert found is not None
    return found


@pytest.fixture
def coordinator(bot: Bot) -> Person:
    """The coordinator."""
    return bot.person("karen", Holding("koordinator"))


# --- what is gathered -------------------------------------------------------------------------------------------------


def test_questions_that_want_the_same_become_one_item(bot: Bot) -> None:
    drones = [gap(bot, text, who=f"d{at}") for at, text in enumerate(DRONES)]
    parking = [gap(bot, text, who=f"p{at}") for at, text in enumerate(PARKING)]

    home = run(bot)

    assert len({home[one] for one in drones}) == 1
    assert len({home[one] for one in parking}) == 1
    assert home[drones[0]] != home[parking[0]]


@pytest.mark.parametrize(
    ("fields", "is_gap"),
    [
        ({"reply": "answer", "probability": 0.95}, False),
        ({"reply": "answer", "probability": 0.5}, True),
        ({"reply": "answer", "probability": 0.95, "feedback": "helpful"}, False),
        ({"reply": "answer", "probability": 0.95, "feedback": "outdated"}, True),
        ({"reply": "clarify_choice", "chosen": "none"}, True),
        ({"reply": "clarify_choice", "chosen": "mail"}, False),
        ({"reply": "out_of_scope", "in_field": 0.4}, True),
        ({"reply": "out_of_scope", "in_field": 0.05}, False),
        ({"reply": "handoff_offer", "article": "aktindsigt"}, True),
        ({"reply": "handoff_offer", "article": "bot-menneske"}, False),
        ({"text": ""}, False),
    ],
)
def test_what_met_a_gap_is_gathered_and_nothing_else(bot: Bot, fields: dict[str, Any], is_gap: bool) -> None:
    question = gap(bot, **{"text": DRONES[0], **fields})

    assert (question in run(bot)) is is_gap


def test_items_keep_their_id_and_take_in_what_is_like_them(bot: Bot) -> None:
    first = gap(bot, DRONES[0])
    before = run(bot)
    bot.wait(days=1)
    second = gap(bot, DRONES[1], who="bo")

    after = run(bot)

    assert before[first] == after[first] == after[second]


def test_running_twice_changes_nothing(bot: Bot) -> None:
    for text in (*DRONES, *PARKING):
        gap(bot, text)
    first = run(bot)

    assert run(bot) == first
    assert cluster_questions(services=bot.services, now=bot.now).placed == 0


def test_an_item_is_called_by_a_danish_question_until_its_text_is_gone(bot: Bot) -> None:
    gap(bot, "billeder dronen journaliseres english words", language="en")
    danish = gap(bot, DRONES[0], who="bo")
    run(bot)
    (line,) = items(bot)
    assert (line.item.typical_id, line.typical) == (danish, DRONES[0])

    bot.storage.purge(names_before=bot.now + timedelta(days=1), texts_before=bot.now + timedelta(days=1))

    (line,) = items(bot)
    assert (line.typical, line.counted.asked.questions) == ("", 2)
    assert [row[0] for row in bot.storage.rows("SELECT title FROM backlog_item")] == [""]


def test_another_question_names_the_item_when_its_asker_is_forgotten(bot: Bot) -> None:
    ids = {gap(bot, text, who=f"d{at}"): f"d{at}" for at, text in enumerate(DRONES)}
    run(bot)
    (line,) = items(bot)
    who = bot.person(ids[line.item.typical_id or ""])
    with bot.storage.transaction() as work:
        work.forget(who.id)

    run(bot)

    (again,) = items(bot)
    assert again.item.id == line.item.id
    assert again.item.typical_id != line.item.typical_id
    assert again.typical in DRONES


def test_an_item_knows_how_often_and_by_how_many_it_was_asked(bot: Bot) -> None:
    for at, text in enumerate(DRONES):
        gap(bot, text, who=f"d{at % 3}", system="nexus")
        bot.wait(days=7)
    run(bot)

    (line,) = items(bot)

    assert (line.counted.asked.questions, line.counted.asked.people, line.counted.systems) == (4, 3, ("nexus",))
    assert [week.questions for week in line.counted.trend.weeks[-5:]] == [1, 1, 1, 1, 0]
    assert items(bot, everyones=False) == []


# --- what comes back --------------------------------------------------------------------------------------------------


def _done(bot: Bot, coordinator: Person) -> str:
    gap(bot, DRONES[0])
    run(bot)
    (line,) = items(bot)
    words = ItemWords(state=ItemState.DONE)
    backlog.change_item(line.item.id, coordinator, words, seen=1, services=bot.services, now=bot.now)
    return line.item.id


def test_an_item_comes_back_when_people_go_on_asking_a_week_after_it_was_done(bot: Bot, coordinator: Person) -> None:
    done = _done(bot, coordinator)
    bot.wait(days=7, minutes=1)
    for at in range(5):
        gap(bot, DRONES[at % 4], who=f"d{at % 3}")
    run(bot)

    found = item(bot, done)

    assert (found.state, found.returned_at, found.version) == (ItemState.NEW, bot.now, 3)
    with bot.storage.reading() as work:
        last = work.item_history(done)[-1]
    assert (last.event, last.actor_id) == (ItemEvent.RETURNED, None)


def test_what_is_asked_before_people_have_heard_of_it_brings_nothing_back(bot: Bot, coordinator: Person) -> None:
    done = _done(bot, coordinator)
    bot.wait(days=6)
    for at in range(5):
        gap(bot, DRONES[at % 4], who=f"d{at}")
    run(bot)

    assert item(bot, done).state is ItemState.DONE


# --- a hand's doing is never undone -----------------------------------------------------------------------------------

Acts = list[tuple[str, int, int]]
ACTS = st.lists(
    st.tuples(st.sampled_from(["ask", "run", "merge", "split", "rename"]), st.integers(0, 30), st.integers(0, 30)),
    min_size=4,
    max_size=14,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_no_run_undoes_what_a_hand_did(snapshot: Snapshot, acts: Acts) -> None:
    with TemporaryDirectory() as folder:
        storage = KeptStorage(Path(folder) / "esdh.db")
        bot = Bot(FakeContent(snapshot), storage, now=MONDAY)
        bot.services = replace(bot.services, most_a_minute=10_000)
        by = bot.person("karen", Holding("koordinator"))
        for text in (*DRONES, *PARKING):
            gap(bot, text)
        run(bot)
        for act in acts:
            _act(bot, by, *act)
            hand, before = _by_hand(bot), homes(bot)
            run(bot)
            after = homes(bot)

            assert {one: after[one] for one, home in before.items() if home in hand} == {
                one: home for one, home in before.items() if home in hand
            }
            assert _by_hand(bot) == hand
        storage.close()


def _by_hand(bot: Bot) -> dict[str, BacklogItem]:
    """What a hand has touched, but for the question it is called by, which is not the hand's doing."""
    found = (line.item for line in items(bot) if line.item.by_hand)
    return {one.id: replace(one, typical_id=None, typical_among=0) for one in found}


def _act(bot: Bot, by: Person, what: str, one: int, other: int) -> None:
    lines = [line.item for line in items(bot)]
    chosen, second = lines[one % len(lines)], lines[other % len(lines)]
    tools: dict[str, Any] = {"services": bot.services, "now": bot.now}
    own = sorted(question for question, home in homes(bot).items() if home == chosen.id)
    if what == "ask":
        gap(bot, (*DRONES, *PARKING)[one % 8])
    elif what == "merge" and chosen.id != second.id:
        backlog.merge_items(chosen.id, second.id, by, seen=chosen.version, **tools)
    elif what == "split" and len(own) > 1:
        part = own[: 1 + other % (len(own) - 1)]
        backlog.split_item(chosen.id, part, by, seen=chosen.version, **tools)
    elif what == "rename":
        backlog.change_item(chosen.id, by, ItemWords(title=f"titel {other}"), seen=chosen.version, **tools)
