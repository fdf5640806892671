"""One's own tickets: newest activity first, with one's own words, and none of the others' who asked the same."""

from __future__ import annotations

from datetime import timedelta

from bot.core.dialogue.moves import SendHandoff
from bot.core.tickets import TicketEvent
from bot.services.acting import answer_ticket, ask_back, take_ticket
from bot.services.own_tickets import OwnTicket, own_tickets
from bot.services.ports import Holding, Joined, Person, Ticket
from bot.services.replying import follow_up, reply_to_ticket, withdraw_ticket

from .conftest import Bot
from .small_content import PASSWORD, TEMPLATE

IT = Holding("it")


def _opened(bot: Bot, text: str = PASSWORD, *, who: str = "anna", chosen: str | None = None) -> Ticket:
    asked = bot.ask(text, who=who)
    bot.press(SendHandoff(chosen=chosen), asked.question_id, who=who)
    return list(bot.storage.tables.tickets.values())[-1]


def _own(bot: Bot, who: str = "anna") -> list[OwnTicket]:
    return list(own_tickets(bot.person(who), services=bot.services))


def _join(bot: Bot, ticket: Ticket, who: str, text: str) -> Person:
    """`who` waits for the answer too."""
    person, asked = bot.person(who), bot.ask(text, who=who)
    with bot.storage.transaction() as work:
        question_id = asked.question_id or ""
        work.join(Joined(ticket.id, person.id, who, asked.conversation_id, question_id, text, "da", bot.now))
    return person


def test_newest_activity_stands_first(bot: Bot) -> None:
    first = _opened(bot)
    bot.wait(hours=1)
    second = _opened(bot, TEMPLATE, chosen="aurora")
    assert [one.ticket.id for one in _own(bot)] == [second.id, first.id]

    bot.wait(hours=1)
    take_ticket(first.id, bot.person("ida", IT), services=bot.services, now=bot.now)

    assert [one.ticket.id for one in _own(bot)] == [first.id, second.id]


def test_one_who_joined_reads_their_own_words_and_none_of_the_requesters(bot: Bot) -> None:
    ticket, ida = _opened(bot), bot.person("ida", IT)
    _join(bot, ticket, "bo", "kan ikke komme ind")
    ask_back(ticket.id, ida, "Hvilket system?", services=bot.services, now=bot.now)
    reply_to_ticket(ticket.id, bot.person("anna"), "Det gamle.", services=bot.services, now=bot.now)

    (own,) = _own(bot, "bo")

    assert own.text == "kan ikke komme ind"
    assert not own.is_requester
    assert [step.note for step in own.history if step.note] == ["Hvilket system?"]
    assert "Anna" not in own.names.values()


def test_the_requester_reads_neither_the_words_nor_the_name_of_one_who_asked_too_and_left(bot: Bot) -> None:
    ticket = _opened(bot)
    bo = _join(bot, ticket, "bo", "kan ikke komme ind")
    reply_to_ticket(ticket.id, bo, "Det haster for Anders.", services=bot.services, now=bot.now)
    withdraw_ticket(ticket.id, bo, services=bot.services, now=bot.now)

    (own,) = _own(bot)

    assert [step.note for step in own.history if step.actor_id == bo.id] == [""]
    assert bo.id not in own.names
    assert own.is_requester


def test_a_closed_ticket_may_be_reopened_within_thirty_days(bot: Bot) -> None:
    ticket, ida, anna = _opened(bot), bot.person("ida", IT), bot.person("anna")
    assert not _own(bot)[0].may_reopen(bot.now)

    answer_ticket(ticket.id, ida, "Ring.", services=bot.services, now=bot.now)
    assert _own(bot)[0].may_reopen(bot.now + timedelta(days=99))

    follow_up(ticket.id, anna, helped=True, services=bot.services, now=bot.now)
    assert _own(bot)[0].may_reopen(bot.now + timedelta(days=30))
    assert not _own(bot)[0].may_reopen(bot.now + timedelta(days=30, seconds=1))


def test_one_that_nobody_ever_had_is_not_reopened(bot: Bot) -> None:
    ticket = _opened(bot)

    withdraw_ticket(ticket.id, bot.person("anna"), services=bot.services, now=bot.now)

    (own,) = _own(bot)
    assert own.history[-1].event is TicketEvent.WITHDRAW
    assert not own.may_reopen(bot.now)
