"""npm `emulate`, a Slack nobody here wrote: installed into a cache, started on loopback, and the people in it."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import TypeVar

import httpx
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from tests.killing import ROOT, free_port

from .fake_slack import BOT_TOKEN, BOT_USER, PATIENCE, Json
from .people import Http, _element, event_of, press_of, words

PACKAGE = "emulate@0.11.2"
PROGRAM = Path("node_modules", "emulate", "dist", "index.js")
SCOPES = json.loads((ROOT / "bot/adapters/slack/manifest.json").read_text())["oauth_config"]["scopes"]["bot"]
NAMES, CHANNELS = ("anna", "karen"), ("afdeling", "esdh")
T = TypeVar("T")
INSTALLS_WITHIN, STARTS_WITHIN = 120.0, 20.0  # seconds
FORM = "application/x-www-form-urlencoded"
LOOPBACK = """
const { Server } = require("node:net"), listen = Server.prototype.listen;
Server.prototype.listen = function (port, host, ...more) { return listen.call(this, port, "127.0.0.1", ...more); };
"""


def program(cache: Path) -> Path:
    """The program, installed the first time; where that cannot be, the tests are skipped with a loud word."""
    found = cache / PROGRAM
    if not found.is_file():
        if shutil.which("node") is None or shutil.which("npm") is None:
            _missing("NODE", "apt-get install nodejs npm")
        install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(cache), PACKAGE]
        installed = subprocess.run(install, capture_output=True, check=False, timeout=INSTALLS_WITHIN)
        if installed.returncode:
            _missing(PACKAGE.upper(), "npm could not install it")
    return found


def _missing(what: str, why: str) -> None:
    if os.environ.get("ESDH_BOT_NO_SKIPS") == "1":
        pytest.fail(f"{what} is missing and nothing may be skipped: {why}")
    pytest.skip(f"SKIPPED WITHOUT {what}: {why}")


@contextmanager
def emulating(program: Path, scratch: Path) -> Iterator[str]:
    """The address of its Web API, for as long as the context lasts; scopes are those of our manifest, and checked."""
    port, seed, loopback = free_port(), scratch / "seed.yaml", scratch / "loopback.cjs"
    seed.write_text(json.dumps({"slack": workspace()}))
    loopback.write_text(LOOPBACK)  # by itself it listens to the whole network
    command = ["node", "--require", str(loopback), str(program), "start", "--service", "slack"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--seed", str(seed)],
        stdout=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}/api/"
        _wait_until_it_serves(url, process)
        yield url
    finally:
        process.kill()
        process.wait()


@dataclass
class Forwarder:
    """Hands every call on as a POST with a body: this Slack reads no address, though the SDK and Slack's own do.

    The answers to the methods in `lost` never reach the one who called, once each, though what was asked for is done.
    `refused` holds what this Slack did not take, and why.
    """

    target: str
    lost: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    @asynccontextmanager
    async def forwarding(self) -> AsyncIterator[str]:
        """Where it takes calls, for as long as the context lasts."""
        runner = web.ServerRunner(web.Server(self._take))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        await runner.cleanup()

    async def _take(self, request: web.BaseRequest) -> web.Response:
        method = request.path.rpartition("/")[2]
        self.calls.append(method)
        given, kind = await request.read(), request.headers.get("Content-Type", FORM)
        if request.query_string:
            given, kind = request.query_string.encode(), FORM
        headers = {"Content-Type": kind, "Authorization": request.headers["Authorization"]}
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(self.target + method, headers=headers, content=given)
        if not answer.json().get("ok"):
            self.refused.add(f"{method}: {answer.json().get('error', answer.status_code)}")
        if method in self.lost and request.transport is not None:
            self.lost.remove(method)
            request.transport.close()
        return web.Response(body=answer.content, status=answer.status_code, content_type="application/json")


def workspace() -> Json:
    """What it begins with: people, channels, and our app with the scopes it asks for and no more."""
    app = {"app_id": "A1", "bot_id": "B1", "bot_user_id": BOT_USER, "scopes": SCOPES}
    ours = {**app, "client_id": "1.1", "client_secret": "secret", "name": "ESDH-botten", "redirect_uris": []}
    people = [{"token": token_of(name), "type": "user", "user": name} for name in NAMES]
    return {
        "strict_scopes": True,
        "users": [{"name": name, "real_name": name.title(), "email": f"{name}@eksempel.dk"} for name in NAMES],
        "channels": [{"name": name} for name in CHANNELS],
        "oauth_apps": [ours],
        "tokens": [{**app, "token": BOT_TOKEN, "type": "bot", "user_id": BOT_USER}, *people],
    }


def token_of(name: str) -> str:
    """The token that somebody writes with."""
    return f"xoxp-{name}"


def _wait_until_it_serves(url: str, process: subprocess.Popen[bytes]) -> None:
    until = monotonic() + STARTS_WITHIN
    while monotonic() < until and process.poll() is None:
        try:
            httpx.post(f"{url}auth.test", trust_env=False)
        except httpx.TransportError:
            sleep(0.05)
        else:
            return
    pytest.fail(f"{PACKAGE} did not start")


@dataclass
class Colleague:
    """Somebody in the workspace, and what they see in it."""

    client: AsyncWebClient
    bot: Http
    bots_client: AsyncWebClient
    inspector: str
    id: str
    direct: str

    async def writes(self, text: str, *, channel: str = "") -> Json:
        """Write to the bot, or mention it in a channel; gives the event that Slack would deliver."""
        said = f"<@{BOT_USER}> {text}" if channel else text
        written = await self.client.chat_postMessage(channel=channel or self.direct, text=said)
        message = {**written["message"], "channel": written["channel"]}
        return event_of(message, "app_mention") if channel else event_of(message, "message", channel_type="im")

    async def says(self, text: str, *, channel: str = "") -> str:
        """Write, and let it be delivered; gives the thread the answer belongs in."""
        event = await self.writes(text, channel=channel)
        await self.bot.event(event)
        return str(event["event"]["ts"])

    async def sees(self, thread: str, *, replies: int = 1, channel: str = "") -> Json:
        """The newest of `replies` replies in a thread, when that many have come."""
        where = channel or self.direct
        found = await until(lambda: self.thread(where, thread), lambda found: len(found) >= replies)
        return found[replies - 1]

    async def thread(self, channel: str, thread: str) -> list[Json]:
        """What the bot has written in a thread."""
        found = await self.client.conversations_replies(channel=channel, ts=thread)
        return _of_bot(found["messages"], channel)

    async def sees_card(self, channel: str, *, shows: str) -> Json:
        """The bot's message outside of any thread, when there is one that says this."""

        async def cards() -> list[Json]:
            found = await self.client.conversations_history(channel=channel)
            return [each for each in _of_bot(found["messages"], channel) if shows in words(each)]

        return (await until(cards, bool))[0]

    async def presses(self, message: Json, label: str) -> None:
        """Press a button, with a trigger of this moment."""
        trigger = await self.bots_client.api_call("views.generateTriggerId", json={"user_id": self.id})
        pressed = press_of(self.id, message, _element(message, label))
        await self.bot.interaction({**pressed, "trigger_id": trigger["trigger_id"]})

    async def opens_home(self) -> None:
        """Open the app's home tab."""
        message = {"channel": self.direct, "user": self.id, "ts": "1"}
        await self.bot.event(event_of(message, "app_home_opened", tab="home"))

    async def inspected(self, tab: str, **more: str) -> str:
        """A page of what there is, for those who look at this Slack from outside."""
        async with httpx.AsyncClient(trust_env=False) as browser:
            page = await browser.get(self.inspector, params={"tab": tab, **more})
            return page.text


async def until(look: Callable[[], Awaitable[T]], enough: Callable[[T], object]) -> T:
    """Look until it is enough, and give what was seen: this Slack tells nobody when something happens."""
    async with asyncio.timeout(PATIENCE):
        while not enough(found := await look()):
            await asyncio.sleep(0.05)
    return found


async def colleague(name: str, slack: Forwarder, url: str, bot: Http) -> Colleague:
    """The person with this name, who reaches `slack` at `url`."""
    client = AsyncWebClient(token_of(name), base_url=url)
    bots_client = AsyncWebClient(BOT_TOKEN, base_url=url)
    me = await client.auth_test()
    direct = await client.conversations_open(users=[BOT_USER])
    inspector = slack.target.removesuffix("api/")
    return Colleague(client, bot, bots_client, inspector, me["user_id"], direct["channel"]["id"])


async def channels(url: str) -> dict[str, str]:
    """The channels' ids by name."""
    found = await AsyncWebClient(token_of(NAMES[0]), base_url=url).conversations_list()
    return {each["name"]: each["id"] for each in found["channels"]}


def _of_bot(messages: Sequence[Json], channel: str) -> list[Json]:
    return [{**each, "channel": channel} for each in messages if each["user"] == BOT_USER]
