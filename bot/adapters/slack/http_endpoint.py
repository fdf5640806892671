"""Take events and interactions over HTTP: refuse what Slack did not sign before reading it, then hand it to the app."""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping

from fastapi import FastAPI, Request, Response
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.routing import Route

from bot.adapters.slack.dispatching import dispatch, parse

log = logging.getLogger(__name__)

PATH = "/slack/events"
OLDEST = 5 * 60  # seconds, as Slack recommends against replays
FORBIDDEN = 401


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


def add_endpoint(web: FastAPI, app: AsyncApp, *, secret: str, clock: Callable[[], float] = time.time) -> None:
    """Serve `POST /slack/events`, looked for before every page: none of them is asked for as often."""
    web.router.routes.insert(0, Route(PATH, _endpoint(app, secret, clock), methods=["POST"], include_in_schema=False))


def _endpoint(app: AsyncApp, secret: str, clock: Callable[[], float]) -> Callable[[Request], Awaitable[Response]]:
    async def take(request: Request) -> Response:
        body = await request.body()
        if not is_signed(body, request.headers, secret=secret, now=clock()):
            log.warning("request to %s refused: not signed by Slack, or too old", PATH)
            return Response(status_code=FORBIDDEN)
        read = parse(body, request.headers.get("content-type", ""))
        return to_starlette_response(await dispatch(app, read))

    return take
