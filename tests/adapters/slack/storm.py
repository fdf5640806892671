"""A storm: people ask and send questions on while Slack fails and the process is killed; and what became of it all."""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx

from bot.bootstrap import assemble
from bot.services.ports import SLACK, Holding, Sender
from bot.settings import Settings
from tests.killing import Server, free_port

from .fake_slack import BOT_TOKEN, BOT_USER, TEAM, FakeSlack, Json, Trouble
from .people import SECRET, Employee, Http
from .test_conversations import NOT_HELPFUL

QUESTIONS = (
    "Skal jeg journalisere en sms fra en borger?",
    "Hvad er notatpligt?",
    "Hvordan opretter jeg en ny sag i Nexus?",
    "Skal jeg journalisere det her?",
    "Must I journal an internal mail?",
)
SENT_ON = QUESTIONS[:2]  # which of them each person's first is; it is asked directly, and sent to a person after that
COORDINATOR = "UKAREN"
CHANNELS = 40
TROUBLED, DROPPED = 0.2, 0.03  # of the calls: refused with 429 or 500; done, but the answer never comes
AGAIN = 0.3  # of the events, delivered once more after they were taken


@dataclass(frozen=True)
class Weather:
    """How bad it is. `alive_for` and `within` are seconds; so is `pause`, the longest between one's questions."""

    people: int
    questions_each: int
    kills: int
    alive_for: tuple[float, float]
    pause: float
    within: float
    seed: int = 20260302


@dataclass
class StormySlack(FakeSlack):
    """Fails a fifth of the calls, and reads to nobody what was written in channels: our scopes do not allow it."""

    readable: str = "D"
    chance: random.Random = field(default_factory=random.Random)
    refused: Counter[int] = field(default_factory=Counter)
    dropped: int = 0

    def _trouble(self, method: str) -> Trouble:
        drawn = self.chance.random()
        if drawn < TROUBLED:
            status = self.chance.choice((429, 500))
            self.refused[status] += 1
            return Trouble(status=status, error="ratelimited", retry_after=1 if status == 429 else None)
        drops = drawn < TROUBLED + DROPPED
        self.dropped += drops
        return Trouble(drops_after=drops)


@dataclass
class Persistent:
    """Slack's side: delivers an event until it gets a 200, and sometimes once more as another event.

    A press that fails is shown to the person, who presses again.
    """

    http: Http
    chance: random.Random
    deliveries: int = 0

    async def event(self, body: Json) -> None:
        while not await self._delivered(body):
            await asyncio.sleep(self.chance.uniform(0.05, 0.3))
        if self.chance.random() < AGAIN:
            await self._delivered({**body, "event_id": f"{body['event_id']}-again"})

    async def interaction(self, body: Json) -> bool:
        """Whether it was taken."""
        with suppress(httpx.TransportError):
            return (await self.http.interaction(body)).status_code == 200
        return False

    async def command(self, body: Json) -> Json:
        raise NotImplementedError

    async def _delivered(self, body: Json) -> bool:
        self.deliveries += 1
        with suppress(httpx.TransportError):
            return (await self.http.event(body)).status_code == 200
        return False


@dataclass(frozen=True)
class Outcome:
    """What became of the questions. `twice` is what a person saw again, wherever that was."""

    asked: int
    events: int
    kills: int
    refused: Counter[int]
    dropped: int
    not_logged: int
    logged_twice: int
    not_delivered: int
    given_up: int
    sent_on: int
    tickets: int
    without_card: int
    twice: int
    twice_in_channels: int
    pointed_twice: int

    @property
    def is_sound(self) -> bool:
        """Whether nothing was lost, and nothing said twice where an earlier try can be looked up."""
        lost = self.not_logged, self.logged_twice, self.not_delivered, self.given_up, self.without_card
        return not any(lost) and self.twice == self.twice_in_channels + self.pointed_twice

    def __str__(self) -> str:
        refused = ", ".join(f"{count} x {status}" for status, count in sorted(self.refused.items()))
        return (
            f"{self.asked} questions in {self.events} events, {self.kills} kills; Slack refused {refused}, "
            f"and took {self.dropped} calls without an answer\n"
            f"not logged {self.not_logged}, logged twice {self.logged_twice}; messages not delivered "
            f"{self.not_delivered}, given up {self.given_up}\n"
            f"{self.sent_on} questions sent on as {self.tickets} tickets, without a card {self.without_card}\n"
            f"seen twice by a person: {self.twice}, of which {self.twice_in_channels} in channels, where no scope lets "
            f"the bot look, and {self.pointed_twice} shown to them alone, which nobody can look up"
        )


def prepare(data: Path, slack: FakeSlack, trained: Path, *, lease: float = 2.0, send: float = 0.8) -> Server:
    """A server on `data` with the content of `trained`, and somebody who holds the coordinator's role.

    A call that takes longer than `send` seconds is one whose answer never came.
    """
    shutil.copytree(trained / "snapshots", data / "snapshots")
    parts, port = assemble(Settings.model_validate({"data": data})), free_port()
    with parts.storage.transaction() as work:
        karen = work.person(Sender(SLACK, f"{TEAM}:{COORDINATOR}", "Karen"), now=datetime.now(UTC))
        work.grant(karen.id, Holding(parts.content.current().catalogue.roles.coordinator))
    parts.storage.close()
    environment = {
        **os.environ,
        "ESDH_BOT_DATA": str(data),
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
    }
    return Server("tests.adapters.slack.serve_slack", port, environment, arguments=(str(port), str(lease), str(send)))


