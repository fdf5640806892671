"""Examine Slack: the tokens, what they may do, and the people it is to reach; nothing is posted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.adapters.doctor.findings import PATIENCE, Finding, Level, listed, within
from bot.adapters.doctor.network import examine_clock
from bot.adapters.slack.users import OUTSIDE, code_of
from bot.services.context import Services
from bot.services.ports import SLACK
from bot.settings import Settings

MANIFEST = Path(__file__).parent.parent / "slack" / "manifest.json"
MOST_PEOPLE = 50  # asked about, so that Slack's limit of calls a minute is kept
AWAY = (OSError, HTTPException)
WORD = re.compile(r"[a-z_]{1,60}")  # of Slack's own, as 'invalid_auth'
NO_WORD = "no_answer"


def examine_slack(settings: Settings, services: Services | None, now: datetime) -> Iterator[Finding]:
    """The bot's token and its scopes, the app's token, the holders of roles, and what cannot be seen from here."""
    token = settings.slack_bot_token
    if token is None:
        yield Finding("slack", Level.NOTE, "Slack er ikke sat op (SLACK_BOT_TOKEN).")
        return
    client = WebClient(token.get_secret_value(), settings.slack_api_url, timeout=int(PATIENCE), retry_handlers=[])
    answer = _asked(client.auth_test)
    if isinstance(answer, str):
        yield Finding("slack", Level.ERROR, _refused(answer, "SLACK_BOT_TOKEN"))
        return
    yield Finding("slack", Level.OK, f"Slack kender botten i {answer.get('team') or 'arbejdsområdet'}.")
    headers = {str(name).lower(): _first(value) for name, value in answer.headers.items()}
    yield _scopes(headers.get("x-oauth-scopes"))
    yield from examine_clock(headers.get("date"), now, "Slacks")
    yield from _app_token(settings, client)
    if services is not None:
        yield from _people(services, client)
    yield _events(settings)


def _asked(call: Callable[[], SlackResponse]) -> SlackResponse | str:
    """Slack's answer, or a code for why there is none."""
    try:
        return within(call)
    except SlackApiError as error:
        code = code_of(error)
        return code if WORD.fullmatch(code) else NO_WORD
    except AWAY as error:
        return type(error).__name__


def _refused(code: str, setting: str) -> str:
    if code == NO_WORD or not WORD.fullmatch(code):
        return f"Slack svarer ikke, som det skal ({code}). Er der åbent fra denne maskine til Slack?"
    return f"Slack afviser {setting} ({code}). Installér appen igen, og sæt den nye værdi."


def _first(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value)


def _scopes(header: str | None) -> Finding:
    if header is None:
        return Finding("slack", Level.NOTE, "Slack siger ikke, hvad botten må. Se det under 'OAuth & Permissions'.")
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    wanted = set(_manifest()["oauth_config"]["scopes"]["bot"])
    if missing := sorted(wanted - granted):
        sentence = f"Botten mangler {', '.join(missing)}. Opdatér appen fra manifest.json, og installér den igen."
        return Finding("slack", Level.ERROR, sentence)
    if spare := sorted(granted - wanted):
        sentence = f"Botten må mere, end den skal: {', '.join(spare)}. Tag det væk under 'OAuth & Permissions'."
        return Finding("slack", Level.WARNING, sentence)
    return Finding("slack", Level.OK, "Botten må det, den skal, og ikke mere.")


def _app_token(settings: Settings, client: WebClient) -> Iterator[Finding]:
    if settings.slack_app_token is None:
        return
    app_token = settings.slack_app_token.get_secret_value()
    answer = _asked(lambda: client.apps_connections_open(app_token=app_token))
    if isinstance(answer, str):
        yield Finding("slack", Level.ERROR, _refused(answer, "SLACK_APP_TOKEN"))
    else:
        yield Finding("slack", Level.OK, "Der kan forbindes med Socket Mode.")


def _people(services: Services, client: WebClient) -> Iterator[Finding]:
    """Can everybody who holds a role and is known in Slack be written to."""
    users = list(_users(services))
    lost: list[str] = []
    for user in users[:MOST_PEOPLE]:
        answer = _asked(partial(client.users_info, user=user))
        if isinstance(answer, str) and answer not in ("user_not_found", "user_not_visible"):
            sentence = f"Det kunne ikke undersøges, om dem med roller kan skrives til ({answer})."
            yield Finding("slack", Level.WARNING, sentence)
            return
        if isinstance(answer, str) or _is_gone(answer.get("user") or {}):
            lost.append(user)
    if lost:
        sentence = (
            f"{listed(lost)} har en rolle, men kan ikke skrives til i Slack: lukket konto eller gæst. "
            "Giv rollen til en anden på siden med roller."
        )
        yield Finding("slack", Level.ERROR, sentence)
    elif users:
        seen = min(len(users), MOST_PEOPLE)
        yield Finding("slack", Level.OK, f"{seen} af {len(users)} med roller i Slack er set efter og kan skrives til.")


def _users(services: Services) -> Iterator[str]:
    with services.storage.reading() as work:
        for person_id in dict.fromkeys(person_id for person_id, _ in work.all_holdings()):
            for channel, external_id in work.channels_of(person_id):
                if channel == SLACK:
                    yield external_id.rpartition(":")[2]


def _is_gone(user: Mapping[str, Any]) -> bool:
    return any(user.get(mark) for mark in OUTSIDE)


def _events(settings: Settings) -> Finding:
    events = ", ".join(_manifest()["settings"]["event_subscriptions"]["bot_events"])
    how = (
        "'Socket Mode' er slået til"
        if settings.slack_app_token
        else f"'Request URL' er {settings.public_url}/slack/events"
    )
    sentence = (
        "Om Slack sender begivenheder, kan ikke ses herfra. Se efter på api.slack.com/apps under "
        f"'Event Subscriptions', at {events} er slået til, og at {how}. Skriv så 'hej' til botten."
    )
    return Finding("slack", Level.NOTE, sentence)


def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return manifest
