"""What the bot remembers of a person: see it, change it, have it exported, be forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.errors import UnknownPersonIdError
from bot.services.context import Services
from bot.services.leaving import hand_back, leave_questions
from bot.services.ports import Audited, Person, Profile, Sender


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


def forget(person: Person, *, services: Services, now: datetime, by: str | None = None) -> None:
    """Remove profile, channel identities, names and question texts; what is left cannot be led back to anybody.

    Before that, the tickets the person had go to others with the role, and what they asked is withdrawn, or goes on for
    those who asked the same. `by` is who does it in the audit log, the person when left out.
    """
    with services.storage.transaction() as work:
        for holding in work.holdings(person.id):
            work.revoke(person.id, holding)
        hand_back(work, person.id, by=by or person.id, services=services, now=now)
        leave_questions(work, person.id, now=now)
        work.audit(Audited(now, by or person.id, "person_forgotten", person.id))
        work.forget(person.id)


def export(person: Person, *, services: Services) -> dict[str, Any]:
    """Everything stored about the person, as plain data."""
    with services.storage.reading() as work:
        return work.export(person.id)


def hand_out(person: Person, *, by: str, services: Services, now: datetime) -> dict[str, Any]:
    """`export` by somebody else, which the audit log notes."""
    with services.storage.transaction() as work:
        work.audit(Audited(now, by, "person_exported", person.id))
        return work.export(person.id)


def find_person(words: str, *, services: Services) -> Person:
    """The person with an e-mail address, or known in a channel: 'slack:T1:U7' is the identity 'T1:U7' in Slack.

    :raises UnknownPersonIdError: when there is none
    """
    channel, _, external_id = words.strip().partition(":")
    with services.storage.reading() as work:
        found = work.person_by_email(words) or work.known_person(channel, external_id)
    if found is None:
        raise UnknownPersonIdError
    return found
