"""What the server starts: the HTTP endpoint and the socket; and the channel that delivery sends by."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.app import bot_token, build_app, web_client
from bot.adapters.slack.http_endpoint import add_endpoint
from bot.adapters.slack.sending import SlackChannel
from bot.adapters.slack.socket_mode import open_socket
from bot.adapters.slack.token_watch import TokenWatch
from bot.parts import Parts


def attach_slack(parts: Parts, web: FastAPI) -> None:
    """Serve Slack's events over HTTP, when the signing secret is set."""
    secret = parts.settings.slack_signing_secret
    if parts.settings.has_slack and secret is not None:
        web.state.slack_client = client = web_client(parts)
        slack = build_app(parts, client)
        add_endpoint(web, slack, secret=secret.get_secret_value(), count=parts.pulse.count_error)


@asynccontextmanager
async def connections_kept(web: FastAPI) -> AsyncIterator[None]:
    """Let the endpoint's calls to Slack share connections for as long as the context lasts; else each opens its own."""
    client: AsyncWebClient | None = getattr(web.state, "slack_client", None)
    if client is None:
        yield
        return
    async with aiohttp.ClientSession() as client.session:
        yield
    client.session = None


@asynccontextmanager
async def slack_channel(parts: Parts) -> AsyncIterator[SlackChannel]:
    """Where delivery sends to, for as long as the context lasts; beside it, whether Slack takes the bot's token."""
    async with aiohttp.ClientSession() as session:
        client, connection = web_client(parts, token=bot_token(parts), session=session), parts.pulse.slack
        watching = asyncio.create_task(TokenWatch(connection, client, parts.services).run())
        try:
            yield SlackChannel(parts.services, client, connection, public_url=parts.settings.public_url)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


@asynccontextmanager
async def slack_listening(parts: Parts) -> AsyncIterator[None]:
    """Listen on the socket when its token is set, for as long as the context lasts.

    Never waits for Slack: what cannot be reached is tried again in the background.
    """
    token = parts.settings.slack_app_token
    if not parts.settings.has_slack or token is None:
        yield
        return
    async with aiohttp.ClientSession() as session:
        client = web_client(parts, session=session)
        socket = open_socket(build_app(parts, client), app_token=token.get_secret_value(), web_client=client)
        connecting = asyncio.create_task(socket.connect())
        parts.pulse.slack_is_connected = socket.is_connected
        try:
            yield
        finally:
            parts.pulse.slack_is_connected = None
            connecting.cancel()
            await socket.close()  # type: ignore[no-untyped-call]
            await asyncio.gather(connecting, return_exceptions=True)
