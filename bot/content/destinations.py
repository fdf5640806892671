"""Where a ticket can be sent on to: every role of the organisation, with its systems and departments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.content.models import Role
from bot.content.phrasing import Phrasing
from bot.core.reply import Route

MARK = "|"  # between role, system and department in a form's value


@dataclass(frozen=True)
class Destinations:
    """Places under one heading: (value of the form, label)."""

    heading: str
    places: Sequence[tuple[str, str]]


def destinations(phrases: Phrasing, *, but: Route) -> list[Destinations]:
    """Every place but the one a ticket lies at already: the central roles first, then a heading for each other role."""
    central, others = [], []
    for key, role in phrases.library.organisation.roles.items():
        places = [(value_of(route), phrases.role(route)) for route in _routes(key, role, phrases) if route != but]
        name = role.name.get(phrases.language)
        if role.scope == "central":
            central += [(value, name) for value, _ in places]
        elif places:
            others.append(Destinations(name, places))
    return [Destinations(phrases.say("web.forward.central"), central), *others]


def value_of(route: Route) -> str:
    """The route as a form's value."""
    return MARK.join((route.role, route.system or "", route.department or ""))


def route_in(value: str) -> Route:
    """The route a form's value stands for; whether there is such a place is not looked at."""
    role, system, department = (*value.split(MARK), "", "", "")[:3]
    return Route(role=role, system=system or None, department=department or None)


def _routes(key: str, role: Role, phrases: Phrasing) -> Iterator[Route]:
    match role.scope:
        case "central":
            yield Route(role=key)
        case "system":
            yield from (Route(role=key, system=slug) for slug in phrases.catalogue.systems)
        case "department":
            yield from (Route(role=key, department=one) for one in phrases.library.organisation.departments)
