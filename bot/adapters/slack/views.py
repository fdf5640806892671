"""The dialog in which a question is edited before it is sent to a person."""

from __future__ import annotations

import json
from typing import Any

from bot.adapters.slack.blocks import plain
from bot.adapters.slack.mrkdwn import cut
from bot.adapters.slack.rendering import Say
from bot.content.cards import SendForm

SEND = "send"  # the view's callback id
TEXT, CHOICE = "text", "choice"  # block and action ids of the two fields
LONGEST_TEXT, TITLE, OPTION = 3_000, 24, 75  # characters


def send_view(form: SendForm, *, question_id: str, channel: str, thread: str, say: Say) -> dict[str, Any]:
    """The dialog for `form`; it carries ids and an address, never the text."""
    return {
        "type": "modal",
        "callback_id": SEND,
        "private_metadata": json.dumps({"question_id": question_id, "channel": channel, "thread": thread}),
        "title": plain(say("button.person"), TITLE),
        "submit": plain(form.send_label, TITLE),
        "close": plain(form.cancel_label, TITLE),
        "blocks": [_text(form), *([_choice(form, say)] if form.ask else [])],
    }


def _text(form: SendForm) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": TEXT,
        "label": plain(form.label, 2_000),
        "hint": plain(f"{form.to}. {form.promise}", 2_000),
        "element": {
            "type": "plain_text_input",
            "action_id": TEXT,
            "multiline": True,
            "max_length": LONGEST_TEXT,
            "initial_value": cut(form.text, LONGEST_TEXT),
        },
    }


def _choice(form: SendForm, say: Say) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": CHOICE,
        "label": plain(form.ask_label, 2_000),
        "element": {
            "type": "static_select",
            "action_id": CHOICE,
            "placeholder": plain(say("slack.pick"), 150),
            "options": [{"text": plain(label, OPTION), "value": key} for key, label in form.options],
        },
    }
