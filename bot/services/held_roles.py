"""See who holds which role, who would get a question where nobody does, and whether one may change that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.content.rendering import mailbox
from bot.content.snapshot import Snapshot
from bot.core.catalogue import Catalogue
from bot.core.reply import Route
from bot.errors import NotAllowedError
from bot.services.addressing import holding_of, roles_above
from bot.services.context import Services
from bot.services.ports import EDITOR, Employee, Holding, Person, Work
from bot.services.signing_in import GROUP


@dataclass(frozen=True)
class Held:
    """A role somebody holds; one that comes from a group is given and taken where the groups are kept."""

    employee: Employee
    holding: Holding
    is_from_group: bool = False


@dataclass(frozen=True)
class Cover:
    """Who gets it: the role's own holders, those of the role that fills it, of one above, its mailbox, or nobody."""

    kind: Literal["held", "filled", "above", "mailbox", "nobody"]
    route: Route | None = None
    mailbox: str = ""


@dataclass(frozen=True)
class Place:
    """A role in its place with everybody who holds it; `cover` is None where no question is sent from the start."""

    holding: Holding
    held: Sequence[Held]
    cover: Cover | None = None


@dataclass(frozen=True)
class RolesSeen:
    """Every role of the content in its places, and the roles people hold that the content no longer has."""

    places: Sequence[Place]
    gone: Sequence[Held]


def see_roles(by: Person | None, *, services: Services) -> RolesSeen:
    """Every role, whether held or not; `by` None is the operator.

    :raises NotAllowedError: when `by` is not the coordinator
    """
    snapshot = services.content.current()
    routed = routed_roles(snapshot.catalogue)
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        held = everybody(work)
        places = [
            Place(
                holding,
                [one for one in held if one.holding == holding],
                _cover(work, holding, services) if holding.role in routed else None,
            )
            for holding in _places(snapshot)
        ]
    known = {place.holding for place in places}
    return RolesSeen(places, [one for one in held if one.holding not in known])


def check_coordinator(work: Work, by: Person | None, *, services: Services) -> None:
    """Let the coordinator and the operator (None) through.

    :raises NotAllowedError: when `by` is somebody else
    """
    if by is not None and coordinator_role(services) not in work.holdings(by.id):
        raise NotAllowedError(by.id)


def coordinator_role(services: Services) -> Holding:
    """What the coordinator holds."""
    catalogue: Catalogue = services.content.current().catalogue
    return Holding(catalogue.roles.coordinator)


def everybody(work: Work) -> Sequence[Held]:
    """Every role that is held, by role and place; somebody without a name is called what their channel calls them."""
    holdings = work.all_holdings()
    employees = work.employees([person_id for person_id, _ in holdings])
    from_group = {person_id: work.granted_by(person_id, GROUP) for person_id in employees}
    return [
        Held(_shown(work, employees[person_id]), holding, is_from_group=holding in from_group[person_id])
        for person_id, holding in holdings
    ]


def routed_roles(catalogue: Catalogue) -> frozenset[str]:
    """The roles that questions are sent to from the start, rather than when nobody has acted."""
    roles = catalogue.roles
    always = {roles.coordinator, roles.breach, roles.system_manager, roles.leader}
    return frozenset({topic.role for topic in catalogue.topics.values()} | always)


def _shown(work: Work, employee: Employee) -> Employee:
    if employee.name_or_address:
        return employee
    channels = work.channels_of(employee.person_id)
    return Employee(employee.person_id, channels[0][1] if channels else employee.person_id[:8])


def _places(snapshot: Snapshot) -> Iterator[Holding]:
    """Systems first, each with its roles, then departments, then what there is one of."""
    roles, organisation = snapshot.catalogue.roles, snapshot.library.organisation
    for system in snapshot.catalogue.systems:
        yield from (Holding(role, system=system) for role in organisation.roles if role in roles.per_system)
    for department in organisation.departments:
        yield from (Holding(role, department=department) for role in organisation.roles if role in roles.per_department)
    yield from (Holding(role) for role in organisation.roles if role in roles.central)
    yield Holding(EDITOR)


def _cover(work: Work, holding: Holding, services: Services) -> Cover:
    """Who is told of a question sent there, absences aside."""
    snapshot = services.content.current()
    route = Route(role=holding.role, system=holding.system, department=holding.department)
    own = holding_of(work, route, catalogue=snapshot.catalogue)
    if work.holders(own):
        filling = Route(role=own.role, system=own.system, department=own.department)
        return Cover("held") if own == holding else Cover("filled", filling)
    for above in roles_above(route, services=services):
        if work.holders(holding_of(work, above, catalogue=snapshot.catalogue)):
            return Cover("above", above)
    role = snapshot.library.organisation.roles[route.role]
    if role.example:
        return Cover("nobody")
    return Cover("mailbox", mailbox=mailbox(role, system=route.system, department=route.department))
