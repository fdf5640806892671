"""Short ways to have tickets and people who act on them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.dialogue.moves import SendHandoff
from bot.core.reply import Notice
from bot.core.tickets import TicketEvent, TicketState, next_state
from bot.services.acting import answer_ticket, ask_back, take_ticket
from bot.services.moving_on import join
from bot.services.ports import Exchange, Holding, Joined, Person, Sender, Ticket, TicketStep

from .conftest import Bot
from .small_content import PASSWORD

IT = Holding("it")
COORDINATOR = Holding("koordinator")
SECURITY = Holding("sikkerhed")
CPR = "010190-1234"


def manager(system: str) -> Holding:
    """The system's manager."""
    return Holding("systemansvarlig", system=system)


def named(bot: Bot, who: str, name: str, *holdings: Holding) -> Person:
    """Somebody whose name and address are known."""
    with bot.storage.transaction() as work:
        person = work.person(Sender("web", who, name=name, email=f"{who}@eksempel.dk"), now=bot.now)
        for holding in holdings:
            work.grant(person.id, holding)
        return person


def opened(
    bot: Bot, text: str = PASSWORD, *, who: str = "anna", chosen: str | None = None, channel: str = "web"
) -> Ticket:
    """A ticket that `who` has just opened."""
    asked = bot.ask(text, who=who, channel=channel)
    bot.press(SendHandoff(chosen=chosen), asked.question_id, who=who, channel=channel)
    return list(bot.storage.tables.tickets.values())[-1]


def taken(bot: Bot, ticket: Ticket, who: str = "ida") -> Ticket:
    """The ticket, taken."""
    return take_ticket(ticket.id, bot.person(who, IT), services=bot.services, now=bot.now)


def answered(bot: Bot, ticket: Ticket, text: str = "Ring til os.", who: str = "ida") -> Ticket:
    """The ticket, answered."""
    return answer_ticket(ticket.id, bot.person(who, IT), text, services=bot.services, now=bot.now)


def asked_back(bot: Bot, ticket: Ticket, question: str = "Hvilket system?", who: str = "ida") -> Ticket:
    """The ticket, waiting for its asker."""
    return ask_back(ticket.id, bot.person(who, IT), question, services=bot.services, now=bot.now)


def joined(bot: Bot, ticket: Ticket, who: str, *, channel: str = "web") -> Ticket:
    """The ticket, whose answer `who` waits for too."""
    asked = bot.ask(PASSWORD, who=who, channel=channel)
    with bot.storage.transaction() as work:
        person = work.person(Sender(channel, who), now=bot.now)
        now = work.ticket(ticket.id)
        assert now is not None
        asker = Joined(
            ticket_id=ticket.id,
            person_id=person.id,
            name=who.title(),
            conversation_id=asked.conversation_id,
            question_id=asked.question_id or "",
            text=PASSWORD,
            language="da",
            at=bot.now,
        )
        return join(work, now, asker, now=bot.now)


def now_is(bot: Bot, ticket: Ticket) -> Ticket:
    """The ticket as it is kept now."""
    return bot.storage.tables.tickets[ticket.id]


def history(bot: Bot, ticket: Ticket) -> Sequence[TicketStep]:
    """What has happened to it."""
    return [step for step in bot.storage.tables.history if step.ticket_id == ticket.id]


def events(bot: Bot, ticket: Ticket) -> list[TicketEvent | None]:
    """What has happened to it, in short."""
    return [step.event for step in history(bot, ticket)]


def notices(bot: Bot, who: str = "anna", *, channel: str = "web") -> list[Notice]:
    """What the bot has said to `who` of tickets, in order."""
    found = [turn.reply for turn in turns(bot, who, channel=channel)]
    return [reply for reply in found if isinstance(reply, Notice) and "ticket" in reply.values]


def turns(bot: Bot, who: str, *, channel: str = "web") -> list[Exchange]:
    """The turns of all conversations of `who` on the channel, in order."""
    tables = bot.storage.tables
    own = {each.id for each in tables.conversations.values() if each.person_id == tables.identities[(channel, who)]}
    return [turn for turn in tables.exchanges.values() if turn.conversation_id in own]


def replayed(steps: Sequence[TicketStep]) -> TicketState:
    """The state that the history leads to by the table, every line beginning where the one before ended."""
    state = TicketState.OPEN
    for step in steps[1:]:
        assert step.before is state
        assert step.event is not None
        state = next_state(state, step.event, closed_at=step.at, now=step.at)
        assert step.after is state
    return state
