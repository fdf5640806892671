"""Who is told of a ticket: the holders who are here, else those who stand in for them, and never who asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.assigning import Candidate, candidates, deputy_here


def _told(
    holders: str, *, away: str = "", deputies: dict[str, str] | None = None, not_to: str = ""
) -> list[tuple[str, str]]:
    """(who is told, whose turn it is); every letter is a person."""
    found = candidates(tuple(holders), away=set(away), deputies=deputies or {}, not_to=set(not_to))
    return [(each.person_id, each.holder_id) for each in found]


def test_every_holder_who_is_here_may_be_told() -> None:
    assert _told("abc", away="b") == [("a", "a"), ("c", "c")]


def test_who_asked_is_never_told() -> None:
    assert _told("ab", not_to="a") == [("b", "b")]
    assert _told("a", not_to="a") == []


def test_deputies_are_told_when_every_holder_is_away() -> None:
    assert _told("ab", away="ab", deputies={"a": "x", "b": "y"}) == [("x", "a"), ("y", "b")]


def test_a_deputy_is_not_needed_while_one_holder_is_here() -> None:
    assert _told("ab", away="a", deputies={"a": "x"}) == [("b", "b")]


def test_a_deputy_who_asked_is_not_told() -> None:
    assert _told("a", away="a", deputies={"a": "x"}, not_to="x") == []


def test_the_deputy_of_one_who_asked_and_is_here_is_not_told() -> None:
    assert _told("a", not_to="a", deputies={"a": "x"}) == []


def test_a_deputy_of_several_is_told_once() -> None:
    assert _told("ab", away="ab", deputies={"a": "x", "b": "x"}) == [("x", "a")]


def test_a_deputy_who_is_away_too_is_stood_in_for() -> None:
    assert _told("a", away="ax", deputies={"a": "x", "x": "y"}) == [("y", "a")]


def test_deputies_who_stand_in_for_each_other_end_with_nobody() -> None:
    assert _told("ab", away="ab", deputies={"a": "b", "b": "a"}) == []
    assert deputy_here("a", away={"b"}, deputies={"a": "b", "b": "a"}) is None


def test_nobody_holds_it_so_nobody_is_told() -> None:
    assert _told("") == []


_PEOPLE = st.sampled_from("abcdef")


@given(
    holders=st.lists(_PEOPLE),
    away=st.sets(_PEOPLE),
    deputies=st.dictionaries(_PEOPLE, _PEOPLE),
    not_to=st.sets(_PEOPLE),
)
def test_nobody_told_is_away_or_has_asked_and_nobody_is_told_twice(
    holders: list[str], away: set[str], deputies: dict[str, str], not_to: set[str]
) -> None:
    found = candidates(holders, away=away, deputies=deputies, not_to=not_to)
    told = [each.person_id for each in found]

    assert not set(told) & (away | not_to)
    assert len(set(told)) == len(told)
    assert {each.holder_id for each in found} <= set(holders)
    assert all(each == Candidate(each.person_id, each.person_id) or each.holder_id in away for each in found)
