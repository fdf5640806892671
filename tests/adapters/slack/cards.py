"""Tickets as cards in Slack: roles with channels of their own, people who hold them, and the cards they are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.content.holding import Holder
from bot.content.models import Role
from bot.content.snapshot import Snapshot
from bot.parts import Parts
from bot.services.ports import MAIL, SLACK, Holding, Sender, Ticket

from .fake_slack import BOT_USER, TEAM, FakeSlack, Json
from .people import Employee, labels
from .test_conversations import offered_handoff

CHANNEL = "C9"


@dataclass(frozen=True)
class Organised:
    """The content with the coordinator's role changed."""

    held: Holder
    changes: Mapping[str, object]

    def current(self) -> Snapshot:
        """The changed snapshot."""
        snapshot = self.held.current()
        organisation = snapshot.library.organisation
        key = organisation.coordinator_role
        changed: Role = organisation.roles[key].model_copy(update={"example": False, **self.changes})
        roles = {**organisation.roles, key: changed}
        library = snapshot.library.model_copy(update={"organisation": organisation.model_copy(update={"roles": roles})})
        return replace(snapshot, library=library)


def organised(parts: Parts, **changes: object) -> Parts:
    """The parts with the coordinator's role changed."""
    return replace(parts, services=replace(parts.services, content=Organised(parts.content, changes)))


def hold(parts: Parts, who: Employee, *, email: str = "") -> str:
    """Let `who` be the coordinator; gives the person's id."""
    with parts.storage.transaction() as work:
        sender = Sender(SLACK, f"{TEAM}:{who.id}", name=who.id, email=email)
        person = work.person(sender, now=datetime.now(UTC))
        work.grant(person.id, Holding(parts.content.current().catalogue.roles.coordinator))
        return person.id


async def sent(who: Employee) -> str:
    """The thread of a question that was sent to a person."""
    thread, offer = await offered_handoff(who)
    await who.presses(offer, "Send")
    await who.sees(thread, replies=3)
    return thread


def cards_in(slack: FakeSlack, channel: str) -> list[Json]:
    """What the bot has written somewhere outside of any thread."""
    return [
        each
        for each in slack.messages
        if each["channel"] == channel and each["user"] == BOT_USER and not each.get("thread_ts")
    ]


async def card_in(slack: FakeSlack, channel: str, *, number: int = 1, button: str = "") -> Json:
    """The card with this number in a channel, when it has the button."""

    def there() -> bool:
        found = cards_in(slack, channel)
        return len(found) >= number and (not button or button in labels(found[number - 1]))

    await slack.until(there)
    return cards_in(slack, channel)[number - 1]


async def delivered(parts: Parts, slack: FakeSlack) -> None:
    """Wait until nothing waits to be sent."""
    await slack.until(lambda: parts.storage.outbox.waiting() == 0)


async def the_ticket(parts: Parts) -> Ticket:
    """The one ticket there is."""

    def read() -> Ticket:
        with parts.storage.reading() as work:
            [ticket] = work.tickets_for([], everything=True)
            return ticket

    return await asyncio.to_thread(read)


def mailed(parts: Parts) -> list[str]:
    """The addresses that mail waits for."""
    items = parts.storage.outbox.lease(MAIL, now=datetime.now(UTC), lease_for=datetime.resolution, limit=10)
    return [item.address["to"] for item in items]
