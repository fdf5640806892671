"""Know one person across channels, by the e-mail address a channel has verified."""

from __future__ import annotations

from datetime import datetime

from bot.services.context import Services
from bot.services.ports import Sender


def is_introduced(sender: Sender, *, services: Services) -> bool:
    """Whether the person behind a channel identity is known by an e-mail address."""
    with services.storage.reading() as work:
        person = work.known_person(sender.channel, sender.external_id)
        if person is None:
            return False
        employee = work.employees([person.id]).get(person.id)
    return employee is not None and bool(employee.email)


def introduce(sender: Sender, *, services: Services, now: datetime) -> None:
    """Join what is known of `sender` with whoever has their address; nothing happens when they were forgotten."""
    with services.storage.transaction() as work:
        if work.known_person(sender.channel, sender.external_id) is not None:
            work.person(sender, now=now)
