"""Bring what must arrive to its channel: lease it, send it, mark it; after a failure again, never faster than allowed.

The loop is woken by the commit that put something in the outbox, and looks by itself now and then.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from bot.services.ports import Outbox, OutboxItem

log = logging.getLogger(__name__)

MOST_AT_ONCE = 50  # under way to their channel
MOST_LEASED = 200  # those, and what waits for its turn in its lane
MOST_LANES = 1_000
LOOK_FOR_UNSENT = 60.0  # seconds between two looks for messages of channels that are not set up


class Undeliverable(Exception):
    """It can never arrive; `reason` is a code without anybody's words."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotNow(Exception):
    """It did not arrive; `after` is how many seconds the channel asks to be left alone, if it says."""

    def __init__(self, reason: str, *, after: float | None = None) -> None:
        self.reason = reason
        self.after = after
        super().__init__(reason)


class Channel(Protocol):
    """Where messages are sent to."""

    def lane(self, item: OutboxItem) -> str:
        """What the channel paces by: messages of one lane go one after another, with a gap between."""

    async def send(self, item: OutboxItem) -> None:
        """Send; when `item.attempts` is not 0 it may be there already, and must then not be sent again.

        :raises Undeliverable: when it can never arrive
        :raises NotNow: when it is to be tried again
        """


@dataclass(frozen=True)
class Timing:
    """Seconds. A message is only sent while its lease outlasts the time that sending may take.

    Woken, the loop waits for `gather` before it looks: under load many are then leased and marked with one commit.
    """

    lease: float = 30.0
    send: float = 12.0
    poll: float = 5.0
    gather: float = 0.02
    gap: float = 1.0
    first_pause: float = 1.0
    longest_pause: float = 300.0


@dataclass
class _Lane:
    """One lane's turn, and when the next message may go (the loop's clock)."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class Delivery:
    """The loop between an outbox and its channels. What is for a channel in `held()` stays in the outbox."""

    def __init__(
        self,
        outbox: Outbox,
        channels: Mapping[str, Channel],
        *,
        timing: Timing | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[], float] = random.random,
        held: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._outbox = outbox
        self._channels = channels
        self._timing = timing or Timing()
        self._now = now
        self._jitter = jitter
        self._held = held
        self._lanes: dict[str, _Lane] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self._arrived: set[int] = set()
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)
        self._due = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping = False
        self._told: set[str] = set()
        self._look_at = 0.0

    def wake(self) -> None:
        """Look at once; called from the thread that committed."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._due.set)

    async def run(self) -> None:
        """Deliver until `stop`, and mark what arrived until then."""
        self._loop = asyncio.get_running_loop()
        while not self._stopping or self._sending:
            self._due.clear()
            for name in self._channels:
                await self._begin(name)
            await self._tell_of_unsent()
            await self._wait(self._timing.poll)
        if not self._arrived:
            return
        try:
            await asyncio.to_thread(self._outbox.delivered, *self._arrived, now=self._now())
        except Exception as error:  # noqa: BLE001 -- as below; what is not marked is looked up before it is sent again
            log.error("outbox could not be written: %s", type(error).__name__)

    async def stop(self, *, within: float) -> None:
        """Take nothing new, and let what is under way finish within `within` seconds; the rest stays in the outbox."""
        self._stopping = True
        self._due.set()
        if self._sending:
            _, late = await asyncio.wait(self._sending, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._due.wait()
        except TimeoutError:
            return
        await asyncio.sleep(self._timing.gather)

    async def _begin(self, name: str) -> None:
        """Mark what arrived, lease what is due in one channel and start sending it: under load many at once."""
        room = 0 if self._stopping or name in self._held() else max(0, MOST_LEASED - len(self._sending))
        arrived = tuple(self._arrived)
        if not room and not arrived:
            return
        until = self._clock() + self._timing.lease
        lease = partial(self._outbox.lease, name, lease_for=timedelta(seconds=self._timing.lease))
        try:
            items = await asyncio.to_thread(lease, now=self._now(), limit=room, arrived=arrived)
        except Exception as error:  # noqa: BLE001 -- storage may be locked or full; the loop outlives that
            log.error("outbox could not be read or written: %s", type(error).__name__)
            return
        self._arrived.difference_update(arrived)
        for item in items:
            task = asyncio.create_task(self._deliver(self._channels[name], item, until))
            self._sending.add(task)
            task.add_done_callback(self._finished)

    async def _tell_of_unsent(self) -> None:
        """Say once of each channel that is not set up that messages wait for it; they stay, and go when it is."""
        if self._clock() < self._look_at:
            return
        self._look_at = self._clock() + LOOK_FOR_UNSENT
        try:
            waiting = await asyncio.to_thread(self._outbox.waiting_by_channel)
        except Exception as error:  # noqa: BLE001 -- as above
            log.error("outbox could not be counted: %s", type(error).__name__)
            return
        for name in sorted(waiting.keys() - self._channels.keys() - self._told):
            self._told.add(name)
            log.warning("the channel '%s' is not set up; messages that wait for it: %d", name, waiting[name])

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._due.set()  # the next message of the same conversation may be leased now
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("outbox could not be written: %s", type(error).__name__)

    async def _deliver(self, channel: Channel, item: OutboxItem, until: float) -> None:
        """Send in its lane's turn; many that wait in one lane hold up nobody in another."""
        lane, latest = self._lane(f"{item.channel}:{channel.lane(item)}"), until - self._timing.send
        async with lane.turn:
            if max(lane.free_at, self._clock()) > latest:
                return  # the lease runs out first; whoever leases it next sends it
            await asyncio.sleep(lane.free_at - self._clock())
            async with self._slots:
                if self._clock() <= latest:
                    await self._send(channel, item, lane)

    async def _send(self, channel: Channel, item: OutboxItem, lane: _Lane) -> None:
        pause = self._timing.gap
        try:
            async with asyncio.timeout(self._timing.send):
                await channel.send(item)
        except Undeliverable as never:
            log.error("message %s given up: %s", item.id, never.reason)
            await asyncio.to_thread(self._outbox.give_up, item.id, now=self._now(), reason=never.reason)
        except NotNow as later:
            pause = later.after or pause
            await self._again(item, later.reason, later.after)
        except Exception as error:  # noqa: BLE001 -- whatever a channel raises, the message must still arrive
            await self._again(item, type(error).__name__, None)
        else:
            self._arrived.add(item.id)  # marked as the loop comes round
        finally:
            lane.free_at = self._clock() + pause

    async def _again(self, item: OutboxItem, reason: str, after: float | None) -> None:
        wait = after if after is not None else self._pause(item.attempts)
        log.warning("message %s not sent, again in %.0f s: %s", item.id, wait, reason)
        at = self._now() + timedelta(seconds=wait)
        await asyncio.to_thread(self._outbox.retry, item.id, at=at, reason=reason)
        asyncio.get_running_loop().call_later(wait, self._due.set)

    def _pause(self, attempts: int) -> float:
        """Twice as long each time, between half and all of it, so that many do not come back at once."""
        longest: float = min(self._timing.longest_pause, self._timing.first_pause * 2.0 ** min(attempts, 20))
        return longest * (1 + self._jitter()) / 2

    def _lane(self, name: str) -> _Lane:
        if len(self._lanes) > MOST_LANES:
            now = self._clock()
            self._lanes = {key: lane for key, lane in self._lanes.items() if lane.turn.locked() or lane.free_at > now}
        return self._lanes.setdefault(name, _Lane())

    def _clock(self) -> float:
        return asyncio.get_running_loop().time()
