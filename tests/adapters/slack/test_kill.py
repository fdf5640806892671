"""The process dies again and again while people ask; afterwards every question has one reply, in private ones too."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.killing import Server

from .fake_slack import FakeSlack
from .people import Employee, Http
from .storm import Persistent, prepare

PEOPLE, KILLS = 30, 6
ALIVE_FOR = (0.5, 1.4)  # seconds between two kills, once the process takes requests
WITHIN = 80.0  # seconds for it all; most of it is the process starting again
CASE = "Skal jeg journalisere det her?"  # asked in a channel, it is answered in a direct message
QUESTIONS = (
    "Skal jeg journalisere en sms fra en borger?",
    "Hvad er notatpligt?",
    "Hvordan opretter jeg en ny sag i Nexus?",
    CASE,
    "Must I journal an internal mail?",
)


@dataclass(frozen=True)
class Asked:
    """A question and where it was asked."""

    person: Employee
    where: str
    thread: str
    is_private: bool

    def replies(self) -> int:
        """How many replies it has, where they belong."""
        slack = self.person.slack
        if not self.is_private:
            return len(slack.replies(self.where, self.thread))
        own = (each for each in slack.messages if each["channel"] == self.person.direct)
        return sum(each["text"].startswith(f"<#{self.where}>") for each in own)


@pytest.fixture
async def server(slack: FakeSlack, trained_data: Path, tmp_path: Path) -> AsyncIterator[Server]:
    started = prepare(tmp_path, slack, trained_data)
    yield started
    await started.kill()


@pytest.mark.slow
async def test_every_question_has_one_reply_after_the_process_was_killed_at_random(
    slack: FakeSlack, server: Server
) -> None:
    chance = random.Random(20260302)  # noqa: S311 -- moments, not secrets
    questions: list[Asked] = []
    slack.answers_after = 0.2  # many are killed between sending and marking

    async def asks(person: Employee) -> None:
        for text in QUESTIONS:
            await asyncio.sleep(chance.uniform(0, 2.5))
            where = chance.choice((person.direct, person.direct, f"C{chance.randrange(15)}"))
            direct = where == person.direct
            thread = await (person.says(text) if direct else person.mentions(text, channel=where))
            questions.append(Asked(person, where, thread, is_private=text == CASE and not direct))

    base = f"http://127.0.0.1:{server.port}"
    async with asyncio.timeout(WITHIN), httpx.AsyncClient(base_url=base, timeout=5.0) as client:
        sender = Persistent(Http(client), chance)
        killing = asyncio.create_task(server.live_and_die(chance, times=KILLS, alive_for=ALIVE_FOR))
        await asyncio.gather(*(asks(Employee(slack, sender, id=f"U{number}")) for number in range(PEOPLE)))
        await killing
        while not all(each.replies() for each in questions):
            await asyncio.sleep(0.1)
        await asyncio.sleep(3.0)  # longer than a lease: whatever would be sent twice has been

    replies = [each.replies() for each in questions]
    print(  # noqa: T201 -- the figures of the proof
        f"{len(questions)} questions, {sender.deliveries} deliveries, {server.kills} kills, {sum(replies)} replies, "
        f"{sum(each.is_private for each in questions)} of them about a case in a channel, "
        f"{slack.calls.count('chat.postMessage')} posts, {slack.calls.count('conversations.replies')} threads and "
        f"{slack.calls.count('conversations.history')} direct conversations looked through, "
        f"{len(slack.ephemerals)} pointers to direct messages"
    )
    assert len(questions) == PEOPLE * len(QUESTIONS)
    assert replies == [1] * len(questions)
    assert not any(slack.replies(each.where, each.thread) for each in questions if each.is_private)
    assert any(each.is_private for each in questions)
