"""Put the Slack app together: who listens to what. Nothing here calls Slack."""

from __future__ import annotations

import logging

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import (
    assisting,
    buttons,
    cases,
    commands,
    dialogs,
    home,
    ignoring,
    private,
    questions,
    reasons,
    ticket_buttons,
    uninstalling,
)
from bot.adapters.slack.assisting import Assistance
from bot.adapters.slack.home import Homes
from bot.adapters.slack.introducing import Introductions
from bot.adapters.slack.members import Members
from bot.adapters.slack.refusing import log_failure
from bot.adapters.slack.strangers import Strangers
from bot.adapters.slack.ticket_acts import Acting
from bot.parts import Parts

TIMEOUT = 10  # seconds

# The libraries write whole messages on their lower levels; bodies must never reach a log.
library_log = logging.getLogger("bot.adapters.slack.library")
library_log.setLevel(logging.ERROR)


def build_app(parts: Parts, client: AsyncWebClient | None = None) -> AsyncApp:
    """The app, ready to dispatch; it starts with Slack unreachable, because nothing is looked up.

    Signatures are checked where requests come in (`http_endpoint`), so that a bad one is refused before it is read.
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Bolt's own way asks Slack who the bot is, on the first event; one workspace and one token need no asking."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=bot_token(parts))

    async def failed(error: Exception) -> None:
        """Counted and logged; Slack delivers again."""
        parts.pulse.count_error(error)
        await log_failure(error)

    app = AsyncApp(
        name="esdh-bot",
        logger=library_log,
        client=client or web_client(parts),
        authorize=authorize,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        # these look into the body, unguarded; bots are left out in `incoming`
        ignoring_self_events_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        attaching_function_token_enabled=False,
    )
    app.error(failed)
    members = Members(parts.pulse.slack)
    introductions = Introductions(parts.services, members)
    assistance = Assistance(parts.services)
    app.use(Strangers(parts.services, members).turn_away)
    questions.register(app, parts.services, introductions, assistance)  # first: Bolt asks each whether it listens
    private.register(app, parts.services)
    cases.register(app, parts.services, introductions)
    commands.register(app, parts.services, introductions)
    home.register(app, Homes(parts.services, introductions, parts.settings.public_url))
    assisting.register(app, assistance)
    reasons.register(app, parts.services, introductions)
    buttons.register(app, parts.services)
    dialogs.register(app, parts.services)
    ticket_buttons.register(app, Acting(parts.services, members))
    uninstalling.register(app, parts.pulse.slack)
    ignoring.register(app)
    return app


def web_client(
    parts: Parts, *, token: str | None = None, session: aiohttp.ClientSession | None = None
) -> AsyncWebClient:
    """A client of the Web API that never sends twice of itself: repeating is delivery's, which looks first."""
    return AsyncWebClient(
        token=token,
        base_url=parts.settings.slack_api_url,
        timeout=TIMEOUT,
        session=session,
        logger=library_log,
        retry_handlers=[],
    )


def bot_token(parts: Parts) -> str:
    """The bot's token, '' when Slack is not set up."""
    token = parts.settings.slack_bot_token
    return token.get_secret_value() if token else ""
