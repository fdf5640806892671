"""Who may act on a ticket: its role, those above when nobody acts, deputies of the absent; never one who asked it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.tickets import TicketEvent
from bot.errors import NotAllowedError
from bot.services.acting import answer_ticket, assign_ticket, take_ticket
from bot.services.ports import Holding, Person, Ticket, TicketStep
from bot.services.ticket_rights import may_act, seat_of, who_may_act
from bot.services.tickets import see_ticket
from tests.inboxes import inbox

from .conftest import Bot
from .small_content import BREACH, PASSWORD, TEMPLATE
from .ticketing import COORDINATOR, IT, SECURITY, joined, manager, named, opened, taken

TODAY = date(2026, 3, 2)


def _may(bot: Bot, ticket: Ticket, person: Person) -> bool:
    with bot.storage.reading() as work:
        return may_act(work, ticket, person.id, services=bot.services, now=bot.now)


def _away(bot: Bot, person: Person, *, deputy: Person | None = None, day: date = TODAY) -> None:
    with bot.storage.transaction() as work:
        work.add_absence(person.id, day, day)
        if deputy:
            work.set_deputy(person.id, deputy.id)


def _stands_in(bot: Bot, deputy: Person, person: Person) -> None:
    with bot.storage.transaction() as work:
        work.set_deputy(person.id, deputy.id)


@pytest.mark.parametrize(
    ("text", "chosen", "holding", "may"),
    [
        (PASSWORD, None, IT, True),
        (PASSWORD, None, COORDINATOR, True),
        (PASSWORD, None, SECURITY, False),
        (TEMPLATE, "aurora", manager("aurora"), True),
        (TEMPLATE, "aurora", manager("bifrost"), False),
        (BREACH, None, SECURITY, True),  # fills the breach role
        (BREACH, None, IT, False),
    ],
)
def test_who_holds_the_role_or_fills_it_may_act(
    bot: Bot, text: str, chosen: str | None, holding: Holding, may: bool
) -> None:
    ticket = opened(bot, text, chosen=chosen)

    assert _may(bot, ticket, bot.person("ida", holding)) is may


def test_nobody_acts_on_what_they_asked_whatever_they_hold(bot: Bot) -> None:
    ticket = opened(bot)
    anna = bot.person("anna", IT, COORDINATOR)

    assert not _may(bot, ticket, anna)
    with pytest.raises(NotAllowedError):
        take_ticket(ticket.id, anna, services=bot.services, now=bot.now)
    with pytest.raises(NotAllowedError):
        answer_ticket(ticket.id, anna, "Hej.", services=bot.services, now=bot.now)
    assert inbox(anna, services=bot.services, now=bot.now) == []


def test_nobody_acts_on_what_they_joined(bot: Bot) -> None:
    ticket = opened(bot)
    joined(bot, ticket, "bo")
    bo = bot.person("bo", IT)

    assert not _may(bot, ticket, bo)
    assert inbox(bo, services=bot.services, now=bot.now) == []


def test_an_asker_cannot_be_given_their_own_ticket(bot: Bot) -> None:
    ticket = opened(bot)
    anna = bot.person("anna", IT)

    with pytest.raises(NotAllowedError):
        assign_ticket(ticket.id, bot.person("ida", IT), anna.id, services=bot.services, now=bot.now)


def test_the_deputy_of_a_holder_acts_on_the_days_the_holder_is_away(bot: Bot) -> None:
    ticket, ida, dora = opened(bot), bot.person("ida", IT), bot.person("dora")
    _stands_in(bot, dora, ida)
    before = _may(bot, ticket, dora)
    _away(bot, ida)

    assert not before
    assert _may(bot, ticket, dora)
    assert [one.id for one in inbox(dora, services=bot.services, now=bot.now)] == [ticket.id]
    bot.wait(days=1)
    assert inbox(dora, services=bot.services, now=bot.now) == []


def test_the_deputy_of_a_deputy_who_is_away_too_acts(bot: Bot) -> None:
    ticket, ida, dora, eva = opened(bot), bot.person("ida", IT), bot.person("dora"), bot.person("eva")
    _away(bot, ida, deputy=dora)
    _away(bot, dora, deputy=eva)

    assert _may(bot, ticket, eva)


def test_two_who_stand_in_for_each_other_and_are_both_away_are_no_loop(bot: Bot) -> None:
    ida, dora = bot.person("ida", IT), bot.person("dora")
    _away(bot, ida, deputy=dora)
    _away(bot, dora, deputy=ida)

    with bot.storage.reading() as work:
        assert seat_of(work, dora.id, services=bot.services, now=bot.now).holdings == (IT,)


def test_the_deputy_of_an_asker_is_no_asker(bot: Bot) -> None:
    ticket, anna, dora = opened(bot), bot.person("anna", IT), bot.person("dora")
    _away(bot, anna, deputy=dora)

    assert _may(bot, ticket, dora)


def test_a_deputy_who_asked_does_not_act(bot: Bot) -> None:
    ticket, ida = opened(bot), bot.person("ida", IT)
    _away(bot, ida, deputy=bot.person("anna"))

    assert not _may(bot, ticket, bot.person("anna"))


def test_who_took_it_keeps_it_without_the_role_and_their_deputy_when_away(bot: Bot) -> None:
    ticket, ida, dora = taken(bot, opened(bot)), bot.person("ida"), bot.person("dora")
    with bot.storage.transaction() as work:
        work.revoke(ida.id, IT)
    before = _may(bot, ticket, dora)
    _away(bot, ida, deputy=dora)

    assert _may(bot, ticket, ida)
    assert not before
    assert _may(bot, ticket, dora)


def test_a_deputy_acts_on_what_is_overdue_though_the_holder_is_here(bot: Bot) -> None:
    ticket, ida, dora = opened(bot), bot.person("ida", IT), bot.person("dora")
    _stands_in(bot, dora, ida)
    bot.now = ticket.due_at + timedelta(minutes=1)

    assert _may(bot, ticket, dora)


def test_the_coordinators_deputy_does_not_act_on_everything_that_is_overdue(bot: Bot) -> None:
    ticket, karen, dora = opened(bot), bot.person("karen", COORDINATOR), bot.person("dora")
    _stands_in(bot, dora, karen)
    bot.now = ticket.due_at + timedelta(minutes=1)

    assert not _may(bot, ticket, dora)


@pytest.mark.parametrize(
    ("holding", "may"), [(IT, True), (manager("aurora"), True), (manager("bifrost"), False), (SECURITY, False)]
)
def test_the_role_it_was_escalated_to_acts_for_the_tickets_own_system(bot: Bot, holding: Holding, may: bool) -> None:
    ticket = opened(bot, TEMPLATE, chosen="aurora")
    escalated = replace(ticket, escalated_to="it")
    with bot.storage.transaction() as work:
        step = TicketStep(ticket.id, bot.now, "", TicketEvent.ESCALATE, ticket.state, ticket.state)
        work.save_ticket(escalated, step)
    person = bot.person("ida", holding)

    assert _may(bot, escalated, person) is may
    assert [one.id for one in inbox(person, services=bot.services, now=bot.now)] == [ticket.id] * may


def test_those_who_may_be_given_a_ticket_are_shown_by_name(bot: Bot) -> None:
    ticket = opened(bot)
    ida, ada = named(bot, "ida", "Ida Holm", IT), named(bot, "ada", "Ada Berg", IT)
    named(bot, "anna", "Anna Friis", IT)
    named(bot, "mette", "Mette Lund", manager("aurora"))

    with bot.storage.reading() as work:
        found = who_may_act(work, ticket, services=bot.services, now=bot.now)
    assert [one.name for one in found] == ["Ada Berg", "Ida Holm"]
    assert [one.person_id for one in see_ticket(ticket.id, ida, services=bot.services, now=bot.now).colleagues] == [
        ada.id,
        ida.id,
    ]


def test_one_who_is_away_is_not_offered_and_their_deputy_is(bot: Bot) -> None:
    ticket = opened(bot)
    ida, dora = named(bot, "ida", "Ida Holm", IT), named(bot, "dora", "Dora Krogh")
    named(bot, "ada", "Ada Berg", IT)
    _away(bot, ida, deputy=dora)

    with bot.storage.reading() as work:
        found = who_may_act(work, ticket, services=bot.services, now=bot.now)
    assert [one.name for one in found] == ["Ada Berg", "Dora Krogh"]
