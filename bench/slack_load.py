"""Send signed Slack events at a steady rate, whatever becomes of them, and match what the bot hands to Slack with them.

The moment an event was due counts, not the moment it left: what waits in the sender waits for a person too. All
processes read the machine's one monotonic clock.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter, time
from typing import Any

import aiohttp

from bench.slack_stand_in import ARRIVALS
from tests.adapters.slack.fake_slack import BOT_USER
from tests.adapters.slack.people import PATH, event_of, signed

PEOPLE, CHANNELS = 1_500, 600  # so many that nobody's next message waits for Slack's one a second
MENTION_EVERY = 3  # the others are direct messages
BARE_EVERY = 10  # events to one request for the bare endpoint
BARE = "/bare"
GIVES_UP = 10.0  # seconds
HTTP_OK = 200

_numbers = count(1)


@dataclass
class Sent:
    """One event: where its answer belongs, and seconds by the machine's clock; None for what never came."""

    channel: str
    thread: str
    due_at: float
    acknowledged_at: float | None = None
    answered_at: float | None = None


@dataclass
class Load:
    """What one stretch of a steady rate gave; `bare` in seconds."""

    rate: float
    seconds: float
    sent: list[Sent] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    twice: int = 0

    @property
    def acknowledgements(self) -> list[float]:
        """Seconds from when each event was due to its 200."""
        return [each.acknowledged_at - each.due_at for each in self.sent if each.acknowledged_at is not None]

    @property
    def answers(self) -> list[float]:
        """Seconds from when each event was due until its answer was with Slack."""
        return [each.answered_at - each.due_at for each in self.sent if each.answered_at is not None]

    @property
    def failed(self) -> int:
        """How many requests got no 200; a status of 0 is no answer at all."""
        return sum(count for status, count in self.statuses.items() if status != HTTP_OK)

    def backlog(self, at: float) -> int:
        """How many answers Slack did not have then."""
        return sum(1 for each in self.sent if each.answered_at is None or each.answered_at > at)


@dataclass(frozen=True)
class Sender:
    """Slack's side: `server` and `slack` are the addresses of the bot and of the stand-in."""

    session: aiohttp.ClientSession
    server: str
    slack: str
    texts: Sequence[str]

    async def load(self, rate: float, seconds: float) -> Load:
        """`rate` events a second for so many seconds, and beside them a bare request now and then."""
        load, tasks, begin = Load(rate, seconds), set(), perf_counter() + 0.1
        for number in range(int(rate * seconds)):
            due_at = begin + number / rate
            await asyncio.sleep(max(0.0, due_at - perf_counter()))
            tasks.add(asyncio.create_task(self._event(load, due_at)))
            if number % BARE_EVERY == 0:
                tasks.add(asyncio.create_task(self._bare(load, due_at)))
        await asyncio.gather(*tasks)
        return load

    async def settle(self, load: Load, *, within: float) -> float:
        """Wait until every answer came, at most so many seconds; gives when it stopped waiting."""
        by_place = {(each.channel, each.thread): each for each in load.sent}
        until = perf_counter() + within
        while perf_counter() < until and any(each.answered_at is None for each in load.sent):
            await asyncio.sleep(0.2)
            for channel, thread, _key, at in await self.arrivals():
                sent = by_place.get((channel, thread))
                if sent is None:
                    continue  # of an earlier stretch
                load.twice += sent.answered_at is not None
                sent.answered_at = sent.answered_at or at
        return perf_counter()

    async def arrivals(self) -> list[tuple[str, str, str, float]]:
        """What came to the stand-in since it was last asked."""
        async with self.session.get(f"{self.slack}/{ARRIVALS}") as response:
            came: list[tuple[str, str, str, float]] = await response.json()
            return came

    async def _event(self, load: Load, due_at: float) -> None:
        body = question(next(_numbers), self.texts)
        sent = Sent(body["event"]["channel"], body["event"]["ts"], due_at)
        load.sent.append(sent)
        status = await self._posted(PATH, body)
        load.statuses[status] += 1
        if status == HTTP_OK:
            sent.acknowledged_at = perf_counter()

    async def _bare(self, load: Load, due_at: float) -> None:
        status = await self._posted(BARE, {})
        if status == HTTP_OK:
            load.bare.append(perf_counter() - due_at)

    async def _posted(self, path: str, body: dict[str, Any]) -> int:
        raw = json.dumps(body).encode()
        headers = {**signed(raw), "content-type": "application/json"}
        try:
            async with self.session.post(self.server + path, data=raw, headers=headers) as response:
                await response.read()
                return response.status
        except (aiohttp.ClientError, TimeoutError):
            return 0


def question(number: int, texts: Sequence[str], *, now: Callable[[], float] = time) -> dict[str, Any]:
    """The event of a question nobody asked before: in a direct message, or as a mention in a channel."""
    user, text = f"U{number % PEOPLE}", texts[number % len(texts)]
    message = {"channel": f"D{user}", "user": user, "text": text, "ts": f"{int(now())}.{number:06d}"}
    if number % MENTION_EVERY:
        return event_of(message, "message", channel_type="im")
    message |= {"channel": f"C{number // MENTION_EVERY % CHANNELS}", "text": f"<@{BOT_USER}> {text}"}
    return event_of(message, "app_mention")


def open_session() -> aiohttp.ClientSession:
    """As many connections as are needed, each kept."""
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=3)
    return aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=GIVES_UP))
