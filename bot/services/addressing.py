"""Find the person who is told of a ticket: here today, in turn, and never one who asked it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.assigning import Candidate, candidates
from bot.core.catalogue import Catalogue
from bot.core.reply import Route
from bot.core.routing import placed, resolved
from bot.core.worktime import danish_day
from bot.services.context import Services
from bot.services.ports import Holding, Work


@dataclass(frozen=True)
class Found:
    """Who is told, and in which role; `is_above` when nobody in the ticket's own role could be."""

    person_id: str
    role: str
    is_above: bool


def address(work: Work, route: Route, *, not_to: Collection[str], services: Services, now: datetime) -> str | None:
    """The person id of who is told of what is sent along `route` `now`; None when there is nobody anywhere.

    Then it lies with its role all the same. The turn of whoever is chosen is used up.
    """
    found = find_somebody(work, route, not_to=not_to, services=services, now=now)
    return found.person_id if found else None


def find_somebody(
    work: Work, route: Route, *, not_to: Collection[str], services: Services, now: datetime
) -> Found | None:
    """Like `address`, with the role somebody was found in: the route's own, else the nearest above it."""
    catalogue = services.content.current().catalogue
    for rung in (route, *roles_above(route, services=services)):
        holding = holding_of(work, rung, catalogue=catalogue)
        possible = candidates_of(work, holding, not_to=not_to, now=now)
        if possible:
            turn = work.next_in_turn(holding, [each.holder_id for each in possible])
            person_id = next(each.person_id for each in possible if each.holder_id == turn)
            return Found(person_id, rung.role, is_above=rung is not route)
    return None


def people_in(work: Work, route: Route, *, not_to: Collection[str], services: Services, now: datetime) -> Sequence[str]:
    """Everybody who could be told of a ticket in the route's role today: its holders, else their deputies."""
    holding = holding_of(work, route, catalogue=services.content.current().catalogue)
    return [each.person_id for each in candidates_of(work, holding, not_to=not_to, now=now)]


def roles_above(route: Route, *, services: Services) -> Sequence[Route]:
    """The roles a ticket climbs to, nearest first, each for the route's own system or department.

    The last is the coordinator; nothing is above them.
    """
    snapshot = services.content.current()
    coordinator = snapshot.catalogue.roles.coordinator
    passed = [route.role]
    while passed[-1] != coordinator:
        role = snapshot.library.organisation.roles.get(passed[-1])
        above = role.next_role if role else None
        passed.append(coordinator if above is None or above in passed else above)
    return [in_role(route, role, services=services) for role in passed[1:]]


def in_role(route: Route, role: str, *, services: Services) -> Route:
    """Another role for the same system or department, as far as the role belongs to one."""
    catalogue = services.content.current().catalogue
    return placed(role, catalogue=catalogue, system=route.system, department=route.department)


def holding_of(work: Work, route: Route, *, catalogue: Catalogue) -> Holding:
    """What its holders hold; the role that fills it, as long as nobody was given the role itself."""
    own = Holding(route.role, route.system, route.department)
    role = resolved(route, catalogue=catalogue).role
    if role == route.role or work.holders(own):
        return own
    filling = placed(role, catalogue=catalogue, system=route.system, department=route.department)
    return Holding(filling.role, filling.system, filling.department)


def candidates_of(work: Work, holding: Holding, *, not_to: Collection[str], now: datetime) -> Sequence[Candidate]:
    """Who may be told today (the Danish day of `now`), as `core.assigning` says."""
    holders = work.holders(holding)
    away = absent(work, now=now)
    return candidates(holders, away=away, deputies=deputies_of(work, holders, away=away), not_to=not_to)


def absent(work: Work, *, now: datetime) -> frozenset[str]:
    """Who is away on the Danish day of `now`."""
    return work.absent_on(danish_day(now))


def deputies_of(work: Work, person_ids: Sequence[str], *, away: Collection[str]) -> dict[str, str]:
    """The deputies of these people by person id, and those of deputies who are away themselves."""
    return dict(_deputies(work, person_ids, away))


def _deputies(work: Work, person_ids: Sequence[str], away: Collection[str]) -> Iterator[tuple[str, str]]:
    asked = list(dict.fromkeys(person_ids))
    for one in asked:  # grows while it is read
        deputy_id = work.deputy_of(one)
        if deputy_id is not None:
            yield one, deputy_id
            if deputy_id in away and deputy_id not in asked:
                asked.append(deputy_id)
