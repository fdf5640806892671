"""People who use the fake Slack, and the two ways it reaches the bot."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx

from .calls import faults_of_answer
from .fake_slack import BOT_USER, TEAM, FakeSlack, Json

SECRET = "signing secret"
PATH = "/slack/events"
_numbers = count(1)


class Way(Protocol):
    """How Slack reaches the bot."""

    async def event(self, body: Json) -> Any:
        """Deliver an event."""

    async def interaction(self, body: Json) -> Any:
        """Deliver a press or a dialog; gives what the bot answers at once."""

    async def command(self, body: Json) -> Json:
        """Deliver a slash command; gives what the bot answers at once."""


def signed(body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers Slack would send with `body`."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


@dataclass
class Http:
    """Signed requests."""

    client: httpx.AsyncClient

    async def event(self, body: Json) -> httpx.Response:
        """An event as JSON."""
        raw = json.dumps(body).encode()
        return await self.client.post(PATH, content=raw, headers={**signed(raw), "content-type": "application/json"})

    async def interaction(self, body: Json) -> httpx.Response:
        """An interaction as a form."""
        return await self.form({"payload": json.dumps(body)})

    async def form(self, body: Json) -> httpx.Response:
        """A form."""
        raw = urlencode(body, errors="replace").encode()
        kind = {"content-type": "application/x-www-form-urlencoded"}
        response = await self.client.post(PATH, content=raw, headers={**signed(raw), **kind})
        if response.headers.get("content-type", "").startswith("application/json"):
            assert faults_of_answer(response.json()) == []
        return response

    async def command(self, body: Json) -> Json:
        """A slash command as a form."""
        response = await self.form(body)
        assert response.status_code == 200, response.status_code
        answer: Json = response.json() if response.content else {}
        return answer


@dataclass
class SocketMode:
    """Envelopes, each waited for until it is acknowledged."""

    slack: FakeSlack

    async def event(self, body: Json) -> Json:
        """An event in an envelope."""
        return await self._send("events_api", body)

    async def interaction(self, body: Json) -> Json:
        """An interaction in an envelope."""
        return await self._send("interactive", body)

    async def command(self, body: Json) -> Json:
        """A slash command in an envelope."""
        answer: Json = (await self._send("slash_commands", body)).get("payload") or {}
        return answer

    async def _send(self, kind: str, body: Json) -> Json:
        envelope_id = f"envelope-{next(_numbers)}"
        await self.slack.send_envelope(kind, body, envelope_id=envelope_id)
        await self.slack.until(lambda: envelope_id in self.slack.acks)
        acknowledged = self.slack.acks[envelope_id]
        assert faults_of_answer(acknowledged.get("payload") or {}) == []
        return acknowledged


@dataclass
class Employee:
    """Somebody with a direct conversation with the bot; `last` is what Slack last delivered for them."""

    slack: FakeSlack
    way: Way
    id: str = "U1"
    last: Json = field(default_factory=dict)

    @property
    def direct(self) -> str:
        """The direct conversation."""
        return f"D{self.id}"

    async def says(self, text: str, *, thread: str | None = None) -> str:
        """Write to the bot; gives the thread that the answer belongs in."""
        message = self.slack.write(self.direct, self.id, text, thread)
        self.last = event_of(message, "message", channel_type="im")
        await self.way.event(self.last)
        return thread or str(message["ts"])

    async def mentions(self, text: str, *, channel: str = "C1", thread: str | None = None) -> str:
        """Mention the bot in a channel."""
        message = self.slack.write(channel, self.id, f"<@{BOT_USER}> {text}", thread)
        self.last = event_of(message, "app_mention")
        await self.way.event(self.last)
        return thread or str(message["ts"])

    async def sees(self, thread: str, *, replies: int = 1, channel: str | None = None) -> Json:
        """The newest of `replies` replies in a thread, when that many have come."""
        where = channel or self.direct
        await self.slack.until(lambda: len(self.slack.replies(where, thread)) >= replies)
        return self.slack.replies(where, thread)[replies - 1]

    async def presses(self, message: Json, label: str) -> Any:
        """Press the button, or choose the option, with this label."""
        self.last = press_of(self.id, message, _element(message, label))
        return await self.way.interaction(self.last)

    async def submits(self, view: Json, text: str, choice: str | None = None) -> Any:
        """Send a dialog."""
        values: Json = {"text": {"text": {"value": text}}}
        if choice is not None:
            values["choice"] = {"choice": {"selected_option": {"value": choice}}}
        return await self._sends(view, values)

    async def fills(self, view: Json, **fields: str) -> Any:
        """Send a dialog with what its fields are called; an option is chosen by its value, a day by its date."""
        kinds = {"plain_text_input": "value", "datepicker": "selected_date"}
        elements = {each["block_id"]: each["element"] for each in view["blocks"] if each["type"] == "input"}
        values: Json = {name: {name: {"type": each["type"], "value": None}} for name, each in elements.items()}
        for name, said in fields.items():
            kind = elements[name]["type"]
            values[name][name] |= {kinds[kind]: said} if kind in kinds else {"selected_option": {"value": said}}
        return await self._sends(view, values)

    async def _sends(self, view: Json, values: Json) -> Any:
        self.last = {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": self.id, "name": f"name.{self.id}", "team_id": TEAM},
            "view": {**view, "state": {"values": values}},
        }
        return await self.way.interaction(self.last)


def event_of(message: Json, kind: str, **more: object) -> Json:
    """The Events API's body for a message."""
    event = {**message, "type": kind, "event_ts": message["ts"], "team": TEAM, **more}
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": f"Ev{next(_numbers)}",
        "event": event,
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
    }


def press_of(user: str, message: Json, element: Json) -> Json:
    """The block_actions body for pressing `element` under `message`."""
    action = {"type": element["type"], "action_id": element["action_id"], "action_ts": f"1700000001.{next(_numbers)}"}
    action |= {"selected_option": element["chosen"]} if "chosen" in element else {"value": element["value"]}
    kept = {key: message[key] for key in ("ts", "thread_ts", "text") if message.get(key)}
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": user, "name": f"name.{user}", "team_id": TEAM},
        "trigger_id": f"trigger-{next(_numbers)}",
        "channel": {"id": message["channel"]},
        "container": {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]},
        "message": {**kept, "user": BOT_USER},
        "actions": [action],
    }


def labels(message: Json) -> list[str]:
    """What can be pressed under a message."""
    return [element["text"]["text"] for element in _elements(message)]


def words(message: Json) -> str:
    """Everything a message says."""
    texts = [(block.get("text") or {}).get("text", "") for block in message["blocks"]]
    small = [
        each.get("text", "") for block in message["blocks"] if block["type"] == "context" for each in block["elements"]
    ]
    return "\n".join([*texts, *small])


def link_in(message: Json) -> str:
    """Where the one button that opens a page leads to."""
    (url,) = [element["url"] for element in _elements(message) if "url" in element]
    return str(url)


def _elements(message: Json) -> list[Json]:
    found: list[Json] = []
    for block in message["blocks"]:
        for element in block["elements"] if block["type"] == "actions" else []:
            if element["type"] == "button":
                found.append(element)
            else:
                found += [{**element, "chosen": each, "text": each["text"]} for each in element["options"]]
    return found


def _element(message: Json, label: str) -> Json:
    for element in _elements(message):
        if element["text"]["text"] == label:
            return element
    raise AssertionError(f"no button {label!r} among {labels(message)}")
