"""'No, it did not help': recorded as it is pressed, then a dialog asks why; where none opens, a message does."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.buttons import follow, refusal_words
from bot.adapters.slack.case_view import case_view
from bot.adapters.slack.cases import Cases, is_in_case
from bot.adapters.slack.incoming import Body, Pressed, read_press, read_reason
from bot.adapters.slack.introducing import Introductions
from bot.adapters.slack.private import PrivateButtons, is_ephemeral, keep_outcome, outcome_in, outcome_of
from bot.adapters.slack.reading_private import is_in_view, read_private_press
from bot.adapters.slack.refusing import DONE, Next, refused_in, tell, unreached
from bot.adapters.slack.rendering import WHY
from bot.adapters.slack.users import code_of
from bot.adapters.slack.views import REASON, REASONS, reasons_view
from bot.content.phrasing import Phrasing
from bot.errors import BotError
from bot.services.context import Services
from bot.services.ports import Exchange
from bot.services.sending import send_reply
from bot.services.turns import card_of

log = logging.getLogger(__name__)

PRESSED = re.compile(rf"^{WHY}:\d+$")
OPENS_WITHIN = 2.0  # seconds: Slack waits three for the acknowledgement, and its trigger lives as long
OPENED_BEFORE = "exchanged_trigger_id"  # the same press, delivered again


@dataclass(frozen=True)
class Reasons:
    """The listeners of this use case; `read` knows the presses of the place it listens to."""

    services: Services
    read: Callable[[Body], Pressed | None]

    async def ask_first(
        self, body: Body, context: AsyncBoltContext, client: AsyncWebClient, next_: Next
    ) -> BoltResponse | None:
        """Record the press and open the dialog; go on to the listener when it was refused, or no dialog opened.

        Slack is acknowledged when one of them has happened: who presses as the bot dies sees that it failed.
        """
        pressed = self.read(body)
        if pressed is None:
            return BoltResponse(status=DONE)
        # shown at once, so that the outbox does not hold what the dialog says
        shown = replace(pressed, origin=replace(pressed.origin, is_shown_at_once=True))
        followed = partial(follow, shown, services=self.services, now=datetime.now(UTC))

        async def opened_or_next() -> BoltResponse:
            outcome = outcome_in(context)
            if isinstance(outcome, BotError) or not await self._is_open(outcome, pressed, body, client):
                return await next_()
            return BoltResponse(status=DONE)

        return await keep_outcome(followed, context=context, go_on=opened_or_next)

    async def say_instead(self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Ask in a message, which must arrive; or tell the person why nothing happened."""
        outcome, pressed = outcome_in(context), self.read(body)
        if isinstance(outcome, Exchange):
            await asyncio.to_thread(send_reply, outcome, services=self.services, now=datetime.now(UTC))
            await ack()
            return
        await ack()
        if pressed is not None:
            await tell(client, pressed.origin, await refusal_words(outcome, pressed, services=self.services))

    async def send_first(self, body: Body) -> BoltResponse:
        """Record the reason. The thanks come where 'no' was pressed; when that was in private, in the dialog itself."""
        pressed = read_reason(body)
        if pressed is None:
            return BoltResponse(status=DONE)
        now = datetime.now(UTC)
        outcome = await outcome_of(partial(follow, pressed, services=self.services, now=now))
        if isinstance(outcome, BotError):
            return refused_in(REASON, await refusal_words(outcome, pressed, services=self.services))
        if not pressed.origin.is_shown_at_once:
            return BoltResponse(status=DONE)
        drawn = partial(case_view, outcome, "", services=self.services, now=now, title="slack.reasons.title")
        return BoltResponse(status=DONE, body={"response_action": "update", "view": await asyncio.to_thread(drawn)})

    async def _is_open(self, asked: Exchange, pressed: Pressed, body: Body, client: AsyncWebClient) -> bool:
        """Open the dialog, on top where one is open already; gives whether the person has it."""
        drawn = partial(view_of, asked, pressed, services=self.services, now=datetime.now(UTC))
        view = await asyncio.to_thread(drawn)
        opens = client.views_push if is_in_view(body) else client.views_open
        try:
            async with asyncio.timeout(OPENS_WITHIN):
                await opens(trigger_id=body["trigger_id"], view=view)
        except SlackApiError as error:
            code = code_of(error)
        except (aiohttp.ClientError, TimeoutError) as error:
            code = type(error).__name__
        else:
            return True
        if code == OPENED_BEFORE:
            return True
        log.warning("a dialog was not opened, a message asks in its place: %s", code)
        return False


def view_of(asked: Exchange, pressed: Pressed, *, services: Services, now: datetime) -> dict[str, Any]:
    """The dialog in which the person who pressed chooses a reason."""
    snapshot, origin = services.content.current(), pressed.origin
    with services.storage.reading() as work:
        card = card_of(asked, work=work, snapshot=snapshot, now=now)
    return reasons_view(
        card,
        channel=origin.channel,
        thread=origin.thread,
        is_alone=origin.is_shown_at_once,
        say=Phrasing(snapshot.library, snapshot.catalogue, card.language).say,
    )


def register(app: AsyncApp, services: Services, introductions: Introductions) -> None:
    """Listen to 'no' under messages, in ephemeral ones and in dialogs, and to the dialog that asks why."""
    public, private = Reasons(services, read_press), Reasons(services, read_private_press)
    cases = Cases(services, introductions)
    app.action(PRESSED, matchers=[is_ephemeral], middleware=[private.ask_first])(PrivateButtons(services).show)
    app.action(PRESSED, matchers=[is_in_case], middleware=[private.ask_first])(cases.update)
    app.action(PRESSED, middleware=[public.ask_first])(public.say_instead)
    app.view_submission(REASONS, middleware=[public.send_first])(unreached)
