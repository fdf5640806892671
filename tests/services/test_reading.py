"""A ticket is read: what was said before it was sent, what was answered before, and who is noted to have read it."""

from __future__ import annotations

import pytest

from bot.core.dialogue.moves import SendHandoff
from bot.core.reply import Notice
from bot.errors import UnknownTicketError
from bot.services.acting import answer_ticket
from bot.services.ports import Audited, Holding, Ticket
from bot.services.reading import READ, id_of_number, read_ticket

from .conftest import Bot
from .small_content import PASSWORD

IT = Holding("it")


def _opened(bot: Bot, who: str = "anna", text: str = PASSWORD) -> Ticket:
    asked = bot.ask(text, who=who)
    bot.press(SendHandoff(), asked.question_id, who=who)
    return list(bot.storage.tables.tickets.values())[-1]


def _read_by(bot: Bot) -> list[Audited]:
    with bot.storage.reading() as work:
        return [line for _, line in work.audited() if line.action == READ]


def test_one_who_may_answer_is_noted_once_a_day(bot: Bot) -> None:
    ticket, ida = _opened(bot), bot.person("ida", IT)

    for _ in range(3):
        read_ticket(ticket.id, ida, services=bot.services, now=bot.now)
    bot.wait(days=1)
    read_ticket(ticket.id, ida, services=bot.services, now=bot.now)

    lines = _read_by(bot)
    assert [(line.actor_id, line.about, line.details) for line in lines] == [(ida.id, ticket.id, {})] * 2


def test_the_asker_is_not_noted(bot: Bot) -> None:
    ticket, anna = _opened(bot), bot.person("anna")

    dossier = read_ticket(ticket.id, anna, services=bot.services, now=bot.now)

    assert not dossier.view.may_act
    assert dossier.alike == ()
    assert _read_by(bot) == []


def test_nobody_else_reads_it(bot: Bot) -> None:
    ticket = _opened(bot)

    with pytest.raises(UnknownTicketError):
        read_ticket(ticket.id, bot.person("otto"), services=bot.services, now=bot.now)
    assert _read_by(bot) == []


def test_what_the_bot_offered_is_shown_and_not_what_came_afterwards(bot: Bot) -> None:
    ticket, ida = _opened(bot), bot.person("ida", IT)
    bot.wait(hours=1)
    answer_ticket(ticket.id, ida, "Ring til os.", services=bot.services, now=bot.now)

    turns = read_ticket(ticket.id, ida, services=bot.services, now=bot.now).turns

    assert [turn.said for turn in turns] == [PASSWORD]
    assert not any(isinstance(turn.reply, Notice) for turn in turns)


def test_an_answer_to_the_same_question_is_suggested_until_the_ticket_is_answered(bot: Bot) -> None:
    first, ida = _opened(bot), bot.person("ida", IT)
    answer_ticket(first.id, ida, "Ring til os.", services=bot.services, now=bot.now)
    bot.wait(hours=1)
    second = _opened(bot, who="bo")
    suggested = read_ticket(second.id, ida, services=bot.services, now=bot.now).alike
    assert [one.answer for one in suggested] == ["Ring til os."]

    answer_ticket(second.id, ida, "Ring igen.", services=bot.services, now=bot.now)

    assert read_ticket(second.id, ida, services=bot.services, now=bot.now).alike == ()


def test_a_ticket_is_found_by_its_number(bot: Bot) -> None:
    ticket = _opened(bot)

    assert id_of_number(ticket.number, services=bot.services) == ticket.id
    with pytest.raises(UnknownTicketError):
        id_of_number(99, services=bot.services)
