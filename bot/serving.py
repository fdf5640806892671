"""Run the server: the web edge, Slack where it is set up, and what goes on beside them."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import uvicorn
from fastapi import FastAPI

from bot.adapters.delivering import delivering
from bot.adapters.gathering import gather_daily
from bot.adapters.logs import write_log
from bot.adapters.retention import retain, tell_what_waits
from bot.bootstrap import assemble
from bot.content.watching import Watcher
from bot.errors import SettingsError, StorageError
from bot.parts import Parts
from bot.services.chasing import chase
from bot.services.drawing_checks import draw_checks
from bot.services.reporting import draft_monthly
from bot.settings import Settings
from bot.web.app import Lifespan, create_app
from bot.web.replays import Replays

log = logging.getLogger("bot.serving")

PURGE_EVERY = 24 * 60 * 60  # seconds
CHASE_EVERY = 60  # seconds
WRITE_BACK_EVERY = 1.0  # seconds
REPORT_EVERY = 60 * 60  # seconds
CHECK_EVERY = 60  # seconds
COUNT_EVERY = 4 * 60  # seconds
DRAIN_WITHIN = 10  # seconds from the word to stop until the process ends
SWITCH_WITHIN = 0.001  # seconds that whoever is to be answered waits for a thread that computes; Python's own are five


def run(settings: Settings) -> None:
    """Serve until told to stop; the address is printed when the socket is bound.

    :raises SettingsError: when the settings cannot work
    :raises SnapshotError: when nothing was trained yet
    """
    write_log(settings.log)
    serve(create_application(assemble(settings)), settings)


def serve(app: FastAPI, settings: Settings) -> None:
    """Serve `app` until told to stop.

    :raises SettingsError: when the port cannot be used
    """
    bound = _bind(settings)
    host, port = bound.getsockname()[:2]
    print(f"ESDH-botten kører på http://{host}:{port}/  (stop med Ctrl+C)", flush=True)  # noqa: T201 -- said to whoever started it
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_config=None, log_level="warning", access_log=False, timeout_graceful_shutdown=DRAIN_WITHIN
        )
    )
    sys.setswitchinterval(SWITCH_WITHIN)
    gc.collect()
    gc.freeze()  # all that is there now stays; to look through it for garbage again and again halts everybody for 0.2 s
    server.run(sockets=[bound])


def create_application(parts: Parts) -> FastAPI:
    """The web application with everything that runs beside it."""
    watcher = Watcher(parts.folders, parts.content, environment={**os.environ, **_folders_as_environment(parts)})
    lifespans: list[Lifespan] = [
        _beside(lambda _: watcher.run()),
        _beside(lambda _: _write_back_every_second(parts)),
        _beside(lambda _: _purge_daily(parts)),
        _delivering(parts),
        _beside(lambda _: _chase_every_minute(parts)),
        _beside(lambda app: _check_every_minute(parts, app.state.replays)),
        _beside(lambda _: _report_monthly(parts)),
        _beside(lambda _: gather_daily(parts)),
        _beside(lambda _: _count_every_four_minutes(parts)),
    ]
    if parts.settings.has_slack:
        lifespans += [_reading_aside(parts), _slack(parts)]
    app = create_app(parts, lifespans=lifespans)
    if parts.settings.has_slack:
        from bot.adapters.slack.running import attach_slack

        attach_slack(parts, app)
    return app


def _slack(parts: Parts) -> Lifespan:
    from bot.adapters.slack.running import connections_kept, slack_listening  # a third of a second; only where used

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with connections_kept(app), slack_listening(parts):
            yield

    return lifespan


def _reading_aside(parts: Parts) -> Lifespan:
    """Everybody in Slack may ask at once; on the web page alone, the process would only fill the memory."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        parts.reading.start()
        try:
            yield
        finally:
            parts.reading.stop()

    return lifespan


def _delivering(parts: Parts) -> Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with delivering(parts):
            yield

    return lifespan


def _bind(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError as error:
        bound.close()
        raise SettingsError(
            f"Porten {settings.port} på {settings.host} kan ikke bruges ({error.strerror}). "
            "Stop det program, der bruger den, eller sæt ESDH_BOT_PORT til en anden."
        ) from error
    bound.listen(256)
    return bound


def _beside(work: Callable[[FastAPI], Coroutine[Any, Any, None]]) -> Lifespan:
    """What `work` does goes on for as long as the server runs."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(work(app))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    return lifespan


async def _count_every_four_minutes(parts: Parts) -> None:
    """Read a large log before anybody asks for its figures, and again before those may not stay any longer."""
    while True:
        organisation = parts.content.current().library.organisation
        try:
            await asyncio.to_thread(
                parts.services.counted.count_anew, parts.storage, organisation, now=datetime.now(UTC)
            )
        except StorageError as error:
            log.warning("the log could not be counted yet: %s", error)
        await asyncio.sleep(COUNT_EVERY)


async def _purge_daily(parts: Parts) -> None:
    storage, settings = parts.storage, parts.settings
    is_told = False
    while True:
        now = datetime.now(UTC)
        try:
            if not is_told:
                await asyncio.to_thread(tell_what_waits, storage, settings, now=now)
                is_told = True
            removed = await asyncio.to_thread(retain, storage, settings, now=now)
            log.info("retention: %d rows changed or removed", removed)
        except StorageError as error:
            log.warning("retention could not run: %s", error)
        await asyncio.sleep(PURGE_EVERY)


async def _write_back_every_second(parts: Parts) -> None:
    """Else every few dozen questions one commit does it for all, and makes somebody wait for the disk."""
    while True:
        await asyncio.sleep(WRITE_BACK_EVERY)
        with suppress(StorageError):  # whoever writes says so
            await asyncio.to_thread(parts.storage.write_back)


async def _chase_every_minute(parts: Parts) -> None:
    while True:
        try:
            chased = await asyncio.to_thread(chase, services=parts.services, now=datetime.now(UTC))
            if chased:
                log.info("tickets chased: %d", chased)
        except StorageError as error:
            log.warning("tickets could not be chased: %s", error)
        await asyncio.sleep(CHASE_EVERY)


async def _check_every_minute(parts: Parts, replays: Replays) -> None:
    """See whether a week's answers are to be drawn, and whether other content answers."""
    while True:
        now = datetime.now(UTC)
        try:
            await asyncio.to_thread(replays.look, now=now)
            drawn = await asyncio.to_thread(draw_checks, services=parts.services, data=replays.data, now=now)
            if drawn:
                log.info("blind checks drawn for %d weeks", drawn)
        except StorageError as error:
            log.warning("nothing could be checked: %s", error)
        await asyncio.sleep(CHECK_EVERY)


async def _report_monthly(parts: Parts) -> None:
    """Draft the report about last month, a while after each new month has begun."""
    while True:
        await asyncio.sleep(REPORT_EVERY)  # first of all: nobody waits for a report when the server starts
        try:
            drafted = await asyncio.to_thread(draft_monthly, services=parts.services, now=datetime.now(UTC))
            if drafted:
                log.info("report drafted about %s", drafted.period)
        except StorageError as error:
            log.warning("the report could not be drafted: %s", error)


def _folders_as_environment(parts: Parts) -> dict[str, str]:
    """The training process reads the same folders, wherever it is started."""
    return {
        "ESDH_BOT_KNOWLEDGE": str(parts.folders.knowledge),
        "ESDH_BOT_INTENTS": str(parts.folders.intents),
        "ESDH_BOT_DATA": str(parts.settings.data.absolute()),
    }
