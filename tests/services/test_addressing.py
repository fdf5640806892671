"""Addressing: who is told of a ticket, in turn, past those who are away, and up the roles until somebody is found."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.core.reply import Route
from bot.services.addressing import address, roles_above
from bot.services.ports import Holding

from .conftest import Bot
from .ladders import COORDINATOR, IT, away, hold, laddered, manager, opened, owner, told
from .small_content import BREACH, TEMPLATE

TODAY = date(2026, 3, 2)
AURORA = Route(role="systemansvarlig", system="aurora")


@pytest.fixture(autouse=True)
def roles(bot: Bot) -> None:
    bot.content.snapshot = laddered(bot.content.snapshot)


def _addressed(bot: Bot, route: Route, *not_to: str) -> str | None:
    with bot.storage.transaction() as work:
        return address(work, route, not_to=not_to, services=bot.services, now=bot.now)


def test_the_holder_of_the_role_is_told(bot: Bot) -> None:
    mette, _ = hold(bot, "mette", manager("aurora")), hold(bot, "morten", manager("bifrost"))
    ticket = opened(bot, TEMPLATE, chosen="aurora")

    assert (ticket.addressee_id, ticket.escalated_to) == (mette, None)
    assert told(bot) == [("mette@eksempel", "new")]


def test_several_holders_are_told_in_turn(bot: Bot) -> None:
    people = [hold(bot, who, IT) for who in ("ida", "ib", "ea")]

    assert [_addressed(bot, Route(role="it")) for _ in range(7)] == [*people, *people, people[0]]


def test_one_who_is_away_is_passed_over_and_is_next_when_back(bot: Bot) -> None:
    ida, ib = hold(bot, "ida", IT), hold(bot, "ib", IT)
    away(bot, ida, TODAY)
    first = [_addressed(bot, Route(role="it")) for _ in range(2)]
    bot.wait(days=1)

    assert first == [ib, ib]
    assert _addressed(bot, Route(role="it")) == ida


def test_the_deputy_is_told_when_every_holder_is_away(bot: Bot) -> None:
    ida, deputy = hold(bot, "ida", IT), hold(bot, "dagny")
    away(bot, ida, TODAY, deputy=deputy)
    ticket = opened(bot)

    assert ticket.addressee_id == deputy
    assert told(bot) == [("dagny@eksempel", "new")]


def test_deputies_are_told_in_the_turn_of_those_they_stand_in_for(bot: Bot) -> None:
    for who in ("ida", "ib"):
        away(bot, hold(bot, who, IT), TODAY, deputy=hold(bot, f"for {who}"))
    with bot.storage.reading() as work:
        deputies = [person.id for who in ("ida", "ib") if (person := work.person_by_email(f"for {who}@eksempel"))]

    assert [_addressed(bot, Route(role="it")) for _ in range(4)] == [*deputies, *deputies]


def test_the_day_one_is_away_is_the_danish_day(bot: Bot) -> None:
    ida = hold(bot, "ida", IT)
    away(bot, ida, date(2026, 7, 1))
    moments = (
        datetime(2026, 6, 30, 21, 59, tzinfo=UTC),  # 23.59 in Denmark, the day before
        datetime(2026, 6, 30, 22, 0, tzinfo=UTC),
        datetime(2026, 7, 1, 21, 59, tzinfo=UTC),
        datetime(2026, 7, 1, 22, 0, tzinfo=UTC),
    )
    found = []
    for bot.now in moments:
        found.append(_addressed(bot, Route(role="it")))

    assert found == [ida, None, None, ida]


# --- never to who asked -----------------------------------------------------------------------------------------------


def test_a_ticket_is_never_addressed_to_its_own_asker(bot: Bot) -> None:
    anna, ib = hold(bot, "anna", IT), hold(bot, "ib", IT)

    assert {_addressed(bot, Route(role="it"), anna) for _ in range(3)} == {ib}


def test_an_only_holder_who_asks_reaches_the_role_above(bot: Bot) -> None:
    anna = bot.person("anna", manager("aurora"))
    oda = hold(bot, "oda", owner("aurora"))
    ticket = opened(bot, TEMPLATE, chosen="aurora", who="anna")

    assert ticket.requester_id == anna.id
    assert (ticket.route, ticket.addressee_id, ticket.escalated_to) == (AURORA, oda, "systemejer")
    assert told(bot) == [("oda@eksempel", "new")]


def test_a_deputy_who_asks_is_not_told_either(bot: Bot) -> None:
    deputy = bot.person("anna")
    away(bot, hold(bot, "ida", IT), TODAY, deputy=deputy.id)
    karen = hold(bot, "karen", COORDINATOR)

    assert opened(bot, who="anna").addressee_id == karen


# --- upwards ----------------------------------------------------------------------------------------------------------


def test_the_nearest_role_above_with_somebody_is_found(bot: Bot) -> None:
    karen = hold(bot, "karen", COORDINATOR)
    of_another_system = hold(bot, "otto", owner("bifrost"))
    found = _addressed(bot, AURORA)
    oda = hold(bot, "oda", owner("aurora"))

    assert found == karen
    assert of_another_system not in {_addressed(bot, AURORA) for _ in range(3)}
    assert _addressed(bot, AURORA) == oda


@pytest.mark.parametrize(
    ("route", "above"),
    [
        (AURORA, [Route(role="systemejer", system="aurora"), Route(role="koordinator")]),
        (Route(role="leder", department="skole"), [Route(role="koordinator")]),
        (Route(role="it"), [Route(role="koordinator")]),
        (Route(role="koordinator"), []),
        (Route(role="taken out of the content"), [Route(role="koordinator")]),
    ],
)
def test_every_way_up_ends_with_the_coordinator(bot: Bot, route: Route, above: list[Route]) -> None:
    assert roles_above(route, services=bot.services) == above


def test_a_ticket_with_nobody_anywhere_lies_with_its_role_and_its_mailbox_is_told(bot: Bot) -> None:
    ticket = opened(bot, TEMPLATE, chosen="aurora")

    assert (ticket.addressee_id, ticket.escalated_to, ticket.route) == (None, None, AURORA)
    assert told(bot) == [("aurora@eksempel", "new")]


# --- a role that another fills ----------------------------------------------------------------------------------------


def test_a_breach_reaches_who_holds_the_role_that_fills_it(bot: Bot) -> None:
    dorte = hold(bot, "dorte", Holding("sikkerhed"))
    ticket = opened(bot, BREACH)

    assert (ticket.route, ticket.addressee_id, ticket.escalated_to) == (Route(role="brud"), dorte, None)


def test_one_who_was_given_the_role_itself_gets_it_and_not_who_filled_it(bot: Bot) -> None:
    hold(bot, "dorte", Holding("sikkerhed"))
    birte = hold(bot, "birte", Holding("brud"))

    assert opened(bot, BREACH).addressee_id == birte
