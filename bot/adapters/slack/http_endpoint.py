"""Take events and interactions over HTTP: refuse what Slack did not sign before reading it, then hand it to the app."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import time
from collections.abc import Callable, Mapping

from fastapi import FastAPI, Request, Response
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.adapters.slack.dispatching import dispatch, parse
from bot.adapters.slack.refusing import log_failure

log = logging.getLogger(__name__)

PATH = "/slack/events"
OLDEST = 5 * 60  # seconds, as Slack recommends against replays
LARGEST = 1024 * 1024  # bytes: Slack tells of a message of 40,000 characters twice, escaped, and of whole views
FORBIDDEN, NO_SUCH_METHOD, TOO_LARGE, FAILED = 401, 405, 413, 500


def is_signed(body: bytes, headers: Mapping[str, str], *, secret: str, now: float) -> bool:
    """Whether Slack signed this within the last five minutes.

    After docs.slack.dev/authentication/verifying-requests-from-slack.
    The SDK's own check raises on a time that is no number and on a signature that is not ASCII.
    """
    stated = headers.get("x-slack-request-timestamp", "")
    if not re.fullmatch(r"[0-9]{1,12}", stated) or abs(now - int(stated)) > OLDEST:
        return False
    expected = hmac.new(secret.encode(), b"v0:" + stated.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}".encode(), headers.get("x-slack-signature", "").encode())


class SignedEndpoint:
    """Answers `POST /slack/events`, and passes everything else on to the pages.

    It stands before what guards those: a request that Slack signed may name any host (it comes through a proxy), is
    larger, and has no session. `count` is told of what nobody expected.
    """

    def __init__(
        self, web: ASGIApp, slack: AsyncApp, secret: str, count: Callable[[Exception], None], clock: Callable[[], float]
    ) -> None:
        self._web = web
        self._slack = slack
        self._secret = secret
        self._count = count
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on."""
        if scope["type"] != "http" or scope["path"] != PATH:
            return await self._web(scope, receive, send)
        request = Request(scope, receive)
        response = await self._answer(request) if request.method == "POST" else Response(status_code=NO_SUCH_METHOD)
        return await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=FORBIDDEN)
        if body is None:
            return Response(status_code=TOO_LARGE)
        if not is_signed(body, request.headers, secret=self._secret, now=self._clock()):
            log.warning("request to %s refused: not signed by Slack, or too old", PATH)
            return Response(status_code=FORBIDDEN)
        try:
            read = parse(body, request.headers.get("content-type", ""))
            return to_starlette_response(await dispatch(self._slack, read))
        except Exception as error:  # noqa: BLE001 -- what it says may hold somebody's text; Slack delivers again
            self._count(error)
            await log_failure(error)
            return Response(status_code=FAILED)


def add_endpoint(
    web: FastAPI,
    slack: AsyncApp,
    *,
    secret: str,
    count: Callable[[Exception], None],
    clock: Callable[[], float] = time.time,
) -> None:
    """Let `slack` answer its events before `web` is asked."""
    web.add_middleware(SignedEndpoint, slack=slack, secret=secret, count=count, clock=clock)


async def _body(request: Request) -> bytes | None:
    """What was sent; None when it is larger than anything of Slack's."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    return bytes(body)
