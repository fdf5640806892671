"""Examine whom the bot is to reach in Slack: the people with roles, and the channels of roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk import WebClient

from bot.adapters.doctor.findings import Finding, Level, listed
from bot.adapters.doctor.slack_calls import asked
from bot.adapters.slack.users import NOBODY
from bot.content.phrasing import Phrasing
from bot.core.reply import Route
from bot.services.context import Services
from bot.services.held_roles import see_roles
from bot.services.ports import SLACK, Holding
from bot.services.role_words import role_title

MOST_PEOPLE, MOST_CHANNELS = 50, 30  # asked about, so that Slack's limit of calls a minute is kept
LATER = timedelta(days=100)  # Slack takes what is to be posted within 120 days
TRIAL = "ESDH-botten prøvede, om den kan skrive her. Den her besked skulle være taget tilbage og kan slettes."
WHY = {
    "deleted": "lukket konto",
    "is_bot": "en app",
    "is_stranger": "fra en anden organisation",
    "is_restricted": "gæst",
    "is_ultra_restricted": "gæst",
}
INVITE = "Skriv '/invite @ESDH-botten' i den"
REMEDIES = {
    "channel_not_found": f"Den findes ikke, eller den er privat, og botten er ikke med. {INVITE}, eller ret navnet.",
    "is_archived": "Den er arkiveret. Genåbn den, eller vælg en anden.",
    "not_in_channel": f"Botten er ikke med. {INVITE}.",
    "no_permission": f"Botten er ikke med, eller må ikke skrive. {INVITE}, og giv den lov i kanalens indstillinger.",
    "restricted_action": "Ikke alle må skrive i den. Giv botten lov i kanalens indstillinger.",
    "restricted_action_read_only_channel": "Den kan kun læses. Vælg en anden, eller giv botten lov til at skrive.",
    "restricted_action_thread_only_channel": "Der må kun svares i tråde i den. Vælg en anden.",
}


def examine_people(services: Services, client: WebClient) -> Iterator[Finding]:
    """Can everybody who holds a role and is known in Slack be written to."""
    users = list(_users(services))
    lost: list[str] = []
    for user in users[:MOST_PEOPLE]:
        answer = asked(partial(client.users_info, user=user))
        if isinstance(answer, str) and answer not in NOBODY:
            sentence = f"Det kunne ikke undersøges, om dem med roller kan skrives til ({answer})."
            yield Finding("slack", Level.WARNING, sentence)
            return
        why = "findes ikke" if isinstance(answer, str) else _why_not(answer.get("user") or {})
        if why:
            lost.append(f"{user} ({why})")
    if lost:
        sentence = (
            f"De her har en rolle, men kan ikke skrives til i Slack: {listed(lost)}. "
            "Giv rollen til en anden på siden med roller."
        )
        yield Finding("slack", Level.ERROR, sentence)
    elif users:
        seen = min(len(users), MOST_PEOPLE)
        yield Finding("slack", Level.OK, f"{seen} af {len(users)} med roller i Slack er set efter og kan skrives til.")


def examine_channels(services: Services, client: WebClient, now: datetime) -> Iterator[Finding]:
    """Does every role's channel exist, and may the bot write in it.

    Reading about a channel takes a scope the bot does not have, so a message is scheduled for much later and taken
    back at once: Slack refuses it as it would refuse a message now, and nobody sees it
    (docs.slack.dev/reference/methods/chat.scheduleMessage).
    """
    channels = _channels(services)
    reached = 0
    for channel, roles in list(channels.items())[:MOST_CHANNELS]:
        answer = asked(partial(client.chat_scheduleMessage, channel=channel, post_at=_at(now), text=TRIAL))
        if isinstance(answer, str):
            yield _closed(channel, roles, answer)
            continue
        reached += 1
        taken_back = partial(
            client.chat_deleteScheduledMessage,
            channel=str(answer["channel"]),
            scheduled_message_id=str(answer["scheduled_message_id"]),
        )
        left = asked(taken_back)
        if isinstance(left, str):
            sentence = f"Prøvebeskeden til {channel} kunne ikke tages tilbage ({left}); den kommer om 100 dage."
            yield Finding("slack", Level.WARNING, sentence)
    if reached:
        sentence = f"Der kan skrives i {reached} af {len(channels)} kanaler for roller; ingen har set noget."
        yield Finding("slack", Level.OK, sentence)


def _closed(channel: str, roles: list[str], code: str) -> Finding:
    remedy = REMEDIES.get(code, "Se, hvad Slack mener med det.")
    sentence = (
        f"Der kan ikke skrives i {channel} ({code}), hvor henvendelser til {listed(roles)} vises. {remedy} "
        "Kanalen står som slack_channel i organisation.yaml."
    )
    return Finding("slack", Level.ERROR, sentence)


def _channels(services: Services) -> Mapping[str, list[str]]:
    """The roles of each channel; a channel that nobody has confirmed is never written to."""
    snapshot = services.content.current()
    phrases = Phrasing(snapshot.library, snapshot.catalogue, "da")
    found: dict[str, list[str]] = {}
    for place in see_roles(None, services=services).places:
        channel = phrases.slack_channel(_route(place.holding))
        if channel:
            found.setdefault(channel, []).append(role_title(place.holding, phrases))
    return found


def _route(holding: Holding) -> Route:
    return Route(role=holding.role, system=holding.system, department=holding.department)


def _at(now: datetime) -> int:
    return int((now + LATER).timestamp())


def _users(services: Services) -> Iterator[str]:
    with services.storage.reading() as work:
        for person_id in dict.fromkeys(person_id for person_id, _ in work.all_holdings()):
            for channel, external_id in work.channels_of(person_id):
                if channel == SLACK:
                    yield external_id.rpartition(":")[2]


def _why_not(user: Mapping[str, Any]) -> str:
    return next((why for mark, why in WHY.items() if user.get(mark)), "")
