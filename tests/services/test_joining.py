"""The same question again: who asks what is asked already waits for the same answer, where one answer does for both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.snapshot import Snapshot
from bot.core.dialogue.moves import SendHandoff
from bot.core.reply import Notice
from bot.core.tickets import TicketEvent, TicketState
from bot.services.acting import answer_ticket, ask_back, take_ticket
from bot.services.joining import LONGEST_SHARED, MOST_SUGGESTED, answered_like
from bot.services.ports import Exchange, Holding, Ticket

from .conftest import Bot
from .small_content import BREACH, COMPLAINT, NOT_OURS, NOTE, PASSWORD, TEMPLATE

AGAIN = "hvad koster frokosten i kantinen"
REWORDED = "Hvad koster frokost i kantinen?"
COORDINATOR = Holding("koordinator")


def _send(bot: Bot, text: str, who: str, *, move: SendHandoff | None = None, channel: str = "web") -> Exchange:
    asked = bot.ask(text, who=who, channel=channel)
    return bot.press(move or SendHandoff(), asked.question_id, who=who, channel=channel)


def _tickets(bot: Bot) -> list[Ticket]:
    return list(bot.storage.tables.tickets.values())


def _joined(bot: Bot) -> list[tuple[str, str]]:
    with bot.storage.reading() as work:
        return [(one.name, one.text) for ticket in _tickets(bot) for one in work.joined(ticket.id)]


@pytest.fixture
def shared(bot: Bot, snapshot: Snapshot) -> Bot:
    """A bot whose topics about templates and passwords have one answer for all."""
    topics = snapshot.library.handoffs
    marked = {key: topic.model_copy(update={"shared": key != "klage"}) for key, topic in topics.items()}
    library = snapshot.library.model_copy(update={"handoffs": marked})
    bot.content.snapshot = replace(snapshot, library=library)
    return bot


# --- joined -----------------------------------------------------------------------------------------------------------


def test_who_asks_the_same_waits_for_the_same_answer(bot: Bot) -> None:
    _send(bot, AGAIN, "anna")
    bot.wait(minutes=20)
    sent = _send(bot, REWORDED, "bo")
    ticket = bot.ticket()

    assert _joined(bot) == [("Bo", REWORDED)]
    assert sent.reply == Notice(
        key="notice.joined",
        values={"number": "1", "ticket": ticket.id, "due_at": ticket.due_at.isoformat()},
    )
    assert bot.question(sent).ticket_id == ticket.id
    assert bot.question(sent).route == ticket.route


def test_joining_is_a_line_of_history_that_changes_nothing(bot: Bot) -> None:
    _send(bot, AGAIN, "anna")
    before = bot.ticket()
    _send(bot, REWORDED, "bo")
    step = bot.storage.tables.history[-1]

    assert (step.event, step.before, step.after) == (TicketEvent.JOIN, TicketState.OPEN, TicketState.OPEN)
    assert step.actor_id == bot.person("bo").id
    assert bot.ticket() == before


@pytest.mark.parametrize("state", [TicketState.ASSIGNED, TicketState.AWAITING_REQUESTER])
def test_a_ticket_somebody_has_begun_on_can_be_joined(state: TicketState, bot: Bot) -> None:
    _send(bot, AGAIN, "anna")
    manager = bot.person("karin", COORDINATOR)
    take_ticket(bot.ticket().id, manager, services=bot.services, now=bot.now)
    if state is TicketState.AWAITING_REQUESTER:
        ask_back(bot.ticket().id, manager, "Hvilken kantine?", services=bot.services, now=bot.now)
    _send(bot, REWORDED, "bo")

    assert bot.ticket().state is state
    assert len(_joined(bot)) == 1


def test_the_answer_goes_to_everybody_who_asked(bot: Bot) -> None:
    told = [_send(bot, AGAIN, who).conversation_id for who in ("anna", "bo", "carl")]
    manager = bot.person("karin", COORDINATOR)
    answer_ticket(bot.ticket().id, manager, "Fyrre kroner.", services=bot.services, now=bot.now)
    answers = [
        turn.conversation_id
        for turn in bot.storage.tables.exchanges.values()
        if isinstance(turn.reply, Notice) and turn.reply.key == "notice.answered"
    ]

    assert sorted(answers) == sorted(told)


def test_sending_again_after_joining_says_it_was_sent(bot: Bot) -> None:
    _send(bot, AGAIN, "anna")
    sent = _send(bot, REWORDED, "bo")
    bot.wait(minutes=1)
    again = bot.press(SendHandoff(), sent.question_id, who="bo")

    assert isinstance(again.reply, Notice)
    assert again.reply.key == "notice.sent_before"
    assert len(_joined(bot)) == 1


def test_a_time_that_has_passed_is_not_promised_again(bot: Bot) -> None:
    _send(bot, AGAIN, "anna")
    bot.wait(days=30)
    sent = _send(bot, REWORDED, "bo")

    assert isinstance(sent.reply, Notice)
    assert "due_at" not in sent.reply.values


def test_a_topic_with_one_answer_for_all_is_shared(shared: Bot) -> None:
    _send(shared, PASSWORD, "anna")
    _send(shared, PASSWORD, "bo")

    assert len(_joined(shared)) == 1


# --- not joined -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [PASSWORD, TEMPLATE, COMPLAINT])
def test_a_topic_is_each_askers_own_unless_it_says_otherwise(text: str, bot: Bot) -> None:
    _send(bot, text, "anna")
    _send(bot, text, "bo")

    assert len(_tickets(bot)) == 2


def test_each_possible_breach_is_a_ticket_of_its_own(shared: Bot) -> None:
    _send(shared, BREACH, "anna")
    _send(shared, BREACH, "bo")

    assert len(_tickets(shared)) == 2


def test_an_article_about_ones_own_document_is_not_shared(bot: Bot, snapshot: Snapshot) -> None:
    own = snapshot.library.articles["notat"].model_copy(update={"shared": False})
    library = snapshot.library.model_copy(update={"articles": {**snapshot.library.articles, "notat": own}})
    bot.content.snapshot = replace(snapshot, library=library)
    _send(bot, NOTE, "anna")
    _send(bot, NOTE, "bo")

    assert len(_tickets(bot)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "hvad koster frokost i kantinen for 010190-1234",
        "skal det her dokument gemmes i kantinen",
        "hvad koster dette i kantinen",
        "hvad koster frokost i kantinen " + "og hvad koster kaffen " * (LONGEST_SHARED // 20),
        "hej",
    ],
)
def test_what_may_be_about_something_of_ones_own_is_not_shared(text: str, bot: Bot) -> None:
    _send(bot, NOT_OURS, "anna", move=SendHandoff(text=text))
    _send(bot, NOT_OURS, "bo", move=SendHandoff(text=text))

    assert len(_tickets(bot)) == 2


@pytest.mark.parametrize("other", ["hvad koster kaffe i kantinen", "hvad koster frokost ikke i kantinen"])
def test_another_question_is_another_ticket(other: str, bot: Bot) -> None:
    _send(bot, AGAIN, "anna")
    _send(bot, NOT_OURS, "bo", move=SendHandoff(text=other))

    assert len(_tickets(bot)) == 2


def test_ones_own_earlier_ticket_is_shown_again(bot: Bot) -> None:
    _send(bot, AGAIN, "anna")
    bot.wait(hours=2)
    sent = _send(bot, REWORDED, "anna")

    assert isinstance(sent.reply, Notice)
    assert sent.reply.key == "notice.sent_before"
    assert bot.question(sent).ticket_id == bot.ticket().id
    assert _joined(bot) == []


def test_an_answered_ticket_is_not_joined(bot: Bot) -> None:
    _send(bot, AGAIN, "anna")
    answer_ticket(bot.ticket().id, bot.person("karin", COORDINATOR), "40.", services=bot.services, now=bot.now)
    _send(bot, REWORDED, "bo")

    assert len(_tickets(bot)) == 2


def test_who_could_answer_a_ticket_never_joins_it(bot: Bot) -> None:
    """Nobody acts on what they wait for themselves, and then one fewer could answer."""
    _send(bot, AGAIN, "anna")
    bot.person("karin", COORDINATOR)
    _send(bot, REWORDED, "karin")

    assert len(_tickets(bot)) == 2


def test_another_role_another_ticket(bot: Bot) -> None:
    _send(bot, TEMPLATE, "anna", move=SendHandoff(text=AGAIN, chosen="aurora"))
    _send(bot, TEMPLATE, "bo", move=SendHandoff(text=AGAIN, chosen="bifrost"))
    _send(bot, NOT_OURS, "carl", move=SendHandoff(text=AGAIN))

    assert len(_tickets(bot)) == 3


# --- answered before --------------------------------------------------------------------------------------------------


def _answered(bot: Bot, *texts: str) -> None:
    manager = bot.person("karin", COORDINATOR)
    for number, text in enumerate(texts):
        sent = _send(bot, NOT_OURS, f"asker-{number}", move=SendHandoff(text=text))
        ticket_id = bot.question(sent).ticket_id or ""
        answer_ticket(ticket_id, manager, f"Svar på {text}", services=bot.services, now=bot.now)


def _suggested(bot: Bot, text: str) -> list[str]:
    sent = _send(bot, NOT_OURS, "ny", move=SendHandoff(text=text))
    with bot.storage.reading() as work:
        ticket = work.ticket(bot.question(sent).ticket_id or "")
        assert ticket is not None
        return [one.text for one in answered_like(work, ticket, services=bot.services)]


def test_answers_to_like_questions_are_suggested_most_alike_first(bot: Bot) -> None:
    _answered(bot, "hvad koster kaffe i kantinen", REWORDED, "hvornår lukker biblioteket")

    assert _suggested(bot, AGAIN) == [REWORDED, "hvad koster kaffe i kantinen"]


def test_no_more_than_three_are_suggested(bot: Bot) -> None:
    _answered(bot, *(f"hvad koster frokost i kantinen {what}" for what in ("idag", "normalt", "nu", "ude", "lørdag")))

    assert len(_suggested(bot, AGAIN)) == MOST_SUGGESTED


def test_a_ticket_nobody_has_answered_is_not_suggested(bot: Bot) -> None:
    _send(bot, NOT_OURS, "anna", move=SendHandoff(text="hvad koster kaffe i kantinen"))

    assert _suggested(bot, AGAIN) == []
