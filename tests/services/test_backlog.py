"""The coordinator decides about items of the backlog: one wins when two do so at once, and every step is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.desk.backlog import ItemEvent, ItemKind, ItemState
from bot.errors import NotAllowedError, UnknownItemError
from bot.services import backlog
from bot.services.backlog import (
    ItemChangedError,
    ItemWords,
    NoReasonError,
    NotMergedError,
    NotSplitError,
    UnknownOwnerError,
)
from bot.services.ports import Holding, Person
from bot.services.ports.backlog import BacklogItem

from .conftest import Bot
from .test_clustering import DRONES, PARKING, gap, homes, item, items, run


@pytest.fixture
def coordinator(bot: Bot) -> Person:
    """The coordinator."""
    return bot.person("karen", Holding("koordinator"))


@pytest.fixture
def made(bot: Bot) -> tuple[BacklogItem, BacklogItem]:
    """The item of the drones and the item of the parking permits."""
    ids = [gap(bot, text, who=f"p{at}") for at, text in enumerate((*DRONES, *PARKING))]
    home = run(bot)
    return item(bot, home[ids[0]]), item(bot, home[ids[-1]])


def _change(bot: Bot, by: Person, one: BacklogItem, *, seen: int = 0, **words: Any) -> BacklogItem:
    tools: dict[str, Any] = {"services": bot.services, "now": bot.now}
    return backlog.change_item(one.id, by, ItemWords(**words), seen=seen or one.version, **tools)


def _events(bot: Bot, item_id: str) -> list[ItemEvent]:
    with bot.storage.reading() as work:
        return [step.event for step in work.item_history(item_id)]


def test_each_new_thing_said_of_an_item_is_a_line_of_history(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    said: dict[str, Any] = {"title": "Billeder fra droner", "kind": ItemKind.MISSING, "owner": "koordinator"}
    planned: dict[str, Any] = {"state": ItemState.PLANNED, "due_on": date(2026, 4, 1), "notes": "Spørg arkivet."}
    changed = _change(bot, coordinator, made[0], **said, **planned)
    again = _change(bot, coordinator, changed, **said, **planned)

    assert again == item(bot, made[0].id) == changed
    assert (changed.title, changed.kind, changed.due_on, changed.version) == (
        "Billeder fra droner",
        ItemKind.MISSING,
        date(2026, 4, 1),
        2,
    )
    assert _events(bot, made[0].id) == [
        *(ItemEvent.RENAMED, ItemEvent.KIND, ItemEvent.OWNER, ItemEvent.STATE, ItemEvent.DUE, ItemEvent.NOTED),
    ]


def test_an_item_past_its_day_is_overdue_until_it_is_done(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    late = _change(bot, coordinator, made[0], due_on=bot.now.date() - timedelta(days=1))

    assert [line.item.id for line in items(bot, state="overdue")] == [late.id]
    done = _change(bot, coordinator, late, due_on=late.due_on, state=ItemState.DONE)
    assert items(bot, state="overdue") == []
    assert done.done_at == bot.now


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told_who(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    with bot.storage.transaction() as work:
        other = work.employ("ove@eksempelby.example", "Ove Olsen", now=bot.now)
        work.grant(other.id, Holding("koordinator"))
    _change(bot, other, made[0], title="Den ene titel")

    with pytest.raises(ItemChangedError) as told:
        _change(bot, coordinator, made[0], title="Den anden titel")

    assert (told.value.by, told.value.at) == ("Ove Olsen", bot.now)
    assert item(bot, made[0].id).title == "Den ene titel"


def test_an_item_is_declined_with_a_word_why(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    with pytest.raises(NoReasonError):
        _change(bot, coordinator, made[0], state=ItemState.DECLINED, reason=" ")

    declined = _change(bot, coordinator, made[0], state=ItemState.DECLINED, reason="Findes i håndbogen.")
    assert declined.reason == "Findes i håndbogen."
    assert _change(bot, coordinator, declined, reason="Findes i håndbogen.").reason == ""


def test_what_is_personal_is_taken_out_of_what_the_coordinator_writes(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    changed = _change(bot, coordinator, made[0], title="Sagen om 010203-1234", notes="Ring 12345678, cpr 010203-1234")

    assert "010203" not in changed.title + changed.notes
    assert "12345678" in changed.notes


def test_an_owner_is_a_role_of_the_content(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    with pytest.raises(UnknownOwnerError):
        _change(bot, coordinator, made[0], owner="kejser")


def test_only_the_coordinator_sees_or_changes_the_backlog(bot: Bot, made: tuple[BacklogItem, BacklogItem]) -> None:
    anna = bot.person("anna", Holding("systemansvarlig", system="nexus"))
    tools: dict[str, Any] = {"services": bot.services, "now": bot.now}

    with pytest.raises(NotAllowedError):
        _change(bot, anna, made[0])
    with pytest.raises(NotAllowedError):
        backlog.see_item(made[0].id, anna, **tools)
    with pytest.raises(NotAllowedError):
        backlog.merge_items(made[0].id, made[1].id, anna, seen=1, **tools)


# --- putting together and taking apart --------------------------------------------------------------------------------


def test_merged_items_stay_one_and_take_in_what_is_like_either(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    drones, parking = made
    tools: dict[str, Any] = {"services": bot.services, "now": bot.now}
    backlog.merge_items(drones.id, parking.id, coordinator, seen=drones.version, **tools)
    late = [gap(bot, DRONES[1], who="sen"), gap(bot, PARKING[1], who="sen")]

    home = run(bot)

    assert {home[one] for one in late} == {parking.id}
    assert set(home.values()) == {parking.id}
    assert backlog.see_item(drones.id, coordinator, **tools).line.item.id == parking.id
    assert [line.counted.asked.questions for line in items(bot)] == [10]


def test_what_was_merged_into_a_merged_item_leads_to_the_last(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    drones, parking = made
    tools: dict[str, Any] = {"services": bot.services, "now": bot.now}
    question = next(one for one, home in homes(bot).items() if home == drones.id)
    split = backlog.split_item(drones.id, [question], coordinator, seen=1, **tools)
    backlog.merge_items(split.id, drones.id, coordinator, seen=1, **tools)
    backlog.merge_items(drones.id, parking.id, coordinator, seen=item(bot, drones.id).version, **tools)

    assert backlog.see_item(split.id, coordinator, **tools).line.item.id == parking.id
    assert _events(bot, drones.id) == [ItemEvent.SPLIT, ItemEvent.MERGED, ItemEvent.MERGED]


def test_what_was_split_off_stays_apart(bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]) -> None:
    drones = made[0]
    own = sorted(one for one, home in homes(bot).items() if home == drones.id)
    begun = backlog.split_item(drones.id, own[:2], coordinator, seen=1, services=bot.services, now=bot.now)

    home = run(bot)

    assert {home[one] for one in own[:2]} == {begun.id}
    assert {home[one] for one in own[2:]} == {drones.id}
    assert _events(bot, begun.id) == [ItemEvent.SPLIT_OFF]


def test_neither_none_nor_all_nor_others_questions_are_split_off(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    drones, parking = made
    own = [one for one, home in homes(bot).items() if home == drones.id]
    foreign = next(one for one, home in homes(bot).items() if home == parking.id)

    for chosen in ([], own, [own[0], foreign]):
        with pytest.raises(NotSplitError):
            backlog.split_item(drones.id, chosen, coordinator, seen=1, services=bot.services, now=bot.now)


def test_an_item_is_not_merged_with_itself_nor_with_nothing(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    tools: dict[str, Any] = {"services": bot.services, "now": bot.now}
    with pytest.raises(NotMergedError):
        backlog.merge_items(made[0].id, made[0].id, coordinator, seen=1, **tools)
    with pytest.raises(UnknownItemError):
        backlog.merge_items(made[0].id, "nothing", coordinator, seen=1, **tools)


def test_a_merged_item_is_no_longer_changed(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    tools: dict[str, Any] = {"services": bot.services, "now": bot.now}
    backlog.merge_items(made[0].id, made[1].id, coordinator, seen=1, **tools)

    with pytest.raises(ItemChangedError):
        _change(bot, coordinator, made[0], seen=2, title="for sent")


def test_few_questions_are_shown_where_few_people_asked(
    bot: Bot, coordinator: Person, made: tuple[BacklogItem, BacklogItem]
) -> None:
    view = backlog.see_item(made[0].id, coordinator, services=bot.services, now=bot.now)
    assert (len(view.questions), view.line.counted.asked.questions) == (3, 4)

    gap(bot, DRONES[0], who="femte")
    run(bot)
    assert len(backlog.see_item(made[0].id, coordinator, services=bot.services, now=bot.now).questions) == 5
