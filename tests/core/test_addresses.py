"""One address is told from what stands around it."""

from __future__ import annotations

import pytest

from bot.core.addresses import ADDRESS


@pytest.mark.parametrize("text", ["anna@eksempel.dk", "a.b+c@post.eksempel.dk", "åse@kommune.dk"])
def test_an_address_is_one(text: str) -> None:
    assert ADDRESS.fullmatch(text)


@pytest.mark.parametrize("text", ["", "anna", "anna@eksempel", "anna@@eksempel.dk", "anna@eksempel.dk, bo@eksempel.dk"])
def test_what_is_none_or_several_is_not(text: str) -> None:
    assert ADDRESS.fullmatch(text) is None


def test_addresses_are_found_without_what_stands_around_them() -> None:
    text = 'Skriv til "Bo" <bo@eksempel.dk>; mailto:anna@eksempel.dk'

    assert ADDRESS.findall(text) == ["bo@eksempel.dk", "anna@eksempel.dk"]
