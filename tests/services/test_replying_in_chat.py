"""Tickets in the conversation: what a person asks back is replied to there, and buttons say whether it helped."""

from __future__ import annotations

import pytest

from bot.core.dialogue.moves import AskAnew, ConfirmAnswer, OfferHandoff, ReopenTicket, read_move
from bot.core.reply import Answer, AwaitingReply, ClarifySystem, Guide, Notice
from bot.core.tickets import TicketEvent, TicketState
from bot.errors import TransitionError, UnknownQuestionError, UnknownTicketError
from bot.services.ports import Exchange, Place, Sender, Ticket
from bot.services.replying import follow_up, reply_to_ticket
from bot.services.turns import begin

from .conftest import Bot
from .small_content import GUIDE_QUESTION, NEW_CASE, NOTE
from .ticketing import CPR, answered, asked_back, events, history, joined, notices, now_is, opened, turns

CHANNELS = pytest.mark.parametrize("channel", ["web", "slack"])


def _key(exchange: Exchange) -> str:
    assert isinstance(exchange.reply, Notice)
    return exchange.reply.key


def _awaited(bot: Bot, who: str = "anna", channel: str = "web") -> object:
    with bot.storage.transaction() as work:
        turn = begin(
            work,
            services=bot.services,
            snapshot=bot.content.snapshot,
            event_id="none",
            sender=Sender(channel, who),
            place=Place(f"{channel}-{who}"),
            now=bot.now,
        )
        return turn.state


def _actions(bot: Bot, exchange: Exchange) -> list[str]:
    return [button.action for button in bot.card(exchange).actions]


# --- replying ---------------------------------------------------------------------------------------------------------


@CHANNELS
def test_the_next_message_goes_to_the_ticket_that_asks(bot: Bot, channel: str) -> None:
    ticket = asked_back(bot, opened(bot, channel=channel))
    said = bot.ask("I Aurora.", channel=channel)

    assert _key(said) == "notice.reply_sent"
    assert said.said == "I Aurora."
    assert now_is(bot, ticket).state is TicketState.ASSIGNED
    assert history(bot, ticket)[-1].note == "I Aurora."


