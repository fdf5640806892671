"""The dialog 'edit the text': open it on the question's redacted text, and send what comes back."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.buttons import belonging, follow, refusal_words
from bot.adapters.slack.incoming import Body, Pressed, read_press, read_submission
from bot.adapters.slack.refusing import DONE, refused, refused_in, tell, unreached
from bot.adapters.slack.rendering import EDIT
from bot.adapters.slack.views import SEND, TEXT, send_view
from bot.content.phrasing import Phrasing
from bot.core.reply import HandoffOffer
from bot.errors import UnknownQuestionError
from bot.services.context import Services
from bot.services.ports import Exchange
from bot.services.turns import card_of


@dataclass(frozen=True)
class Dialogs:
    """The listeners of this use case."""

    services: Services

    async def open(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Open the dialog at once: Slack's trigger lives for three seconds."""
        await ack()
        pressed = read_press(body)
        if pressed is None:
            return
        view = await asyncio.to_thread(view_for, pressed, services=self.services, now=datetime.now(UTC))
        if view is not None:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
            return
        outdated = UnknownQuestionError(pressed.question_id)
        await tell(client, pressed.origin, await refusal_words(outdated, pressed, services=self.services))

    async def send_first(self, body: Body) -> BoltResponse:
        """Send the question; a refusal is shown in the dialog, which then stays open."""
        pressed = read_submission(body)
        if pressed is None:
            return BoltResponse(status=DONE)
        refusal = await refused(partial(follow, pressed, services=self.services, now=datetime.now(UTC)))
        if refusal is None:
            return BoltResponse(status=DONE)
        words = await refusal_words(refusal, pressed, services=self.services)
        return refused_in(TEXT, words)


def view_for(pressed: Pressed, *, services: Services, now: datetime) -> dict[str, Any] | None:
    """The dialog for a question, None when it is not the person's own."""
    snapshot, origin = services.content.current(), belonging(pressed, services=services)
    with services.storage.reading() as work:
        question = work.question(pressed.question_id)
        person = work.known_person(pressed.origin.sender.channel, pressed.origin.sender.external_id)
        if question is None or person is None or question.asker_hash != person.asker_hash:
            return None
        offer = Exchange(
            event_id=pressed.event_id,
            conversation_id=question.conversation_id,
            question_id=question.id,
            said=None,
            reply=HandoffOffer(reason="asked"),
            language=question.language,
            at=now,
        )
        card = card_of(offer, work=work, snapshot=snapshot, now=now)
    if card.form is None:
        return None
    return send_view(
        card.form,
        question_id=question.id,
        channel=origin.channel,
        thread=origin.thread,
        say=Phrasing(snapshot.library, snapshot.catalogue, question.language).say,
    )


def register(app: AsyncApp, services: Services) -> None:
    """Listen to the button that opens the dialog, and to the dialog."""
    dialogs = Dialogs(services)
    app.action(re.compile(rf"^{EDIT}:\d+$"))(dialogs.open)
    app.view_submission(SEND, middleware=[dialogs.send_first])(unreached)
