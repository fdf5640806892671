"""Which replies in a channel the asker alone gets: those about a particular case, and what they press in private."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto

from bot.adapters.slack import blocks as kit
from bot.adapters.slack.incoming import BUTTON, DIALOG, happened_in
from bot.adapters.slack.mrkdwn import escape
from bot.adapters.slack.rendering import Message
from bot.content.phrasing import Phrasing
from bot.core.reply import Answer, Guide, HandoffOffer, Notice
from bot.services.ports import Exchange


class Audience(Enum):
    """Who gets a reply to what was asked in a channel, and where."""

    EVERYBODY = auto()  # in the thread
    ASKER = auto()  # in a direct message
    PRESSER = auto()  # where they pressed, for as long as they look at it


def audience_of(exchange: Exchange, channel: str) -> Audience:
    """Who gets the reply of a conversation that is a thread of `channel`.

    'Thanks' and the like are said where the button was pressed. What a person answers goes where it was asked.
    """
    if is_about_case(exchange) or (_is_pressed(exchange) and not is_from(channel, exchange)):
        return Audience.ASKER
    return Audience.PRESSER if _is_pressed(exchange) and isinstance(exchange.reply, Notice) else Audience.EVERYBODY


def is_about_case(exchange: Exchange) -> bool:
    """The guide decides about one case; where a person is offered, the text that would be sent is shown."""
    reply = exchange.reply
    return isinstance(reply, Guide | HandoffOffer) or (isinstance(reply, Answer) and reply.handoff_first)


def is_from(channel: str, exchange: Exchange) -> bool:
    """Whether it was asked or pressed in the channel itself, and not in what was said in private about it."""
    return happened_in(exchange.event_id) == channel


def with_channel(message: Message, channel: str, exchange: Exchange, words: Phrasing) -> Message:
    """`message`, and above it which channel it is about, and why it does not stand there."""
    why = [escape(words.say("slack.private"))] if is_about_case(exchange) else []
    about = " · ".join([f"<#{channel}>", *why])
    return replace(message, text=f"{about}\n\n{message.text}", blocks=[*kit.context([about]), *message.blocks])


def _is_pressed(exchange: Exchange) -> bool:
    return exchange.event_id.startswith((f"{BUTTON}:", f"{DIALOG}:"))
