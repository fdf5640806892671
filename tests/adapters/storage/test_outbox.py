"""A message that must arrive is lent to one sender at a time, in the order of its conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from bot.adapters.storage import SqliteStorage
from bot.services.ports import Conversation, OutboxItem, Question

MINUTE = timedelta(minutes=1)

Lease = Callable[..., Sequence[OutboxItem]]


@pytest.fixture
def lease(storage: SqliteStorage, now: datetime) -> Lease:
    def leased(*, at: datetime = now, limit: int = 10, arrived: Sequence[int] = ()) -> Sequence[OutboxItem]:
        return storage.outbox.lease("slack", now=at, lease_for=MINUTE, limit=limit, arrived=arrived)

    return leased


def keys(items: Sequence[OutboxItem]) -> list[str]:
    return [item.dedupe_key for item in items]


def test_a_message_carries_its_body_and_the_address_of_its_conversation(
    ask: Callable[..., Question], lease: Lease, now: datetime
) -> None:
    ask("anna", "e1")

    [item] = lease()
    assert item.body == {"event_id": "e1"}
    assert item.address == {"channel": "D1", "user": "anna"}
    assert (item.channel, item.attempts, item.created_at) == ("slack", 0, now)


def test_a_message_with_a_known_key_is_not_queued_again(
    storage: SqliteStorage, begin: Callable[..., Conversation], now: datetime
) -> None:
    with storage.transaction() as work:
        for body in ({"n": 1}, {"n": 2}):
            work.enqueue(begin(work).id, body, dedupe_key="same", now=now)

    assert storage.outbox.waiting() == 1


def test_nothing_is_queued_in_an_invented_history_and_nobody_is_woken(
    storage: SqliteStorage, begin: Callable[..., Conversation], now: datetime
) -> None:
    woken: list[bool] = []
    storage.on_enqueued = lambda: woken.append(True)

    with storage.transaction() as work:
        work.mark_invented()
        work.enqueue(begin(work).id, {}, dedupe_key="told", now=now)

    assert storage.outbox.waiting() == 0
    assert woken == []


def test_a_leased_message_is_nobody_elses_until_the_lease_runs_out(
    ask: Callable[..., Question], lease: Lease, now: datetime
) -> None:
    ask("anna", "e1")

    assert keys(lease()) == ["reply:e1"]
    assert keys(lease(at=now + MINUTE / 2)) == []
    [again] = lease(at=now + MINUTE)
    assert again.attempts == 1


def test_many_senders_at_once_share_the_messages_out(ask: Callable[..., Question], lease: Lease) -> None:
    for number in range(20):
        ask(f"person {number}", f"e{number}", place=f"D{number}")

    with ThreadPoolExecutor(8) as pool:
        shares = list(pool.map(lambda _: keys(lease(limit=3)), range(8)))

    leased = [key for share in shares for key in share]
    assert sorted(leased) == sorted(f"reply:e{number}" for number in range(20))


def test_a_conversation_gets_its_messages_one_after_the_other(
    storage: SqliteStorage, ask: Callable[..., Question], lease: Lease, now: datetime
) -> None:
    for event_id in ("e1", "e2", "e3"):
        ask("anna", event_id)
    ask("bo", "e4")

    first, bos = lease()
    assert keys([first, bos]) == ["reply:e1", "reply:e4"]
    storage.outbox.delivered(bos.id, now=now)
    storage.outbox.retry(first.id, at=now + MINUTE, reason="ratelimited")
    assert keys(lease()) == []
    [first] = lease(at=now + MINUTE)
    storage.outbox.delivered(first.id, now=now)
    [second] = lease()
    storage.outbox.give_up(second.id, now=now, reason="channel_not_found")
    assert keys(lease()) == ["reply:e3"]


def test_what_arrived_is_marked_and_the_next_of_its_conversation_given_at_once(
    storage: SqliteStorage, ask: Callable[..., Question], lease: Lease
) -> None:
    ask("anna", "e1")
    ask("anna", "e2")
    [first] = lease()

    assert keys(lease(arrived=[first.id])) == ["reply:e2"]
    assert storage.outbox.waiting() == 1
    assert lease(limit=0) == ()


def test_a_delivered_message_is_over_and_its_body_gone(
    storage: SqliteStorage, ask: Callable[..., Question], lease: Lease, now: datetime
) -> None:
    ask("anna", "e1")
    [item] = lease()
    storage.outbox.delivered(item.id, now=now)
    storage.outbox.retry(item.id, at=now, reason="too late")
    storage.outbox.give_up(item.id, now=now, reason="too late")

    assert keys(lease(at=now + 2 * MINUTE)) == []
    assert storage.outbox.waiting() == 0
    with storage.reading() as work:
        [row] = work._all("SELECT body, address, reason FROM outbox")
    assert tuple(row) == ("{}", "{}", "")


def test_the_commit_wakes_delivery_only_when_something_was_queued(
    storage: SqliteStorage, ask: Callable[..., Question], begin: Callable[..., Conversation], now: datetime
) -> None:
    waiting_when_woken: list[int] = []
    storage.on_enqueued = lambda: waiting_when_woken.append(storage.outbox.waiting())

    ask("anna", "e1")
    with storage.transaction() as work:
        begin(work)
    with suppress(KeyError), storage.transaction() as work:
        work.enqueue(begin(work).id, {}, dedupe_key="undone", now=now)
        raise KeyError
    with storage.transaction() as work:
        work.enqueue(begin(work).id, {}, dedupe_key="reply:e1", now=now)

    assert waiting_when_woken == [1]
