"""The recorded requests of `tests/payloads/slack`, and a bot that they are delivered to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from bot.adapters.delivering import delivering
from bot.adapters.slack.running import attach_slack, slack_listening
from bot.parts import Parts
from bot.services.ports import SLACK, Holding, Person

from .cards import the_ticket
from .conftest import QUICK
from .fake_slack import APP_TOKEN, FakeSlack, Json
from .people import Employee, Http, SocketMode, Way
from .test_conversations import offered_handoff

PAYLOADS = Path(__file__).parents[2] / "payloads" / "slack"
TEAM, ANNA, DIRECT, CHANNEL = "T04KOMMUNE", "U06ANNAHOLM", "D06ANNAESDH", "C05SAGSTEAM"
WAYS = ("http", "socket")


def names(*folders: str) -> list[str]:
    """The recorded requests, as 'folder/name'."""
    return sorted(f"{folder}/{path.stem}" for folder in folders for path in (PAYLOADS / folder).glob("*.json"))


def recorded(name: str, **filled: str) -> Json:
    """A recorded request with its gaps filled in."""
    text = (PAYLOADS / f"{name}.json").read_text(encoding="utf-8")
    for gap, value in filled.items():
        text = text.replace(f"{{{{{gap}}}}}", value)
    body: Json = json.loads(text)
    return body


@dataclass
class World:
    """A bot that runs, and the way that Slack reaches it."""

    parts: Parts
    slack: FakeSlack
    way: Way

    async def deliver(self, name: str, **filled: str) -> Json:
        """Deliver a recorded request, which must be acknowledged; gives what the bot answers at once."""
        body = recorded(name, response_url=self.slack.response_url, **filled)
        if "command" in body:
            return await self.way.command(body)
        send = self.way.interaction if "trigger_id" in body else self.way.event
        answered: httpx.Response | Json = await send(body)
        if isinstance(answered, httpx.Response):
            assert answered.status_code == 200, answered.status_code
            return answered.json() if answered.content else {}
        shown: Json = answered.get("payload") or {}
        return shown

    async def asked(self) -> str:
        """The id of a question of Anna's that was answered."""
        await self.deliver("ours/message_im")
        reply = await self.replied()
        values = [each["value"] for block in reply["blocks"] for each in block.get("elements", []) if "value" in each]
        return str(values[0]).partition("|")[0]

    async def replied(self, channel: str = DIRECT, *, count: int = 1) -> Json:
        """The newest of `count` messages the bot has written somewhere, when there are that many."""
        await self.slack.until(lambda: len(self.written(channel)) >= count)
        return self.written(channel)[count - 1]

    def written(self, channel: str) -> list[Json]:
        """What the bot has written somewhere."""
        return [each for each in self.slack.messages if each["channel"] == channel and "metadata" in each]

    async def ticket(self) -> tuple[str, int]:
        """(id, version) of a ticket that lies with Anna."""
        anna, bo = self.anna(), Employee(self.slack, self.way, id="U2")
        with self.parts.storage.transaction() as work:
            work.grant(anna.id, Holding(self.parts.content.current().catalogue.roles.coordinator))
        _, offer = await offered_handoff(bo)
        await bo.presses(offer, "Send")
        ticket = await the_ticket(self.parts)
        return ticket.id, ticket.version

    def anna(self) -> Person:
        """The person behind most of what was recorded."""
        with self.parts.storage.reading() as work:
            found = work.known_person(SLACK, f"{TEAM}:{ANNA}")
            assert found is not None
            return found

    def is_untouched(self) -> bool:
        """Nobody is known, nothing is said, nothing is to be said, and nothing is kept."""
        said = [*self.slack.messages, *self.slack.ephemerals, *self.slack.views, *self.slack.responses]
        with self.parts.storage.reading() as work:
            asked = work.last_asked_at(SLACK)
            known = work.known_person(SLACK, f"{TEAM}:{ANNA}")
        waiting = self.parts.storage.outbox.waiting()
        return not (said or self.slack.homes or self.slack.prompts or asked or known or waiting)


@asynccontextmanager
async def reached_by(way: str, parts: Parts, slack: FakeSlack) -> AsyncIterator[World]:
    """A bot that Slack reaches by HTTP or by a socket."""
    if way == "socket":
        chosen = {"slack_app_token": SecretStr(APP_TOKEN), "slack_signing_secret": None}
        running = replace(parts, settings=parts.settings.model_copy(update=chosen))
        async with delivering(running, timing=QUICK), slack_listening(running):
            yield World(running, slack, SocketMode(slack))
        return
    app = FastAPI()
    attach_slack(parts, app)
    transport = httpx.ASGITransport(app)
    async with delivering(parts, timing=QUICK), httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield World(parts, slack, Http(client))
