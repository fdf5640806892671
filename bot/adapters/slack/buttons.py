"""Buttons and menus under a reply: follow what was pressed, before Slack is acknowledged."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.incoming import Body, Origin, Pressed, is_direct, read_press
from bot.adapters.slack.refusing import DONE, Next, commit_first, refusal_in, tell, words_for
from bot.adapters.slack.rendering import PRESSED
from bot.content.phrasing import Phrasing
from bot.core.dialogue.moves import Move, SendHandoff, read_move
from bot.errors import BotError, UnknownQuestionError
from bot.services.asking import Asking, ask
from bot.services.context import Services
from bot.services.ports import Exchange
from bot.services.pressing import Press, press

SAMPLE = "sample:"


@dataclass(frozen=True)
class Buttons:
    """The listeners of this use case."""

    services: Services

    async def press_first(self, body: Body, context: AsyncBoltContext, next_: Next) -> BoltResponse | None:
        """Follow the button, or go on to `explain` when it is refused."""
        pressed = read_press(body)
        if pressed is None:
            return BoltResponse(status=DONE)
        followed = partial(follow, pressed, services=self.services, now=datetime.now(UTC))
        return await commit_first(followed, context=context, go_on=next_)

    async def explain(self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Tell the person why nothing happened."""
        await ack()
        pressed = read_press(body)
        if pressed is not None:
            words = await refusal_words(refusal_in(context), pressed, services=self.services)
            await tell(client, pressed.origin, words)


def follow(pressed: Pressed, *, services: Services, now: datetime) -> Exchange:
    """Do what `pressed` stands for, in the conversation its question was asked in.

    :raises UnknownQuestionError: when it is none of ours, or another person's
    :raises GuideError: when the step shown is no longer the open one
    """
    origin = belonging(pressed, services=services)
    if pressed.action.startswith(SAMPLE):
        text = _sample(pressed, services)
        return ask(Asking(pressed.event_id, origin.sender, origin.place, text), services=services, now=now)
    asked = Press(pressed.event_id, origin.sender, origin.place, pressed.question_id, _move(pressed))
    return press(asked, services=services, now=now)


def belonging(pressed: Pressed, *, services: Services) -> Origin:
    """Where the question of `pressed` was asked, when that was in a channel; else where it was pressed.

    What the asker alone is told about a question in a channel is pressed elsewhere than it was asked.
    """
    with services.storage.reading() as work:
        question = work.question(pressed.question_id)
        place = work.place_of(question.conversation_id) if question else None
    channel = place.address.get("channel", "") if place else ""
    if place is None or not channel or is_direct(channel):
        return pressed.origin
    return replace(pressed.origin, channel=channel, thread=place.address.get("thread_ts", ""))


def language_of(question_id: str, *, services: Services) -> str:
    """The language a question was asked in; Danish when there is no such question."""
    with services.storage.reading() as work:
        question = work.question(question_id)
    return question.language if question else "da"


async def refusal_words(refusal: BotError, pressed: Pressed, *, services: Services) -> str:
    """What the person who pressed is told, in the language of the question."""
    language = await asyncio.to_thread(language_of, pressed.question_id, services=services)
    return words_for(refusal, services=services, language=language)


def register(app: AsyncApp, services: Services) -> None:
    """Listen to our buttons and menus."""
    buttons = Buttons(services)
    app.action(PRESSED, middleware=[buttons.press_first])(buttons.explain)


def _move(pressed: Pressed) -> Move:
    if pressed.text is not None:
        return SendHandoff(pressed.text, pressed.chosen)
    return read_move(pressed.action)


def _sample(pressed: Pressed, services: Services) -> str:
    """The example question a button stands for, as if the person had written it."""
    snapshot = services.content.current()
    key = pressed.action.replace(":", ".")
    if key not in snapshot.library.phrases:
        raise UnknownQuestionError(pressed.action[:40])
    language = language_of(pressed.question_id, services=services)
    return Phrasing(snapshot.library, snapshot.catalogue, language).say(key)
