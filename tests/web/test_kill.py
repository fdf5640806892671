"""The process dies at random moments while 200 people ask over the API: nothing acknowledged is lost or said twice."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.killing import Server, free_port

ASKERS, QUESTIONS_EACH, KILLS = 200, 5, 5
ALIVE_FOR = (0.4, 2.5)  # seconds between two kills, once the process takes requests
WITHIN = 240.0  # seconds for it all
AT_ONCE = 20
SECRET = "a-secret-of-the-test"
TEXTS = (
    "Skal jeg journalisere en sms fra en borger?",
    "Hvor hurtigt skal et notat skrives?",
    "Hvordan opretter jeg en sag?",
    "Nexus",
    "Must I journal an internal e-mail?",
)


@pytest.fixture
async def server(trained_data: Path, tmp_path: Path) -> AsyncIterator[Server]:
    shutil.copytree(trained_data / "snapshots", tmp_path / "snapshots")
    port = free_port()
    environment = {
        **os.environ, "ESDH_BOT_DATA": str(tmp_path), "ESDH_BOT_PORT": str(port), "ESDH_BOT_SECRET": SECRET,
    }  # fmt: skip
    started = Server("bot", port, environment, arguments=("serve",))
    yield started
    await started.kill()


@pytest.mark.slow
async def test_every_acknowledged_request_is_logged_once_and_says_the_same_when_asked_again(
    server: Server, tmp_path: Path
) -> None:
    chance = random.Random(20261122)  # noqa: S311 -- moments, not secrets
    gate = asyncio.Semaphore(AT_ONCE)
    first: dict[tuple[str, str], object] = {}
    retries = 0

    async def acknowledged(client: httpx.AsyncClient, asker: str, number: int) -> object:
        nonlocal retries
        body = {"text": TEXTS[number], "conversation": "c", "asker": asker, "request_id": f"r{number}"}
        while True:
            try:
                async with gate:
                    response = await client.post("/api/ask", json=body)
            except httpx.TransportError:
                retries += 1
                await asyncio.sleep(chance.uniform(0.05, 0.3))
            else:
                assert response.status_code == 200, response.text
                return response.json()["reply"]

    async def asks(client: httpx.AsyncClient, asker: str) -> None:
        await asyncio.sleep(chance.uniform(0, 8))
        for number in range(QUESTIONS_EACH):
            first[asker, f"r{number}"] = await acknowledged(client, asker, number)

    async with (
        asyncio.timeout(WITHIN),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=10.0) as client,
    ):
        killing = asyncio.create_task(server.live_and_die(chance, times=KILLS, alive_for=ALIVE_FOR))
        await asyncio.gather(*(asks(client, f"asker {number}") for number in range(ASKERS)))
        await killing
        again = {(asker, id_): await acknowledged(client, asker, int(id_[1:])) for asker, id_ in first}
    await server.kill()

    said = Counter(_events(tmp_path))
    assert len(first) == ASKERS * QUESTIONS_EACH
    assert again == {key: first[key] for key in again}
    assert len(said) == ASKERS * QUESTIONS_EACH
    assert set(said.values()) == {1}
    print(f"{len(first)} acknowledged, {server.kills} kills, {retries} retries")  # noqa: T201 -- the figures of the proof


def _events(data: Path) -> list[str]:
    """Every event that was said something in, as often as it stands in the database."""
    with closing(sqlite3.connect(data / "esdh.db")) as connection:
        return [event for (event,) in connection.execute("SELECT event_id FROM exchange WHERE said IS NOT NULL")]
