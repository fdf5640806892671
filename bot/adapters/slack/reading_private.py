"""Translate what somebody does where only they see it: the command, the shortcut, presses in what they alone are shown.

What is said there belongs to the direct conversation with the bot, and later answers are sent to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.incoming import BUTTON, Body, Origin, Pressed, none_when_malformed, readable
from bot.adapters.slack.rendering import read_value
from bot.services.asking import Asking
from bot.services.ports import SLACK

COMMAND = "/esdh"
HOME_EVENT = f"{SLACK}-home:"
ALONE = (f"{SLACK}-command:", f"{SLACK}-case:", HOME_EVENT)  # how the ids of events begin that belong to no thread
CASE = "case"  # callback id of the message shortcut, and of the dialog it opens


@dataclass(frozen=True)
class Case:
    """A message that somebody wants decided; `asking` is None where the message has no text."""

    origin: Origin
    asking: Asking | None


def private_origin(team: str, user: str, name: str = "") -> Origin:
    """Somebody alone with the bot, shown the reply at once."""
    return Origin(team, user, user, "", name, is_shown_at_once=True)


@none_when_malformed
def read_command(body: Body) -> Asking | None:
    """The question after the slash command."""
    origin = origin_of_command(body)
    event_id = f"{SLACK}-command:{origin.team}:{origin.user}:{body['trigger_id']}"
    return Asking(event_id, origin.sender, origin.place, readable(str(body.get("text") or "")))


def origin_of_command(body: Body) -> Origin:
    """Who gave a slash command."""
    return private_origin(str(body["team_id"]), str(body["user_id"]), str(body.get("user_name") or ""))


@none_when_malformed
def read_case(body: Body) -> Case | None:
    """The message a shortcut was used on."""
    origin = _origin(body)
    text = readable(str(body["message"].get("text") or ""))
    event_id = f"{SLACK}-case:{origin.team}:{origin.user}:{body['trigger_id']}"
    return Case(origin, Asking(event_id, origin.sender, origin.place, text, is_case=True) if text else None)


@none_when_malformed
def read_private_press(body: Body) -> Pressed | None:
    """A press in what one person alone is shown; where it belongs is known by its question."""
    if not is_private_press(body):
        return None
    action, container = body["actions"][0], body["container"]
    origin = _origin(body)
    chosen = action.get("selected_option") or action
    question_id, name = read_value(str(chosen.get("value") or ""))
    shown = container["view_id"] if is_in_view(body) else f"{body['channel']['id']}:{container['message_ts']}"
    event_id = f"{BUTTON}:{origin.team}:{shown}:{action['action_id']}:{action['action_ts']}"
    return Pressed(event_id, origin, question_id, name)


def is_private_press(body: Body) -> bool:
    """Whether something was pressed in an ephemeral message or in a dialog."""
    container = body.get("container")
    return isinstance(container, dict) and (is_in_view(body) or bool(container.get("is_ephemeral")))


def is_in_view(body: Body) -> bool:
    """Whether something was pressed in a dialog."""
    container: Any = body.get("container")
    return isinstance(container, dict) and container.get("type") == "view"


def _origin(body: Body) -> Origin:
    user, team = body["user"], body.get("team")
    return private_origin(str(team["id"] if team else user["team_id"]), str(user["id"]), str(user.get("name") or ""))
