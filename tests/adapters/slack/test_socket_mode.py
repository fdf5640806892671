"""The same conversations over Socket Mode."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
from pydantic import SecretStr

from bot.adapters.slack import running, socket_mode
from bot.adapters.slack.running import slack_listening
from bot.errors import StorageError
from bot.parts import Parts

from .fake_slack import APP_TOKEN, FakeSlack, Trouble
from .people import Employee, words

QUESTION = "Skal jeg journalisere en sms fra en borger?"


async def test_direct_message_is_answered(clara: Employee) -> None:
    thread = await clara.says(QUESTION)

    assert "Ja, hvis beskeden" in words(await clara.sees(thread))


async def test_redelivered_envelope_is_acknowledged_and_answered_once(clara: Employee, slack: FakeSlack) -> None:
    thread = await clara.says(QUESTION)
    await clara.way.event(clara.last)
    await clara.sees(thread)
    await clara.sees(await clara.says("Hvad er notatpligt?"))

    assert len(slack.replies(clara.direct, thread)) == 1


async def test_dialog_that_is_refused_stays_open_with_the_reason(clara: Employee, slack: FakeSlack) -> None:
    thread = await clara.says(QUESTION)
    await clara.presses(await clara.sees(thread), "Det hjalp ikke – send til ESDH-koordinatoren")
    await clara.presses(await clara.sees(thread, replies=2), "Ret teksten")
    await slack.until(lambda: slack.views)

    stranger = Employee(slack, clara.way, id="U4")
    acknowledged = await stranger.submits(slack.views[0], "Noget andet")

    assert acknowledged["payload"]["response_action"] == "errors"


async def test_dropped_connection_is_opened_again(clara: Employee, slack: FakeSlack) -> None:
    await clara.says(QUESTION)
    await slack.drop_sockets()

    thread = await clara.says("Hvad er notatpligt?")

    assert await clara.sees(thread)


async def test_connection_lost_without_a_word_is_opened_again_before_the_next_ping(
    parts: Parts, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "open_socket", partial(socket_mode.open_socket, ping=3600))
    settings = parts.settings.model_copy(update={"slack_app_token": SecretStr(APP_TOKEN)})
    async with slack_listening(replace(parts, settings=settings)):
        await slack.until(lambda: slack.sockets)
        first = slack.sockets[0]

        slack.cut_sockets()

        await slack.until(lambda: slack.sockets and first not in slack.sockets)


async def test_announced_disconnect_is_followed_by_a_new_connection(clara: Employee, slack: FakeSlack) -> None:
    await slack.until(lambda: slack.sockets)
    first = slack.sockets[0]

    await slack.disconnect()
    await slack.until(lambda: slack.sockets and first not in slack.sockets)

    assert await clara.sees(await clara.says(QUESTION))


async def test_address_that_does_not_work_is_not_used_again(
    parts: Parts, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_mode, "ONE_ATTEMPT", 0.3)
    slack.spoilt_tickets = 1
    settings = parts.settings.model_copy(update={"slack_app_token": SecretStr(APP_TOKEN)})

    async with slack_listening(replace(parts, settings=settings)):
        await slack.until(lambda: slack.sockets)

    assert slack.calls.count("apps.connections.open") == 2


@pytest.mark.parametrize(
    "trouble", [Trouble(status=503, error="service_unavailable"), Trouble(error="invalid_auth")], ids=["away", "token"]
)
async def test_bot_that_starts_without_slack_says_so_and_connects_when_it_can(
    parts: Parts,
    slack: FakeSlack,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    trouble: Trouble,
) -> None:
    monkeypatch.setattr(socket_mode, "FIRST_PAUSE", 0.05)
    slack.troubles["apps.connections.open"] = deque([trouble] * 3)
    settings = parts.settings.model_copy(update={"slack_app_token": SecretStr(APP_TOKEN)})

    async with slack_listening(replace(parts, settings=settings)):
        await slack.until(lambda: slack.sockets)

    assert [each.getMessage() for each in caplog.records if "no connection" in each.getMessage()] == [
        f"no connection to Slack ({trouble.error}), trying on"
    ]


async def test_envelope_is_not_acknowledged_while_nothing_can_be_stored(
    clara: Employee, slack: FakeSlack, socket_bot: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[str] = []

    @contextmanager
    def full():  # type: ignore[no-untyped-def]
        failed.append("full")
        raise StorageError("SQLITE_FULL")
        yield

    await clara.sees(await clara.says(QUESTION))
    with monkeypatch.context() as patched:
        patched.setattr(socket_bot.storage, "transaction", full)
        await slack.send_envelope("events_api", {**clara.last}, envelope_id="lost")
        await slack.send_envelope("hello", {}, envelope_id="after")
        await slack.until(lambda: True)

    assert "lost" not in slack.acks
