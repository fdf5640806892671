"""The page that explains a reply: for the coordinator alone, in words, with nothing kept and nothing personal shown."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from tests.web.conftest import Running, Visitor
from tests.web.test_statistics import ask_as

SMS = "Skal en sms fra en borger på sagen?"
PERSONAL = f"{SMS} Hun har 010203-1234 og anna@example.dk"
EXPLAIN = "/coordinator/explain"


@pytest.fixture
def coordinator(visitor: Callable[[], Visitor]) -> Visitor:
    """The coordinator."""
    return visitor().become("coordinator")


def test_a_question_is_explained(coordinator: Visitor) -> None:
    page = coordinator.post(EXPLAIN, text=SMS).text

    assert "Svarer, fordi det bedste svar er sandsynligt nok (" in page
    assert "Et muligt brud på persondatasikkerheden? Nej, fordi" in page
    assert "dok-sms-chat" in page
    assert "explain." not in page


def test_the_page_is_in_the_readers_language(coordinator: Visitor) -> None:
    coordinator.post("/language", language="en")

    page = coordinator.post(EXPLAIN, text=SMS).text

    assert "Answers, because the best answer is likely enough (" in page
    assert '<blockquote class="quote" lang="da">' in page


def test_nothing_personal_is_shown(coordinator: Visitor) -> None:
    page = coordinator.post(EXPLAIN, text=PERSONAL).text

    assert "[CPR-nummer]" in page
    assert "010203" not in page
    assert "anna@" not in page
    assert "et CPR-nummer, en mailadresse" in page


def test_nothing_is_kept(running: Running, coordinator: Visitor) -> None:
    coordinator.post(EXPLAIN, text=SMS)

    assert list(running.parts.storage.log.questions()) == []


def test_no_log_line_holds_the_question(coordinator: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        coordinator.post(EXPLAIN, text=PERSONAL)
        coordinator.post(EXPLAIN, text="sms " * 1_001)

    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    assert [line for line in ours if "sms" in line or "010203" in line] == []


def test_a_question_in_the_address_is_not_explained(coordinator: Visitor) -> None:
    page = coordinator.page(f"{EXPLAIN}?text=sms")

    assert "Svarer, fordi" not in page
    assert "sms" not in page


@pytest.mark.parametrize("who", ["employee-boern-og-uddannelse", "manager-nexus"])
def test_nobody_else_is_explained_anything(visitor: Callable[[], Visitor], who: str) -> None:
    response = visitor().become(who).post(EXPLAIN, text=SMS)

    assert response.status_code == 403
    assert "Svarer, fordi" not in response.text


def test_only_our_own_form_is_explained(coordinator: Visitor) -> None:
    assert coordinator.http.post(EXPLAIN, data={"csrf": "forged", "text": SMS}).status_code == 403


def test_a_text_that_is_too_long_is_refused_in_words(coordinator: Visitor) -> None:
    response = coordinator.post(EXPLAIN, text="a" * 4_001)

    assert response.status_code == 413
    assert "for lang" in response.text


@pytest.mark.parametrize(
    "text", ["", "   ", "😀", "<script>alert(1)</script>", "{{ 7 * 7 }} sag", "a\x00b", "ı" * 4_000]
)
def test_every_text_is_explained(coordinator: Visitor, text: str) -> None:
    response = coordinator.post(EXPLAIN, text=text)

    assert response.status_code == 200
    assert "Hvad botten gør, og hvorfor" in response.text
    assert "<script>alert" not in response.text


def test_a_question_is_explained_from_the_statistics(running: Running, coordinator: Visitor) -> None:
    for number in range(5):
        ask_as(running, f"asker-{number}", text="Hvem vandt fodboldkampen i går?")

    listed = coordinator.page("/coordinator/statistics/questions?of=reply:out_of_scope")

    assert '<input type="hidden" name="text" value="Hvem vandt fodboldkampen i går?">' in listed
    assert f'href="{EXPLAIN}"' in listed
