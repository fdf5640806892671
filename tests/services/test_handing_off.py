"""Handing off: a question becomes one ticket with the right person, its text redacted whoever wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.content.phrasing import Phrasing
from bot.core.dialogue.moves import OfferHandoff, SendHandoff
from bot.core.reply import Notice, Route
from bot.core.tickets import TicketState
from bot.errors import UnknownQuestionError
from bot.services.ports import Profile, TicketStep
from tests.core.small_bot import both

from .conftest import Bot
from .small_content import BREACH, COMPLAINT, NOT_OURS, PASSWORD, TEMPLATE

CPR = "010190-1234"


def _send(bot: Bot, text: str, move: SendHandoff | None = None) -> None:
    asked = bot.ask(text)
    bot.press(move or SendHandoff(), asked.question_id)


def test_a_sent_question_is_an_open_ticket_with_its_role(bot: Bot) -> None:
    asked = bot.ask(PASSWORD, who="anna")
    sent = bot.press(SendHandoff(), asked.question_id, who="anna")
    ticket = bot.ticket()

    assert sent.reply == Notice(
        key="notice.sent", values={"number": "1", "ticket": ticket.id, "due_at": ticket.due_at.isoformat()}
    )
    assert (ticket.state, ticket.route, ticket.text) == (TicketState.OPEN, Route(role="it"), PASSWORD)
    assert (ticket.requester_id, ticket.requester_name, ticket.number) == (bot.person("anna").id, "Anna", 1)
    assert (ticket.conversation_id, ticket.question_id, ticket.language) == (
        asked.conversation_id,
        asked.question_id,
        "da",
    )


def test_the_log_learns_the_ticket_and_the_history_begins(bot: Bot) -> None:
    asked = bot.ask(PASSWORD)
    bot.press(SendHandoff(), asked.question_id)
    ticket, anna = bot.ticket(), bot.person("anna")

    assert bot.question(asked).ticket_id == ticket.id
    assert bot.storage.tables.history == (TicketStep(ticket.id, bot.now, anna.id, None, None, TicketState.OPEN),)


def test_nothing_is_sent_before_send_is_pressed(bot: Bot) -> None:
    asked = bot.ask(PASSWORD)
    bot.press(OfferHandoff(), asked.question_id)

    assert bot.storage.tables.tickets == {}


def test_any_question_can_be_sent_to_a_person(bot: Bot) -> None:
    _send(bot, NOT_OURS)

    assert bot.ticket().route == Route(role="koordinator")


# --- the text ---------------------------------------------------------------------------------------------------------


def test_the_text_shown_first_is_the_redacted_one(bot: Bot) -> None:
    asked = bot.ask(f"{PASSWORD} {CPR}")
    form = bot.card(asked).form

    assert form is not None
    assert form.text == f"{PASSWORD} [CPR-nummer]"


def test_an_edited_text_is_sent_and_redacted_again(bot: Bot) -> None:
    _send(bot, PASSWORD, SendHandoff(text=f"Det haster, borgeren er {CPR}"))

    assert bot.ticket().text == "Det haster, borgeren er [CPR-nummer]"
    assert CPR not in repr(bot.storage.tables)


@pytest.mark.parametrize("emptied", [None, "", "   \n"])
def test_a_text_edited_to_nothing_is_the_question(bot: Bot, emptied: str | None) -> None:
    _send(bot, PASSWORD, SendHandoff(text=emptied))

    assert bot.ticket().text == PASSWORD


# --- once -------------------------------------------------------------------------------------------------------------


def test_sending_twice_opens_one_ticket_and_says_so(bot: Bot) -> None:
    asked = bot.ask(PASSWORD)
    bot.press(SendHandoff(), asked.question_id)
    bot.wait(seconds=5)
    again = bot.press(SendHandoff(text="en anden tekst"), asked.question_id)
    ticket = bot.ticket()

    assert again.reply == Notice(
        key="notice.sent_before", values={"number": "1", "ticket": ticket.id, "due_at": ticket.due_at.isoformat()}
    )
    assert ticket.text == PASSWORD


def test_a_redelivered_send_gets_the_same_reply(bot: Bot) -> None:
    asked = bot.ask(PASSWORD)
    first = bot.press(SendHandoff(), asked.question_id, event="p1")

    assert bot.press(SendHandoff(), asked.question_id, event="p1") == first


def test_two_questions_are_two_tickets_with_numbers_of_their_own(bot: Bot) -> None:
    _send(bot, PASSWORD)
    _send(bot, TEMPLATE)

    assert [ticket.number for ticket in bot.storage.tables.tickets.values()] == [1, 2]


# --- whose it is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asked_for", "offered"),
    [
        (TEMPLATE, "system", ["aurora", "bifrost", "?"]),
        (COMPLAINT, "department", ["skole", "teknik", "?"]),
        (PASSWORD, None, []),
    ],
)
def test_a_system_or_department_that_is_missing_is_asked_for(
    bot: Bot, text: str, asked_for: str | None, offered: list[str]
) -> None:
    form = bot.card(bot.ask(text)).form

    assert form is not None
    assert form.ask == asked_for
    assert [option for option, _ in form.options] == offered


@pytest.mark.parametrize(
    ("text", "chosen", "route"),
    [
        (TEMPLATE, "bifrost", Route(role="systemansvarlig", system="bifrost")),
        (COMPLAINT, "teknik", Route(role="leder", department="teknik")),
        (TEMPLATE, "?", Route(role="koordinator")),
        (COMPLAINT, "?", Route(role="koordinator")),
        (TEMPLATE, None, Route(role="koordinator")),
        (PASSWORD, "bifrost", Route(role="it")),
    ],
)
def test_what_was_chosen_decides_and_one_who_does_not_know_reaches_the_coordinator(
    bot: Bot, text: str, chosen: str | None, route: Route
) -> None:
    asked = bot.ask(text)
    bot.press(SendHandoff(chosen=chosen), asked.question_id)

    assert bot.ticket().route == route
    assert bot.question(asked).route == route


@pytest.mark.parametrize(("text", "chosen"), [(TEMPLATE, "ukendt"), (TEMPLATE, "skole"), (COMPLAINT, "aurora")])
def test_a_choice_that_was_not_offered_is_refused(bot: Bot, text: str, chosen: str) -> None:
    asked = bot.ask(text)

    with pytest.raises(UnknownQuestionError):
        bot.press(SendHandoff(chosen=chosen), asked.question_id)
    assert bot.storage.tables.tickets == {}


def test_a_remembered_department_need_not_be_asked_for(bot: Bot) -> None:
    bot.remember("anna", Profile(department="skole"))
    asked = bot.ask(COMPLAINT)
    form = bot.card(asked).form
    bot.press(SendHandoff(), asked.question_id)

    assert form is not None
    assert form.ask is None
    assert bot.ticket().route == Route(role="leder", department="skole")


# --- when -------------------------------------------------------------------------------------------------------------


def test_a_possible_breach_is_urgent_and_due_by_the_wall_clock(bot: Bot) -> None:
    bot.now = datetime(2026, 4, 3, 20, 0, tzinfo=UTC)  # Good Friday, in the evening
    _send(bot, BREACH)
    ticket = bot.ticket()

    assert (ticket.route, ticket.urgent) == (Route(role="brud"), True)
    assert ticket.due_at == bot.now + timedelta(hours=1)


def test_a_possible_breach_is_offered_with_the_telephone_first(bot: Bot) -> None:
    card = bot.card(bot.ask(BREACH))

    assert card.urgent == "Ring nu."
    assert card.form is not None


def test_other_tickets_are_due_in_working_hours_and_not_over_easter(bot: Bot) -> None:
    bot.now = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)  # Wednesday before Easter, 14.00 in Denmark; open until 15
    _send(bot, PASSWORD)

    assert not bot.ticket().urgent
    assert bot.ticket().due_at == datetime(2026, 4, 7, 12, 0, tzinfo=UTC)  # one hour before Easter, six on Tuesday


def test_closed_days_of_the_organisation_are_left_out(bot: Bot) -> None:
    bot.now = datetime(2026, 4, 30, 12, 0, tzinfo=UTC)  # Thursday; 1 May is a setting, no public holiday
    _send(bot, PASSWORD)

    assert bot.ticket().due_at == datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def _with_urgent_passwords(bot: Bot) -> None:
    library = bot.content.snapshot.library
    topic = library.handoffs["kodeord"].model_copy(update={"urgent": True})
    changed = library.model_copy(update={"handoffs": {**library.handoffs, "kodeord": topic}})
    bot.content.snapshot = replace(bot.content.snapshot, library=changed)


def _worded(bot: Bot) -> None:
    words = {
        "handoff.promise": "Senest {{ when }}",
        "calendar.clock": "{{ hour }}.{{ minute }}",
        "calendar.today": "i dag kl. {{ clock }}",
        "calendar.tomorrow": "i morgen kl. {{ clock }}",
        "calendar.this_week": "{{ weekday }} kl. {{ clock }}",
    }
    library = bot.content.snapshot.library
    phrases = {**library.phrases, **{key: both(text) for key, text in words.items()}}
    bot.content.snapshot = replace(bot.content.snapshot, library=library.model_copy(update={"phrases": phrases}))


def test_a_topic_that_cannot_wait_is_urgent_and_has_a_third_of_the_time(bot: Bot) -> None:
    _with_urgent_passwords(bot)
    _send(bot, PASSWORD)

    assert bot.ticket().urgent
    assert bot.ticket().due_at == bot.now + timedelta(hours=2)  # of seven


def test_a_topic_that_can_wait_is_not_urgent_because_another_is(bot: Bot) -> None:
    _with_urgent_passwords(bot)
    _send(bot, TEMPLATE, SendHandoff(chosen="aurora"))

    assert not bot.ticket().urgent


@pytest.mark.parametrize("text", [PASSWORD, BREACH, NOT_OURS])
@pytest.mark.parametrize("urgent", [False, True])
def test_what_the_offer_promises_is_when_the_ticket_is_due(bot: Bot, text: str, urgent: bool) -> None:
    if urgent:
        _with_urgent_passwords(bot)
    _worded(bot)
    asked = bot.ask(text)
    offered = bot.press(OfferHandoff(), asked.question_id)
    form = bot.card(offered).form
    bot.press(SendHandoff(), asked.question_id)
    phrases = Phrasing(bot.content.snapshot.library, bot.content.snapshot.catalogue, "da")

    assert form is not None
    assert form.promise == f"Senest {phrases.when(bot.ticket().due_at, bot.now)}"


def test_the_asker_is_told_when_the_answer_comes(bot: Bot) -> None:
    asked = bot.ask(PASSWORD)
    sent = bot.press(SendHandoff(), asked.question_id)

    assert isinstance(sent.reply, Notice)
    assert sent.reply.values["due_at"] == bot.ticket().due_at.isoformat()
