"""The loop between outbox and channel, on a fake of each and no network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.delivery import MOST_AT_ONCE, Delivery, NotNow, Timing, Undeliverable
from bot.errors import StorageError
from bot.services.ports import OutboxItem

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
QUICK = Timing(lease=2.0, send=0.2, poll=5.0, gap=0.0, first_pause=0.01)


def item(number: int, *, attempts: int = 0) -> OutboxItem:
    return OutboxItem(number, "fake", {"channel": f"C{number}"}, {}, f"key-{number}", attempts, NOW)


@dataclass
class FakeOutbox:
    """Hands every waiting item out once; remembers what became of it."""

    waits: list[OutboxItem] = field(default_factory=list)
    log: list[tuple[str, int, str]] = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    leased: Callable[[], None] = lambda: None
    elsewhere: Mapping[str, int] = field(default_factory=dict)

    def lease(
        self, channel: str, *, now: datetime, lease_for: timedelta, limit: int, arrived: Collection[int] = ()
    ) -> Sequence[OutboxItem]:
        self.leased()
        self.delivered(*arrived, now=now)
        taken, self.waits = self.waits[:limit], self.waits[limit:]
        return taken

    def delivered(self, *item_ids: int, now: datetime) -> None:
        self.log += [("delivered", item_id, "") for item_id in item_ids]

    def retry(self, item_id: int, *, at: datetime, reason: str) -> None:
        self.log.append(("retry", item_id, f"{reason} {(at - NOW).total_seconds():.2f}"))
        self.waits.append(item(item_id, attempts=1))

    def give_up(self, item_id: int, *, now: datetime, reason: str) -> None:
        self.log.append(("given up", item_id, reason))

    def waiting(self) -> int:
        return len(self.waits)

    def waiting_by_channel(self) -> Mapping[str, int]:
        return self.elsewhere


@dataclass
class FakeChannel:
    """Does what the next of `doings` says, then sends."""

    doings: list[Exception | float] = field(default_factory=list)
    one_lane: bool = False
    sent: list[tuple[int, float]] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    until: int = 1

    def lane(self, item: OutboxItem) -> str:
        return "one" if self.one_lane else item.address["channel"]

    async def send(self, item: OutboxItem) -> None:
        doing = self.doings.pop(0) if self.doings else 0.0
        if isinstance(doing, Exception):
            raise doing
        await asyncio.sleep(doing)
        self.sent.append((item.id, asyncio.get_running_loop().time()))
        if len(self.sent) >= self.until:
            self.done.set()


@asynccontextmanager
async def delivering(outbox: FakeOutbox, channel: FakeChannel, timing: Timing = QUICK) -> AsyncIterator[Delivery]:
    delivery = Delivery(outbox, {"fake": channel}, timing=timing, now=lambda: NOW, jitter=lambda: 1.0)
    loop = asyncio.create_task(delivery.run())
    yield delivery
    await delivery.stop(within=1.0)
    await loop


async def delivered(outbox: FakeOutbox, channel: FakeChannel, timing: Timing = QUICK) -> None:
    """Run until the channel has sent what it should."""
    async with delivering(outbox, channel, timing), asyncio.timeout(3):
        await channel.done.wait()


async def test_what_waits_is_sent_and_marked() -> None:
    outbox, channel = FakeOutbox([item(1), item(2)]), FakeChannel(until=2)

    await delivered(outbox, channel)

    assert sorted(outbox.log) == [("delivered", 1, ""), ("delivered", 2, "")]


async def test_what_arrived_while_the_storage_was_away_is_marked_once_it_is_back() -> None:
    outbox, channel = FakeOutbox([item(1)]), FakeChannel()
    loop, failures, back = asyncio.get_running_loop(), [StorageError("SQLITE_FULL")], asyncio.Event()

    def away_after_the_first() -> None:
        if channel.sent and failures:
            raise failures.pop()
        if channel.sent:
            loop.call_soon_threadsafe(back.set)

    outbox.leased = away_after_the_first
    async with delivering(outbox, channel, replace(QUICK, poll=0.01)), asyncio.timeout(10):
        await back.wait()

    assert outbox.log == [("delivered", 1, "")]


async def test_loop_is_woken_by_a_commit_in_another_thread() -> None:
    outbox, channel = FakeOutbox(), FakeChannel()
    loop, looked = asyncio.get_running_loop(), asyncio.Event()
    outbox.leased = lambda: (loop.call_soon_threadsafe(looked.set), None)[1]
    async with delivering(outbox, channel) as delivery, asyncio.timeout(3):
        await looked.wait()
        outbox.waits.append(item(1))

        await asyncio.to_thread(delivery.wake)
        await channel.done.wait()


async def test_asked_to_wait_it_waits_as_long_as_asked() -> None:
    outbox, channel = FakeOutbox([item(1)]), FakeChannel([NotNow("ratelimited", after=0.05)])

    await delivered(outbox, channel)

    assert outbox.log == [("retry", 1, "ratelimited 0.05"), ("delivered", 1, "")]


async def test_unknown_failure_and_a_silent_channel_are_tried_again() -> None:
    outbox, channel = FakeOutbox([item(1)]), FakeChannel([RuntimeError("words of somebody"), 1.0])

    await delivered(outbox, channel)

    assert outbox.log == [("retry", 1, "RuntimeError 0.01"), ("retry", 1, "TimeoutError 0.02"), ("delivered", 1, "")]


async def test_what_can_never_arrive_is_given_up_with_a_code() -> None:
    outbox, channel = FakeOutbox([item(1), item(2)]), FakeChannel([Undeliverable("is_archived")])

    await delivered(outbox, channel)

    assert ("given up", 1, "is_archived") in outbox.log


async def test_messages_of_one_lane_are_a_gap_apart() -> None:
    outbox, channel = FakeOutbox([item(1), item(2), item(3)]), FakeChannel(one_lane=True, until=3)

    await delivered(outbox, channel, Timing(lease=2.0, send=0.2, gap=0.1))

    times = [at for _, at in channel.sent]
    assert [number for number, _ in channel.sent] == [1, 2, 3]
    assert min(times[1] - times[0], times[2] - times[1]) >= 0.099


async def test_many_messages_of_one_lane_hold_up_nobody_in_another() -> None:
    channel = FakeChannel(until=1 + MOST_AT_ONCE)
    crowded = [replace(item(number), address={"channel": "C-crowded"}) for number in range(2 * MOST_AT_ONCE)]
    others = [item(1_000 + number) for number in range(MOST_AT_ONCE)]

    await delivered(FakeOutbox([*crowded, *others]), channel, replace(QUICK, gap=60.0))

    assert {sent for sent, _ in channel.sent} == {0, *(each.id for each in others)}


async def test_message_is_not_sent_when_its_lease_would_run_out() -> None:
    outbox, channel = FakeOutbox([item(1), item(2)]), FakeChannel(one_lane=True)

    await delivered(outbox, channel, Timing(lease=0.5, send=0.2, gap=10.0))

    assert [number for number, _ in channel.sent] == [1]


async def test_what_is_for_a_channel_that_is_held_waits_until_it_is_not() -> None:
    outbox, channel, held = FakeOutbox([item(1)]), FakeChannel(), ["fake"]
    asked = asyncio.Event()

    def holding() -> Sequence[str]:
        asked.set()
        return tuple(held)

    delivery = Delivery(outbox, {"fake": channel}, timing=QUICK, now=lambda: NOW, held=holding)
    loop = asyncio.create_task(delivery.run())
    async with asyncio.timeout(3):
        await asked.wait()
        assert [each.id for each in outbox.waits] == [1]

        held.clear()
        delivery.wake()
        await channel.done.wait()
    await delivery.stop(within=1.0)
    await loop


async def test_channel_that_is_not_set_up_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    outbox, channel = FakeOutbox([item(1)], elsewhere={"fake": 1, "mail": 7}), FakeChannel()
    delivery = Delivery(outbox, {"fake": channel}, timing=QUICK)

    await delivery._tell_of_unsent()
    delivery._look_at = 0.0  # a minute later
    await delivery._tell_of_unsent()

    assert [each.getMessage() for each in caplog.records] == [
        "the channel 'mail' is not set up; messages that wait for it: 7"
    ]


async def test_pause_grows_to_its_longest() -> None:
    delivery = Delivery(FakeOutbox(), {}, jitter=lambda: 0.0)

    pauses = [delivery._pause(attempts) for attempts in (0, 1, 2, 9, 60)]

    assert pauses == [0.5, 1.0, 2.0, 150.0, 150.0]
