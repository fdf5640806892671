"""Hand what Slack sends to the app. What the app cannot read, or nobody listens to, is acknowledged and left alone.

Slack sends again what is not acknowledged, and stops sending anything when that happens too often.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.payload_utils import (
    is_block_actions,
    to_action,
    to_command,
    to_options,
    to_shortcut,
    to_step,
    to_view,
)
from slack_bolt.response import BoltResponse

from bot.adapters.slack.refusing import DONE

log = logging.getLogger(__name__)

PARTS, WITH_ID = ("event", "view", "message", "container"), ("user", "team", "channel")
OPENING = ("block_actions", "message_action")  # what a dialog may be opened after
UNHEARD = 404  # what Bolt says to what nobody listens to
FORM = "application/x-www-form-urlencoded"
# What the library raises on what it did not expect, as it looks into a request without asking
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, RecursionError)


async def dispatch(app: AsyncApp, body: object) -> BoltResponse:
    """What the app answers to a request's body; 500 when Slack is to send it again."""
    request = _request(body)
    if request is None:
        return BoltResponse(status=DONE)
    response = await app.async_dispatch(request)
    return BoltResponse(status=DONE) if response.status == UNHEARD else response


def parse(raw: bytes, content_type: str) -> object:
    """The body of a request over HTTP: JSON, a form that holds some, or the form itself; None when it is neither."""
    try:
        text = raw.decode()
        if not content_type.startswith(FORM):
            return json.loads(text)
        form = dict(parse_qsl(text, keep_blank_values=True))
        return json.loads(form["payload"]) if "payload" in form else form
    except UNREADABLE:
        return None


def _request(body: object) -> AsyncBoltRequest | None:
    """The request as the app takes it; None when it has a shape that the app cannot read."""
    try:
        if isinstance(body, dict):
            whole = _whole(body)
            request = AsyncBoltRequest(body=whole, mode="socket_mode")  # read already, however it came
            if all(isinstance(part, dict) for part in _parts(whole)) and all(isinstance(n, str) for n in _names(whole)):
                return request
        reason = "no request"
    except UNREADABLE as error:
        reason = type(error).__name__
    log.warning("request of an unknown shape left alone: %s", reason)
    return None


def _whole(body: dict[str, Any]) -> dict[str, Any]:
    """The body with '?' for halves of characters, which JSON can hold and a file cannot."""
    text = json.dumps(body, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        mended: dict[str, Any] = json.loads(text.encode(errors="replace"))
        return mended
    return body


def _parts(body: dict[str, Any]) -> Iterator[object]:
    """What must be an object wherever it is."""
    yield from (body[part] for part in PARTS if part in body)
    yield from body.get("actions") or ()


def _names(body: dict[str, Any]) -> Iterator[object]:
    """What must be text: ids, and what listeners are chosen by, found as Bolt finds it."""
    to_step(body)
    action, view = to_action(body), to_view(body)
    yield from (body[part]["id"] for part in WITH_ID if isinstance(body.get(part), dict))
    if body.get("type") in OPENING:
        yield body["trigger_id"]
    if "event" in body:
        yield body["event"].get("type", "")
    if action is not None:
        yield action["action_id"] if is_block_actions(body) else action.get("callback_id", body["callback_id"])
    if view is not None:
        yield view["callback_id"]
    if to_command(body) is not None:
        yield body["command"]
    if to_shortcut(body) is not None:
        yield body["callback_id"]
    if to_options(body) is not None:
        yield body["action_id"] if "action_id" in body else body["callback_id"]
