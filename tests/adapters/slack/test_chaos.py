"""A small storm at every run of the tests; `make chaos` is the whole one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .storm import StormySlack, Weather, prepare, rage

BREEZE = Weather(people=20, questions_each=5, kills=2, alive_for=(1.5, 2.5), pause=1.0, within=60.0)


@pytest.fixture
async def slack() -> AsyncIterator[StormySlack]:
    """It takes the place of the well-behaved one."""
    stormy = StormySlack()
    await stormy.start()
    yield stormy
    await stormy.stop()
    assert stormy.faults == []


@pytest.mark.slow
async def test_nothing_is_lost_in_a_storm_and_nothing_said_twice_where_one_can_look(
    slack: StormySlack, trained_data: Path, tmp_path: Path
) -> None:
    server = prepare(tmp_path, slack, trained_data, lease=3.0, send=2.5)
    try:
        outcome = await rage(slack, server, BREEZE, tmp_path)
    finally:
        await server.kill()

    print(outcome)  # noqa: T201 -- the figures of the proof
    assert outcome.asked == BREEZE.people * BREEZE.questions_each
    assert outcome.sent_on == BREEZE.people
    assert outcome.is_sound
