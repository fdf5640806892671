"""The process dies again and again while people ask; afterwards every question has exactly one reply."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.killing import Server, free_port

from .fake_slack import BOT_TOKEN, FakeSlack
from .people import SECRET, Employee, Http

PEOPLE, QUESTIONS_EACH, KILLS = 30, 5, 6
ALIVE_FOR = (0.5, 1.4)  # seconds between two kills, once the process takes requests
WITHIN = 80.0  # seconds for it all; most of it is the process starting again
QUESTIONS = (
    "Skal jeg journalisere en sms fra en borger?",
    "Hvad er notatpligt?",
    "Hvordan opretter jeg en ny sag i Nexus?",
    "Skal jeg journalisere det her?",
    "Must I journal an internal mail?",
)


@dataclass
class Persistent:
    """Slack's side: delivers until it gets a 200, sometimes again after that, and sometimes as another event."""

    http: Http
    chance: random.Random
    deliveries: int = 0

    async def event(self, body: dict[str, object]) -> None:
        while not await self._delivered(body):
            await asyncio.sleep(self.chance.uniform(0.05, 0.3))
        if self.chance.random() < 0.3:
            await self._delivered({**body, "event_id": f"{body['event_id']}-again"})

    async def interaction(self, body: dict[str, object]) -> None:
        raise NotImplementedError

    async def command(self, body: dict[str, object]) -> dict[str, object]:
        raise NotImplementedError

    async def _delivered(self, body: dict[str, object]) -> bool:
        self.deliveries += 1
        try:
            return (await self.http.event(body)).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture
async def server(slack: FakeSlack, trained_data: Path, tmp_path: Path) -> AsyncIterator[Server]:
    shutil.copytree(trained_data / "snapshots", tmp_path / "snapshots")
    port = free_port()
    environment = {
        **os.environ,
        "ESDH_BOT_DATA": str(tmp_path),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
    }
    started = Server("tests.adapters.slack.serve_slack", port, environment, arguments=(str(port),))
    yield started
    await started.kill()


@pytest.mark.slow
async def test_every_question_has_one_reply_after_the_process_was_killed_at_random(
    slack: FakeSlack, server: Server
) -> None:
    chance = random.Random(20260302)  # noqa: S311 -- moments, not secrets
    threads: list[tuple[str, str]] = []
    slack.answers_after = 0.2  # many are killed between sending and marking

    async def asks(person: Employee) -> None:
        for number in range(QUESTIONS_EACH):
            await asyncio.sleep(chance.uniform(0, 2.5))
            text, where = QUESTIONS[number], chance.choice((person.direct, person.direct, f"C{chance.randrange(15)}"))
            direct = where == person.direct
            thread = await (person.says(text) if direct else person.mentions(text, channel=where))
            threads.append((where, thread))

    def shown_alone() -> set[tuple[str, str]]:
        return {(each["channel"], each["thread_ts"]) for each in slack.ephemerals}

    def unanswered() -> list[tuple[str, str]]:
        return [where for where in threads if not slack.replies(*where) and where not in shown_alone()]

    base = f"http://127.0.0.1:{server.port}"
    async with asyncio.timeout(WITHIN), httpx.AsyncClient(base_url=base, timeout=5.0) as client:
        sender = Persistent(Http(client), chance)
        killing = asyncio.create_task(server.live_and_die(chance, times=KILLS, alive_for=ALIVE_FOR))
        await asyncio.gather(*(asks(Employee(slack, sender, id=f"U{number}")) for number in range(PEOPLE)))
        await killing
        while unanswered():
            await asyncio.sleep(0.1)
        await asyncio.sleep(3.0)  # longer than a lease: whatever would be sent twice has been

    alone = shown_alone()
    replies = [len(slack.replies(*where)) for where in threads if where not in alone]
    print(  # noqa: T201 -- the figures of the proof
        f"{len(threads)} questions, {sender.deliveries} deliveries, {server.kills} kills, {sum(replies)} replies, "
        f"{slack.calls.count('chat.postMessage')} posts, {slack.calls.count('conversations.replies')} looked up; "
        f"{len(alone)} shown to the asker alone by {len(slack.ephemerals)} messages, which cannot be looked up"
    )
    assert len(threads) == PEOPLE * QUESTIONS_EACH
    assert replies == [1] * (len(threads) - len(alone))
    assert [where for where in alone if slack.replies(*where)] == []
