"""A token that Slack refuses: nothing is tried in vain, nothing is lost, somebody is told, and it goes on by itself."""

from __future__ import annotations

import asyncio

import pytest

from bot.adapters.slack import token_watch
from bot.adapters.slack.app import web_client
from bot.adapters.slack.connection import NO_TOKEN
from bot.adapters.slack.token_watch import Pauses, TokenWatch
from bot.parts import Parts

from .alone import commands
from .cards import CHANNEL, card_in, cards_in, hold, mailed, organised
from .conftest import Bot
from .fake_slack import BOT_TOKEN, TEAM, FakeSlack, Json
from .people import Employee
from .test_conversations import QUESTION, offered_handoff

POST, TEST, LOOK_UP = "chat.postMessage", "auth.test", "users.info"
OTHER_QUESTION = "Hvad er notatpligt?"


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack is asked again soon."""
    monkeypatch.setattr(token_watch, "Pauses", lambda: Pauses(first=0.05, longest=0.1, look=0.05))


@pytest.fixture
def parts(parts: Parts) -> Parts:
    """The coordinator's role has a channel and a mailbox."""
    return organised(parts, slack_channel=CHANNEL, mailbox="esdh@eksempel")


def told_of_app(event: Json) -> Json:
    """What Slack sends when something happened to the app itself."""
    return {"type": "event_callback", "team_id": TEAM, "event_id": "Ev-app", "event": event}


async def lost(bot: Bot, slack: FakeSlack) -> None:
    """Wait until the bot knows that nothing is taken."""
    await slack.until(lambda: bot.parts.pulse.slack.refused)


@pytest.mark.parametrize("code", sorted(NO_TOKEN))
async def test_what_waits_while_the_token_is_refused_arrives_once_when_it_is_good_again(
    anna: Employee, bot: Bot, slack: FakeSlack, code: str
) -> None:
    slack.refuses = code
    first = await anna.says(QUESTION)
    await lost(bot, slack)
    second = await anna.says(OTHER_QUESTION)
    tried = slack.calls.count(POST)

    await slack.until(lambda: slack.calls.count(TEST) >= 4)
    assert slack.calls.count(POST) == tried
    assert bot.parts.storage.outbox.waiting() == 2
    slack.refuses = ""

    await anna.sees(second)
    assert [each["thread_ts"] for each in slack.messages if each["channel"] == anna.direct and "thread_ts" in each] == [
        first,
        second,
    ]
    assert bot.parts.storage.vitals.given_up() == {}


async def test_it_is_said_once_with_what_to_do(
    anna: Employee, bot: Bot, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.refuses = "token_revoked"
    for question in (QUESTION, OTHER_QUESTION):
        await anna.says(question)
    await lost(bot, slack)
    await slack.until(lambda: slack.calls.count(TEST) >= 4)

    [said] = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert "token_revoked" in said
    assert "SLACK_BOT_TOKEN" in said


@pytest.mark.parametrize(
    ("event", "word"),
    [
        ({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["UBOT"]}}, "token_revoked"),
        ({"type": "app_uninstalled"}, "app_uninstalled"),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
async def test_slack_tells_of_it_before_anything_is_tried(
    anna: Employee, bot: Bot, slack: FakeSlack, event: Json, word: str
) -> None:
    await slack.until(lambda: TEST in slack.calls)
    slack.refuses = "account_inactive"
    response = await bot.http.event(told_of_app(event))
    await lost(bot, slack)
    assert bot.parts.pulse.slack.refused == word

    await anna.says(QUESTION)
    await slack.until(lambda: slack.calls.count(TEST) >= 4)

    assert response.status_code == 200
    assert POST not in slack.calls


@pytest.mark.parametrize("tokens", [{"oauth": ["U1"]}, {"bot": []}, {"bot": None}, {}, None, [], "xoxb"])
async def test_a_token_that_is_not_the_bots_changes_nothing(bot: Bot, tokens: object) -> None:
    response = await bot.http.event(told_of_app({"type": "tokens_revoked", "tokens": tokens}))

    assert response.status_code == 200
    assert bot.parts.pulse.slack.refused == ""


async def test_what_people_do_is_taken_meanwhile(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    slack.refuses = "token_revoked"
    await anna.says(QUESTION)
    await lost(bot, slack)
    asked = slack.calls.count(LOOK_UP)

    shown = await commands(Employee(slack, bot.http, id="U7"), QUESTION)

    assert "Ja, hvis beskeden" in shown["text"]
    assert slack.calls.count(LOOK_UP) == asked


async def test_who_people_are_is_asked_again_when_the_token_is_good_again(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    slack.refuses = "invalid_auth"
    await anna.says(QUESTION)
    await lost(bot, slack)
    slack.refuses = ""
    await slack.until(lambda: not bot.parts.pulse.slack.refused)
    slack.users[bo.id] = {"is_restricted": True}

    reply = await bo.sees(await bo.says(QUESTION))

    assert "Jeg hjælper kun medarbejdere" in reply["text"]


async def test_a_bot_that_may_not_post_waits_until_it_may(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    slack.not_permitted.add(POST)
    thread = await anna.says(QUESTION)
    await lost(bot, slack)
    await slack.until(lambda: slack.calls.count(TEST) >= 4)
    assert bot.parts.pulse.slack.refused == "missing_scope"

    slack.not_permitted.clear()
    slack.scopes = {"chat:write", "im:write"}

    assert await anna.sees(thread)


async def test_role_holders_are_told_of_tickets_by_mail_once_and_in_slack_when_it_is_back(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo, email="bo@eksempel")
    thread, offer = await offered_handoff(anna)
    slack.refuses = "token_revoked"
    await anna.presses(offer, "Send")

    await mail_waits(bot, slack)
    asked = slack.calls.count(TEST)
    await slack.until(lambda: slack.calls.count(TEST) > asked + 2)
    assert mailed(bot.parts) == ["bo@eksempel"]
    slack.refuses = ""

    assert await card_in(slack, CHANNEL)
    await anna.sees(thread, replies=3)
    assert len(cards_in(slack, CHANNEL)) == 1


async def test_without_a_holder_to_mail_the_roles_mailbox_is_told(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    _, offer = await offered_handoff(anna)
    slack.refuses = "token_revoked"

    await anna.presses(offer, "Send")

    await mail_waits(bot, slack)
    assert mailed(bot.parts) == ["esdh@eksempel"]


async def test_a_bot_that_starts_with_slack_away_says_so_and_goes_on(
    bot: Bot, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    await slack.stop()
    watch = TokenWatch(bot.parts.pulse.slack, web_client(bot.parts, token=BOT_TOKEN), bot.parts.services)

    asking = asyncio.create_task(watch.run())
    await slack.until(lambda: "Slack cannot be asked" in caplog.text)
    await slack.start()
    before = slack.calls.count(TEST)
    await slack.until(lambda: slack.calls.count(TEST) > before)
    asking.cancel()

    assert bot.parts.pulse.slack.refused == ""


def test_slack_is_asked_less_and_less_often() -> None:
    pauses = Pauses(first=30, longest=600).growing()

    assert [next(pauses) for _ in range(7)] == [30, 60, 120, 240, 480, 600, 600]


async def mail_waits(bot: Bot, slack: FakeSlack) -> None:
    """Wait until somebody is to be told by mail."""
    await slack.until(lambda: "mail" in bot.parts.storage.outbox.waiting_by_channel())
