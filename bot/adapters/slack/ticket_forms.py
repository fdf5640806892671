"""The dialogs of a ticket's card, sent: done before Slack is acknowledged, and never without what was written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.incoming import Body
from bot.adapters.slack.refusing import DONE, refused_in
from bot.adapters.slack.ticket_acts import Acting, days_in, refused
from bot.adapters.slack.ticket_reading import Filled, read_filled
from bot.adapters.slack.ticket_views import LAST, TEXT, TO, Dialog, words_view
from bot.content.destinations import destinations
from bot.errors import BotError, EmptyAnswerError, EmptyReasonError, StorageError, UnknownRouteError
from bot.services.ticket_cards import possible_in

IN_FIELD: dict[type[BotError], str] = {EmptyAnswerError: TEXT, EmptyReasonError: TEXT, UnknownRouteError: TO}
"""What is wrong with one field is said at that field."""


@dataclass(frozen=True)
class TicketForms:
    """The listeners of this use case."""

    acting: Acting

    async def send_first(self, body: Body, client: AsyncWebClient) -> BoltResponse:
        """Do what the dialog stands for. What is refused keeps the dialog open, with what was written in it."""
        filled = read_filled(body)
        if filled is None:
            return BoltResponse(status=DONE)
        if filled.on_card.act == "away":
            return await self._be_away(filled)
        refusal = await refused(self.acting.send(filled, client))
        if refusal is None:
            return BoltResponse(status=DONE)
        field = IN_FIELD.get(type(refusal))
        if field is not None:
            return refused_in(field, self.acting.refusal(refusal))
        return _update(await self._once_more(filled, refusal, client))

    async def _once_more(self, filled: Filled, refusal: BotError, client: AsyncWebClient) -> dict[str, Any]:
        """The dialog again, to send after all what happened meanwhile; or the text to copy, when it cannot be sent."""
        words, why = self.acting.words(), self.acting.refusal(refusal)
        dialog = Dialog(filled.on_card, words, typed=filled.fields, notice=why)
        try:
            ticket = await self.acting.open_to(filled.on_card, client, seen=None)
        except StorageError:
            raise
        except BotError:
            return dialog.as_text()
        if filled.on_card.act not in possible_in(ticket.state):
            return dialog.as_text()
        places = destinations(words, but=ticket.route)
        now_seen = replace(filled.on_card, seen=ticket.version)
        again = f"{why} {words.say('slack.ticket.again')}"
        return replace(dialog, on_card=now_seen, places=places, notice=again).view()

    async def _be_away(self, filled: Filled) -> BoltResponse:
        try:
            absences = await self.acting.be_away(filled)
        except StorageError:
            raise
        except BotError as refusal:
            return refused_in(LAST, self.acting.refusal(refusal))
        words = self.acting.words()
        first, last = (words.day(day) for day in days_in(filled))
        days = words.say("absence.one_day", day=first) if first == last else ""
        days = days or words.say("absence.days", first=first, last=last)
        told = words.say("absence.away", days=days, deputy="yes" if absences.deputy else "")
        return _update(words_view(words.say("slack.ticket.away"), told, words=words))


def _update(view: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=DONE, body={"response_action": "update", "view": view})
