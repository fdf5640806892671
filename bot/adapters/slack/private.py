"""Buttons in what one person alone is shown: follow them, and show the reply there, the guide in its own place."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.buttons import follow, language_of
from bot.adapters.slack.dialogs import view_for
from bot.adapters.slack.incoming import Body, message_of_step
from bot.adapters.slack.notices import render_words
from bot.adapters.slack.reading_private import is_in_view, is_private_press, read_private_press
from bot.adapters.slack.refusing import DONE, REFUSALS, Next, words_for
from bot.adapters.slack.rendering import EDIT, PRESSED, Message, render
from bot.adapters.slack.responding import respond, say_words
from bot.content.phrasing import Phrasing
from bot.errors import BotError, UnknownQuestionError
from bot.services.context import Services
from bot.services.ports import Exchange
from bot.services.turns import card_of

_OUTCOME = "outcome"


@dataclass(frozen=True)
class PrivateButtons:
    """The listeners to presses in ephemeral messages."""

    services: Services

    async def press_first(self, body: Body, context: AsyncBoltContext, next_: Next) -> BoltResponse | None:
        """Follow the button, and go on to `show` with what came of it."""
        pressed = read_private_press(body)
        if pressed is None:
            return BoltResponse(status=DONE)
        followed = partial(follow, pressed, services=self.services, now=datetime.now(UTC))
        return await keep_outcome(followed, context=context, go_on=next_)

    async def show(self, ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
        """Show the reply, or why there is none."""
        await ack()
        pressed, url = read_private_press(body), context.response_url
        if pressed is None or url is None:
            return
        outcome = outcome_in(context)
        shown = partial(message_of, outcome, pressed.question_id, services=self.services, now=datetime.now(UTC))
        replaces = not isinstance(outcome, BotError) and message_of_step(pressed.event_id) is not None
        thread = str(body["container"].get("thread_ts") or "")
        await respond(url, await asyncio.to_thread(shown), replaces=replaces, thread=thread)

    async def edit(self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Open the dialog in which the text is edited; on top, where one is open already."""
        await ack()
        pressed = read_private_press(body)
        if pressed is None:
            return
        view = await asyncio.to_thread(view_for, pressed, services=self.services, now=datetime.now(UTC))
        if view is not None:
            opens = client.views_push if is_in_view(body) else client.views_open
            await opens(trigger_id=body["trigger_id"], view=view)
        elif context.response_url:
            words = words_for(UnknownQuestionError(""), services=self.services, language="da")
            await say_words(context.response_url, words)


async def keep_outcome(work: Callable[[], Exchange], *, context: AsyncBoltContext, go_on: Next) -> BoltResponse:
    """Do `work` in a worker thread before Slack is acknowledged, and leave what came of it for the listener.

    Whatever is raised but a refusal becomes a 500 in Bolt.
    """
    context[_OUTCOME] = await outcome_of(work)
    return await go_on()


async def outcome_of(work: Callable[[], Exchange]) -> Exchange | BotError:
    """What came of `work` in a worker thread: the reply, or a refusal."""
    try:
        return await asyncio.to_thread(work)
    except REFUSALS as refusal:
        return refusal


def outcome_in(context: AsyncBoltContext) -> Exchange | BotError:
    """What `keep_outcome` left."""
    outcome = context[_OUTCOME]
    assert isinstance(outcome, Exchange | BotError)  # noqa: S101 -- for the type checker: nothing else is ever put there
    return outcome


def message_of(outcome: Exchange | BotError, question_id: str, *, services: Services, now: datetime) -> Message:
    """A reply as a message; of a refusal, the words in the language of the question."""
    if isinstance(outcome, BotError):
        language = language_of(question_id, services=services)
        return render_words(words_for(outcome, services=services, language=language))
    snapshot = services.content.current()
    with services.storage.reading() as work:
        card = card_of(outcome, work=work, snapshot=snapshot, now=now)
    return render(card, say=Phrasing(snapshot.library, snapshot.catalogue, card.language).say)


async def is_ephemeral(body: Body) -> bool:
    """Whether something was pressed in an ephemeral message."""
    return is_private_press(body) and not is_in_view(body)


async def is_private(body: Body) -> bool:
    """Whether something was pressed in what one person alone is shown."""
    return is_private_press(body)


def register(app: AsyncApp, services: Services) -> None:
    """Listen to what is pressed in ephemeral messages, and to 'edit the text' in dialogs too."""
    buttons = PrivateButtons(services)
    app.action(PRESSED, matchers=[is_ephemeral], middleware=[buttons.press_first])(buttons.show)
    app.action(re.compile(rf"^{EDIT}:\d+$"), matchers=[is_private])(buttons.edit)
