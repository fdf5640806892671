"""Beside the server: other content is noted and replayed by itself, one change at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from bot.bootstrap import assemble
from bot.parts import Parts
from bot.services.context import Services
from bot.services.replay_run import Replayed, ReplayOrder
from bot.services.replaying import ReplayAside
from bot.settings import Settings
from bot.web.replays import Replays

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)
NOTHING = Replayed(is_beside_log=False, topics=(), counts={}, lines=())
PATIENCE = 10  # seconds until a test that hangs has failed


class Waiting(ReplayAside):
    """Asks nothing, and goes on until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.may_end, self.orders = Event(), list[ReplayOrder]()

    def __call__(self, order: ReplayOrder, told: Callable[[int], None]) -> Replayed:
        self.orders.append(order)
        assert self.may_end.wait(PATIENCE)
        return NOTHING


@pytest.fixture
def parts(trained_data: Path, tmp_path: Path) -> Iterator[Parts]:
    (tmp_path / "snapshots").symlink_to(trained_data / "snapshots")
    made = assemble(Settings.model_validate({"data": tmp_path}))
    yield made
    made.storage.close()


def _with_other_content(services: Services, name: str) -> Services:
    other = replace(services.content.current(), hash=name)
    return replace(services, content=SimpleNamespace(current=lambda: other))


def _ended(replays: Replays) -> None:
    deadline = Event()
    for _ in range(1_000):
        if replays.running is None:
            return
        deadline.wait(PATIENCE / 1_000)
    pytest.fail("the replay did not end")


def test_the_content_it_begins_with_is_no_change(parts: Parts) -> None:
    replays = Replays(parts.services, parts.settings.data, Waiting())

    replays.look(now=NOW)

    assert replays.running is None


def test_other_content_is_replayed_by_itself_once(parts: Parts) -> None:
    aside, data = Waiting(), parts.settings.data
    aside.may_end.set()
    Replays(parts.services, data, aside).look(now=NOW)
    replays = Replays(_with_other_content(parts.services, "other"), data, aside)

    for minute in range(3):
        replays.look(now=NOW + DAY + timedelta(minutes=minute))
        _ended(replays)

    (order,) = aside.orders
    assert (order.before, order.after) == (parts.content.current().hash, "other")


def test_one_change_is_replayed_at_a_time(parts: Parts) -> None:
    aside, data = Waiting(), parts.settings.data
    Replays(parts.services, data, aside).look(now=NOW)
    replays = Replays(_with_other_content(parts.services, "other"), data, aside)
    replays.look(now=NOW + DAY)

    assert replays.running is not None
    assert not replays.start(replays.running.change, now=NOW + DAY)
    aside.may_end.set()
    _ended(replays)
    assert len(aside.orders) == 1
