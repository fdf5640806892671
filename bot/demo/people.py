"""Invent the people of an organisation: where they work, what they use, how they reach the bot, what they hold."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.content.snapshot import Library
from bot.core.catalogue import Catalogue
from bot.demo.scenario import Scenario, new_id
from bot.services.ports import SLACK, WEB, Holding, Newcomer, Profile, Sender

TEAM = "T0EKSEMPEL"
IN_SLACK = 0.7  # of those who ask; the others use the page
TELLS_DEPARTMENT = 0.85  # the others let the bot remember nothing
ASKS_UNEVENLY = 1.15  # sigma of a log-normal: a fifth of those who ask ask two thirds of all
DEPARTMENTS_THAT_ASK = (2.4, 1.7)  # times as much as the others
SYSTEMS_EACH = 2
USED, USED_BY_ALL = (1.0, 0.5), 0.6  # how much a department uses its systems, and those that are for everybody
HOLDERS = 2  # of a role that gets many tickets
INVENTED = "opdigtet"


@dataclass(frozen=True)
class Employee:
    """Somebody who never was. `asks` is how much, beside the others; `systems` are those they work in."""

    id: str
    sender: Sender
    department: str
    systems: tuple[str, ...]
    tells: bool
    asks: float

    def newcomer(self, came_at: datetime) -> Newcomer:
        """The employee as storage takes them in."""
        profile = Profile(department=self.department, consented_at=came_at) if self.tells else Profile()
        return Newcomer(self.id, self.sender, profile, came_at)


def employees(count: int, *, library: Library, scenario: Scenario, chance: random.Random) -> list[Employee]:
    """So many employees, in departments of different sizes."""
    departments = list(library.organisation.departments)
    sizes = [chance.uniform(0.6, 1.6) for _ in departments]
    keen = dict(zip(chance.sample(departments, k=len(departments)), DEPARTMENTS_THAT_ASK, strict=False))
    used = _systems_of(departments, library, chance)
    people = []
    for number in range(count):
        department = chance.choices(departments, sizes)[0]
        asks = chance.lognormvariate(0, ASKS_UNEVENLY) * keen.get(department, 1.0)
        people.append(
            Employee(
                id=new_id(chance),
                sender=_sender(number, scenario, chance),
                department=department,
                systems=tuple(dict.fromkeys(chance.choices(*used[department], k=SYSTEMS_EACH))),
                tells=chance.random() < TELLS_DEPARTMENT,
                asks=asks,
            )
        )
    return people


def name(number: int, scenario: Scenario, chance: random.Random) -> str:
    """A name that nobody has, and that says so."""
    family = scenario.family_names[number % len(scenario.family_names)]
    return f"{chance.choice(scenario.given_names)} {family} ({INVENTED})"


def holders(catalogue: Catalogue, library: Library) -> Iterator[tuple[Holding, int]]:
    """Every role there is, and how many hold it."""
    roles = catalogue.roles
    for role in library.organisation.roles:
        if role in roles.held_by:
            continue
        if role in roles.per_system:
            many = HOLDERS if role == roles.system_manager else 1
            yield from ((Holding(role, system=system), many) for system in catalogue.systems)
        elif role in roles.per_department:
            yield from ((Holding(role, department=one), 1) for one in library.organisation.departments)
        else:
            yield Holding(role), HOLDERS if role == roles.coordinator else 1


def _sender(number: int, scenario: Scenario, chance: random.Random) -> Sender:
    called = name(number, scenario, chance)
    if chance.random() < IN_SLACK:
        return Sender(SLACK, f"{TEAM}:U{number:06d}", called)
    return Sender(WEB, f"{INVENTED}-{number}", called)


def _systems_of(
    departments: Sequence[str], library: Library, chance: random.Random
) -> Mapping[str, tuple[list[str], list[float]]]:
    """The systems each department works in and how much: two of its own, and those that are for everybody."""
    slugs = chance.sample(sorted(library.systems), k=len(library.systems))
    shared = [slug for slug in slugs if library.systems[slug].used_for == "administrative"]
    own = [slug for slug in slugs if slug not in shared] or slugs
    found = {}
    for number, department in enumerate(departments):
        mine = dict.fromkeys(own[at % len(own)] for at in (number, number + len(departments)))
        weights = [*USED[: len(mine)], *(USED_BY_ALL for _ in shared)]
        found[department] = ([*mine, *shared], weights)
    return found
