"""Take events and interactions over Socket Mode."""

from __future__ import annotations

import asyncio
import logging
import time

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

log = logging.getLogger(__name__)

PING = 5.0  # seconds; also how soon a connection that broke without a word is noticed
ONE_ATTEMPT = 20.0  # seconds


class Socket(SocketModeClient):
    """The SDK's client, which asks for a new address at every attempt.

    The SDK's own repeats a failed connection with the address it has for ever, though Slack's are good for one use.
    """

    async def connect(self) -> None:
        """Connect, trying until it works or the client is closed."""
        while not self.closed:
            try:
                async with asyncio.timeout(ONE_ATTEMPT):
                    await super().connect()  # type: ignore[no-untyped-call]
            except TimeoutError:
                log.warning("no connection to Slack yet, trying on")
                self.wss_uri = None
            else:
                return


def open_socket(app: AsyncApp, *, app_token: str, web_client: AsyncWebClient, ping: float = PING) -> Socket:
    """A socket that hands everything to `app`; `connect` it."""
    socket = Socket(app_token, logger=app.logger, web_client=web_client, ping_interval=ping)

    async def take(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """What is not answered with 200 is not acknowledged, so that Slack delivers it again."""
        started = time.time()
        response = await run_async_bolt_app(app, request)
        await send_async_response(client, request, response, started)

    socket.socket_mode_request_listeners.append(take)
    return socket
