"""The dialogs beside an answer: edit the question before it is sent to a person; say why it did not help."""

from __future__ import annotations

import json
from typing import Any

from bot.adapters.slack.blocks import plain
from bot.adapters.slack.mrkdwn import cut
from bot.adapters.slack.rendering import Say
from bot.content.cards import Card, SendForm

SEND, REASONS = "send", "reasons"  # the views' callback ids
TEXT, CHOICE, REASON = "text", "choice", "reason"  # block and action ids of the fields
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


def reasons_view(card: Card, *, channel: str, thread: str, is_alone: bool, say: Say) -> dict[str, Any]:
    """The dialog for a card whose options are reasons; `is_alone` when it was pressed where only one person sees it."""
    stored = {"question_id": card.question_id, "channel": channel, "thread": thread, "alone": is_alone}
    reasons = [{"text": plain(each.label, OPTION), "value": each.action} for each in card.options]
    return {
        "type": "modal",
        "callback_id": REASONS,
        "private_metadata": json.dumps(stored),
        "title": plain(say("slack.reasons.title"), TITLE),
        "submit": plain(say("button.send"), TITLE),
        "close": plain(say("slack.close"), TITLE),
        "blocks": [
            {
                "type": "input",
                "block_id": REASON,
                "label": plain(card.text, 2_000),
                "hint": plain(say("slack.reasons.hint"), 2_000),
                "element": {"type": "radio_buttons", "action_id": REASON, "options": reasons},
            }
        ],
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