async def rage(slack: StormySlack, server: Server, weather: Weather, data: Path) -> Outcome:
    """Let it happen, wait until all that waited was sent, and see what is left.

    :raises TimeoutError: when something never arrives
    """
    chance = random.Random(weather.seed)  # noqa: S311 -- moments, not secrets
    slack.chance = random.Random(weather.seed)  # noqa: S311 -- as above
    base = f"http://127.0.0.1:{server.port}"
    async with (
        asyncio.timeout(weather.within),
        httpx.AsyncClient(base_url=base, timeout=5.0, trust_env=False) as client,
    ):
        slacks_side = Persistent(Http(client), chance)
        killing = asyncio.create_task(server.live_and_die(chance, times=weather.kills, alive_for=weather.alive_for))
        people = [Employee(slack, slacks_side, id=f"U{number}") for number in range(weather.people)]
        asked = await asyncio.gather(*(_asks(each, weather, chance) for each in people))
        await killing
        while _rows(data, "SELECT 1 FROM outbox WHERE delivered_at IS NULL AND given_up_at IS NULL LIMIT 1"):
            await asyncio.sleep(0.2)
    await server.kill()
    return _outcome(slack, server, slacks_side, [thread for threads in asked for thread in threads], data)


async def _asks(person: Employee, weather: Weather, chance: random.Random) -> list[tuple[str, str]]:
    """Ask one question after another, here and there; gives where, and in which threads."""
    asked = []
    for number in range(weather.questions_each):
        await asyncio.sleep(chance.uniform(0, weather.pause))
        is_first, where = number == 0, f"C{chance.randrange(CHANNELS)}"
        text = chance.choice(SENT_ON if is_first else QUESTIONS)
        if is_first or chance.random() < 0.5:
            where = person.direct
        direct = where == person.direct
        thread = await (person.says(text) if direct else person.mentions(text, channel=where))
        asked.append((where, thread))
        if is_first:
            await _sends_on(person, thread)
    return asked


async def _sends_on(person: Employee, thread: str) -> None:
    """Send the question to a person, pressing until it is taken."""
    for label in (NOT_HELPFUL, "Send"):
        while not (pressable := [each for each in person.slack.replies(person.direct, thread) if _has(each, label)]):
            await asyncio.sleep(0.1)
        while not await person.presses(pressable[-1], label):
            await asyncio.sleep(0.3)


def _has(message: Json, label: str) -> bool:
    return any(
        element["text"]["text"] == label
        for block in message.get("blocks", [])
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    )


def _outcome(slack: StormySlack, server: Server, side: Persistent, asked: list[tuple[str, str]], data: Path) -> Outcome:
    logged = Counter(row[0] for row in _rows(data, "SELECT event_id FROM question"))
    events = [f"{SLACK}:{TEAM}:{where}:{thread}:{thread}" for where, thread in asked]
    keys = Counter(key for key, _ in _keys(slack))
    channels = Counter(key for key, channel in _keys(slack) if channel.startswith("C"))
    tickets = [row[0] for row in _rows(data, "SELECT number FROM ticket")]
    cards = [each["text"] for each in slack.messages if each["channel"] == f"D{COORDINATOR}"]
    pointers = Counter((each["user"], each.get("thread_ts"), each["text"]) for each in slack.ephemerals)
    pointed_twice = pointers.total() - len(pointers)
    return Outcome(
        asked=len(asked),
        events=side.deliveries,
        kills=server.kills - 1,  # the last one only ends it
        refused=slack.refused,
        dropped=slack.dropped,
        not_logged=sum(event not in logged for event in events),
        logged_twice=logged.total() - len(logged),
        not_delivered=sum(f"reply:{event}" not in keys for event in events),
        given_up=len(_rows(data, "SELECT 1 FROM outbox WHERE given_up_at IS NOT NULL")),
        sent_on=len(_rows(data, "SELECT 1 FROM question WHERE ticket_id IS NOT NULL")),
        tickets=len(tickets),
        without_card=sum(not any(f"nr. {number}" in card for card in cards) for number in tickets),
        twice=keys.total() - len(keys) + pointed_twice,
        twice_in_channels=channels.total() - len(channels),
        pointed_twice=pointed_twice,
    )


def _keys(slack: FakeSlack) -> Iterator[tuple[str, str]]:
    """The dedupe key of each message of the bot's, and where it is."""
    for each in slack.messages:
        if each["user"] == BOT_USER and "metadata" in each:
            yield each["metadata"]["event_payload"]["dedupe_key"], each["channel"]


def _rows(data: Path, query: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(data / "esdh.db", timeout=10)) as connection:
        return connection.execute(query).fetchall()
