"""Say who is responsible: breach, handoff topic, the system's manager, the article's route, the coordinator."""

from __future__ import annotations

from bot.core.catalogue import Catalogue, Topic
from bot.core.matching import Kind
from bot.core.reply import UNKNOWN, Route


def route_of(
    topic: Topic | None, *, catalogue: Catalogue, system: str | None = None, department: str | None = None
) -> Route:
    """The first line of design's order that fits. A role of a system or department nobody has named yet comes
    without it; `missing` says what to ask."""
    roles = catalogue.roles
    if topic is None:
        return Route(role=roles.coordinator)
    if catalogue.is_breach(topic):
        return Route(role=roles.breach)
    if topic.kind is Kind.PROCEDURE and system is not None:
        return Route(role=roles.system_manager, system=system)
    return placed(topic.role, catalogue=catalogue, system=system, department=department)


def placed(role: str, *, catalogue: Catalogue, system: str | None, department: str | None) -> Route:
    """`role` with the system or department it belongs to, as far as that is known."""
    roles = catalogue.roles
    if role in roles.per_system:
        return Route(role=role, system=system)
    if role in roles.per_department:
        return Route(role=role, department=department)
    return Route(role=role)


def resolved(route: Route, *, catalogue: Catalogue) -> Route:
    """`route` with the role whose holders really get it: a role nobody was given is filled by another's."""
    return route.model_copy(update={"role": catalogue.roles.held_by.get(route.role, route.role)})


def missing(route: Route, *, catalogue: Catalogue) -> str | None:
    """'system' or 'department' when it must be asked for before anything can be sent, else None."""
    if route.role in catalogue.roles.per_system and route.system is None:
        return "system"
    if route.role in catalogue.roles.per_department and route.department is None:
        return "department"
    return None


def completed(route: Route, *, catalogue: Catalogue, chosen: str | None) -> Route:
    """`route` with what the asker chose; one who does not know is led to the coordinator."""
    need = missing(route, catalogue=catalogue)
    if need is None:
        return route
    if chosen is None or chosen == UNKNOWN:
        return Route(role=catalogue.roles.coordinator)
    return route.model_copy(update={need: chosen})
