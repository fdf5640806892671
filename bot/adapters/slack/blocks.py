"""Build Block Kit blocks, each within Slack's own limits (docs.slack.dev/reference/block-kit)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from bot.adapters.slack.mrkdwn import cut, pieces

Block = dict[str, Any]

SECTION, CONTEXT, HEADER, LABEL, ALT_TEXT = 3_000, 2_000, 150, 75, 2_000  # characters
BUTTONS_A_ROW, CONTEXT_PARTS, MOST_OPTIONS = 5, 10, 100
FENCE = "```"


def header(text: str) -> Block:
    """A heading; plain text, so nothing in it is escaped."""
    return {"type": "header", "text": plain(text, HEADER)}


def sections(mrkdwn: str) -> list[Block]:
    """As many sections as `mrkdwn` needs."""
    return [{"type": "section", "text": _mrkdwn(part)} for part in pieces(mrkdwn, SECTION)]


def preformatted(text: str) -> list[Block]:
    """Escaped `text` to copy as it stands."""
    room = SECTION - 2 * len(FENCE) - 2
    return [{"type": "section", "text": _mrkdwn(f"{FENCE}\n{part}\n{FENCE}")} for part in pieces(text, room)]


def context(texts: Iterable[str]) -> list[Block]:
    """Small print, one part for each text."""
    parts = [_mrkdwn(cut(text, CONTEXT)) for text in texts if text]
    return [{"type": "context", "elements": row} for row in _rows(parts, CONTEXT_PARTS)]


def image(file_id: str, says: str) -> Block:
    """A picture that Slack was given, and in words what it shows."""
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": cut(says, ALT_TEXT)}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def button(action_id: str, label: str, value: str, *, primary: bool = False) -> Block:
    """One button; `value` comes back when it is pressed."""
    style = {"style": "primary"} if primary else {}
    return {"type": "button", "action_id": action_id, "text": plain(label, LABEL), "value": value, **style}


def link_button(action_id: str, label: str, url: str, *, primary: bool = True) -> Block:
    """One button that opens a page."""
    style = {"style": "primary"} if primary else {}
    return {"type": "button", "action_id": action_id, "text": plain(label, LABEL), "url": url, **style}


def rows(buttons: Sequence[Block]) -> list[Block]:
    """Buttons, five in a row."""
    return [{"type": "actions", "elements": row} for row in _rows(buttons, BUTTONS_A_ROW)]


def select(action_id: str, placeholder: str, options: Iterable[tuple[str, str]]) -> Block:
    """A menu of (value, label)."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, LABEL),
        "options": [{"text": plain(label, LABEL), "value": value} for value, label in islice(options, MOST_OPTIONS)],
    }


def plain(text: str, most: int) -> Block:
    """A plain text object of at most `most` characters."""
    return {"type": "plain_text", "text": cut(text, most)}


def size(blocks: Iterable[Block]) -> int:
    """What the blocks weigh, in characters of their JSON: never less than what Slack counts."""
    return sum(len(json.dumps(block, ensure_ascii=False)) for block in blocks)


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _rows(elements: Sequence[Block], most: int) -> Iterator[list[Block]]:
    for first in range(0, len(elements), most):
        yield list(elements[first : first + most])
