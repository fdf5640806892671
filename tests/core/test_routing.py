"""Routing: who is responsible, in the order that the first line that fits decides."""

from __future__ import annotations

import pytest

from bot.core.reply import UNKNOWN, Route
from bot.core.routing import completed, missing, placed, resolved, route_of

from .small_bot import CATALOGUE


def _route(topic: str | None, *, system: str | None = None, department: str | None = None) -> Route:
    found = CATALOGUE.topics[topic] if topic else None
    return route_of(found, catalogue=CATALOGUE, system=system, department=department)


@pytest.mark.parametrize(
    ("topic", "system", "department", "expected"),
    [
        ("brud", "aurora", "skole", Route(role="brud")),
        ("kodeord", "aurora", "skole", Route(role="it")),
        ("skabelon", "aurora", None, Route(role="systemansvarlig", system="aurora")),
        ("skabelon", None, None, Route(role="systemansvarlig")),
        ("sag", "aurora", None, Route(role="systemansvarlig", system="aurora")),
        ("fejl", "bifrost", None, Route(role="systemansvarlig", system="bifrost")),
        ("sag", None, None, Route(role="systemansvarlig")),
        ("oplaering", "aurora", None, Route(role="superbruger", system="aurora")),
        ("udkast", "aurora", "skole", Route(role="leder", department="skole")),
        ("udkast", None, None, Route(role="leder")),
        ("notat", "aurora", "skole", Route(role="koordinator")),
        (None, "aurora", "skole", Route(role="koordinator")),
    ],
)
def test_each_matter_leads_to_its_role(
    topic: str | None, system: str | None, department: str | None, expected: Route
) -> None:
    assert _route(topic, system=system, department=department) == expected


def test_a_central_role_belongs_to_no_system_and_no_department() -> None:
    assert placed("it", catalogue=CATALOGUE, system="aurora", department="skole") == Route(role="it")


@pytest.mark.parametrize(
    ("route", "asked"),
    [
        (Route(role="systemansvarlig"), "system"),
        (Route(role="superbruger"), "system"),
        (Route(role="leder"), "department"),
        (Route(role="systemansvarlig", system="aurora"), None),
        (Route(role="leder", department="skole"), None),
        (Route(role="koordinator"), None),
    ],
)
def test_what_a_role_lacks_is_asked_for(route: Route, asked: str | None) -> None:
    assert missing(route, catalogue=CATALOGUE) == asked


def test_what_was_asked_for_is_filled_in() -> None:
    by_system = completed(Route(role="systemansvarlig"), catalogue=CATALOGUE, chosen="aurora")
    by_department = completed(Route(role="leder"), catalogue=CATALOGUE, chosen="skole")

    assert by_system == Route(role="systemansvarlig", system="aurora")
    assert by_department == Route(role="leder", department="skole")


@pytest.mark.parametrize("chosen", [None, UNKNOWN])
@pytest.mark.parametrize("role", ["systemansvarlig", "leder"])
def test_one_who_does_not_know_is_led_to_the_coordinator(role: str, chosen: str | None) -> None:
    assert completed(Route(role=role), catalogue=CATALOGUE, chosen=chosen) == Route(role="koordinator")


def test_a_route_that_lacks_nothing_stays_as_it_is() -> None:
    route = Route(role="systemansvarlig", system="aurora")

    assert completed(route, catalogue=CATALOGUE, chosen="bifrost") == route


def test_a_role_nobody_was_given_is_filled_by_anothers_holders() -> None:
    assert resolved(Route(role="brud"), catalogue=CATALOGUE) == Route(role="it")
    assert resolved(Route(role="leder", department="skole"), catalogue=CATALOGUE) == Route(
        role="leder", department="skole"
    )
