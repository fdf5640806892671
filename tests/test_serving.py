"""Beside the server: tickets are looked after every minute, and a storage that is away does not end that."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest
from fastapi import FastAPI

from bot import serving
from bot.errors import StorageError
from bot.parts import Parts


async def test_tickets_are_chased_again_and_again_also_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[datetime] = []
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def chased(*, services: object, now: datetime) -> int:
        moments.append(now)
        if len(moments) == 1:
            raise StorageError("SQLITE_BUSY")
        loop.call_soon_threadsafe(done.set)
        return len(moments)

    monkeypatch.setattr(serving, "chase", chased)
    monkeypatch.setattr(serving, "CHASE_EVERY", 0)
    parts = cast(Parts, SimpleNamespace(services=None))
    async with serving._beside(lambda _: serving._chase_every_minute(parts))(FastAPI()), asyncio.timeout(10):
        await done.wait()

    assert len(moments) >= 2
    assert all(moment.tzinfo is UTC for moment in moments)


async def test_the_log_is_written_back_again_and_again_also_while_the_storage_is_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done, loop, tries = asyncio.Event(), asyncio.get_running_loop(), []

    def write_back() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise StorageError("SQLITE_FULL")
        loop.call_soon_threadsafe(done.set)

    monkeypatch.setattr(serving, "WRITE_BACK_EVERY", 0)
    parts = cast(Parts, SimpleNamespace(storage=SimpleNamespace(write_back=write_back)))
    async with serving._beside(lambda _: serving._write_back_every_second(parts))(FastAPI()), asyncio.timeout(10):
        await done.wait()


async def test_reading_aside_begins_and_ends_with_the_server() -> None:
    said: list[str] = []
    reading = SimpleNamespace(start=lambda: said.append("start"), stop=lambda: said.append("stop"))
    parts = cast(Parts, SimpleNamespace(reading=reading))

    async with serving._reading_aside(parts)(FastAPI()):
        assert said == ["start"]
    assert said == ["start", "stop"]
