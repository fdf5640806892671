"""Tickets: who sees them, who may answer, and how the answer finds its way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.dialogue.moves import SendHandoff
from bot.core.reply import Notice
from bot.core.tickets import TicketEvent, TicketState
from bot.errors import EmptyAnswerError, NotAllowedError, TransitionError, UnknownTicketError
from bot.services.ports import Holding, Person, Ticket
from bot.services.tickets import LONGEST_ANSWER, answer_ticket, follow_up, see_ticket, take_ticket
from tests.inboxes import inbox

from .conftest import Bot
from .small_content import BREACH, PASSWORD, TEMPLATE

CPR = "010190-1234"
IT = Holding("it")
COORDINATOR = Holding("koordinator")
SECURITY = Holding("sikkerhed")


def _manager(system: str) -> Holding:
    return Holding("systemansvarlig", system=system)


def _opened(bot: Bot, text: str = PASSWORD, *, chosen: str | None = None, channel: str = "web") -> Ticket:
    """Anna's ticket."""
    asked = bot.ask(text, who="anna", channel=channel)
    bot.press(SendHandoff(chosen=chosen), asked.question_id, who="anna", channel=channel)
    return list(bot.storage.tables.tickets.values())[-1]


def _inbox(bot: Bot, person: Person) -> list[str]:
    return [ticket.id for ticket in inbox(person, services=bot.services, now=bot.now)]


def _answered(bot: Bot, ticket: Ticket, text: str = "Ring til os.") -> Ticket:
    return answer_ticket(ticket.id, bot.person("ida", IT), text, services=bot.services, now=bot.now)


# --- the inbox --------------------------------------------------------------------------------------------------------


def test_a_ticket_lies_in_the_inbox_of_its_role(bot: Bot) -> None:
    ticket = _opened(bot, TEMPLATE, chosen="aurora")

    assert _inbox(bot, bot.person("mette", _manager("aurora"))) == [ticket.id]
    assert _inbox(bot, bot.person("morten", _manager("bifrost"))) == []
    assert _inbox(bot, bot.person("ida", IT)) == []
    assert _inbox(bot, bot.person("anna")) == []


def test_one_with_two_roles_sees_the_tickets_of_both(bot: Bot) -> None:
    tickets = [_opened(bot, TEMPLATE, chosen="aurora").id, _opened(bot, PASSWORD).id]

    assert sorted(_inbox(bot, bot.person("mette", _manager("aurora"), IT))) == sorted(tickets)


def test_the_coordinator_sees_every_ticket(bot: Bot) -> None:
    tickets = [_opened(bot, text, chosen="aurora").id for text in (TEMPLATE, PASSWORD, BREACH)]

    assert sorted(_inbox(bot, bot.person("karen", COORDINATOR))) == sorted(tickets)


def test_a_breach_lies_with_the_role_that_fills_the_breach_role(bot: Bot) -> None:
    ticket = _opened(bot, BREACH)

    assert _inbox(bot, bot.person("dorte", SECURITY)) == [ticket.id]
    assert _inbox(bot, bot.person("ida", IT)) == []


def test_the_role_that_fills_the_breach_role_may_answer(bot: Bot) -> None:
    ticket = _opened(bot, BREACH)
    person = bot.person("dorte", SECURITY)

    assert answer_ticket(ticket.id, person, "Set.", services=bot.services, now=bot.now).answer == "Set."


def test_the_ticket_due_first_stands_first(bot: Bot) -> None:
    later, sooner = _opened(bot, PASSWORD), _opened(bot, BREACH)

    assert _inbox(bot, bot.person("karen", COORDINATOR)) == [sooner.id, later.id]


# --- seeing one -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "somebody",
    [
        lambda bot: bot.person("ida", IT),
        lambda bot: bot.person("karen", COORDINATOR),
        lambda bot: bot.person("anna"),
    ],
    ids=["role holder", "coordinator", "asker"],
)
def test_a_ticket_is_seen_with_its_question_and_history(bot: Bot, somebody: Callable[[Bot], Person]) -> None:
    ticket = _opened(bot)
    view = see_ticket(ticket.id, somebody(bot), services=bot.services, now=bot.now)

    assert view.ticket == ticket
    assert view.question is not None
    assert view.question.ticket_id == ticket.id
    assert [step.after for step in view.history] == [TicketState.OPEN]


@pytest.mark.parametrize("holding", [None, _manager("aurora"), SECURITY])
def test_a_ticket_is_not_there_for_others(bot: Bot, holding: Holding | None) -> None:
    ticket = _opened(bot)
    other = bot.person("otto", *([holding] if holding else []))

    with pytest.raises(UnknownTicketError):
        see_ticket(ticket.id, other, services=bot.services, now=bot.now)


