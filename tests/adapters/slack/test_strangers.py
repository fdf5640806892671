"""Guests and people from other organisations are turned away politely, and nothing of theirs is kept."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest

from bot.adapters.slack.members import LASTS, Members
from bot.services.ports import SLACK

from .alone import commands, presses_alone, uses_shortcut
from .conftest import Bot
from .fake_slack import TEAM, FakeSlack, Json, Trouble
from .people import Employee, event_of
from .test_conversations import NOT_HELPFUL, QUESTION

REFUSAL = "Jeg hjælper kun medarbejdere i kommunen"
LOOK_UP = "users.info"
GUESTS: list[Json] = [{"is_restricted": True}, {"is_ultra_restricted": True}, {"is_stranger": True}, {"deleted": True}]
FROM_OUTSIDE: list[tuple[Json, Json]] = [
    ({}, {"user_team": "T9"}),
    ({}, {"source_team": "T9"}),
    ({}, {"team": "T9"}),
    ({}, {"user_profile": {"team": "T9"}}),
    ({"team_id": "T9", "context_team_id": TEAM}, {}),
]


def is_unknown(bot: Bot, who: Employee) -> bool:
    """Whether nothing is kept of somebody."""
    with bot.parts.storage.reading() as work:
        return work.known_person(SLACK, f"{TEAM}:{who.id}") is None


async def delivered(who: Employee, channel: str, kind: str, *, around: Json | None = None, **more: Any) -> str:
    """Deliver a question as Slack does, with more said around it or about it; gives its thread."""
    message = who.slack.write(channel, who.id, QUESTION)
    body = event_of(message, kind, **({"channel_type": "im"} if kind == "message" else {}), **more)
    who.last = {**body, **(around or {})}
    await who.way.event(who.last)
    return str(message["ts"])


@pytest.mark.parametrize("mark", GUESTS, ids=lambda mark: next(iter(mark)))
async def test_guest_who_writes_is_turned_away_and_nothing_is_kept(
    anna: Employee, bot: Bot, slack: FakeSlack, mark: Json
) -> None:
    slack.users[anna.id] = mark

    reply = await anna.sees(await anna.says(QUESTION))

    assert REFUSAL in reply["text"]
    assert "I only help employees" in reply["text"]
    assert is_unknown(bot, anna)
    assert bot.parts.storage.outbox.waiting() == 0


async def test_guest_who_mentions_the_bot_is_told_in_private(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    slack.users[anna.id] = {"is_restricted": True}

    thread = await anna.mentions(QUESTION)
    await slack.until(lambda: slack.ephemerals)

    assert slack.ephemerals[0]["user"] == anna.id
    assert slack.replies("C1", thread) == []
    assert is_unknown(bot, anna)


async def test_guest_gets_nothing_by_the_command(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    slack.users[anna.id] = {"is_restricted": True}

    shown = await commands(anna, QUESTION)

    assert REFUSAL in shown["text"]
    assert shown["response_type"] == "ephemeral"
    assert is_unknown(bot, anna)


async def test_guest_gets_nothing_by_the_shortcut_or_by_a_button(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    shown = await commands(anna, QUESTION)
    slack.users[bo.id] = {"is_ultra_restricted": True}

    await uses_shortcut(bo, "En besked")
    await presses_alone(bo, shown, NOT_HELPFUL)
    await slack.until(lambda: len(slack.responses) == 2)

    assert all(REFUSAL in each["text"] for each in slack.responses)
    assert slack.views == []
    assert is_unknown(bot, bo)


@pytest.mark.parametrize(("around", "about"), FROM_OUTSIDE, ids=["user", "source", "team", "profile", "workspace"])
async def test_somebody_from_another_organisation_is_turned_away(
    anna: Employee, bot: Bot, slack: FakeSlack, around: Json, about: Json
) -> None:
    slack.users[anna.id] = {"is_stranger": True}

    await delivered(anna, "C1", "app_mention", around=around, **about)
    await slack.until(lambda: slack.ephemerals)

    assert REFUSAL in slack.ephemerals[0]["text"]
    assert bot.parts.storage.outbox.waiting() == 0


async def test_whom_slack_does_not_tell_of_is_let_in_unless_they_come_from_outside(
    anna: Employee, bo: Employee, slack: FakeSlack
) -> None:
    slack.not_permitted.add(LOOK_UP)

    await delivered(anna, anna.direct, "message", user_team="T9")
    thread = await bo.says(QUESTION)

    assert "Ja, hvis beskeden" in (await bo.sees(thread))["text"]
    assert all(QUESTION not in str(each.get("blocks")) for each in slack.replies(anna.direct, anna.last["event"]["ts"]))
    assert REFUSAL in (await anna.sees(anna.last["event"]["ts"]))["text"]


async def test_colleague_in_another_workspace_of_the_same_organisation_is_answered(
    anna: Employee, slack: FakeSlack
) -> None:
    thread = await delivered(anna, "C1", "app_mention", user_team="T2")

    assert await anna.sees(thread, channel="C1")


async def test_in_a_channel_shared_with_others_nobody_is_answered_there(
    anna: Employee, bot: Bot, slack: FakeSlack
) -> None:
    thread = await delivered(anna, "C1", "app_mention", around={"is_ext_shared_channel": True})
    await slack.until(lambda: slack.ephemerals)

    assert "deles med andre organisationer" in slack.ephemerals[0]["text"]
    assert slack.replies("C1", thread) == []
    assert is_unknown(bot, anna)


async def test_redelivered_event_of_a_guest_is_refused_once(anna: Employee, bo: Employee, slack: FakeSlack) -> None:
    slack.users[anna.id] = {"is_restricted": True}
    thread = await anna.says(QUESTION)
    await anna.sees(thread)

    await anna.way.event(anna.last)
    await bo.sees(await bo.says(QUESTION))

    assert len(slack.replies(anna.direct, thread)) == 1


async def test_trouble_with_the_look_up_does_not_cost_an_employee_the_answer(anna: Employee, slack: FakeSlack) -> None:
    slack.troubles[LOOK_UP] = deque([Trouble(status=429, error="ratelimited", retry_after=30)])

    assert "Ja, hvis beskeden" in (await anna.sees(await anna.says(QUESTION)))["text"]


async def test_several_who_want_to_know_the_same_wait_for_one_call_and_are_told_anew_after_hours(
    slack: FakeSlack, bot: Bot
) -> None:
    del bot
    moment = 0.0
    members = Members(clock=lambda: moment)
    from slack_sdk.web.async_client import AsyncWebClient

    client = AsyncWebClient(token="xoxb-test", base_url=slack.api_url)
    assert (await members.find("U1", client)) == (await members.find("U1", client))
    assert slack.calls.count(LOOK_UP) == 1

    moment = LASTS + 1
    slack.users["U1"] = {"is_restricted": True}

    found = await members.find("U1", client)
    assert found is not None
    assert not found.is_employee
