"""A ticket carried on in the conversation on the page: say that it helped, that it did not, reply to what is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.conftest import Visitor
from tests.web.test_conversing import SMS, first_ticket, handed_over


@pytest.fixture
def holder(visitor: Callable[[], Visitor]) -> Visitor:
    """Who the ticket lies with."""
    return visitor().become("central-brud")


def test_it_helped_is_said_in_the_conversation_and_the_buttons_are_used_up(employee: Visitor, holder: Visitor) -> None:
    handed_over(employee)
    holder.post(f"{first_ticket(holder)}/answer", text="Jeg **ringer** nu.")

    assert employee.press("confirm:").status_code == 303

    assert "Godt, at det hjalp" in employee.page()
    assert 'class="turn is-past" data-event="ticket:' in employee.page()
    assert "Afsluttet" in employee.page("/mine")


def test_it_did_not_help_is_said_in_the_conversation_and_more_is_written_along(
    employee: Visitor, holder: Visitor
) -> None:
    handed_over(employee)
    ticket = first_ticket(holder)
    holder.post(f"{ticket}/answer", text="Det er løst.")

    employee.press("reopen:")
    employee.ask("Mailen ligger der stadig.")

    assert "Jeg har sendt din besked" in employee.page()
    assert "Mailen ligger der stadig." in holder.page(ticket)


def test_what_is_asked_back_is_replied_to_in_the_conversation(employee: Visitor, holder: Visitor) -> None:
    handed_over(employee)
    ticket = first_ticket(holder)
    holder.post(f"{ticket}/ask", text="Hvornår var det?")
    assert "Hvornår var det?" in employee.page()

    employee.ask("I går.")

    assert "I går." in holder.page(ticket)


def test_a_new_question_is_answered_after_all(employee: Visitor, holder: Visitor) -> None:
    handed_over(employee)
    holder.post(f"{first_ticket(holder)}/ask", text="Hvornår var det?")
    employee.ask(SMS)

    employee.press("anew:")

    assert "Bygger på" in employee.page()


def test_somebody_elses_ticket_is_not_confirmed(employee: Visitor, holder: Visitor) -> None:
    handed_over(employee)
    ticket = first_ticket(holder)
    holder.post(f"{ticket}/answer", text="Det er løst.")
    holder.ask(SMS)
    question = holder.button("").split(" ", 1)[0]

    pressed = f"{question} confirm:{ticket.removeprefix('/inbox/')}"
    assert holder.post("/press", pressed=pressed, event="event-1111").status_code == 404
