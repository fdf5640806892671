"""Translate what Slack sends into what the services take; None where the bot has nothing to say.

Event ids are made of what stays the same when Slack delivers again, and when one message arrives as two events.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from bot.adapters.slack.rendering import STEP, read_value
from bot.adapters.slack.views import CHOICE, REASON, TEXT
from bot.services.asking import Asking
from bot.services.ports import SLACK, Place, Sender

log = logging.getLogger(__name__)

Body = Mapping[str, Any]

OF_PEOPLE = frozenset({None, "file_share", "thread_broadcast"})  # the subtypes a person's own new message can have
SLACKBOT = "USLACKBOT"
BUTTON, DIALOG = f"{SLACK}-press", f"{SLACK}-view"  # what the ids of events begin with that are no new words
MENTION = re.compile(r"<@[^>]*>")
REFERENCE = re.compile(r"<([^>|]*)(?:\|([^>]*))?>")


T = TypeVar("T")


def none_when_malformed(read: Callable[[Body], T | None]) -> Callable[[Body], T | None]:
    """Whoever signs with our secret may still send what is not ours; that is silence, not a failure."""

    @wraps(read)
    def reading(body: Body) -> T | None:
        try:
            return read(body)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
            log.warning("request of an unknown shape left alone: %s", type(error).__name__)
            return None

    return reading


@dataclass(frozen=True)
class Origin:
    """Who did something, and where the reply belongs."""

    team: str
    channel: str
    user: str
    thread: str
    name: str = ""
    is_shown_at_once: bool = False

    @property
    def is_direct(self) -> bool:
        """Whether only the person and the bot are there."""
        return is_direct(self.channel)

    @property
    def sender(self) -> Sender:
        """The person, as the services know them."""
        return Sender(SLACK, f"{self.team}:{self.user}", self.name or self.user)

    @property
    def place(self) -> Place:
        """The conversation: all that is between one person and the bot, or one thread of a channel."""
        external_id = self.user if self.is_direct else f"{self.channel}:{self.thread}"
        address = {"team": self.team, "channel": self.channel, "thread_ts": self.thread, "user": self.user}
        return Place(external_id, address, self.is_shown_at_once)


@dataclass(frozen=True)
class Pressed:
    """A button or a dialog's send, before it is known what it means; `text` and `chosen` come from the dialog."""

    event_id: str
    origin: Origin
    question_id: str
    action: str
    text: str | None = None
    chosen: str | None = None


@none_when_malformed
def read_question(body: Body) -> Asking | None:
    """The question in a direct message or a mention; None for bots, edits, deletions and what is said to others."""
    event: Body = body.get("event") or {}
    if not _is_for_us(event) or event["user"] in _not_people(body):
        return None
    origin = origin_of_message(body)
    event_id = f"{SLACK}:{origin.team}:{origin.channel}:{origin.thread}:{event['ts']}"
    return Asking(event_id, origin.sender, origin.place, readable(str(event.get("text") or "")))


def origin_of_message(body: Body) -> Origin:
    """Where a message event came from."""
    event = body["event"]
    return Origin(
        team=str(body.get("team_id") or event.get("team") or ""),
        channel=event["channel"],
        user=event["user"],
        thread=event.get("thread_ts") or event["ts"],
        name=(event.get("user_profile") or {}).get("real_name") or "",
    )


def is_direct(channel: str) -> bool:
    """Whether only one person and the bot are in the channel with this id; a user's id stands for theirs."""
    return channel.startswith(("D", "U", "W"))


def happened_in(event_id: str) -> str:
    """The channel something was said or pressed in, by its event id; of a text sent from a dialog, the dialog's id."""
    parts = event_id.split(":")
    return parts[2] if len(parts) > 2 else ""


