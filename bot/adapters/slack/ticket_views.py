"""The dialogs that are opened from a ticket's card: answer, ask back, send on, be away."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from bot.adapters.slack import blocks as kit
from bot.adapters.slack.blocks import Block, plain
from bot.adapters.slack.mrkdwn import cut, escape
from bot.adapters.slack.notices import TICKET
from bot.adapters.slack.ticket_reading import OnCard
from bot.adapters.slack.views import LONGEST_TEXT, OPTION, TITLE
from bot.content.destinations import Destinations
from bot.content.phrasing import Phrasing

TEXT, TO, FIRST, LAST = "text", "to", "first", "last"  # block and action ids of the fields
LONGEST_LABEL, MOST_OPTIONS = 2_000, 100


@dataclass(frozen=True)
class Dialog:
    """What a dialog shows: whose ticket, the words, where it can be sent on to, and what was typed already.

    `notice` stands above the fields: why it was not sent the first time.
    """

    on_card: OnCard
    words: Phrasing
    places: Sequence[Destinations] = ()
    typed: Mapping[str, str] | None = None
    notice: str = ""
    today: date | None = None

    def view(self) -> dict[str, Any]:
        """The view; it carries ids and a version, and no text but what the person wrote themself."""
        act = self.on_card.act
        return {
            **self._frame(),
            "submit": plain(self.words.say("slack.ticket.send"), TITLE),
            "close": plain(self.words.say("slack.ticket.cancel"), TITLE),
            "blocks": [*self._notice(), *(self._days() if act == "away" else self._fields())],
        }

    def as_text(self) -> dict[str, Any]:
        """When it can no longer be sent: why, and what was written, to copy."""
        written = (self.typed or {}).get(TEXT, "")
        kept = [*kit.sections(escape(self.words.say("slack.ticket.kept"))), *kit.preformatted(escape(written))]
        return {
            **self._frame(),
            "close": plain(self.words.say("slack.ticket.close"), TITLE),
            "blocks": [*self._notice(), *(kept if written else [])],
        }

    def _frame(self) -> dict[str, Any]:
        on_card = self.on_card
        stored = {"ticket": on_card.ticket_id, "seen": on_card.seen, "channel": on_card.origin.channel}
        return {
            "type": "modal",
            "callback_id": f"{TICKET}:{on_card.act}",
            "private_metadata": json.dumps(stored),
            "title": plain(self.words.say(f"slack.ticket.{on_card.act}"), TITLE),
        }

    def _notice(self) -> list[Block]:
        return kit.sections(escape(self.notice)) if self.notice else []

    def _fields(self) -> list[Block]:
        to = [self._input(TO, "forward.to", self._places())] if self.on_card.act == "forward" else []
        hint = plain(self.words.say(f"slack.ticket.{self.on_card.act}.hint"), LONGEST_LABEL)
        return [*to, {**self._input(TEXT, f"{self.on_card.act}.label", self._text()), "hint": hint}]

    def _days(self) -> list[Block]:
        today = self.today.isoformat() if self.today else None
        picker = {"type": "datepicker", **({"initial_date": today} if today else {})}
        return [self._input(FIRST, "away.first", picker), self._input(LAST, "away.last", picker)]

    def _text(self) -> Block:
        written = (self.typed or {}).get(TEXT, "")
        kept = {"initial_value": cut(written, LONGEST_TEXT)} if written else {}
        return {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_TEXT, **kept}

    def _places(self) -> Block:
        groups = [
            {"label": plain(each.heading, OPTION), "options": [_option(place) for place in _most(each.places)]}
            for each in islice(self.places, MOST_OPTIONS)
            if each.places
        ]
        wanted = (self.typed or {}).get(TO)
        chosen = [_option(place) for each in self.places for place in each.places if place[0] == wanted]
        kept = {"initial_option": chosen[0]} if chosen else {}
        placeholder = plain(self.words.say("slack.pick"), 150)
        return {"type": "static_select", "placeholder": placeholder, "option_groups": groups, **kept}

    def _input(self, name: str, label: str, element: Block) -> Block:
        return {
            "type": "input",
            "block_id": name,
            "label": plain(self.words.say(f"slack.ticket.{label}"), LONGEST_LABEL),
            "element": {"action_id": name, **element},
        }


def words_view(title: str, text: str, *, words: Phrasing) -> dict[str, Any]:
    """A dialog that only tells something."""
    return {
        "type": "modal",
        "title": plain(title, TITLE),
        "close": plain(words.say("slack.ticket.close"), TITLE),
        "blocks": kit.sections(escape(text)),
    }


def _most(places: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    return places[:MOST_OPTIONS]


def _option(place: tuple[str, str]) -> Block:
    value, label = place
    return {"text": plain(label, OPTION), "value": value}
