"""A Slack of the tests' own on loopback: the Web API and Socket Mode, with channels and threads that are remembered."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from .calls import faults_of_call
from .fake_views import FakeViews
from .limits import faults_of

BOT_TOKEN, APP_TOKEN, BOT_USER, TEAM = "xoxb-test", "xapp-test", "UBOT", "T1"
PATIENCE = 15.0  # seconds to wait for something to happen

Json = dict[str, Any]


@dataclass
class Trouble:
    """What goes wrong with the next calls of one method: a status, or a connection dropped after all was done."""

    status: int = 200
    error: str = ""
    retry_after: int | None = None
    drops_after: bool = False


@dataclass
class Socket:
    """One Socket Mode connection."""

    stream: web.WebSocketResponse
    line: asyncio.BaseTransport | None


@dataclass
class FakeSlack(FakeViews):
    """Keeps every message; `changed` is notified of whatever happens."""

    messages: list[Json] = field(default_factory=list)
    ephemerals: list[Json] = field(default_factory=list)
    prompts: list[Json] = field(default_factory=list)
    statuses: list[Json] = field(default_factory=list)
    responses: list[Json] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    acks: dict[str, Json] = field(default_factory=dict)
    sockets: list[Socket] = field(default_factory=list)
    troubles: dict[str, deque[Trouble]] = field(default_factory=dict)
    not_permitted: set[str] = field(default_factory=set)
    users: dict[str, Json] = field(default_factory=dict)
    scopes: set[str] = field(default_factory=set)
    scheduled: dict[str, Json] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)  # channels that take no messages, and what is said of each
    stuck: set[str] = field(default_factory=set)  # methods that never answer
    readable: str = "CDG"  # what the ids of the conversations begin with that the bot may look through
    refuses: str = ""  # what is said to every call with the bot's token
    port: int = 0
    spoilt_tickets: int = 0
    answers_after: float = 0.0

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self._tickets: set[str] = set()
        self._runner: web.AppRunner | None = None
        self.changed = asyncio.Condition()

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL is set to."""
        return f"http://127.0.0.1:{self.port}/api/"

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/respond/{number}", self._respond)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening."""
        await self.drop_sockets()
        if self._runner is not None:
            await self._runner.cleanup()

    def new_ts(self) -> str:
        """A message's time, which is its id."""
        return f"1700000000.{next(self._numbers):06d}"

    def write(self, channel: str, user: str, text: str, thread: str | None = None) -> Json:
        """A person writes."""
        message = {"channel": channel, "ts": self.new_ts(), "user": user, "text": text}
        if thread is not None:
            message["thread_ts"] = thread
        self.messages.append(message)
        return message

    def replies(self, channel: str, thread: str) -> list[Json]:
        """What the bot has written in a thread, in order."""
        return [
            each
            for each in self.messages
            if each["channel"] == channel and each.get("thread_ts") == thread and each["user"] == BOT_USER
        ]

    async def until(self, happened: Callable[[], object]) -> None:
        """Wait until `happened` is true."""
        async with asyncio.timeout(PATIENCE), self.changed:
            while not happened():
                await self._changed_or_soon()

    async def _changed_or_soon(self) -> None:
        """Wait for the next change, or for what happens elsewhere than here."""
        with suppress(TimeoutError):
            async with asyncio.timeout(0.05):
                await self.changed.wait()

    async def drop_sockets(self) -> None:
        """Break every Socket Mode connection."""
        for socket in list(self.sockets):
            await socket.stream.close()

    def cut_sockets(self) -> None:
        """Lose every Socket Mode connection without a word."""
        for socket in self.sockets:
            if isinstance(socket.line, asyncio.Transport):
                socket.line.abort()

    async def disconnect(self) -> None:
        """Announce that the connection will be closed, as Slack does now and then."""
        await self.sockets[-1].stream.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def send_envelope(self, kind: str, payload: Json, *, envelope_id: str) -> None:
        """Send over the newest connection."""
        await self.until(lambda: self.sockets)
        envelope = {"envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": True}
        await self.sockets[-1].stream.send_json(envelope)

    async def _notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given: Json = {**request.query, **(await _given(request) if request.method == "POST" else {})}
        self.calls.append(method)
        if method in self.stuck:
            await asyncio.Event().wait()
        trouble = self._trouble(method)
        if trouble.status != 200:
            headers = {"Retry-After": str(trouble.retry_after)} if trouble.retry_after is not None else {}
            await self._notify()
            return web.json_response({"ok": False, "error": trouble.error}, status=trouble.status, headers=headers)
        answer = {"ok": False, "error": trouble.error} if trouble.error else self._answer(method, given, request)
        await self._notify()
        await asyncio.sleep(self.answers_after)  # what was asked for is done; the one who asked may die meanwhile
        if trouble.drops_after and request.transport is not None:
            request.transport.close()
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(sorted(self.scopes))})

    def _trouble(self, method: str) -> Trouble:
        waiting = self.troubles.get(method)
        return waiting.popleft() if waiting else Trouble()

    def _answer(self, method: str, given: Json, request: web.Request) -> Json:
        token = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        if request.headers.get("Authorization") != f"Bearer {token}":
            return {"ok": False, "error": "invalid_auth"}
        if self.refuses and token == BOT_TOKEN:
            return {"ok": False, "error": self.refuses}
        if method in self.not_permitted:
            return {"ok": False, "error": "missing_scope"}
        answers: dict[str, Callable[[Json], Json]] = {
            "apps.connections.open": self._open_connection,
            "auth.test": lambda _given: {"ok": True, "team": "Kommunen", "team_id": TEAM, "user_id": BOT_USER},
            "chat.postMessage": self._post_message,
            "chat.postEphemeral": self._post_ephemeral,
            "chat.scheduleMessage": self._schedule_message,
            "chat.deleteScheduledMessage": self._unschedule_message,
            "chat.update": self._update_message,
            "conversations.history": self._history,
            "conversations.open": self._open_conversation,
            "conversations.replies": self._history,
            "users.info": self._user,
            **self.view_methods(),
            "assistant.threads.setStatus": self._set_status,
            "assistant.threads.setSuggestedPrompts": self._set_prompts,
        }
        if method not in answers:
            return {"ok": False, "error": "unknown_method"}
        found = faults_of_call(method, given)
        self.faults += found
        return {"ok": False, "error": "invalid_arguments"} if found else answers[method](given)

    def _open_connection(self, _given: Json) -> Json:
        ticket = f"ticket-{next(self._numbers)}"
        if self.spoilt_tickets:
            self.spoilt_tickets -= 1
        else:
            self._tickets.add(ticket)
        return {"ok": True, "url": f"ws://127.0.0.1:{self.port}/socket?ticket={ticket}"}

    def _post_message(self, given: Json) -> Json:
        where = given["channel"]
        where = f"D{where}" if where.startswith("U") else where  # a user's id is the conversation with them
        if where in self.closed:
            return {"ok": False, "error": self.closed[where]}
        message = {**given, "channel": where, "ts": self.new_ts(), "user": BOT_USER}
        self.messages.append(message)
        return {"ok": True, "ts": message["ts"], "channel": where, "message": message}

    def _schedule_message(self, given: Json) -> Json:
        where = given["channel"]
        if where in self.closed:
            return {"ok": False, "error": self.closed[where]}
        number = f"Q{next(self._numbers)}"
        self.scheduled[number] = given
        return {"ok": True, "channel": where, "scheduled_message_id": number, "post_at": given["post_at"]}

    def _unschedule_message(self, given: Json) -> Json:
        found = self.scheduled.pop(given["scheduled_message_id"], None)
        return {"ok": True} if found else {"ok": False, "error": "invalid_scheduled_message_id"}

    def _update_message(self, given: Json) -> Json:
        own = (
            each
            for each in self.messages
            if (each["channel"], each["ts"], each["user"]) == (given["channel"], given["ts"], BOT_USER)
        )
        message = next(own, None)
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        # a change with text and no blocks takes the blocks away
        message.update({key: given.get(key) or [] for key in ("text", "blocks")}, updates=message.get("updates", 0) + 1)
        return {"ok": True, "ts": message["ts"], "channel": message["channel"]}

    def _open_conversation(self, given: Json) -> Json:
        return {"ok": True, "channel": {"id": f"D{given['users']}"}}

    def _user(self, given: Json) -> Json:
        user = self.users.get(given["user"], {"profile": {"real_name": given["user"]}})
        return {"ok": True, "user": {"id": given["user"], **user}}

    @property
    def response_url(self) -> str:
        """Where a request of this moment may be responded to; what is posted there is kept in `responses`."""
        return f"http://127.0.0.1:{self.port}/respond/{next(self._numbers)}"

    async def _respond(self, request: web.Request) -> web.Response:
        self.calls.append("respond")
        trouble = self._trouble("respond")
        if trouble.status == 200:
            given = await request.json()
            self.faults += faults_of(given)
            self.responses.append(given)
        await self._notify()
        return web.Response(text="ok", status=trouble.status)

    def _post_ephemeral(self, given: Json) -> Json:
        self.ephemerals.append(given)
        return {"ok": True, "message_ts": self.new_ts()}

    def _history(self, given: Json) -> Json:
        if not given["channel"].startswith(tuple(self.readable)):
            return {"ok": False, "error": "missing_scope"}
        there, thread = [each for each in self.messages if each["channel"] == given["channel"]], given.get("ts")
        if thread is None:  # the newest first, and nothing of what stands in threads
            found = [each for each in reversed(there) if each.get("thread_ts") in (None, each["ts"])]
        else:
            found = [each for each in there if thread in (each["ts"], each.get("thread_ts"))]
        hidden = set() if given.get("include_all_metadata") in ("1", "true", True) else {"metadata"}
        told = [{key: each[key] for key in each.keys() - hidden} for each in found[: int(given.get("limit", 100))]]
        return {"ok": True, "messages": told}

    def _set_status(self, given: Json) -> Json:
        self.statuses.append(given)
        return {"ok": True}

    def _set_prompts(self, given: Json) -> Json:
        self.prompts.append(given)
        return {"ok": True}

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)  # good for one use
        stream = web.WebSocketResponse()
        await stream.prepare(request)
        await stream.send_json({"type": "hello", "num_connections": 1})
        socket = Socket(stream, request.transport)
        self.sockets.append(socket)
        await self._notify()
        async for message in stream:
            if message.type is WSMsgType.TEXT:
                acknowledged = json.loads(message.data)
                self.acks[acknowledged["envelope_id"]] = acknowledged
                await self._notify()
        self.sockets.remove(socket)
        return stream


async def _given(request: web.Request) -> Json:
    if request.content_type == "application/json":
        given: Json = await request.json() if request.can_read_body else {}
        return given
    return dict(await request.post())
