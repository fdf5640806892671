"""What operation sees of Slack: whether the connection is up, and what went wrong."""

from __future__ import annotations

import asyncio

import pytest

from bot.parts import Parts

from .conftest import Bot
from .fake_slack import FakeSlack
from .people import Employee


async def test_the_connection_is_up_while_it_is_and_down_when_it_breaks(socket_bot: Parts, slack: FakeSlack) -> None:
    is_connected = socket_bot.pulse.slack_is_connected
    assert is_connected is not None
    await slack.until(lambda: slack.sockets)
    async with asyncio.timeout(5):
        while not await is_connected():
            await asyncio.sleep(0.01)

    await slack.stop()

    async with asyncio.timeout(15):
        while await is_connected():
            await asyncio.sleep(0.01)


async def test_without_a_socket_there_is_no_connection_to_tell_of(bot: Bot) -> None:
    assert bot.parts.pulse.slack_is_connected is None


async def test_a_request_that_fails_is_counted_by_its_kind(
    bot: Bot, anna: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise RuntimeError("Anders Andersen 010203-1234")

    monkeypatch.setattr("bot.adapters.slack.asking_first.ask", fail)

    await anna.says("Skal jeg journalisere en mail?")

    assert bot.parts.pulse.errors == {"RuntimeError": 1}