def test_the_bot_waits_for_the_reply_as_long_as_the_ticket_does(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    bot.wait(days=9)

    assert _awaited(bot) == AwaitingReply(question_id=ticket.question_id, ticket_id=ticket.id)
    assert _key(bot.ask("I Aurora.")) == "notice.reply_sent"
    assert isinstance(bot.ask(NOTE).reply, Answer)


def test_a_reply_given_on_the_page_is_not_waited_for_in_the_conversation(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    reply_to_ticket(ticket.id, bot.person("anna"), "I Aurora.", services=bot.services, now=bot.now)

    assert isinstance(bot.ask(NOTE).reply, Answer)


def test_a_reply_is_redacted_and_the_asker_is_told(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    said = bot.ask(f"Det er {CPR}")

    assert CPR not in repr(bot.storage.tables)
    assert history(bot, ticket)[-1].note == "Det er [CPR-nummer]"
    assert bot.card(said).notes == ("Taget ud: CPR-nummer",)


def test_a_redelivered_reply_is_one_reply(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    first = bot.ask("I Aurora.", event="e1")

    assert bot.ask("I Aurora.", event="e1") == first
    assert events(bot, ticket).count(TicketEvent.REQUESTER_REPLIES) == 1


def test_each_who_waits_replies_in_their_own_conversation(bot: Bot) -> None:
    ticket = opened(bot)
    joined(bot, ticket, "bo", channel="slack")
    asked_back(bot, ticket)
    bot.ask("I Bifrost.", who="bo", channel="slack")

    assert history(bot, ticket)[-1].note == "I Bifrost."
    assert isinstance(bot.ask(NOTE, who="anna").reply, Answer)  # answered for: the ticket does not wait any more


def test_somebody_elses_conversation_does_not_wait(bot: Bot) -> None:
    asked_back(bot, opened(bot))

    assert isinstance(bot.ask(NOTE, who="bo").reply, Answer)
    assert isinstance(bot.ask(NOTE, who="anna", channel="slack").reply, Answer)


def test_a_choice_the_bot_waits_for_is_still_made_in_words(bot: Bot) -> None:
    ticket = opened(bot)
    shown = bot.ask(NEW_CASE)
    asked_back(bot, ticket)
    chosen = bot.ask("aurora")

    assert isinstance(shown.reply, ClarifySystem)
    assert isinstance(chosen.reply, Answer)
    assert now_is(bot, ticket).state is TicketState.AWAITING_REQUESTER
    assert _key(bot.ask("Det er min telefon.")) == "notice.reply_sent"


def test_what_is_no_choice_goes_to_the_ticket_though_the_bot_had_asked_something(bot: Bot) -> None:
    ticket = opened(bot)
    bot.ask(NEW_CASE)
    asked_back(bot, ticket)

    assert _key(bot.ask("Det er kodeordet til min telefon, den røde.")) == "notice.reply_sent"


def test_a_button_in_between_does_not_make_the_bot_forget_what_was_asked_back(bot: Bot) -> None:
    ticket = opened(bot)
    asked_back(bot, ticket)
    bot.press(OfferHandoff(), ticket.question_id)

    assert _key(bot.ask("Det er kodeordet til min telefon, den røde.")) == "notice.reply_sent"


def test_a_guide_in_between_is_taken_up_again(bot: Bot) -> None:
    ticket = opened(bot)
    guide = bot.ask(GUIDE_QUESTION)
    asked_back(bot, ticket)
    bot.wait(minutes=1)
    bot.ask("Det er kodeordet til min telefon, den røde.")
    resumed = bot.press(read_move("resume"), guide.question_id)

    assert isinstance(resumed.reply, Guide)


def test_of_two_that_ask_the_last_gets_the_reply(bot: Bot) -> None:
    first = opened(bot)
    second = opened(bot, "kodeordet til min telefon er væk, hvad gør jeg")
    asked_back(bot, second)
    bot.wait(minutes=1)
    asked_back(bot, first)
    bot.ask("Det første.")
    bot.ask("Det andet.")

    assert [history(bot, one)[-1].note for one in (first, second)] == ["Det første.", "Det andet."]


# --- it was a new question --------------------------------------------------------------------------------------------


def test_what_was_a_new_question_is_answered_as_one_and_stays_with_the_ticket(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    sent = bot.ask(NOTE)
    (action,) = _actions(bot, sent)
    anew = bot.press(read_move(action), sent.question_id)

    assert isinstance(anew.reply, Answer)
    assert bot.question(anew).text == NOTE
    assert history(bot, ticket)[-1].note == NOTE


def test_a_new_question_is_no_reply_though_the_ticket_asks_again(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    sent = bot.ask(NOTE)
    asked_back(bot, ticket, "Hvad mener du?")
    anew = bot.press(AskAnew(sent.event_id), sent.question_id)

    assert isinstance(anew.reply, Answer)
    assert now_is(bot, ticket).state is TicketState.AWAITING_REQUESTER


def test_a_redelivered_press_asks_once(bot: Bot) -> None:
    asked_back(bot, opened(bot))
    sent = bot.ask(NOTE)
    first = bot.press(AskAnew(sent.event_id), sent.question_id, event="p1")

    assert bot.press(AskAnew(sent.event_id), sent.question_id, event="p1") == first


@pytest.mark.parametrize("who", ["bo", "ukendt"])
def test_another_persons_words_are_not_asked(bot: Bot, who: str) -> None:
    asked_back(bot, opened(bot))
    sent = bot.ask(NOTE)
    bot.person("bo")

    with pytest.raises(UnknownQuestionError):
        bot.press(AskAnew(sent.event_id), sent.question_id, who=who)


def test_a_turn_in_which_nothing_was_said_is_not_asked(bot: Bot) -> None:
    asked_back(bot, opened(bot))
    notice = turns(bot, "anna")[-1]

    with pytest.raises(UnknownQuestionError):
        bot.press(AskAnew(notice.event_id), notice.question_id)


# --- whether it helped ------------------------------------------------------------------------------------------------


def _answered_turn(bot: Bot, ticket: Ticket, who: str = "anna", channel: str = "web") -> Exchange:
    answered(bot, ticket)
    return turns(bot, who, channel=channel)[-1]


@CHANNELS
def test_the_answers_button_confirms_it(bot: Bot, channel: str) -> None:
    ticket = opened(bot, channel=channel)
    shown = _answered_turn(bot, ticket, channel=channel)
    confirm, reopen = _actions(bot, shown)
    said = bot.press(read_move(confirm), shown.question_id, channel=channel)

    assert (confirm, reopen) == (f"confirm:{ticket.id}", f"reopen:{ticket.id}")
    assert _key(said) == "notice.confirmed"
    assert now_is(bot, ticket).state is TicketState.CLOSED


@CHANNELS
def test_the_other_button_reopens_it_and_what_is_written_next_goes_along(bot: Bot, channel: str) -> None:
    ticket = opened(bot, channel=channel)
    shown = _answered_turn(bot, ticket, channel=channel)
    said = bot.press(ReopenTicket(ticket.id), shown.question_id, channel=channel)
    more = bot.ask("Det virker kun på kontoret.", channel=channel)

    assert (_key(said), _key(more)) == ("notice.reopened_here", "notice.reply_sent")
    assert now_is(bot, ticket).state is TicketState.ASSIGNED
    assert (history(bot, ticket)[-1].event, history(bot, ticket)[-1].note) == (
        TicketEvent.ADD,
        "Det virker kun på kontoret.",
    )


def test_what_is_written_long_after_reopening_is_a_question(bot: Bot) -> None:
    ticket = opened(bot)
    shown = _answered_turn(bot, ticket)
    bot.press(ReopenTicket(ticket.id), shown.question_id)
    bot.wait(minutes=31)

    assert isinstance(bot.ask(NOTE).reply, Answer)


def test_what_is_written_after_it_was_answered_again_is_a_question(bot: Bot) -> None:
    ticket = opened(bot)
    shown = _answered_turn(bot, ticket)
    bot.press(ReopenTicket(ticket.id), shown.question_id)
    answered(bot, ticket, "Prøv igen.")

    assert isinstance(bot.ask(NOTE).reply, Answer)


def test_who_reopens_is_told_once_and_the_others_too(bot: Bot) -> None:
    ticket = opened(bot)
    joined(bot, ticket, "bo")
    shown = _answered_turn(bot, ticket, who="bo")
    bot.press(ReopenTicket(ticket.id), shown.question_id, who="bo")

    assert [one.key for one in notices(bot, "bo")] == ["notice.answered", "notice.reopened_here"]
    assert [one.key for one in notices(bot)][-2:] == ["notice.answered", "notice.reopened"]


def test_confirming_twice_says_thanks_twice_and_is_kept_once(bot: Bot) -> None:
    ticket = opened(bot)
    shown = _answered_turn(bot, ticket)
    for _ in range(2):
        assert _key(bot.press(ConfirmAnswer(ticket.id), shown.question_id)) == "notice.confirmed"

    assert events(bot, ticket).count(TicketEvent.CONFIRM) == 1


def test_an_answer_that_was_overtaken_is_not_confirmed(bot: Bot) -> None:
    ticket = opened(bot)
    shown = _answered_turn(bot, ticket)
    follow_up(ticket.id, bot.person("anna"), helped=False, services=bot.services, now=bot.now)

    with pytest.raises(TransitionError):
        bot.press(ConfirmAnswer(ticket.id), shown.question_id)


def test_nobody_confirms_anothers_ticket_with_a_question_of_their_own(bot: Bot) -> None:
    ticket = answered(bot, opened(bot))
    own = bot.ask(NOTE, who="bo")

    for move in (ConfirmAnswer(ticket.id), ReopenTicket(ticket.id), ConfirmAnswer("væk")):
        with pytest.raises(UnknownTicketError):
            bot.press(move, own.question_id, who="bo")
    assert now_is(bot, ticket) == ticket
