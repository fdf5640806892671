"""What the server starts: the HTTP endpoint, the socket and the delivery of replies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
from fastapi import FastAPI

from bot.adapters.delivery import Delivery, Timing
from bot.adapters.slack.app import bot_token, build_app, web_client
from bot.adapters.slack.http_endpoint import add_endpoint
from bot.adapters.slack.sending import SlackChannel
from bot.adapters.slack.socket_mode import open_socket
from bot.parts import Parts
from bot.services.ports import SLACK

DRAINED_WITHIN = 8.0  # seconds; the whole server has ten


def attach_slack(parts: Parts, web: FastAPI) -> None:
    """Serve Slack's events over HTTP, when the signing secret is set."""
    secret = parts.settings.slack_signing_secret
    if parts.settings.has_slack and secret is not None:
        add_endpoint(web, build_app(parts), secret=secret.get_secret_value())


@asynccontextmanager
async def slack_running(parts: Parts, *, timing: Timing | None = None) -> AsyncIterator[None]:
    """Deliver replies, and listen on the socket when its token is set, for as long as the context lasts.

    Never waits for Slack: what cannot be reached is tried again in the background.
    """
    if not parts.settings.has_slack:
        yield
        return
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        await stack.enter_async_context(_delivering(parts, session, timing))
        if parts.settings.slack_app_token is not None:
            await stack.enter_async_context(_listening(parts, session))
        yield


@asynccontextmanager
async def _delivering(parts: Parts, session: aiohttp.ClientSession, timing: Timing | None) -> AsyncIterator[None]:
    client = web_client(parts, token=bot_token(parts), session=session)
    channels = {SLACK: SlackChannel(parts.services, client)}
    delivery = Delivery(parts.storage.outbox, channels, timing=timing)
    parts.storage.on_enqueued = delivery.wake
    loop = asyncio.create_task(delivery.run())
    try:
        yield
    finally:
        parts.storage.on_enqueued = None
        await delivery.stop(within=DRAINED_WITHIN)
        await loop


@asynccontextmanager
async def _listening(parts: Parts, session: aiohttp.ClientSession) -> AsyncIterator[None]:
    token = parts.settings.slack_app_token
    client = web_client(parts, session=session)
    socket = open_socket(
        build_app(parts, client), app_token=token.get_secret_value() if token else "", web_client=client
    )
    connecting = asyncio.create_task(socket.connect())
    try:
        yield
    finally:
        connecting.cancel()
        await socket.close()  # type: ignore[no-untyped-call]
        await asyncio.gather(connecting, return_exceptions=True)