def test_a_ticket_that_is_not_there_cannot_be_seen(bot: Bot) -> None:
    with pytest.raises(UnknownTicketError):
        see_ticket("id-99", bot.person("karen", COORDINATOR), services=bot.services, now=bot.now)


# --- taking -----------------------------------------------------------------------------------------------------------


def test_a_ticket_is_taken(bot: Bot) -> None:
    ticket, ida = _opened(bot), bot.person("ida", IT)
    taken = take_ticket(ticket.id, ida, services=bot.services, now=bot.now)

    assert (taken.state, taken.assignee_id) == (TicketState.ASSIGNED, ida.id)
    assert bot.ticket() == taken
    assert bot.storage.tables.history[-1].event is TicketEvent.ASSIGN


def test_a_ticket_is_taken_once(bot: Bot) -> None:
    ticket = _opened(bot)
    take_ticket(ticket.id, bot.person("ida", IT), services=bot.services, now=bot.now)

    with pytest.raises(TransitionError):
        take_ticket(ticket.id, bot.person("ib", IT), services=bot.services, now=bot.now)


# --- answering --------------------------------------------------------------------------------------------------------


def test_an_answer_resolves_the_ticket(bot: Bot) -> None:
    ticket = _opened(bot)
    bot.wait(hours=1)
    resolved = _answered(bot, ticket, "  Ring til os.  ")

    assert (resolved.state, resolved.answer, resolved.answered_at) == (TicketState.RESOLVED, "Ring til os.", bot.now)
    assert resolved.assignee_id == bot.person("ida").id
    assert bot.ticket() == resolved
    assert bot.storage.tables.history[-1].event is TicketEvent.RESOLVE


def test_who_took_a_ticket_keeps_it_when_another_answers(bot: Bot) -> None:
    ticket, ib = _opened(bot), bot.person("ib", IT)
    take_ticket(ticket.id, ib, services=bot.services, now=bot.now)

    assert _answered(bot, ticket).assignee_id == ib.id


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_answer_needs_words(bot: Bot, text: str) -> None:
    ticket = _opened(bot)

    with pytest.raises(EmptyAnswerError):
        _answered(bot, ticket, text)
    assert bot.ticket() == ticket


def test_an_answer_is_given_once(bot: Bot) -> None:
    ticket = _opened(bot)
    _answered(bot, ticket)

    with pytest.raises(TransitionError):
        _answered(bot, ticket, "noget andet")
    assert bot.ticket().answer == "Ring til os."


def test_cpr_numbers_are_taken_out_of_the_answer_and_a_colleagues_name_may_stand(bot: Bot) -> None:
    resolved = _answered(bot, _opened(bot), f"Ring til Hans Jensen på 12 34 56 78 om {CPR}")

    assert resolved.answer == "Ring til Hans Jensen på 12 34 56 78 om [CPR-nummer]"
    assert CPR not in repr(bot.storage.tables)


def test_a_number_at_the_edge_of_the_longest_answer_does_not_slip_through(bot: Bot) -> None:
    padding = "x" * (LONGEST_ANSWER - 6)
    resolved = _answered(bot, _opened(bot), f"{padding} {CPR}")

    assert CPR not in (resolved.answer or "")
    assert len(resolved.answer or "") <= LONGEST_ANSWER


@pytest.mark.parametrize("holding", [None, _manager("aurora"), SECURITY])
def test_only_the_role_and_the_coordinator_may_take_or_answer(bot: Bot, holding: Holding | None) -> None:
    ticket = _opened(bot)
    other = bot.person("otto", *([holding] if holding else []))

    with pytest.raises(NotAllowedError):
        take_ticket(ticket.id, other, services=bot.services, now=bot.now)
    with pytest.raises(NotAllowedError):
        answer_ticket(ticket.id, other, "Hej.", services=bot.services, now=bot.now)
    assert bot.ticket() == ticket


def test_the_asker_does_not_answer_their_own_ticket(bot: Bot) -> None:
    ticket = _opened(bot)

    with pytest.raises(NotAllowedError):
        answer_ticket(ticket.id, bot.person("anna"), "Hej.", services=bot.services, now=bot.now)


def test_the_coordinator_may_answer_any_ticket(bot: Bot) -> None:
    ticket = _opened(bot)
    karen = bot.person("karen", COORDINATOR)

    assert answer_ticket(ticket.id, karen, "Hej.", services=bot.services, now=bot.now).state is TicketState.RESOLVED


# --- the way back -----------------------------------------------------------------------------------------------------


