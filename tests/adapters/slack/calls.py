"""What Slack would refuse in a call of its Web API: arguments that must be there, and what each holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.metadata import Metadata

from .limits import faults_of, faults_of_view

Json = dict[str, Any]

# docs.slack.dev/reference/methods; beside blocks there must be text, because they are not read aloud
NEEDED: dict[str, set[str]] = {
    "apps.connections.open": set(),
    "auth.test": set(),
    "chat.postMessage": {"channel", "text"},
    "chat.postEphemeral": {"channel", "user", "text"},
    "chat.update": {"channel", "ts", "text"},
    "chat.scheduleMessage": {"channel", "post_at", "text"},
    "chat.deleteScheduledMessage": {"channel", "scheduled_message_id"},
    "conversations.history": {"channel"},
    "conversations.replies": {"channel", "ts"},
    "conversations.open": {"users"},
    "users.info": {"user"},
    "views.open": {"trigger_id", "view"},
    "views.push": {"trigger_id", "view"},
    "views.publish": {"user_id", "view"},
    "views.update": {"view_id", "view"},
    "files.getUploadURLExternal": {"filename", "length"},
    "files.completeUploadExternal": {"files"},
    "assistant.threads.setStatus": {"channel_id", "thread_ts", "status"},
    "assistant.threads.setSuggestedPrompts": {"channel_id", "prompts"},
}
KIND_OF_VIEW = {"views.open": "modal", "views.push": "modal", "views.publish": "home"}
MOST_PROMPTS = 4
LONGEST_METADATA = 8_000  # bytes


def faults_of_call(method: str, given: Json) -> list[str]:
    """Every reason to refuse the call; one of a method that is not listed here is refused for that."""
    if method not in NEEDED:
        return [f"{method} is not looked into"]
    missing = sorted(name for name in NEEDED[method] if given.get(name) is None)
    if missing:
        return [f"{method} without {', '.join(missing)}"]
    return [f"{method}: {fault}" for fault in _of_content(method, given)]


def faults_of_answer(answer: Json) -> list[str]:
    """Every reason to refuse what a request was answered with: words for who wrote a command, or another view."""
    if "view" in answer:
        return faults_of_view(answer["view"])
    return faults_of(answer) if answer.keys() & {"text", "blocks"} else []


def _of_content(method: str, given: Json) -> Iterator[str]:
    if method in ("chat.postMessage", "chat.postEphemeral", "chat.update", "chat.scheduleMessage"):
        yield from faults_of(given)
        yield from _of_metadata(given.get("metadata"))
    if "view" in NEEDED[method]:
        view: Json = given["view"] if isinstance(given["view"], dict) else json.loads(given["view"])
        yield from faults_of_view(view)
        if view["type"] != KIND_OF_VIEW.get(method, view["type"]):
            yield f"a view of type {view['type']}"
    if method == "assistant.threads.setSuggestedPrompts":
        yield from _of_prompts(given["prompts"])


def _of_metadata(metadata: Json | str | None) -> Iterator[str]:
    found: Json | None = json.loads(metadata) if isinstance(metadata, str) else metadata
    if found is None:
        return
    try:
        Metadata(**found).to_dict()
    except (SlackObjectFormationError, TypeError) as error:
        yield str(error)
        return
    if not re.fullmatch(r"\w+", found["event_type"]) or not isinstance(found["event_payload"], dict):
        yield "metadata"
    if len(json.dumps(found).encode()) > LONGEST_METADATA:
        yield "metadata too long"


def _of_prompts(prompts: list[Json] | str) -> Iterator[str]:
    found: list[Json] = json.loads(prompts) if isinstance(prompts, str) else prompts
    if not 0 < len(found) <= MOST_PROMPTS or not all(each.get("title") and each.get("message") for each in found):
        yield "prompts"
