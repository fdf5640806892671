"""Examine Slack: the tokens, what they may do, whom it is to reach, and whether events come in; nobody sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from slack_sdk import WebClient

from bot.adapters.doctor.findings import PATIENCE, Finding, Level, within
from bot.adapters.doctor.network import examine_clock
from bot.adapters.doctor.slack_calls import asked, is_of_slack
from bot.adapters.doctor.slack_reach import examine_channels, examine_people
from bot.core.worktime import DANISH_TIME
from bot.services.context import Services
from bot.services.ports import SLACK
from bot.settings import Settings

MANIFEST = Path(__file__).parent.parent / "slack" / "manifest.json"
EVENTS = "/slack/events"
UNSIGNED = 401  # what the bot says to a request that Slack did not sign


def examine_slack(settings: Settings, services: Services | None, now: datetime) -> Iterator[Finding]:
    """The bot's token and its scopes, the app's token, people and channels of roles, and whether events come in."""
    token = settings.slack_bot_token
    if token is None:
        yield Finding("slack", Level.NOTE, "Slack er ikke sat op (SLACK_BOT_TOKEN).")
        return
    client = WebClient(token.get_secret_value(), settings.slack_api_url, timeout=int(PATIENCE), retry_handlers=[])
    answer = asked(client.auth_test)
    if isinstance(answer, str):
        yield Finding("slack", Level.ERROR, _refused(answer, "SLACK_BOT_TOKEN"))
        return
    yield Finding("slack", Level.OK, f"Slack kender botten i {answer.get('team') or 'arbejdsområdet'}.")
    headers = {str(name).lower(): _first(value) for name, value in answer.headers.items()}
    yield _scopes(headers.get("x-oauth-scopes"))
    yield from examine_clock(headers.get("date"), now, "Slacks")
    yield from _app_token(settings, client)
    if services is not None:
        yield from examine_people(services, client)
        yield from examine_channels(services, client, now)
        yield _last_asked(services)
    yield from _address(settings)
    yield _events(settings)


def _refused(code: str, setting: str) -> str:
    if not is_of_slack(code):
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
    answer = asked(lambda: client.apps_connections_open(app_token=app_token))
    if isinstance(answer, str):
        yield Finding("slack", Level.ERROR, _refused(answer, "SLACK_APP_TOKEN"))
    else:
        yield Finding("slack", Level.OK, "Der kan forbindes med Socket Mode.")


def _last_asked(services: Services) -> Finding:
    """The only proof that events come in is one that did."""
    with services.storage.reading() as work:
        at = work.last_asked_at(SLACK)
    if at is None:
        return Finding("slack", Level.NOTE, "Ingen har spurgt botten i Slack endnu. Skriv 'hej' til den.")
    when = f"{at.astimezone(DANISH_TIME):%Y-%m-%d kl. %H.%M}"
    return Finding("slack", Level.OK, f"Der blev sidst spurgt i Slack {when}.")


def _address(settings: Settings) -> Iterator[Finding]:
    """Whether requests to the address that Slack knows reach the bot: it refuses one that is not signed."""
    if settings.slack_signing_secret is None or not settings.public_url:
        return
    address = _url(settings)
    try:
        said = str(within(lambda: httpx2.post(address, timeout=PATIENCE)).status_code)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        said = type(error).__name__
    if said == str(UNSIGNED):
        yield Finding("slack", Level.OK, f"Botten svarer på {address} og afviser, hvad Slack ikke har underskrevet.")
        return
    sentence = (
        f"{address} svarer ikke, som botten skal ({said}). Kører den, og sender webserveren adressen videre til den? "
        "Herfra kan det også være, at navnet kun gælder udefra."
    )
    yield Finding("slack", Level.WARNING, sentence)


def _events(settings: Settings) -> Finding:
    events = ", ".join(_manifest()["settings"]["event_subscriptions"]["bot_events"])
    how = (
        "at 'Socket Mode' er slået til"
        if settings.slack_app_token
        else f"at adressen dér, under 'Interactivity & Shortcuts' og under 'Slash Commands' er {_url(settings)}"
    )
    sentence = (
        "Hvad Slack sender, kan ikke ses herfra. Se efter på api.slack.com/apps under 'Event Subscriptions', "
        f"at {events} er slået til, og {how}. Skriv så 'hej' til botten."
    )
    return Finding("slack", Level.NOTE, sentence)


def _url(settings: Settings) -> str:
    """The address that Slack is told."""
    return f"{settings.public_url.rstrip('/')}{EVENTS}"


def _manifest() -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return manifest
