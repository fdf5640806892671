"""A conversation with plain forms: ask, choose, send, be answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.web.conftest import Running, Visitor

SMS = "Skal en sms fra en borger på sagen?"
BREACH = "Jeg har sendt en mail med personoplysninger til den forkerte borger"


def turns(page: str) -> list[str]:
    """The event ids of the turns of a page."""
    return re.findall(r'data-event="([^"]+)"', page)


def handed_over(asker: Visitor) -> None:
    """Ask something urgent and send it to a person."""
    asker.ask(BREACH)
    question = re.findall(r'name="question" value="([^"]+)"', asker.page())[-1]
    assert asker.post("/send", question=question, event="send-0001", text=BREACH).status_code == 303


def first_ticket(holder: Visitor) -> str:
    """The address of the ticket on top of the inbox."""
    found = re.search(r'href="(/inbox/[0-9a-f]+)"', holder.page("/inbox"))
    assert found is not None
    return found[1]


def test_a_question_is_answered_on_the_page(employee: Visitor) -> None:
    response = employee.ask(SMS)

    assert response.headers["location"] == "/#latest"
    assert "Bygger på" in employee.page()


def test_a_double_click_is_one_question(employee: Visitor) -> None:
    employee.ask(SMS, event="the-same-form")
    employee.ask(SMS, event="the-same-form")

    assert len(turns(employee.page())) == 1


def test_another_text_in_a_form_used_before_is_another_question(employee: Visitor) -> None:
    employee.ask(SMS, event="the-same-form")
    employee.ask("Hvor hurtigt skal jeg skrive et notat?", event="the-same-form")

    assert len(turns(employee.page())) == 2


def test_the_script_gets_only_the_turns_it_has_not_seen(employee: Visitor) -> None:
    employee.ask(SMS)
    (seen,) = turns(employee.page())

    fields = {"csrf": employee.csrf, "text": "hej", "event": "event-9999", "after": seen}
    response = employee.http.post("/ask", data=fields, headers={"x-fragment": "1"})

    assert len(turns(response.text)) == 1
    assert seen not in turns(response.text)


def test_what_a_person_writes_is_never_markup(employee: Visitor) -> None:
    employee.ask("<script>alert(1)</script> **skal** en sms på sagen? ![x](https://example.dk/x.png)")

    page = employee.page()
    assert "<script>alert" not in page
    assert "<img" not in page


def test_a_cpr_number_is_neither_shown_nor_sent_back(employee: Visitor) -> None:
    employee.ask("skal en sms fra 010203-1234 på sagen?")

    page = employee.page()
    assert "010203" not in page
    assert "Jeg fjernede et CPR-nummer" in page


def test_choosing_a_system_shows_what_was_chosen(employee: Visitor) -> None:
    employee.ask("hvordan opretter jeg en sag")
    employee.press("system:nexus")

    page = employee.page()
    assert "said--chosen" in page
    assert "is-past" in page


def test_an_old_step_of_the_guide_is_refused_in_words(employee: Visitor) -> None:
    employee.ask("Skal jeg journalisere det her?")
    old = employee.button("step:")
    employee.post("/press", pressed=old, event="event-1111")

    response = employee.post("/press", pressed=old, event="event-2222")

    assert response.status_code == 409
    assert "ikke længere er åbent" in response.text


@pytest.mark.parametrize("pressed", ["", "x", "x nonsense", "unknown handoff", "a step:a", "a feedback:never"])
def test_a_button_that_never_was_is_refused_in_words(employee: Visitor, pressed: str) -> None:
    response = employee.post("/press", pressed=pressed, event="event-1111")

    assert response.status_code in (409, 422)
    assert '<p class="error"' in response.text


def test_another_persons_question_cannot_be_sent(employee: Visitor, visitor: Callable[[], Visitor]) -> None:
    employee.ask(BREACH)
    question = re.findall(r'name="question" value="([^"]+)"', employee.page())[-1]

    response = visitor().become("coordinator").post("/send", question=question, event="event-1111", text="hej")

    assert response.status_code == 409


def test_too_long_a_question_is_refused_in_words(employee: Visitor) -> None:
    response = employee.ask("a" * 4_001)

    assert response.status_code == 413
    assert "højst 4.000 tegn" in response.text


def test_the_twenty_first_question_within_a_minute_waits(employee: Visitor) -> None:
    for number in range(20):
        employee.ask(SMS, event=f"question-{number}")

    response = employee.ask(SMS, event="question-20")

    assert response.status_code == 429
    assert response.headers["retry-after"] == "60"
    assert "Vent et øjeblik" in response.text


def test_a_new_conversation_is_empty(employee: Visitor) -> None:
    employee.ask(SMS)
    employee.post("/new")

    assert turns(employee.page()) == []


def test_a_handoff_is_answered_and_comes_back(employee: Visitor, visitor: Callable[[], Visitor]) -> None:
    handed_over(employee)
    holder = visitor().become("central-brud")
    ticket = first_ticket(holder)
    assert BREACH in holder.page(ticket)

    assert holder.post(f"{ticket}/take").status_code == 303
    assert holder.post(f"{ticket}/answer", text="Jeg **ringer** nu.").status_code == 303

    assert "Jeg <strong>ringer</strong> nu." in employee.page()
    assert "Jeg <strong>ringer</strong> nu." in employee.page("/mine")
    number = ticket.removeprefix("/inbox/")
    assert employee.post(f"/mine/{number}", helped="true").status_code == 303
    assert "Afsluttet" in employee.page("/mine")


def test_an_answer_that_did_not_help_opens_the_ticket_again(employee: Visitor, visitor: Callable[[], Visitor]) -> None:
    handed_over(employee)
    holder = visitor().become("central-brud")
    ticket = first_ticket(holder)
    holder.post(f"{ticket}/answer", text="Det er løst.")

    employee.post(f"/mine/{ticket.removeprefix('/inbox/')}", helped="false")

    assert "<title>(1)" in holder.page("/inbox")
    assert "svaret ikke hjalp" in holder.page(ticket)


def test_a_news_fragment_brings_the_answer_alone(employee: Visitor, visitor: Callable[[], Visitor]) -> None:
    handed_over(employee)
    seen = turns(employee.page())[-1]
    assert turns(employee.http.get("/news", params={"after": seen}).text) == []
    holder = visitor().become("central-brud")
    holder.post(f"{first_ticket(holder)}/answer", text="Tak for beskeden.")

    news = employee.http.get("/news", params={"after": seen}).text

    assert len(turns(news)) == 1
    assert "Tak for beskeden." in news


def test_a_ticket_is_not_there_for_other_roles(employee: Visitor, visitor: Callable[[], Visitor]) -> None:
    handed_over(employee)
    ticket = first_ticket(visitor().become("central-brud"))
    other = visitor().become("manager-nexus")

    assert other.http.get(ticket).status_code == 404
    assert other.post(f"{ticket}/take").status_code == 403
    assert other.post(f"{ticket}/answer", text="hej").status_code == 403


def test_an_answer_needs_words_and_is_given_once(employee: Visitor, visitor: Callable[[], Visitor]) -> None:
    handed_over(employee)
    holder = visitor().become("central-brud")
    ticket = first_ticket(holder)

    assert holder.post(f"{ticket}/answer", text="  ").status_code == 422
    assert holder.post(f"{ticket}/answer", text="Svar").status_code == 303
    assert holder.post(f"{ticket}/answer", text="Svar igen").status_code == 409


def test_sending_the_same_question_twice_opens_one_ticket(employee: Visitor, running: Running) -> None:
    handed_over(employee)
    running.clock.now += timedelta(seconds=5)
    question = re.findall(r'name="question" value="([^"]+)"', employee.page())[-1]

    employee.post("/send", question=question, event="send-0002", text=BREACH)

    assert "allerede sendt som henvendelse nr. 1" in employee.page()


def test_the_reasons_are_asked_for_once(employee: Visitor) -> None:
    employee.ask(SMS)
    employee.press("feedback:not_helpful")
    employee.press("feedback:outdated")

    assert employee.page().count("is-past") == 1
