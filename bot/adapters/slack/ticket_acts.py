"""Do to a ticket what a button or a dialog of its card stands for, as the person who pressed or sent it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from typing import TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.incoming import Origin
from bot.adapters.slack.members import Members
from bot.adapters.slack.mrkdwn import escape
from bot.adapters.slack.ticket_reading import Filled, OnCard
from bot.adapters.slack.ticket_views import FIRST, LAST, TEXT, TO
from bot.content.destinations import route_in
from bot.content.phrasing import Phrasing
from bot.errors import AbsenceError, BotError, NotAllowedError, StorageError
from bot.services import acting
from bot.services.absences import Absences, set_absence
from bot.services.acting_once import Act, act_once, person_of
from bot.services.announcing import LANGUAGE
from bot.services.context import Services
from bot.services.introducing import introduce
from bot.services.ports import Person, Sender, Ticket
from bot.services.ticket_cards import open_to

INTRODUCED_WITHIN = 1.0  # seconds; Slack wants to be acknowledged within three

T = TypeVar("T")


@dataclass(frozen=True)
class Acting:
    """Does things to tickets for people in Slack; each method raises the refusals of the service it calls."""

    services: Services
    members: Members
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def take(self, on_card: OnCard, client: AsyncWebClient) -> None:
        """Take the ticket on oneself, once for each press."""
        await self._as(on_card.origin.sender, client, partial(self._once, on_card, acting.take_ticket))

    async def send(self, filled: Filled, client: AsyncWebClient) -> None:
        """Do what the dialog stands for, once for each dialog: answer, ask back, send on."""
        on_card = filled.on_card
        await self._as(on_card.origin.sender, client, partial(self._once, on_card, _act(filled)))

    async def open_to(self, on_card: OnCard, client: AsyncWebClient, *, seen: int | None) -> Ticket:
        """The ticket, when the person may act on it as they saw it."""

        def look(person: Person) -> Ticket:
            return open_to(on_card.ticket_id, person.id, seen=seen, services=self.services, now=self.now())

        return await self._as(on_card.origin.sender, client, look)

    async def be_away(self, filled: Filled) -> Absences:
        """Note that the person is away.

        :raises AbsenceError: when the days cannot be meant
        """

        def note() -> Absences:
            person = person_of(filled.on_card.origin.sender, services=self.services, now=self.now())
            return set_absence(person, *days_in(filled), services=self.services, now=self.now())

        return await asyncio.to_thread(note)

    def words(self) -> Phrasing:
        """The words for role holders."""
        snapshot = self.services.content.current()
        return Phrasing(snapshot.library, snapshot.catalogue, LANGUAGE)

    def refusal(self, error: BotError) -> str:
        """What somebody is told whom `error` met."""
        return self.words().refusal(error, self.now())

    def _once(self, on_card: OnCard, act: Act, person: Person) -> Ticket | None:
        return act_once(
            act,
            on_card.ticket_id,
            person,
            event_id=on_card.event_id,
            seen=on_card.seen,
            services=self.services,
            now=self.now(),
        )

    async def _as(self, sender: Sender, client: AsyncWebClient, do: Callable[[Person], T]) -> T:
        """Do something as the person behind a Slack user; one who may not is looked up first, if nobody did.

        Who was given a role by e-mail address, and never wrote to the bot, is known by it from then on.
        """

        def as_known() -> T:
            return do(person_of(sender, services=self.services, now=self.now()))

        try:
            return await asyncio.to_thread(as_known)
        except NotAllowedError:
            user = await self.members.find(sender.external_id.rpartition(":")[2], client, within=INTRODUCED_WITHIN)
            if user is None or not user.is_employee or not user.email:
                raise
            known = replace(sender, name=user.name or sender.name, email=user.email)
            await asyncio.to_thread(introduce, known, services=self.services, now=self.now())
            return await asyncio.to_thread(as_known)


def days_in(filled: Filled) -> tuple[date, date]:
    """The days of an absence.

    :raises AbsenceError: when they are no days
    """
    try:
        return date.fromisoformat(filled.fields[FIRST]), date.fromisoformat(filled.fields[LAST])
    except ValueError:
        raise AbsenceError("error.absence_backwards") from None


async def refused(doing: Awaitable[object]) -> BotError | None:
    """Wait for something; give the refusal, if it was one. A storage that fails is Slack's to repeat."""
    try:
        await doing
    except StorageError:
        raise
    except BotError as refusal:
        return refusal
    return None


async def tell_alone(client: AsyncWebClient, origin: Origin, words: str) -> None:
    """Say `words` to the person alone, under no message: in a thread that nobody began, Slack would not show it."""
    await client.chat_postEphemeral(channel=origin.channel, user=origin.user, text=escape(words))


async def opened(client: AsyncWebClient, trigger_id: str, view: dict[str, object]) -> bool:
    """Whether the dialog could be opened; Slack's trigger lives for three seconds."""
    try:
        await client.views_open(trigger_id=trigger_id, view=view)
    except SlackApiError:
        return False
    return True


def _act(filled: Filled) -> Act:
    text = filled.fields.get(TEXT, "")
    match filled.on_card.act:
        case "answer":
            return lambda ticket_id, person, **rest: acting.answer_ticket(ticket_id, person, text, **rest)
        case "ask":
            return lambda ticket_id, person, **rest: acting.ask_back(ticket_id, person, text, **rest)
        case _:
            route = route_in(filled.fields.get(TO, ""))
            return lambda ticket_id, person, **rest: acting.forward_ticket(ticket_id, person, route, text, **rest)
