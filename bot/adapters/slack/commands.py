"""The slash command: ask the question, and answer in the acknowledgement itself, to the asker alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import blocks as kit
from bot.adapters.slack.asking_first import ask_first
from bot.adapters.slack.incoming import Body, readable
from bot.adapters.slack.introducing import Introductions
from bot.adapters.slack.mrkdwn import cut, escape
from bot.adapters.slack.notices import render_words
from bot.adapters.slack.private import message_of, outcome_of
from bot.adapters.slack.reading_private import COMMAND, read_command
from bot.adapters.slack.refusing import DONE, unreached, words_for
from bot.adapters.slack.rendering import Message
from bot.adapters.slack.responding import ephemeral
from bot.adapters.slack.welcoming import render_welcome
from bot.content.phrasing import Phrasing
from bot.errors import BotError
from bot.services.asking import Asking
from bot.services.context import Services
from bot.services.linking import stands_for_link
from bot.services.ports import Exchange
from bot.services.sending import send_reply
from bot.services.understanding import read

LONGEST_SAID = 300  # characters of the question shown above its answer
READ_FOR_LANGUAGE = 500  # characters


@dataclass(frozen=True)
class Commands:
    """The listener of this use case."""

    services: Services
    introductions: Introductions

    async def answer(self, body: Body, client: AsyncWebClient) -> BoltResponse:
        """Answer the question; with none, say what can be asked."""
        asking = read_command(body)
        if asking is None:
            return BoltResponse(status=DONE)
        if not asking.text:
            return BoltResponse(status=DONE, body=ephemeral(render_welcome(self._words("da"))))
        outcome = await ask_first(asking, outcome_of, introductions=self.introductions, client=client)
        message = await asyncio.to_thread(self._message, outcome, asking, datetime.now(UTC))
        return BoltResponse(status=DONE, body=ephemeral(message))

    def _message(self, outcome: Exchange | BotError, asking: Asking, now: datetime) -> Message:
        if isinstance(outcome, BotError):
            language = self._language(asking.text)
            return render_words(words_for(outcome, services=self.services, language=language))
        if stands_for_link(outcome):  # others may look over a shoulder here; it comes in the direct conversation
            send_reply(outcome, services=self.services, now=now)
        return self._answered(outcome, now)

    def _answered(self, exchange: Exchange, now: datetime) -> Message:
        """The reply, and above it what was asked, which Slack does not show by itself."""
        message = message_of(exchange, exchange.question_id or "", services=self.services, now=now)
        if not exchange.said:
            return message
        asked = self._words(exchange.language).say("slack.asked", text=cut(exchange.said, LONGEST_SAID))
        return replace(message, blocks=[*kit.context([escape(asked)]), *message.blocks])

    def _words(self, language: str) -> Phrasing:
        snapshot = self.services.content.current()
        return Phrasing(snapshot.library, snapshot.catalogue, language)

    def _language(self, text: str) -> str:
        start = readable(text)[:READ_FOR_LANGUAGE]
        return read(start, snapshot=self.services.content.current()).understanding.language


def register(app: AsyncApp, services: Services, introductions: Introductions) -> None:
    """Listen to the slash command."""
    commands = Commands(services, introductions)
    app.command(COMMAND, middleware=[commands.answer])(unreached)
