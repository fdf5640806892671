"""One delivery serves the channels that are set up; what is meant for another waits for it, and is said once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.adapters.delivering import delivering
from bot.adapters.delivery import Timing
from bot.adapters.reading_aside import ReadingAside
from bot.bootstrap import folders_of
from bot.content.holding import Holder
from bot.parts import Parts
from bot.settings import Settings

from .conftest import QUICK, TO, Bot
from .mail_server import MailServer


@pytest.fixture(autouse=True)
def _no_slack(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"):
        monkeypatch.delenv(name, raising=False)


def parts(bot: Bot, content: Holder, data: Path, **given: Any) -> Parts:
    """The bot set up with these settings."""
    settings = Settings.model_validate({"data": data, **given})
    return Parts(
        settings, folders_of(settings), content, bot.storage, bot.services, b"a secret", ReadingAside(settings.data)
    )


async def test_mail_goes_when_it_is_set_up(bot: Bot, server: MailServer, content: Holder, tmp_path: Path) -> None:
    mail = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_from": "bot@kommunen.example"}
    bot.tell("new")

    async with delivering(parts(bot, content, tmp_path, **mail, smtp_security="none"), timing=QUICK):
        await server.until(lambda: not bot.storage.outbox.waiting())

    assert server.recipients == [[TO]]


async def test_what_waits_for_a_channel_that_is_not_set_up_is_said_once_and_stays(
    bot: Bot, server: MailServer, content: Holder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bot.tell("new")
    bot.tell("reminder")

    async with delivering(parts(bot, content, tmp_path), timing=Timing(poll=0.01)):
        await server.until(lambda: "not set up" in caplog.text)
        bot.tell("overdue")

    assert caplog.text.count("the channel 'mail' is not set up; messages that wait for it: 2") == 1
    assert bot.storage.outbox.waiting_by_channel() == {"mail": 3}
    assert TO not in caplog.text
