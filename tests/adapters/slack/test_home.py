"""The home tab: ask, see what one asked and what is remembered, change it, be forgotten; role holders' inbox."""

from __future__ import annotations

from typing import Any

import pytest

from bot.services.ports import SLACK, Profile

from .alone import presses_in_view
from .conftest import PUBLIC_URL, Bot
from .fake_slack import BOT_USER, TEAM, FakeSlack, Json
from .people import Employee, _numbers, labels, words
from .test_assisting import opened as event
from .test_commands import asked_by
from .test_conversations import NOT_HELPFUL, QUESTION, offered_handoff
from .test_notices import hold


async def opens(who: Employee, tab: str = "home") -> Json:
    """Open the app; gives the tab as it is drawn."""
    who.slack.homes.pop(who.id, None)
    opening = event(type="app_home_opened", user=who.id, channel=who.direct, tab=tab, event_ts="1")
    await who.way.event({**opening, "team_id": TEAM})
    return await redrawn(who)


async def redrawn(who: Employee) -> Json:
    """The tab, when it has been drawn."""
    await who.slack.until(lambda: who.id in who.slack.homes)
    return who.slack.homes[who.id]


async def asks(who: Employee, text: str) -> None:
    """Write in the field on the tab and press Enter."""
    home = who.slack.homes.pop(who.id)
    field = home["blocks"][0]["element"]
    who.last = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": who.id, "name": f"name.{who.id}", "team_id": TEAM},
        "trigger_id": f"trigger-{next(_numbers)}",
        "container": {"type": "view", "view_id": home["id"]},
        "view": home,
        "actions": [{"type": field["type"], "action_id": field["action_id"], "value": text, "action_ts": "1"}],
    }
    await who.way.interaction(who.last)


async def presses(who: Employee, label: str) -> Any:
    """Press a button on the tab."""
    return await presses_in_view(who, who.slack.homes.pop(who.id), label)


async def saves(who: Employee, view: Json, *, systems: list[str], language: str) -> Any:
    """Send the profile's dialog."""
    values = {
        "systems": {"systems": {"selected_options": [{"value": each} for each in systems]}},
        "language": {"language": {"selected_option": {"value": language}}},
    }
    user = {"id": who.id, "name": who.id, "team_id": TEAM}
    body = {"type": "view_submission", "team": {"id": TEAM}, "user": user}
    return await who.way.interaction({**body, "view": {**view, "state": {"values": values}}})


def profile(bot: Bot, who: Employee) -> Profile:
    """What is remembered of somebody."""
    with bot.parts.storage.reading() as work:
        person = work.known_person(SLACK, f"{TEAM}:{who.id}")
        return work.profile(person.id) if person else Profile()


async def test_tab_of_somebody_new_says_what_to_do_and_makes_nobody_known(anna: Employee, bot: Bot) -> None:
    home = await opens(anna)

    assert "Du har ikke spurgt om noget endnu." in words(home)
    assert "Indbakke" not in words(home)
    with bot.parts.storage.reading() as work:
        assert work.known_person(SLACK, f"{TEAM}:{anna.id}") is None


async def test_question_on_the_tab_is_answered_in_a_dialog_and_stands_on_the_tab(
    anna: Employee, bot: Bot, slack: FakeSlack
) -> None:
    await opens(anna)
    before = slack.homes[anna.id]["blocks"][0]["block_id"]

    await asks(anna, QUESTION)
    home = await redrawn(anna)

    [answer] = slack.views
    assert "Ja, hvis beskeden rummer oplysninger" in words(answer)
    assert answer["title"]["text"] == "Svar"
    assert QUESTION in words(home)
    assert before.startswith("home_ask:")
    assert len(asked_by(bot, anna)) == 1


