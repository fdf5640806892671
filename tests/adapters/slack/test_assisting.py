"""Slack's view of agents: questions to begin with, a sign that an answer is coming, and answers without either."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from bot.adapters.slack import app
from bot.adapters.slack.assisting import Assistance
from bot.adapters.slack.incoming import Origin
from bot.parts import Parts

from .conftest import Bot
from .fake_slack import BOT_TOKEN, BOT_USER, TEAM, FakeSlack, Json
from .people import Employee
from .test_conversations import QUESTION

STATUS, PROMPTS = "assistant.threads.setStatus", "assistant.threads.setSuggestedPrompts"
THREAD: Json = {"user_id": "U1", "channel_id": "DU1", "thread_ts": "1700000000.5", "context": {}}


def opened(**event: Any) -> Json:
    """The event of somebody opening the conversation."""
    authorized = [{"team_id": TEAM, "user_id": BOT_USER}]
    return {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1", "event": event, "authorizations": authorized}


HOME = opened(type="app_home_opened", user="U1", channel="DU1", tab="messages", event_ts="1")


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "Assistance", partial(Assistance, shown_after=0.0, shown_for=0.0))


async def test_opened_conversation_begins_with_questions_that_can_be_asked(
    bot: Bot, slack: FakeSlack, anna: Employee
) -> None:
    await bot.http.event(HOME)
    await slack.until(lambda: slack.prompts)

    [given] = slack.prompts
    assert given["channel_id"] == "DU1"
    assert "thread_ts" not in given
    assert len(given["prompts"]) == 3
    assert await anna.sees(await anna.says(given["prompts"][0]["message"]))


@pytest.mark.parametrize("kind", ["assistant_thread_started", "assistant_thread_context_changed"])
async def test_the_older_events_have_their_own_thread(bot: Bot, slack: FakeSlack, kind: str) -> None:
    await bot.http.event(opened(type=kind, assistant_thread=THREAD, event_ts="1"))
    await slack.until(lambda: slack.prompts)

    assert slack.prompts[0]["thread_ts"] == THREAD["thread_ts"]


async def test_asker_sees_that_an_answer_is_coming_and_the_sign_goes_away(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.says(QUESTION)
    await anna.sees(thread)
    await slack.until(lambda: len(slack.statuses) == 2)

    assert [each["status"] for each in slack.statuses] == ["finder et svar …", ""]
    assert all((each["channel_id"], each["thread_ts"]) == (anna.direct, thread) for each in slack.statuses)


async def test_no_sign_is_shown_in_channels(anna: Employee, slack: FakeSlack) -> None:
    await anna.sees(await anna.mentions(QUESTION), channel="C1")

    assert STATUS not in slack.calls


async def test_without_permission_the_answer_comes_all_the_same_and_one_line_says_why(
    anna: Employee, bot: Bot, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    slack.not_permitted |= {STATUS, PROMPTS}

    for _ in range(2):
        await anna.sees(await anna.says(QUESTION))
        await bot.http.event(HOME)
    await slack.until(lambda: caplog.text.count("missing_scope") == 2)

    assert slack.calls.count(STATUS) == 1
    assert slack.calls.count(PROMPTS) == 1


async def test_answer_does_not_wait_for_the_sign(anna: Employee, slack: FakeSlack) -> None:
    slack.stuck.add(STATUS)

    assert await anna.sees(await anna.says(QUESTION))


async def test_answer_that_is_found_at_once_needs_no_sign(parts: Parts, slack: FakeSlack) -> None:
    assistance, client = Assistance(parts.services, shown_after=0.0), app.web_client(parts, token=BOT_TOKEN)
    with assistance.signing(Origin(TEAM, "DU1", "U1", "1700000000.1"), client):
        pass  # found
    await asyncio.sleep(0.01)  # whatever was due by now has begun
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()}, return_exceptions=True)

    assert STATUS not in slack.calls