def message_of_step(event_id: str) -> tuple[str, str] | None:
    """(channel, ts) of the message a step of the guide was pressed in, by the event id; None for everything else."""
    parts = event_id.split(":")
    is_step = len(parts) == 7 and parts[0] == BUTTON and parts[4] == STEP
    return (parts[2], parts[3]) if is_step else None


def thread_of(event_id: str) -> str | None:
    """The thread a question was asked in, by its event id; None when the id is not a Slack message's."""
    parts = event_id.split(":")
    return parts[3] if parts[0] == SLACK and len(parts) == 5 else None


@none_when_malformed
def read_press(body: Body) -> Pressed | None:
    """The button that was pressed, or the option that was chosen in a menu; None when it is not under a message."""
    action = body["actions"][0]
    origin = _origin_of_press(body)
    chosen = action.get("selected_option") or action
    question_id, name = read_value(str(chosen.get("value") or ""))
    at = f"{origin.channel}:{body['message']['ts']}:{action['action_id']}:{action['action_ts']}"
    return Pressed(f"{BUTTON}:{origin.team}:{at}", origin, question_id, name)


@none_when_malformed
def read_submission(body: Body) -> Pressed | None:
    """The dialog that was sent: the text as edited, and the system or department chosen."""
    view = body["view"]
    stored = json.loads(view["private_metadata"])
    user = body["user"]
    origin = Origin(team_of(body), stored["channel"], user["id"], stored["thread"], user.get("name") or "")
    values = view["state"]["values"]
    return Pressed(
        event_id=f"{DIALOG}:{origin.team}:{view['id']}",
        origin=origin,
        question_id=stored["question_id"],
        action="send",
        text=readable(values[TEXT][TEXT]["value"] or ""),
        chosen=((values.get(CHOICE) or {}).get(CHOICE, {}).get("selected_option") or {}).get("value"),
    )


@none_when_malformed
def read_reason(body: Body) -> Pressed | None:
    """The reason chosen in the dialog, as if it was pressed where the dialog was opened from."""
    view, user = body["view"], body["user"]
    stored = json.loads(view["private_metadata"])
    origin = Origin(
        team=team_of(body),
        channel=stored["channel"],
        user=user["id"],
        thread=stored["thread"],
        name=user.get("name") or "",
        is_shown_at_once=bool(stored["alone"]),
    )
    event_id = f"{DIALOG}:{origin.team}:{origin.channel}:{view['id']}"
    reason = view["state"]["values"][REASON][REASON]["selected_option"]["value"]
    return Pressed(event_id, origin, stored["question_id"], reason)


def readable(text: str) -> str:
    """Slack's markup as a person reads it: no ids of people, links by their words, and only valid Unicode."""
    named = REFERENCE.sub(_reference, MENTION.sub("", text))
    plain = named.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return plain.encode("utf-8", "replace").decode().strip()


def _reference(found: re.Match[str]) -> str:
    target, label = found.group(1), found.group(2)
    if target.startswith("#"):
        return f"#{label}" if label else ""
    return label or ("" if target.startswith("!") else target.removeprefix("mailto:"))


def _not_people(body: Body) -> set[str]:
    """Slack's own bot, and ourselves."""
    authorized = body.get("authorizations") or [{}]
    return {SLACKBOT, str(authorized[0].get("user_id"))}


def _is_for_us(event: Body) -> bool:
    if not (event.get("user") and event.get("ts") and event.get("channel")) or event.get("bot_id"):
        return False
    if event.get("subtype") not in OF_PEOPLE:
        return False
    return event.get("type") == "app_mention" or event.get("channel_type") == "im"


def _origin_of_press(body: Body) -> Origin:
    message, user = body["message"], body["user"]
    thread = message.get("thread_ts") or message["ts"]
    return Origin(team_of(body), body["channel"]["id"], user["id"], thread, user.get("name") or "")


def team_of(body: Body) -> str:
    """The workspace something was done in."""
    team = body.get("team")  # null when the app is installed for a whole organisation
    return str(team["id"] if team else body["user"]["team_id"])
