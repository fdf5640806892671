"""The bot's Slack edge on real storage and real content, beside a fake Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from bot.adapters.delivering import delivering
from bot.adapters.delivery import Timing
from bot.adapters.reading_aside import ReadingAside
from bot.adapters.slack.running import attach_slack, slack_listening
from bot.adapters.storage import SqliteStorage
from bot.bootstrap import folders_of
from bot.content.holding import Holder
from bot.parts import Parts
from bot.services.context import Services
from bot.settings import Settings

from .fake_slack import APP_TOKEN, BOT_TOKEN, FakeSlack
from .people import SECRET, Employee, Http, SocketMode

PUBLIC_URL = "https://esdh.kommunen.example"
QUICK = Timing(lease=3.0, send=1.5, poll=0.2, gap=0.0, first_pause=0.05, longest_pause=0.2)


@pytest.fixture(scope="session")
def content(trained_data: Path) -> Holder:
    return Holder(trained_data)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """The fake; a message that Slack would have refused fails the test."""
    fake = FakeSlack()
    await fake.start()
    yield fake
    await fake.stop()
    assert fake.faults == []


@pytest.fixture
def api_url(slack: FakeSlack) -> str:
    """Where the bot finds Slack."""
    return slack.api_url


@pytest.fixture
def parts(api_url: str, content: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Parts]:
    """The bot set up for HTTP."""
    environment = {
        "ESDH_BOT_DATA": str(tmp_path),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api_url,
        "ESDH_BOT_PUBLIC_URL": PUBLIC_URL,
    }
    for name, setting in environment.items():
        monkeypatch.setenv(name, setting)
    settings = Settings.model_validate({})
    storage = SqliteStorage(tmp_path / "esdh.db", secret=b"a secret")
    yield Parts(
        settings,
        folders_of(settings),
        content,
        storage,
        Services(content, storage),
        b"a secret",
        ReadingAside(settings.data),
    )
    storage.close()


@dataclass
class Bot:
    """The bot as it runs, and how Slack reaches it."""

    parts: Parts
    http: Http


@pytest.fixture
async def bot(parts: Parts) -> AsyncIterator[Bot]:
    """Running, reached over HTTP."""
    app = FastAPI()
    attach_slack(parts, app)
    transport = httpx.ASGITransport(app)
    async with (
        delivering(parts, timing=QUICK),
        httpx.AsyncClient(transport=transport, base_url="http://bot") as client,
    ):
        yield Bot(parts, Http(client))


@pytest.fixture
def anna(bot: Bot, slack: FakeSlack) -> Employee:
    """An employee who reaches the bot over HTTP."""
    return Employee(slack, bot.http)


@pytest.fixture
def bo(bot: Bot, slack: FakeSlack) -> Employee:
    """Another one."""
    return Employee(slack, bot.http, id="U2")


@pytest.fixture
async def socket_bot(parts: Parts) -> AsyncIterator[Parts]:
    """Running, reached over Socket Mode."""
    settings = parts.settings.model_copy(update={"slack_app_token": SecretStr(APP_TOKEN), "slack_signing_secret": None})
    running = replace(parts, settings=settings)
    async with delivering(running, timing=QUICK), slack_listening(running):
        yield running


@pytest.fixture
def clara(socket_bot: Parts, slack: FakeSlack) -> Employee:
    """An employee who reaches the bot over Socket Mode."""
    return Employee(slack, SocketMode(slack), id="U3")
