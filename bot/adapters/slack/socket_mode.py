"""Take events and interactions over Socket Mode."""

from __future__ import annotations

import asyncio
import logging
import time

import aiohttp
from aiohttp import ClientSession, ClientWebSocketResponse, WSMessage, WSMsgType
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.dispatching import dispatch
from bot.adapters.slack.users import code_of

log = logging.getLogger(__name__)

PING = 5.0  # seconds; also how soon a connection that broke without a word is noticed
ONE_ATTEMPT = 20.0  # seconds
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds between two questions for an address


class Line(ClientWebSocketResponse):
    """A connection that ends in the middle of things as if it had been closed properly.

    The SDK opens another at once after a proper end, and otherwise at its next ping.
    """

    _has_ended = False

    async def receive(self, timeout: float | None = None) -> WSMessage:
        """The next message; the end of the connection once as one of Slack's, then as the library's own."""
        message = await super().receive(timeout)
        if message.type is not WSMsgType.CLOSED or self._has_ended:
            return message
        self._has_ended = True
        return WSMessage(WSMsgType.CLOSE, None, None)


class Socket(SocketModeClient):
    """The SDK's client, which asks for a new address at every attempt, and less and less often while Slack gives none.

    The SDK's own repeats a failed connection with the address it has for ever, though Slack's are good for one use,
    and writes what went wrong into the log each time.
    """

    async def connect(self) -> None:
        """Connect, trying until it works or the client is closed."""
        if self.current_session is None:
            await self.aiohttp_client_session.close()
            self.aiohttp_client_session = ClientSession(ws_response_class=Line)
        while not self.closed:
            if self.wss_uri is None:
                self.wss_uri = await self.issue_new_wss_url()
            try:
                async with asyncio.timeout(ONE_ATTEMPT):
                    await super().connect()  # type: ignore[no-untyped-call]
            except TimeoutError:
                log.warning("no connection to Slack yet, trying on")
                self.wss_uri = None
            else:
                return

    async def issue_new_wss_url(self) -> str:
        """An address to connect to, however long Slack takes to give one; why it does not is said when it changes."""
        pause, said = FIRST_PAUSE, ""
        while True:
            try:
                opened = await self.web_client.apps_connections_open(app_token=self.app_token)
                return str(opened["url"])
            except SlackApiError as error:
                code = code_of(error)
            except (aiohttp.ClientError, TimeoutError) as error:
                code = type(error).__name__
            if code != said:
                log.warning("no connection to Slack (%s), trying on", code)
                said = code
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, 2 * pause)


def open_socket(app: AsyncApp, *, app_token: str, web_client: AsyncWebClient, ping: float = PING) -> Socket:
    """A socket that hands everything to `app`; `connect` it."""
    socket = Socket(app_token, logger=app.logger, web_client=web_client, ping_interval=ping)

    async def take(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """What is not answered with 200 is not acknowledged, so that Slack delivers it again."""
        started = time.time()
        response = await dispatch(app, request.payload)
        await send_async_response(client, request, response, started)

    socket.socket_mode_request_listeners.append(take)
    return socket
