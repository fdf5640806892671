"""What is said to nobody, or by nobody, is met with a 200 and silence, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Bot
from .fake_slack import BOT_USER, TEAM, FakeSlack, Json
from .people import event_of

SAID: Json = {"channel": "C1", "ts": "1700000000.1", "user": "U1", "text": "Hvad er notatpligt?"}
SUBTYPES = [
    "bot_message", "message_changed", "message_deleted", "message_replied", "channel_join", "channel_leave",
    "channel_topic", "channel_purpose", "channel_name", "channel_archive", "channel_unarchive", "group_join",
    "pinned_item", "reminder_add", "bot_add", "bot_remove", "tombstone", "ekm_access_denied", "me_message",
    "assistant_app_thread", "huddle_thread", "sh_room_created", "channel_convert_to_private",
]  # fmt: skip
EVENTS: list[Json] = [
    {"type": "reaction_added", "user": "U1", "reaction": "thumbsup", "item": {}},
    {"type": "member_joined_channel", "user": "U1", "channel": "C1"},
    {"type": "app_uninstalled"},
    {"type": "tokens_revoked", "tokens": {"bot": ["U1"]}},
    {"type": "link_shared", "user": "U1", "channel": "C1"},
    {"type": "team_join", "user": {"id": "U1"}},
    {"type": "assistant_thread_started"},
    {"type": "app_home_opened"},
    {"type": "file_shared", "user_id": "U1"},
]


async def is_silent(bot: Bot, slack: FakeSlack, body: Json) -> bool:
    """Whether `body` is acknowledged and leads to nothing."""
    response = await bot.http.event(body)
    with bot.parts.storage.reading() as work:
        known = work.known_person("slack", f"{TEAM}:U1")
    said = slack.messages + slack.ephemerals + list(slack.homes.values()) + slack.prompts
    return response.status_code == 200 and known is None and not said and bot.parts.storage.outbox.waiting() == 0


@pytest.mark.parametrize("subtype", SUBTYPES)
@pytest.mark.parametrize("channel_type", ["im", "channel"])
async def test_kind_of_message_that_is_no_question(bot: Bot, slack: FakeSlack, subtype: str, channel_type: str) -> None:
    body = event_of({**SAID, "subtype": subtype}, "message", channel_type=channel_type)

    assert await is_silent(bot, slack, body)


@pytest.mark.parametrize(
    "more",
    [{"bot_id": "B1"}, {"bot_id": "B1", "user": BOT_USER}, {"user": BOT_USER}, {"user": "USLACKBOT"}, {"user": None}],
    ids=["bot", "own message", "own user", "Slackbot", "nobody"],
)
@pytest.mark.parametrize("kind", ["message", "app_mention"])
async def test_what_no_person_wrote(bot: Bot, slack: FakeSlack, more: dict[str, Any], kind: str) -> None:
    body = event_of({**SAID, **more}, kind, channel_type="im")

    assert await is_silent(bot, slack, body)


@pytest.mark.parametrize("channel_type", ["channel", "group", "mpim"])
async def test_what_is_said_in_a_channel_without_mentioning_the_bot(
    bot: Bot, slack: FakeSlack, channel_type: str
) -> None:
    assert await is_silent(bot, slack, event_of(SAID, "message", channel_type=channel_type))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event["type"])
async def test_event_of_another_kind(bot: Bot, slack: FakeSlack, event: Json) -> None:
    assert await is_silent(bot, slack, {"type": "event_callback", "team_id": TEAM, "event": event})
