"""An inbox is looked into: which pile opens, what is looked for, and which page."""

from __future__ import annotations

import pytest

from bot.core.dialogue.moves import SendHandoff
from bot.services.acting import answer_ticket, ask_back
from bot.services.finding import MOST_WORDS, Inbox, count_waiting, look_into, words_of
from bot.services.ports import Holding, Person, Pile, Seat, Ticket, Wanted
from bot.services.ticket_rights import seat_of

from .conftest import Bot
from .small_content import PASSWORD

IT = Holding("it")


def _opened(bot: Bot, who: str = "anna") -> Ticket:
    asked = bot.ask(PASSWORD, who=who)
    bot.press(SendHandoff(), asked.question_id, who=who)
    return list(bot.storage.tables.tickets.values())[-1]


def _seat(bot: Bot, person: Person) -> Seat:
    with bot.storage.reading() as work:
        return seat_of(work, person.id, services=bot.services, now=bot.now)


def _inbox(bot: Bot, person: Person, pile: Pile | None = None, *, number: int = 1) -> Inbox:
    seat = _seat(bot, person)
    return look_into(seat, pile, Wanted(), number=number, services=bot.services, now=bot.now)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("  sag   acadre ", ("sag", "acadre")),
        ("nr. 12", ("12",)),
        ("#12", ("12",)),
        ("Nr 12", ("12",)),
        ("no. 12", ("12",)),
        ("a b c d e f g h i j", tuple("abcdefgh")),
    ],
)
def test_what_is_typed_is_looked_for_word_by_word(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words
    assert len(words) <= MOST_WORDS


def test_a_long_text_is_cut_before_it_is_looked_for() -> None:
    assert len(" ".join(words_of("x" * 5_000))) == 200


def test_the_first_pile_that_is_not_empty_opens(bot: Bot) -> None:
    ida, karen = bot.person("ida", IT), bot.person("karen", Holding("koordinator"))
    ticket = _opened(bot)
    assert (_inbox(bot, ida).pile, _inbox(bot, karen).pile) == (Pile.MINE, Pile.ROLES)

    ask_back(ticket.id, ida, "Hvilket system?", services=bot.services, now=bot.now)
    assert _inbox(bot, ida).pile is Pile.AWAITING

    answer_ticket(ticket.id, ida, "Ring.", services=bot.services, now=bot.now)
    assert _inbox(bot, ida).pile is Pile.MINE


def test_the_pile_that_is_asked_for_opens_though_it_is_empty(bot: Bot) -> None:
    ida = bot.person("ida", IT)
    _opened(bot)

    assert _inbox(bot, ida, Pile.ANSWERED).tickets == []


def test_what_waits_for_the_asker_is_not_counted(bot: Bot) -> None:
    ida = bot.person("ida", IT)
    ticket = _opened(bot)
    assert count_waiting(_seat(bot, ida), services=bot.services, now=bot.now) == 1

    ask_back(ticket.id, ida, "Hvilket system?", services=bot.services, now=bot.now)

    assert count_waiting(_seat(bot, ida), services=bot.services, now=bot.now) == 0


@pytest.mark.parametrize("number", [-1, 0, 1, 2, 10**6])
def test_a_page_that_is_not_there_is_the_nearest_one(bot: Bot, number: int) -> None:
    ida = bot.person("ida", IT)
    ticket = _opened(bot)

    found = _inbox(bot, ida, number=number)

    assert (found.number, found.has_next, [one.id for one in found.tickets]) == (1, False, [ticket.id])
