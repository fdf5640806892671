"""The home tab's listeners: draw it, take a question, change or forget what is remembered, and draw it again."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.asking_first import ask_first
from bot.adapters.slack.case_view import case_view
from bot.adapters.slack.home_view import (
    ANY,
    ASK,
    CHANGE,
    FORGET,
    LANGUAGE,
    PROFILE,
    SHOWN,
    SYSTEMS,
    HomePage,
    profile_view,
)
from bot.adapters.slack.incoming import Body, Origin, none_when_malformed, readable, team_of
from bot.adapters.slack.introducing import Introductions
from bot.adapters.slack.private import keep_outcome, outcome_in
from bot.adapters.slack.reading_private import HOME_EVENT, private_origin
from bot.adapters.slack.refusing import DONE, Next
from bot.adapters.slack.users import code_of
from bot.content.phrasing import Phrasing
from bot.services.asking import Asking
from bot.services.context import Services
from bot.services.homes import profile_of, see_home
from bot.services.ports import Sender
from bot.services.remembering import change_profile, forget, who_is

log = logging.getLogger(__name__)


@dataclass
class Homes:
    """The listeners of this use case."""

    services: Services
    introductions: Introductions
    public_url: str
    _reasons: set[str] = field(default_factory=set)

    async def open(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Draw the tab when somebody opens it."""
        await ack()
        origin = origin_of_home(body)
        if origin is not None:
            await self._publish(origin, client)

    async def ask_first(
        self, body: Body, context: AsyncBoltContext, client: AsyncWebClient, next_: Next
    ) -> BoltResponse | None:
        """Answer the question in the field, and go on to `answer`."""
        asking = read_asking(body)
        if asking is None:
            return BoltResponse(status=DONE)
        keep = partial(keep_outcome, context=context, go_on=next_)
        return await ask_first(asking, keep, introductions=self.introductions, client=client)

    async def answer(self, ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Show the answer in a dialog, and the question on the tab."""
        await ack()
        drawn = partial(case_view, outcome_in(context), "", services=self.services, now=datetime.now(UTC))
        view = await asyncio.to_thread(partial(drawn, title="slack.answer"))
        await self._try("dialog", client.views_open(trigger_id=body["trigger_id"], view=view))
        await self.open(ack, body, client)

    async def change(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Open the dialog in which the profile is changed."""
        await ack()
        origin = origin_of_home(body)
        if origin is not None:
            view = await asyncio.to_thread(self._profile, origin.sender)
            await self._try("dialog", client.views_open(trigger_id=body["trigger_id"], view=view))

    async def save_first(self, body: Body, next_: Next) -> BoltResponse | None:
        """Remember what the dialog says, and nothing else; then go on to `open`."""
        origin, chosen = origin_of_home(body), read_profile(body)
        if origin is None or chosen is None:
            return BoltResponse(status=DONE)
        await asyncio.to_thread(self._save, origin.sender, chosen, datetime.now(UTC))
        return await next_()

    async def forget_first(self, body: Body, next_: Next) -> BoltResponse | None:
        """Forget the person, who has been asked whether they mean it; then go on to `open`."""
        origin = origin_of_home(body)
        if origin is None:
            return BoltResponse(status=DONE)
        await asyncio.to_thread(self._forget, origin.sender, datetime.now(UTC))
        return await next_()

    async def _publish(self, origin: Origin, client: AsyncWebClient) -> None:
        view = await asyncio.to_thread(self._view, origin.sender, datetime.now(UTC))
        await self._try("home", client.views_publish(user_id=origin.user, view=view))

    async def _try(self, what: str, call: Any) -> None:
        """What is not shown is logged as a code, once for each."""
        try:
            await call
        except SlackApiError as error:
            code = f"{what}: {code_of(error)}"
            if code not in self._reasons:
                self._reasons.add(code)
                log.warning("not shown in Slack, %s", code)

    def _view(self, sender: Sender, now: datetime) -> dict[str, Any]:
        home = see_home(sender, most=SHOWN, services=self.services, now=now)
        return HomePage(home, self._words(home.profile.language), self.public_url, now).view()

    def _profile(self, sender: Sender) -> dict[str, Any]:
        _, profile = profile_of(sender, services=self.services)
        return profile_view(profile, self._words(profile.language))

    def _save(self, sender: Sender, chosen: tuple[tuple[str, ...], str | None], now: datetime) -> None:
        person = who_is(sender, services=self.services, now=now)
        _, before = profile_of(sender, services=self.services)
        systems, language = chosen
        change_profile(
            person,
            systems=systems,
            language=language,
            department=before.department,
            services=self.services,
            now=now,
        )

    def _forget(self, sender: Sender, now: datetime) -> None:
        person, _ = profile_of(sender, services=self.services)
        if person is not None:
            forget(person, services=self.services, now=now)

    def _words(self, language: str | None) -> Phrasing:
        snapshot = self.services.content.current()
        return Phrasing(snapshot.library, snapshot.catalogue, language or "da")


@none_when_malformed
def origin_of_home(body: Body) -> Origin | None:
    """Who opened the tab, or pressed something on it or in its dialog."""
    event = body.get("event")
    if event:
        return private_origin(str(body["team_id"]), str(event["user"]))
    user = body["user"]
    return private_origin(team_of(body), str(user["id"]), str(user.get("name") or ""))


@none_when_malformed
def read_asking(body: Body) -> Asking | None:
    """The question in the field; None for an empty one."""
    origin, action = origin_of_home(body), body["actions"][0]
    text = readable(str(action.get("value") or ""))
    if origin is None or not text:
        return None
    event_id = f"{HOME_EVENT}{origin.team}:{origin.user}:{body['trigger_id']}"
    return Asking(event_id, origin.sender, origin.place, text)


@none_when_malformed
def read_profile(body: Body) -> tuple[tuple[str, ...], str | None] | None:
    """The systems and the language chosen; None for whichever one writes."""
    values = body["view"]["state"]["values"]
    systems = tuple(str(each["value"]) for each in values[SYSTEMS][SYSTEMS].get("selected_options") or ())
    language = str(values[LANGUAGE][LANGUAGE]["selected_option"]["value"])
    return systems, None if language == ANY else language


async def is_home_tab(body: Body) -> bool:
    """Whether the home tab was opened, not the conversation."""
    event = body.get("event")
    return isinstance(event, dict) and event.get("tab") == "home"


def register(app: AsyncApp, homes: Homes) -> None:
    """Listen to the tab, and to what is done on it."""
    app.event("app_home_opened", matchers=[is_home_tab])(homes.open)
    app.action(ASK, middleware=[homes.ask_first])(homes.answer)
    app.action(CHANGE)(homes.change)
    app.action(FORGET, middleware=[homes.forget_first])(homes.open)
    app.view_submission(PROFILE, middleware=[homes.save_first])(homes.open)
