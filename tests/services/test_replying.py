"""What those who wait for an answer can do: reply, add words, say whether it helped, withdraw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.tickets import TicketEvent, TicketState
from bot.errors import EmptyAnswerError, TransitionError, UnknownTicketError
from bot.services.ports import Ticket
from bot.services.replying import follow_up, reply_to_ticket, withdraw_ticket
from bot.services.ticket_steps import advance

from .conftest import Bot
from .ticketing import (
    CPR,
    IT,
    answered,
    asked_back,
    events,
    history,
    joined,
    notices,
    now_is,
    opened,
    replayed,
    taken,
)


def _reply(bot: Bot, ticket: Ticket, text: str = "I Aurora.", who: str = "anna") -> Ticket:
    return reply_to_ticket(ticket.id, bot.person(who), text, services=bot.services, now=bot.now)


def _follow_up(bot: Bot, ticket: Ticket, *, helped: bool, who: str = "anna", why: str = "") -> Ticket:
    return follow_up(ticket.id, bot.person(who), helped=helped, why=why, services=bot.services, now=bot.now)


def _withdraw(bot: Bot, ticket: Ticket, who: str = "anna") -> Ticket:
    return withdraw_ticket(ticket.id, bot.person(who), services=bot.services, now=bot.now)


# --- replying ---------------------------------------------------------------------------------------------------------


def test_a_reply_gives_the_ticket_back_to_who_asked(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    replied = _reply(bot, ticket)

    assert (replied.state, replied.assignee_id) == (TicketState.ASSIGNED, bot.person("ida").id)
    assert (history(bot, ticket)[-1].event, history(bot, ticket)[-1].note) == (
        TicketEvent.REQUESTER_REPLIES,
        "I Aurora.",
    )


def test_who_waited_for_a_reply_has_time_enough_when_it_comes(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    bot.wait(days=8)

    assert _reply(bot, ticket).due_at > bot.now


def test_a_reply_at_once_takes_no_time_away(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))

    assert _reply(bot, ticket).due_at == ticket.due_at


def test_everything_personal_is_taken_out_of_a_reply(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    _reply(bot, ticket, f"Borgeren Hans Jensen, {CPR}, hans@eksempel.dk")

    note = history(bot, ticket)[-1].note
    assert "Hans" not in note
    assert CPR not in note
    assert "@" not in note


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_reply_needs_words(bot: Bot, text: str) -> None:
    ticket = asked_back(bot, opened(bot))

    with pytest.raises(EmptyAnswerError):
        _reply(bot, ticket, text)
    assert now_is(bot, ticket) == ticket


def test_one_who_joined_may_reply_too_and_the_second_reply_is_kept_as_well(bot: Bot) -> None:
    ticket = opened(bot)
    joined(bot, ticket, "bo")
    asked_back(bot, ticket)
    _reply(bot, ticket, "I Bifrost.", who="bo")
    last = _reply(bot, ticket, "I Aurora.")

    assert last.state is TicketState.ASSIGNED
    assert [(step.event, step.note) for step in history(bot, ticket)][-2:] == [
        (TicketEvent.REQUESTER_REPLIES, "I Bifrost."),
        (TicketEvent.ADD, "I Aurora."),
    ]


def test_words_are_added_while_a_ticket_waits_and_the_version_counts_up(bot: Bot) -> None:
    ticket = opened(bot)
    added = _reply(bot, ticket, "Det haster.")

    assert (added.state, added.version) == (TicketState.OPEN, ticket.version + 1)
    assert history(bot, ticket)[-1].note == "Det haster."


def test_nothing_is_added_to_an_answered_ticket(bot: Bot) -> None:
    ticket = answered(bot, opened(bot))

    with pytest.raises(TransitionError):
        _reply(bot, ticket)


@pytest.mark.parametrize("who", ["ida", "otto"])
def test_only_who_waits_for_the_answer_replies_or_withdraws(bot: Bot, who: str) -> None:
    ticket = asked_back(bot, opened(bot))
    bot.person("ida", IT)

    with pytest.raises(UnknownTicketError):
        _reply(bot, ticket, who=who)
    with pytest.raises(UnknownTicketError):
        _withdraw(bot, ticket, who=who)
    assert now_is(bot, ticket) == ticket


# --- whether it helped ------------------------------------------------------------------------------------------------


def test_one_who_joined_confirms_for_themselves_alone(bot: Bot) -> None:
    ticket = opened(bot)
    joined(bot, ticket, "bo")
    resolved = answered(bot, ticket)
    thanked = _follow_up(bot, ticket, helped=True, who="bo")

    assert thanked == resolved
    assert events(bot, ticket)[-1] is TicketEvent.THANK
    assert _follow_up(bot, ticket, helped=True).state is TicketState.CLOSED


@pytest.mark.parametrize("who", ["anna", "bo"])
def test_a_no_by_anybody_who_waits_reopens_it_for_all(bot: Bot, who: str) -> None:
    ticket = opened(bot)
    joined(bot, ticket, "bo")
    answered(bot, ticket)
    bot.wait(days=3)
    reopened = _follow_up(bot, ticket, helped=False, who=who, why=f"Det gælder {CPR}.")

    assert (reopened.state, reopened.assignee_id) == (TicketState.ASSIGNED, bot.person("ida").id)
    assert reopened.due_at > bot.now
    assert history(bot, ticket)[-1].note == "Det gælder [CPR-nummer]."
    for one in ("anna", "bo"):
        assert notices(bot, one)[-1].key == "notice.reopened"
        assert notices(bot, one)[-1].values["due_at"] == reopened.due_at.isoformat()


def test_a_ticket_that_ended_in_silence_is_reopened_by_who_had_it(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    with bot.storage.transaction() as work:
        silent = advance(work, ticket, TicketEvent.FALL_SILENT, "", now=bot.now)
        advance(work, silent, TicketEvent.FALL_SILENT, "", now=bot.now)
    bot.wait(days=2)
    reopened = _follow_up(bot, ticket, helped=False)

    assert (reopened.state, reopened.assignee_id, reopened.closed_at) == (
        TicketState.ASSIGNED,
        bot.person("ida").id,
        None,
    )


# --- withdrawing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lead", [lambda _, ticket: ticket, taken, asked_back], ids=["open", "assigned", "awaiting"])
def test_a_withdrawn_ticket_is_closed(bot: Bot, lead: Callable[[Bot, Ticket], Ticket]) -> None:
    ticket = lead(bot, opened(bot))
    bot.wait(hours=1)
    withdrawn = _withdraw(bot, ticket)

    assert (withdrawn.state, withdrawn.closed_at) == (TicketState.CLOSED, bot.now)
    assert notices(bot)[-1].key == "notice.withdrawn"


def test_an_answered_ticket_is_not_withdrawn(bot: Bot) -> None:
    ticket = answered(bot, opened(bot))

    with pytest.raises(TransitionError):
        _withdraw(bot, ticket)
    assert notices(bot)[-1].key == "notice.answered"


def test_a_ticket_nobody_ever_had_is_asked_again_and_not_reopened(bot: Bot) -> None:
    ticket = _withdraw(bot, opened(bot))

    with pytest.raises(TransitionError):
        _follow_up(bot, ticket, helped=False)


def test_when_others_wait_a_withdrawn_ticket_goes_on_as_the_first_of_theirs(bot: Bot) -> None:
    ticket = opened(bot)
    joined(bot, ticket, "bo", channel="slack")
    joined(bot, ticket, "carl")
    left = _withdraw(bot, ticket)

    assert (left.state, left.requester_name, left.version) == (TicketState.OPEN, "Bo", ticket.version)
    assert left.question_id != ticket.question_id
    with bot.storage.reading() as work:
        assert [one.name for one in work.joined(ticket.id)] == ["Carl"]
        assert work.tickets_of(bot.person("anna").id) == []
    answered(bot, ticket)
    assert [notices(bot, "bo", channel="slack")[-1].key, notices(bot, "carl")[-1].key] == ["notice.answered"] * 2
    assert notices(bot)[-1].key == "notice.withdrawn"
    assert _follow_up_by(bot, left).state is TicketState.CLOSED


def _follow_up_by(bot: Bot, ticket: Ticket) -> Ticket:
    with bot.storage.reading() as work:
        requester = work.person_by_id(ticket.requester_id)
    assert requester is not None
    return follow_up(ticket.id, requester, helped=True, services=bot.services, now=bot.now)


def test_one_who_joined_leaves_and_the_ticket_goes_on(bot: Bot) -> None:
    ticket = opened(bot)
    joined(bot, ticket, "bo")
    left = _withdraw(bot, ticket, who="bo")
    answered(bot, ticket)

    assert (left.state, left.requester_id) == (TicketState.OPEN, ticket.requester_id)
    assert events(bot, ticket)[:3] == [None, TicketEvent.JOIN, TicketEvent.LEAVE]
    assert [one.key for one in notices(bot, "bo")] == ["notice.withdrawn"]
    assert replayed(history(bot, ticket)) is TicketState.RESOLVED


def test_who_withdrew_may_act_on_it_again(bot: Bot) -> None:
    ticket = opened(bot)
    joined(bot, ticket, "bo")
    _withdraw(bot, ticket)
    bot.wait(minutes=1)

    assert answered(bot, ticket, who="anna").answered_at == bot.now
    assert bot.now - ticket.opened_at == timedelta(minutes=1)
