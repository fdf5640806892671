"""Read what somebody does with a ticket's card: a button under it, or a dialog that was opened from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.incoming import Body, Origin, none_when_malformed, read_press, team_of
from bot.services.ports import SLACK


@dataclass(frozen=True)
class OnCard:
    """A button of a card: which ticket, what is to be done, and the version of the ticket that the card showed."""

    event_id: str
    origin: Origin
    ticket_id: str
    act: str
    seen: int


@dataclass(frozen=True)
class Filled:
    """A dialog that was sent, with what stood in its fields by their names; the text as it was written."""

    on_card: OnCard
    fields: Mapping[str, str]


@none_when_malformed
def read_card_press(body: Body) -> OnCard | None:
    """The button that was pressed; None when it is none of a card."""
    pressed = read_press(body)
    if pressed is None or not pressed.question_id:
        return None
    act = str(body["actions"][0]["action_id"]).partition(":")[2]
    return OnCard(pressed.event_id, pressed.origin, pressed.question_id, act, int(pressed.action))


@none_when_malformed
def read_filled(body: Body) -> Filled | None:
    """The dialog that was sent."""
    view = body["view"]
    stored = json.loads(view["private_metadata"])
    user, team = body["user"], team_of(body)
    origin = Origin(team, stored["channel"], user["id"], "", user.get("name") or "")
    act = str(view["callback_id"]).partition(":")[2]
    event_id = f"{SLACK}-view:{team}:{view['id']}"
    on_card = OnCard(event_id, origin, stored["ticket"], act, int(stored["seen"]))
    values = view["state"]["values"]
    return Filled(on_card, {name: _typed(element[name]) for name, element in values.items()})


def _typed(element: Mapping[str, Any]) -> str:
    chosen = (element.get("selected_option") or {}).get("value") or element.get("selected_date")
    return str(chosen or element.get("value") or "").encode("utf-8", "replace").decode()
