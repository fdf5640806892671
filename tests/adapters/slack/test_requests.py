"""What is refused, and what is met with silence and a 200."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest

from bot.parts import Parts
from bot.serving import create_application

from .conftest import Bot
from .fake_slack import BOT_USER, TEAM, FakeSlack
from .people import PATH, Http, event_of, signed

HELLO: dict[str, Any] = {"channel": "DU1", "ts": "1700000000.1", "user": "U1", "text": "Hvad er notatpligt?"}
AT_START = {"auth.test"}  # asked by itself, whatever comes in
BODY = json.dumps(event_of(HELLO, "message", channel_type="im")).encode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY, secret="another secret"),
        signed(BODY + b" "),
        signed(BODY, at=time.time() - 6 * 60),
        signed(BODY, at=time.time() + 60 * 60),
        {**signed(BODY), "x-slack-request-timestamp": "soon"},
        {**signed(BODY), "x-slack-request-timestamp": "9" * 5_000},
        {**signed(BODY), "x-slack-signature": "v0=æøå".encode("latin-1").decode("latin-1")},
    ],
    ids=["unsigned", "forged", "tampered", "old", "early", "no number", "huge", "not ascii"],
)
async def test_request_slack_did_not_sign_just_now_is_refused(
    bot: Bot, slack: FakeSlack, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    raw = [(name.encode(), text.encode("latin-1")) for name, text in headers.items()]

    response = await bot.http.client.post(PATH, content=BODY, headers=raw)

    assert response.status_code == 401
    assert "notatpligt" not in caplog.text
    assert slack.messages == []


@pytest.mark.parametrize(
    "event",
    [
        {**HELLO, "bot_id": "B1"},
        {**HELLO, "user": BOT_USER, "bot_id": "B1", "subtype": "bot_message"},
        {**HELLO, "subtype": "message_changed", "message": HELLO},
        {**HELLO, "subtype": "message_deleted"},
        {**HELLO, "subtype": "channel_join"},
        {key: HELLO[key] for key in ("channel", "ts", "text")},
        {"type": "message"},
        {"type": "reaction_added", "user": "U1"},
        {**HELLO, "channel": "C1", "channel_type": "channel"},
    ],
    ids=["bot", "self", "edit", "deletion", "join", "nobody", "bare", "reaction", "channel noise"],
)
async def test_event_that_is_nobodys_question_gets_a_200_and_silence(
    bot: Bot, slack: FakeSlack, event: dict[str, Any]
) -> None:
    body = {"type": "event_callback", "team_id": TEAM, "event": {"type": "message", "channel_type": "im", **event}}

    response = await bot.http.event(body)

    assert response.status_code == 200
    assert bot.parts.storage.outbox.waiting() == 0
    assert set(slack.calls) <= AT_START


FOREIGN = {"team": {"id": TEAM}, "user": {"id": "U1"}, "trigger_id": "1"}


@pytest.mark.parametrize(
    "body",
    [
        {**FOREIGN, "type": "block_actions", "actions": [{"action_id": "other", "action_ts": "1"}]},
        {
            **FOREIGN,
            "type": "block_actions",
            "actions": [{"action_id": "press:1", "value": "x|send", "action_ts": "1"}],
        },
        {**FOREIGN, "type": "view_submission", "view": {"type": "modal", "callback_id": "other"}},
        {
            **FOREIGN,
            "type": "view_submission",
            "view": {"type": "modal", "callback_id": "send", "private_metadata": "?"},
        },
        {**FOREIGN, "type": "view_closed", "view": {"type": "modal", "callback_id": "send"}},
        {**FOREIGN, "type": "shortcut", "callback_id": "other"},
        {**FOREIGN, "type": "message_action", "callback_id": "other"},
    ],
    ids=["foreign button", "no message", "foreign view", "foreign state", "closed", "shortcut", "message shortcut"],
)
async def test_foreign_interaction_gets_a_200_and_silence(bot: Bot, slack: FakeSlack, body: dict[str, Any]) -> None:
    response = await bot.http.interaction(body)

    assert response.status_code == 200
    assert set(slack.calls) <= AT_START


async def test_signed_body_that_cannot_be_read_is_no_failure_of_ours(bot: Bot) -> None:
    nonsense = json.dumps(event_of({**HELLO, "ts": {"not": "a time"}, "channel": 7}, "message")).encode()
    for raw in (b"{", b"[]", b"payload=%7B", b"\xff\xfe", b'{"type": "event_callback", "event": null}', nonsense):
        response = await bot.http.client.post(PATH, content=raw, headers=signed(raw))

        assert response.status_code < 500, raw


async def test_a_message_as_long_as_slack_allows_is_told_to_be_too_long_and_no_sender_is_believed(
    parts: Parts, slack: FakeSlack
) -> None:
    transport = httpx.ASGITransport(create_application(parts))
    async with httpx.AsyncClient(transport=transport, base_url="http://esdh.kommunen.example") as client:
        long = {**HELLO, "text": "æ" * 40_000, "blocks": [{"type": "rich_text", "text": "æ" * 40_000}]}

        taken = await Http(client).event(event_of(long, "message", channel_type="im"))
        refused = await client.post(PATH, content=b"x" * 2_000_000)

    await slack.until(lambda: slack.messages)
    assert (taken.status_code, refused.status_code) == (200, 413)
    assert "lang" in slack.messages[0]["text"]


async def test_url_verification_is_answered_with_the_challenge(bot: Bot) -> None:
    response = await bot.http.event({"type": "url_verification", "challenge": "c"})

    assert response.json() == {"challenge": "c"}