def test_the_answer_is_a_turn_of_the_conversation_it_was_asked_in(bot: Bot) -> None:
    ticket = _opened(bot)
    _answered(bot, ticket)
    turn = list(bot.storage.tables.exchanges.values())[-1]

    assert turn.conversation_id == ticket.conversation_id
    assert turn.question_id == ticket.question_id
    assert turn.said is None
    assert turn.reply == Notice(
        key="notice.answered", values={"number": "1", "answer": "Ring til os.", "ticket": ticket.id}
    )
    assert bot.card(turn).text == "Svar på 1: Ring til os."


def test_the_answer_is_sent_where_the_channel_is_written_to(bot: Bot) -> None:
    ticket = _opened(bot, channel="slack")
    _answered(bot, ticket)
    (key, (conversation_id, body)) = list(bot.storage.tables.outbox.items())[-1]

    assert conversation_id == ticket.conversation_id
    assert body == {"event_id": key}
    assert bot.storage.tables.exchanges[key].reply.kind == "notice"


def test_the_answer_waits_to_be_fetched_on_the_web(bot: Bot) -> None:
    _answered(bot, _opened(bot, channel="web"))

    assert [body for _, body in bot.storage.tables.outbox.values() if "event_id" in body] == []


# --- confirming and reopening -----------------------------------------------------------------------------------------


def _follow_up(bot: Bot, ticket: Ticket, *, helped: bool, who: str = "anna") -> Ticket:
    return follow_up(ticket.id, bot.person(who), helped=helped, services=bot.services, now=bot.now)


def test_an_answer_that_helped_closes_the_ticket(bot: Bot) -> None:
    ticket = _answered(bot, _opened(bot))
    bot.wait(hours=2)
    closed = _follow_up(bot, ticket, helped=True)

    assert (closed.state, closed.closed_at) == (TicketState.CLOSED, bot.now)


def test_an_answer_that_did_not_help_gives_the_ticket_back(bot: Bot) -> None:
    ticket = _answered(bot, _opened(bot))
    reopened = _follow_up(bot, ticket, helped=False)

    assert (reopened.state, reopened.closed_at) == (TicketState.ASSIGNED, None)
    assert reopened.assignee_id == ticket.assignee_id


def test_a_reopened_ticket_is_answered_again_in_a_turn_of_its_own(bot: Bot) -> None:
    ticket = _answered(bot, _opened(bot))
    _follow_up(bot, ticket, helped=False)
    bot.wait(hours=1)
    _answered(bot, ticket, "Så prøv igen.")
    answers = [turn.reply for turn in bot.storage.tables.exchanges.values() if turn.said is None]

    assert bot.ticket().answer == "Så prøv igen."
    assert [reply.key for reply in answers if isinstance(reply, Notice)][-3:] == [
        "notice.answered",
        "notice.reopened",
        "notice.answered",
    ]


def test_a_closed_ticket_is_reopened_within_thirty_days_and_not_after(bot: Bot) -> None:
    ticket = _follow_up(bot, _answered(bot, _opened(bot)), helped=True)
    closed_at = bot.now
    bot.now = closed_at + timedelta(days=30)
    reopened = _follow_up(bot, ticket, helped=False)
    _answered(bot, reopened)
    _follow_up(bot, reopened, helped=True)
    bot.wait(days=30, seconds=1)

    assert reopened.state is TicketState.ASSIGNED
    with pytest.raises(TransitionError):
        _follow_up(bot, reopened, helped=False)


@pytest.mark.parametrize("helped", [True, False])
def test_an_unanswered_ticket_has_nothing_to_follow_up(bot: Bot, helped: bool) -> None:
    ticket = _opened(bot)

    with pytest.raises(TransitionError):
        _follow_up(bot, ticket, helped=helped)


@pytest.mark.parametrize("who", ["ida", "karen", "otto"])
def test_only_the_asker_says_whether_it_helped(bot: Bot, who: str) -> None:
    bot.person("karen", COORDINATOR)
    ticket = _answered(bot, _opened(bot))

    with pytest.raises(UnknownTicketError):
        _follow_up(bot, ticket, helped=True, who=who)


def test_the_history_tells_everything_in_order(bot: Bot) -> None:
    ticket = _opened(bot)
    take_ticket(ticket.id, bot.person("ida", IT), services=bot.services, now=bot.now)
    _follow_up(bot, _answered(bot, ticket), helped=False)
    bot.wait(hours=1)
    _follow_up(bot, _answered(bot, ticket, "Så prøv igen."), helped=True)

    assert [(step.event, step.after) for step in bot.storage.tables.history] == [
        (None, TicketState.OPEN),
        (TicketEvent.ASSIGN, TicketState.ASSIGNED),
        (TicketEvent.RESOLVE, TicketState.RESOLVED),
        (TicketEvent.REOPEN, TicketState.ASSIGNED),
        (TicketEvent.RESOLVE, TicketState.RESOLVED),
        (TicketEvent.CONFIRM, TicketState.CLOSED),
    ]