async def test_answer_in_the_dialog_can_be_sent_on_to_a_person(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    await opens(anna)
    await asks(anna, QUESTION)
    await slack.until(lambda: slack.views)
    [view] = slack.views
    for label in (NOT_HELPFUL, "Send"):
        before = view["hash"]
        await presses_in_view(anna, view, label)
        await slack.until(lambda before=before: view["hash"] != before)  # type: ignore[misc]

    home = await opens(anna)

    assert view["title"]["text"] == "Svar"
    assert "Henvendelse nr. 1" in words(home)
    assert "Ligger hos ESDH-koordinatoren. Du får svar senest" in words(home)
    assert asked_by(bot, anna)[0].ticket_id


async def test_empty_field_is_no_question(anna: Employee, bot: Bot) -> None:
    await opens(anna)

    await asks(anna, "  ")

    assert asked_by(bot, anna) == []


async def test_systems_and_language_are_changed_and_the_tab_follows(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    await opens(anna)
    await presses(anna, "Ret")
    await slack.until(lambda: slack.views)

    await saves(anna, slack.views[0], systems=["nexus", "nowhere"], language="en")
    home = await redrawn(anna)

    kept = profile(bot, anna)
    assert (kept.systems, kept.language) == (("nexus",), "en")
    assert "Systems I use:* Nexus" in words(home)

    slack.views.clear()
    await presses(anna, "Change")
    await slack.until(lambda: slack.views)
    chosen = slack.views[0]["blocks"][1]["element"]["initial_options"]
    assert [each["value"] for each in chosen] == ["nexus"]


async def test_person_is_forgotten_from_the_tab(anna: Employee, bot: Bot) -> None:
    await anna.sees(await anna.says(QUESTION))
    home = await opens(anna)
    [button] = [
        each for block in home["blocks"] for each in block.get("elements", []) if each.get("action_id") == "home_forget"
    ]
    assert button["confirm"]["style"] == "danger"

    await presses(anna, "Slet alt om mig")
    home = await redrawn(anna)

    assert QUESTION not in words(home)
    assert asked_by(bot, anna) == []


async def test_role_holder_sees_how_many_wait_and_the_way_to_the_first(anna: Employee, bo: Employee, bot: Bot) -> None:
    hold(bot.parts, bo)
    thread, offer = await offered_handoff(anna)
    await anna.presses(offer, "Send")
    await anna.sees(thread, replies=3)

    home = await opens(bo)

    assert "Mine (1)" in words(home)
    assert "Overskredet (0)" in words(home)
    [accessory] = [block["accessory"] for block in home["blocks"] if "accessory" in block]
    assert accessory["url"].startswith(f"{PUBLIC_URL}/inbox/")
    assert "Indbakke" in labels(home)


async def test_the_conversation_tab_draws_nothing(anna: Employee, slack: FakeSlack) -> None:
    opening = event(type="app_home_opened", user=anna.id, channel=anna.direct, tab="messages", event_ts="1")
    await anna.way.event(opening)
    await slack.until(lambda: slack.prompts)

    assert slack.homes == {}


@pytest.mark.parametrize("tab", ["home", "messages"])
async def test_guest_finds_a_refusal_and_no_message(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack, tab: str
) -> None:
    slack.users[anna.id] = {"is_restricted": True}
    if tab == "home":
        home = await opens(anna)
        assert "hjælper kun medarbejdere" in words(home)
        assert labels(home) == []
    else:
        await anna.way.event(event(type="app_home_opened", user=anna.id, channel=anna.direct, tab=tab, event_ts="1"))
        await bo.sees(await bo.says(QUESTION))

    assert slack.prompts == []
    assert [each for each in slack.messages if each["channel"] == anna.direct] == []
    assert asked_by(bot, anna) == []


async def test_answer_comes_though_the_tab_cannot_be_drawn(
    anna: Employee, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    await opens(anna)
    slack.not_permitted.add("views.publish")

    await asks(anna, QUESTION)
    await slack.until(lambda: slack.views and slack.calls.count("views.publish") == 2)
    await slack.until(lambda: "missing_scope" in caplog.text)

    assert caplog.text.count("missing_scope") == 1
    assert BOT_USER not in caplog.text
