"""What the bot remembers of a person: see it, change it, have it exported, be forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.services.context import Services
from bot.services.ports import Person, Profile, Sender


def who_is(sender: Sender, *, services: Services, now: datetime) -> Person:
    """The person behind a channel identity."""
    with services.storage.reading() as work:
        known = work.known_person(sender.channel, sender.external_id)
    if known is not None:
        return known
    with services.storage.transaction() as work:
        return work.person(sender, now=now)


def see_profile(person: Person, *, services: Services) -> Profile:
    """What is remembered."""
    with services.storage.reading() as work:
        return work.profile(person.id)


def change_profile(
    person: Person,
    *,
    systems: tuple[str, ...],
    language: str | None,
    department: str | None,
    services: Services,
    now: datetime,
) -> Profile:
    """Remember exactly this, by the person's own wish; ids nobody knows are left out."""
    snapshot = services.content.current()
    departments = snapshot.library.organisation.departments
    wanted = Profile(
        systems=tuple(system for system in systems if system in snapshot.catalogue.systems),
        language=language if language in ("da", "en") else None,
        department=department if department in departments else None,
    )
    with services.storage.transaction() as work:
        before = work.profile(person.id)
        kept = replace(wanted, consented_at=before.consented_at or now)
        work.save_profile(person.id, kept)
        return kept


def forget(person: Person, *, services: Services) -> None:
    """Remove profile, channel identities, names and question texts; what is left cannot be led back to anybody."""
    with services.storage.transaction() as work:
        work.forget(person.id)


def export(person: Person, *, services: Services) -> dict[str, Any]:
    """Everything stored about the person, as plain data."""
    with services.storage.reading() as work:
        return work.export(person.id)
