"""The buttons of a ticket's card: take it before Slack is acknowledged, or open the dialog the button leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.incoming import Body
from bot.adapters.slack.notices import TICKET
from bot.adapters.slack.refusing import DONE, Next, unreached
from bot.adapters.slack.ticket_acts import Acting, opened, refused, tell_alone
from bot.adapters.slack.ticket_forms import TicketForms
from bot.adapters.slack.ticket_reading import OnCard, read_card_press
from bot.adapters.slack.ticket_views import Dialog
from bot.content.destinations import destinations
from bot.core.reply import Route
from bot.core.worktime import danish_day
from bot.errors import BotError

TAKE, DIALOGS = f"{TICKET}:take", re.compile(rf"^{TICKET}:(answer|ask|forward|away)$")
_REFUSAL = "ticket_refusal"


@dataclass(frozen=True)
class TicketButtons:
    """The listeners of this use case."""

    acting: Acting

    async def take_first(
        self, body: Body, context: AsyncBoltContext, client: AsyncWebClient, next_: Next
    ) -> BoltResponse | None:
        """Take the ticket, or go on to `explain` when that is refused."""
        on_card = read_card_press(body)
        refusal = await refused(self.acting.take(on_card, client)) if on_card else None
        if refusal is None:
            return BoltResponse(status=DONE)
        context[_REFUSAL] = refusal
        return await next_()

    async def explain(self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Tell the person why nothing happened: who did what first, or that it is not theirs to take."""
        await ack()
        on_card = read_card_press(body)
        if on_card is not None:
            await tell_alone(client, on_card.origin, self.acting.refusal(context[_REFUSAL]))

    async def open(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Open the dialog at once, unless the ticket has moved on: then nobody should begin to write."""
        await ack()
        on_card = read_card_press(body)
        if on_card is None:
            return
        try:
            ticket = await self.acting.open_to(on_card, client, seen=on_card.seen)
        except BotError as refusal:
            await tell_alone(client, on_card.origin, self.acting.refusal(refusal))
            return
        if not await opened(client, str(body["trigger_id"]), self._view(on_card, ticket.route)):
            await tell_alone(client, on_card.origin, self.acting.words().say("slack.ticket.not_opened"))

    def _view(self, on_card: OnCard, route: Route) -> dict[str, Any]:
        words = self.acting.words()
        places = destinations(words, but=route) if on_card.act == "forward" else ()
        return Dialog(on_card, words, places, today=danish_day(self.acting.now())).view()


def register(app: AsyncApp, acting: Acting) -> None:
    """Listen to the buttons of cards and to the dialogs they open."""
    buttons, forms = TicketButtons(acting), TicketForms(acting)
    app.action(TAKE, middleware=[buttons.take_first])(buttons.explain)
    app.action(DIALOGS)(buttons.open)
    app.view_submission(DIALOGS, middleware=[forms.send_first])(unreached)
