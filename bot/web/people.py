"""The demonstration people of local mode: made from the organisation's content, so that no name stands in the code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.content.snapshot import Library
from bot.services.context import Services
from bot.services.ports import WEB, Holding, Person, Profile, Sender

EMPLOYEES_FROM = 3  # departments; enough to try out, few enough to choose from

EMPLOYEE, MANAGER, CENTRAL, COORDINATOR = "employee", "manager", "central", "coordinator"
GROUPS = (EMPLOYEE, MANAGER, CENTRAL, COORDINATOR)


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to try the bot as; `key` is their channel identity, `group` is one of `GROUPS`."""

    key: str
    group: str
    holding: Holding | None = None
    department: str | None = None

    def sender(self, name: str) -> Sender:
        """The person as the services know a sender; `name` is kept on tickets only."""
        return Sender(WEB, self.key, name)


def demo_people(library: Library) -> dict[str, DemoPerson]:
    """All demonstration people by key, employees first."""
    return {person.key: person for person in _people(library)}


def _people(library: Library) -> Iterator[DemoPerson]:
    organisation = library.organisation
    for department in list(organisation.departments)[:EMPLOYEES_FROM]:
        yield DemoPerson(f"{EMPLOYEE}-{department}", EMPLOYEE, department=department)
    for slug in sorted(library.systems, key=lambda slug: library.systems[slug].name.casefold()):
        yield DemoPerson(f"{MANAGER}-{slug}", MANAGER, Holding(organisation.system_role, system=slug))
    for key, role in organisation.roles.items():
        if role.scope == CENTRAL and key != organisation.coordinator_role:
            yield DemoPerson(f"{CENTRAL}-{key}", CENTRAL, Holding(key))
    yield DemoPerson(COORDINATOR, COORDINATOR, Holding(organisation.coordinator_role))


def enter(person: DemoPerson, name: str, *, services: Services, now: datetime) -> Person:
    """Make the person known with their name, role and department; the same however often it is done."""
    with services.storage.transaction() as work:
        known = work.person(person.sender(name), now=now)
        work.name_person(known.id, name)
        if person.holding is not None and person.holding not in work.holdings(known.id):
            work.grant(known.id, person.holding)
        profile = work.profile(known.id)
        if person.department is not None and profile == Profile():
            work.save_profile(known.id, replace(profile, department=person.department))
        return known
