"""The whole server, told to stop while Slack does not answer: it ends in time, and what was not sent waits."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.adapters.storage import SqliteStorage
from bot.serving import DRAIN_WITHIN
from tests.killing import Server, free_port

from .fake_slack import APP_TOKEN, BOT_TOKEN, FakeSlack
from .people import SECRET, Employee, Http, SocketMode, Way

POST = "chat.postMessage"


@pytest.fixture
async def server(slack: FakeSlack, trained_data: Path, tmp_path: Path) -> AsyncIterator[Server]:
    """The bot as it is started."""
    (tmp_path / "snapshots").symlink_to(trained_data / "snapshots")
    port = free_port()
    environment = {
        **os.environ,
        "ESDH_BOT_DATA": str(tmp_path),
        "ESDH_BOT_PORT": str(port),
        "ESDH_BOT_SECRET": "a secret of thirty-two characters",
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
    }
    running = Server("bot", port, environment, ("serve",))
    yield running
    await running.kill()


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_it_ends_within_ten_seconds_and_what_was_under_way_waits(
    server: Server, slack: FakeSlack, tmp_path: Path, way: str
) -> None:
    server.environment |= {"SLACK_SIGNING_SECRET": SECRET} if way == "http" else {"SLACK_APP_TOKEN": APP_TOKEN}
    slack.stuck.add(POST)
    await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
        reached: Way = Http(client) if way == "http" else SocketMode(slack)
        await Employee(slack, reached).says("Hvad er notatpligt?")
        await slack.until(lambda: POST in slack.calls)

    process = server.process
    assert process is not None
    process.terminate()
    async with asyncio.timeout(DRAIN_WITHIN):
        await process.wait()

    storage = SqliteStorage(tmp_path / "esdh.db", secret=b"a secret of thirty-two characters")
    assert storage.outbox.waiting() == 1
    storage.close()


async def test_it_starts_and_stops_with_slack_away(server: Server, slack: FakeSlack) -> None:
    server.environment |= {"SLACK_APP_TOKEN": APP_TOKEN, "ESDH_BOT_METRICS_TOKEN": "a token of sixteen"}
    await slack.stop()
    await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
        response = await client.get("/readyz")

    process = server.process
    assert process is not None
    process.terminate()
    async with asyncio.timeout(DRAIN_WITHIN):
        await process.wait()

    assert response.json()["checks"]["slack"] == "not connected"
