"""Stand before every request: only our own names, bounded bodies, strict headers, and no error without words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import BotError
from bot.settings import LOOPBACK
from bot.web.errors import BodyTooLargeError, UnknownHostError

LARGEST_BODY = 64 * 1024  # bytes: 4,000 characters of any script, percent-encoded, fit
DRAINED_BODY = 1024 * 1024  # bytes read and dropped, so that the sender is still there to read the refusal
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
ONLY_ENCRYPTED = {"strict-transport-security": "max-age=31536000"}  # a year, in seconds

logger = logging.getLogger(__name__)


class Refusal(Protocol):
    """Words for an error: called with the request, the error and, when nobody expected it, its reference."""

    def __call__(self, request: Request, error: BotError, *, reference: str = "") -> Response: ...


def new_reference() -> str:
    """A short id a person can read out to whoever reads the log."""
    return uuid4().hex[:8]


class HeadersMiddleware:
    """Put the security headers on every response; what is not a static file is never kept by anybody."""

    def __init__(self, app: ASGIApp, only_encrypted: bool = False) -> None:
        self.app = app
        self.headers = {**HEADERS, **(ONLY_ENCRYPTED if only_encrypted else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its response back with the headers."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        keep = "no-cache" if scope["path"].startswith("/static/") else "no-store"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**self.headers, "cache-control": keep})
            await send(message)

        return await self.app(scope, receive, send_with_headers)


class GuardMiddleware:
    """Refuse strange hosts and large bodies, and give every unexpected error words and a reference.

    Must lie inside the session's middleware: refusals are worded in the person's language. `public_host` is the name
    people find the bot by, '' where only this machine does. `count` is told of every unexpected error.
    """

    def __init__(
        self,
        app: ASGIApp,
        refuse: Refusal,
        public_host: str = "",
        reference: Callable[[], str] = new_reference,
        count: Callable[[Exception], None] = lambda _error: None,
    ) -> None:
        self.app = app
        self.refuse = refuse
        self.hosts = LOOPBACK | ({public_host} if public_host else set())
        self.reference = reference
        self.count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when nothing is wrong with it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        try:
            self._check_host(scope)
            body = await _read_body(receive)
        except BotError as error:
            return await self.refuse(Request(scope), error)(scope, receive, send)
        return await self._answer(scope, _replay(body, receive), send)

    def _check_host(self, scope: Scope) -> None:
        if host_of(Headers(scope=scope).get("host", "")) not in self.hosts:
            raise UnknownHostError

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def watch(message: Message) -> None:
            nonlocal has_begun
            has_begun = has_begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception as error:  # noqa: BLE001 -- the last resort: everybody gets words, the log gets a reference
            reference = self.reference()
            _log(error, reference)
            self.count(error)
            if not has_begun:
                await self.refuse(Request(scope), BotError(), reference=reference)(scope, receive, send)


def host_of(header: str) -> str:
    """The name in a Host header without its port: '[::1]:8080' → '::1'."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].lower()


def _log(error: Exception, reference: str) -> None:
    """One line: where it happened, not what the exception says, which may hold somebody's text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
    extra = {"reference": reference}
    logger.error("unexpected error, reference %s: %s at %s", reference, type(error).__name__, place, extra=extra)


async def _read_body(receive: Receive) -> bytes:
    body, size = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= LARGEST_BODY:
            body += chunk
        if not message.get("more_body", False) or size > DRAINED_BODY:
            break
    if size > LARGEST_BODY:
        raise BodyTooLargeError
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    is_read = False

    async def replay() -> Message:
        nonlocal is_read
        if is_read:
            return await receive()
        is_read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
