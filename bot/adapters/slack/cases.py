"""The message shortcut 'must this be journaled?': the guide about a message, in one dialog that is changed in place."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.asking_first import ask_first
from bot.adapters.slack.case_view import case_view, words_view
from bot.adapters.slack.incoming import Body
from bot.adapters.slack.introducing import Introductions
from bot.adapters.slack.private import PrivateButtons, keep_outcome, message_of, outcome_in
from bot.adapters.slack.reading_private import CASE, is_in_view, read_case, read_private_press
from bot.adapters.slack.refusing import DONE, Next
from bot.adapters.slack.rendering import PRESSED
from bot.adapters.slack.responding import respond
from bot.adapters.slack.users import code_of
from bot.errors import BotError
from bot.services.context import Services

log = logging.getLogger(__name__)

OVERTAKEN = "hash_conflict"  # something newer is shown already


@dataclass(frozen=True)
class Cases:
    """The listeners of this use case."""

    services: Services
    introductions: Introductions

    async def ask_first(
        self, body: Body, context: AsyncBoltContext, client: AsyncWebClient, next_: Next
    ) -> BoltResponse | None:
        """Begin the guide with what the message says, and go on to `open`."""
        case = read_case(body)
        if case is None:
            return BoltResponse(status=DONE)
        if case.asking is None:
            return await next_()
        keep = partial(keep_outcome, context=context, go_on=next_)
        return await ask_first(case.asking, keep, introductions=self.introductions, client=client)

    async def open(self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Open the dialog at once: Slack's trigger lives for three seconds. When it is over, a message does as well."""
        await ack()
        case = read_case(body)
        if case is None:
            return
        if case.asking is None:
            view = await asyncio.to_thread(words_view, "slack.case.no_text", services=self.services)
            await client.views_open(trigger_id=body["trigger_id"], view=view)
            return
        outcome, now = outcome_in(context), datetime.now(UTC)
        view = await asyncio.to_thread(partial(case_view, outcome, "", services=self.services, now=now))
        try:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            log.warning("a dialog was not opened, a message is sent in its place: %s", code_of(error))
            message = await asyncio.to_thread(partial(message_of, outcome, "", services=self.services, now=now))
            if context.response_url:
                await respond(context.response_url, message)

    async def update(self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Show the next step, the outcome, or what else came of it, in the dialog that is open."""
        await ack()
        pressed = read_private_press(body)
        if pressed is None:
            return
        outcome = outcome_in(context)
        question_id = pressed.question_id if isinstance(outcome, BotError) else outcome.question_id or ""
        drawn = partial(case_view, outcome, question_id, services=self.services, now=datetime.now(UTC))
        view = {**await asyncio.to_thread(drawn), "title": body["view"]["title"]}
        try:
            await client.views_update(view_id=body["view"]["id"], hash=body["view"].get("hash"), view=view)
        except SlackApiError as error:
            if code_of(error) != OVERTAKEN:
                log.error("a dialog was not changed: %s", code_of(error))


async def is_in_case(body: Body) -> bool:
    """Whether something was pressed in the dialog of a case."""
    view = body.get("view")
    return is_in_view(body) and isinstance(view, dict) and view.get("callback_id") == CASE


def register(app: AsyncApp, services: Services, introductions: Introductions) -> None:
    """Listen to the shortcut, and to what is pressed in its dialog."""
    cases = Cases(services, introductions)
    app.message_shortcut(CASE, middleware=[cases.ask_first])(cases.open)
    app.action(PRESSED, matchers=[is_in_case], middleware=[PrivateButtons(services).press_first])(cases.update)
