"""Direct messages and mentions: ask the question, before Slack is acknowledged."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.asking_first import ask_first
from bot.adapters.slack.assisting import Assistance
from bot.adapters.slack.incoming import Body, origin_of_message, read_question, readable
from bot.adapters.slack.introducing import Introductions
from bot.adapters.slack.refusing import DONE, Next, commit_first, refusal_in, tell, words_for
from bot.services.context import Services
from bot.services.understanding import read

READ_FOR_LANGUAGE = 500  # characters


@dataclass(frozen=True)
class Questions:
    """The listeners of this use case."""

    services: Services
    introductions: Introductions
    assistance: Assistance

    async def ask_first(
        self, body: Body, context: AsyncBoltContext, client: AsyncWebClient, next_: Next
    ) -> BoltResponse | None:
        """Answer the question, or go on to `explain` when it is refused."""
        asking = read_question(body)
        if asking is None:
            return BoltResponse(status=DONE)
        commit = partial(commit_first, context=context, go_on=next_)
        with self.assistance.signing(origin_of_message(body), client):
            return await ask_first(asking, commit, introductions=self.introductions, client=client)

    async def explain(self, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Tell the asker why there is no answer."""
        language = await asyncio.to_thread(self._language, str(body["event"].get("text") or ""))
        words = words_for(refusal_in(context), services=self.services, language=language)
        await tell(client, origin_of_message(body), words)

    def _language(self, text: str) -> str:
        start = readable(text)[:READ_FOR_LANGUAGE]
        return read(start, snapshot=self.services.content.current()).understanding.language


def register(app: AsyncApp, services: Services, introductions: Introductions, assistance: Assistance) -> None:
    """Listen to messages and mentions."""
    questions = Questions(services, introductions, assistance)
    for event in ("message", "app_mention"):
        app.event(event, middleware=[questions.ask_first])(questions.explain)
