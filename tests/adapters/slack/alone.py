"""What people do where only they see it: the slash command, the message shortcut, and presses in the replies."""

from __future__ import annotations

from typing import Any

from .fake_slack import TEAM, Json
from .people import Employee, _element, _numbers


async def commands(who: Employee, text: str, **more: str) -> Json:
    """Write `/esdh text`; gives what is shown to `who`."""
    who.last = {
        "command": "/esdh",
        "text": text,
        "team_id": TEAM,
        "user_id": who.id,
        "user_name": f"name.{who.id}",
        "channel_id": "C1",
        "trigger_id": f"trigger-{next(_numbers)}",
        "response_url": who.slack.response_url,
        "api_app_id": "A1",
        **more,
    }
    return await who.way.command(who.last)


async def uses_shortcut(who: Employee, text: str, **more: Any) -> Any:
    """Use the shortcut on somebody's message."""
    who.last = {
        "type": "message_action",
        "callback_id": "case",
        "trigger_id": f"trigger-{next(_numbers)}",
        "response_url": who.slack.response_url,
        "team": {"id": TEAM},
        "user": {"id": who.id, "name": f"name.{who.id}", "team_id": TEAM},
        "channel": {"id": "C7"},
        "message_ts": "1700000000.7",
        "message": {"type": "message", "user": "U9", "ts": "1700000000.7", "text": text},
        **more,
    }
    return await who.way.interaction(who.last)


async def presses_alone(who: Employee, shown: Json, label: str, *, channel: str = "C1") -> Any:
    """Press a button in an ephemeral message; Slack tells where it was and not what it said."""
    container = {"type": "message", "message_ts": "1700000002.1", "channel_id": channel, "is_ephemeral": True}
    pressed = _press(who, shown, label, container)
    who.last = {**pressed, "channel": {"id": channel}, "response_url": who.slack.response_url}
    return await who.way.interaction(who.last)


async def presses_in_view(who: Employee, view: Json, label: str) -> Any:
    """Press a button in a dialog or on the home tab."""
    who.last = {**_press(who, view, label, {"type": "view", "view_id": view["id"]}), "view": dict(view)}
    return await who.way.interaction(who.last)


def _press(who: Employee, shown: Json, label: str, container: Json) -> Json:
    element = _element(shown, label)
    action = {"type": element["type"], "action_id": element["action_id"], "action_ts": f"1700000001.{next(_numbers)}"}
    action |= {"selected_option": element["chosen"]} if "chosen" in element else {"value": element.get("value", "")}
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": who.id, "name": f"name.{who.id}", "team_id": TEAM},
        "trigger_id": f"trigger-{next(_numbers)}",
        "container": container,
        "actions": [action],
    }
