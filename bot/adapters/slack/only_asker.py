"""Which replies in a channel the asker alone is shown: those about a particular case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.adapters.slack import blocks as kit
from bot.adapters.slack.incoming import is_direct
from bot.adapters.slack.mrkdwn import escape
from bot.adapters.slack.rendering import Message
from bot.content.phrasing import Phrasing
from bot.core.reply import Answer, Guide, HandoffOffer, Notice
from bot.services.ports import SLACK, Exchange

OF_BUTTONS = (f"{SLACK}-press:", f"{SLACK}-view:")  # what the ids of events begin with that are no new words


def only_asker(exchange: Exchange, address: Mapping[str, str]) -> str:
    """The user who alone is shown a reply in a channel; '' when everybody there may read it."""
    if is_direct(address["channel"]) or not (_is_about_case(exchange) or _is_receipt(exchange)):
        return ""
    return address.get("user", "")


def with_reason(message: Message, exchange: Exchange, words: Phrasing, only_for: str) -> Message:
    """`message`, and above it why nobody else sees it."""
    if not only_for or not _is_about_case(exchange):
        return message
    why = escape(words.say("slack.private"))
    return replace(message, text=f"{why}\n\n{message.text}", blocks=[*kit.context([why]), *message.blocks])


def _is_about_case(exchange: Exchange) -> bool:
    """The guide decides about one case; where a person is offered, the text that would be sent is shown."""
    reply = exchange.reply
    return isinstance(reply, Guide | HandoffOffer) or (isinstance(reply, Answer) and reply.handoff_first)


def _is_receipt(exchange: Exchange) -> bool:
    """'Thanks', 'sent' and the like after a button; what a person answers goes where it was asked."""
    return isinstance(exchange.reply, Notice) and exchange.event_id.startswith(OF_BUTTONS)
