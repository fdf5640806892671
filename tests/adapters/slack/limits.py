"""What Slack would refuse in a message: shapes by the published schema when it is here, lengths and counts always."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

Json = dict[str, Any]

SPECS = Path(__file__).resolve().parents[4] / "shared" / "specs"
MOST_BLOCKS, LONGEST = 50, 13_200
LONGEST_OF = {"header": 150, "section": 3_000}
MOST_ELEMENTS = {"context": 10, "actions": 25}
VIEW_LABEL, VIEW_BLOCKS = 24, 100
LABEL, VALUE, OPTION_VALUE, OPTIONS = 75, 2_000, 150, 100


def faults_of(message: Json) -> list[str]:
    """Every reason to refuse the message."""
    blocks = message.get("blocks") or []
    blocks = json.loads(blocks) if isinstance(blocks, str) else blocks
    return [
        *_of_message(message, blocks),
        *_of_schema("block-kit-blocks.schema.json", blocks),
        *_of_sdk(*Block.parse_all(blocks)),
        *(fault for each in blocks for fault in _of_block(each)),
    ]


def faults_of_view(view: Json) -> list[str]:
    """Every reason to refuse the dialog or page."""
    return [
        *_of_view(view),
        *_of_schema("block-kit-view.schema.json", view),
        *_of_sdk(View(**view)),
        *(fault for each in view["blocks"] for fault in _of_input(each)),
    ]


@lru_cache
def schema(name: str) -> Json | None:
    """A published schema; None where it is not at hand."""
    path = SPECS / name
    found: Json | None = json.loads(path.read_text()) if path.is_file() else None
    return found


def _of_message(message: Json, blocks: list[Json]) -> Iterator[str]:
    if not message.get("text"):
        yield "no text"
    if len(blocks) > MOST_BLOCKS:
        yield f"{len(blocks)} blocks"
    if len(json.dumps(blocks, ensure_ascii=False)) > LONGEST + 2 * MOST_BLOCKS:
        yield "blocks too long"
    yield from _of_ids(blocks)


def _of_ids(blocks: list[Json]) -> Iterator[str]:
    ids = [element["action_id"] for block in blocks for element in block.get("elements", []) if "action_id" in element]
    if len(ids) != len(set(ids)):
        yield "an action id twice"


def _of_view(view: Json) -> Iterator[str]:
    for name in ("title", "submit", "close"):
        text = (view.get(name) or {}).get("text")
        if name in view and not 0 < len(text or "") <= VIEW_LABEL:
            yield f"{name} of {len(text or '')} characters"
    if not 0 < len(view["blocks"]) <= VIEW_BLOCKS:
        yield f"{len(view['blocks'])} blocks"
    if len(view.get("private_metadata", "")) > LONGEST_OF["section"]:
        yield "metadata too long"
    if view["type"] == "modal" and "submit" not in view and any(each["type"] == "input" for each in view["blocks"]):
        yield "a field that cannot be sent"
    yield from _of_ids(view["blocks"])
    ids = [each["block_id"] for each in view["blocks"] if "block_id" in each]
    if len(ids) != len(set(ids)):
        yield "a block id twice"


def _of_input(block: Json) -> Iterator[str]:
    if block["type"] != "input":
        yield from _of_block(block)
        return
    if not 0 < len(block["label"]["text"]) <= VALUE or len((block.get("hint") or {}).get("text", "")) > VALUE:
        yield "label or hint"
    element = block["element"]
    groups = element.get("option_groups", [])
    if len(groups) > OPTIONS or any(not 0 < len(each["label"]["text"]) <= LABEL for each in groups):
        yield "option groups"
    if any(not each["options"] for each in groups):
        yield "an empty group"
    if len(element.get("initial_value", "")) > element.get("max_length", LONGEST_OF["section"]):
        yield "initial value"
    for options in (element.get("options", []), *(each["options"] for each in groups)):
        yield from _of_element({"type": element["type"], "options": options})


def _of_schema(name: str, shown: list[Json] | Json) -> Iterator[str]:
    known = _validator(name)
    if known is not None and shown:
        yield from (error.message[:200] for error in known.iter_errors(shown))


@lru_cache
def _validator(name: str) -> jsonschema.Draft7Validator | None:
    known = schema(name)
    return None if known is None else jsonschema.Draft7Validator(known)


def _of_sdk(*objects: JsonObject | None) -> Iterator[str]:
    """What Slack's own library finds; of a shape it does not know it makes nothing."""
    for each in objects:
        if each is None:
            yield "a block of no known type"
            continue
        try:
            each.to_dict()
        except SlackObjectFormationError as error:
            yield str(error)


def _of_block(block: Json) -> Iterator[str]:
    kind, elements = block["type"], block.get("elements", [])
    text = (block.get("text") or {}).get("text")
    if kind in LONGEST_OF and not 0 < len(text or "") <= LONGEST_OF[kind]:
        yield f"{kind} of {len(text or '')} characters"
    if kind in MOST_ELEMENTS and not 0 < len(elements) <= MOST_ELEMENTS[kind]:
        yield f"{kind} with {len(elements)} elements"
    for element in elements:
        yield from _of_element(element)


def _of_element(element: Json) -> Iterator[str]:
    if element["type"] == "button":
        if not 0 < len(element["text"]["text"]) <= LABEL:
            yield "button label"
        if len(element.get("value", "")) > VALUE:
            yield "button value"
    options = element.get("options", [])
    if len(options) > OPTIONS:
        yield "too many options"
    if any(len(each["text"]["text"]) > LABEL or len(each["value"]) > OPTION_VALUE for each in options):
        yield "option"
