"""The JSON API: the same request gets the same reply, and nothing a caller sends is a server error."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.web.conftest import Running

SMS = "Skal en sms fra en borger på sagen?"


def asked(running: Running, **fields: Any) -> httpx.Response:
    """One question with defaults for what a test does not care about."""
    body = {"text": SMS, "conversation": "c", "asker": "anna", "request_id": "r1", **fields}
    return httpx.post(f"{running.url}/api/ask", json=body, timeout=30)


def raw(running: Running, content: bytes, kind: str = "application/json") -> httpx.Response:
    """Whatever bytes."""
    return httpx.post(f"{running.url}/api/ask", content=content, headers={"content-type": kind}, timeout=30)


def test_a_question_gets_its_reply_as_ids_and_in_words(running: Running) -> None:
    reply = asked(running).json()

    assert reply["reply"]["kind"] == "answer"
    assert reply["card"]["text"].startswith("**")
    assert reply["text"] == SMS


def test_the_same_request_gets_the_same_response(running: Running) -> None:
    first = asked(running, text="Jeg vil gerne tale med et menneske")
    running.clock.now = running.clock.now.replace(hour=23)

    assert asked(running, text="Jeg vil gerne tale med et menneske").content == first.content


def test_a_request_is_logged_once(running: Running) -> None:
    for _ in range(3):
        asked(running)

    assert len(list(running.parts.storage.log.questions())) == 1


def test_a_request_id_with_another_text_is_a_conflict_and_tells_nothing(running: Running) -> None:
    asked(running)

    response = asked(running, text="Hvor hurtigt skal jeg skrive et notat?")

    assert response.status_code == 409
    assert "request_id" in response.json()["message"]
    assert "sms" not in response.text


def test_two_askers_with_one_request_id_do_not_meet(running: Running) -> None:
    first = asked(running).json()

    second = asked(running, asker="bo", text="Hvor hurtigt skal jeg skrive et notat?")

    assert second.status_code == 200
    assert second.json()["question_id"] != first["question_id"]
    assert second.json()["text"] != first["text"]


def test_two_askers_in_a_conversation_of_one_name_do_not_meet(running: Running) -> None:
    asked(running, text="hvordan opretter jeg en sag")

    response = asked(running, asker="bo", text="nexus")

    assert response.json()["reply"].get("article") != "nexus-sag"


def test_a_conversation_goes_on(running: Running) -> None:
    asked(running, text="hvordan opretter jeg en sag")

    response = asked(running, text="nexus", request_id="r2")

    assert response.json()["reply"]["article"] == "nexus-sag"


@pytest.mark.parametrize(
    "text", ["", "   ", "🙂", "\x00", "a\x00b\x07", "\ufeff", "x" * 4_000, "å" * 4_000, "🙂" * 4_000]
)
def test_odd_texts_get_a_reply(running: Running, text: str) -> None:
    response = asked(running, text=text)

    assert response.status_code == 200
    assert response.json()["card"]["text"]


def test_half_a_character_gets_a_reply(running: Running) -> None:
    body = b'{"text": "\\ud800", "conversation": "c", "asker": "a", "request_id": "r"}'

    assert raw(running, body).status_code == 200


@pytest.mark.parametrize("length", [4_001, 40_000, 400_000])
def test_too_long_a_text_gets_a_sentence(running: Running, length: int) -> None:
    response = asked(running, text="å" * length)

    assert response.status_code == 413
    assert "højst 4.000 tegn" in response.json()["message"]


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b'{"text": "\xff\xfe", "conversation": "c", "asker": "a", "request_id": "r"}',
    b'{"text": 5, "conversation": "c", "asker": "a", "request_id": "r"}',
    b'{"text": "hej", "conversation": "", "asker": "a", "request_id": "r"}',
    b'{"text": "hej", "conversation": "c", "asker": "a\\u0000", "request_id": "r"}',
    b'{"text": "hej", "conversation": "c", "asker": "a", "request_id": "\\ud800"}',
    b'{"text": "hej", "conversation": "c", "asker": "\\ud800", "request_id": "r"}',
    b'{"text": "hej"}',
    b"[" * 20_000,
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_request_gets_a_sentence(running: Running, content: bytes) -> None:
    response = raw(running, content)

    assert 400 <= response.status_code < 500
    assert response.json()["message"].endswith(".")


def test_a_form_from_another_site_is_no_request(running: Running) -> None:
    body = {"text": SMS, "conversation": "c", "asker": "a", "request_id": "r"}

    assert raw(running, json.dumps(body).encode(), kind="text/plain").status_code == 422


def test_the_twenty_first_question_within_a_minute_waits(running: Running) -> None:
    for number in range(20):
        assert asked(running, request_id=f"r{number}").status_code == 200

    response = asked(running, request_id="r20")

    assert response.status_code == 429
    assert "Vent et øjeblik" in response.json()["message"]
    assert asked(running, request_id="r3").status_code == 200


def test_the_interface_is_documented_without_loading_anything(running: Running) -> None:
    described = httpx.get(f"{running.url}/openapi.json").json()

    assert list(described["paths"]) == ["/api/ask", "/api/statistics", "/api/statistics/questions"]
    assert set(described["paths"]["/api/ask"]["post"]["responses"]) >= {"200", "409", "413", "422", "429"}
    assert httpx.get(f"{running.url}/docs").status_code == 404
