"""Who may do what: sessions, forged forms, roles, hosts, headers."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from tests.web.conftest import Running, Visitor

PAGES = ("/", "/mine", "/profile", "/inbox", "/coordinator", "/coordinator/explain")


def test_nobody_is_led_to_the_choice_of_a_person(visitor: Callable[[], Visitor]) -> None:
    response = visitor().http.get("/")

    assert (response.status_code, response.headers["location"]) == (303, "/people")


def test_choosing_a_person_twice_grants_the_role_once(visitor: Callable[[], Visitor], running: Running) -> None:
    manager = visitor().become("manager-nexus").become("manager-nexus")

    assert manager.http.get("/inbox").status_code == 200
    with running.parts.storage.reading() as work:
        person = work.known_person("web", "manager-nexus")
        assert person is not None
        assert len(work.holdings(person.id)) == 1


def test_an_employee_comes_with_their_department(employee: Visitor) -> None:
    assert '<option value="boern-og-uddannelse" selected>' in employee.page("/profile")


def test_a_person_nobody_knows_is_refused(visitor: Callable[[], Visitor]) -> None:
    assert visitor().post("/people", person="manager-nothing").status_code == 404


@pytest.mark.parametrize("path", ["/ask", "/press", "/send", "/new", "/profile", "/profile/forget", "/language"])
@pytest.mark.parametrize("token", ["", "forged", "å"])
def test_a_form_without_the_sessions_token_is_refused(employee: Visitor, path: str, token: str) -> None:
    fields = {"csrf": token, "text": "hej", "event": "event-0001", "pressed": "a b", "question": "a", "language": "en"}

    response = employee.http.post(path, data=fields)

    assert response.status_code == 403
    assert "Hent den igen" in response.text


def test_another_sessions_token_is_refused(employee: Visitor, visitor: Callable[[], Visitor]) -> None:
    stranger = visitor().become("coordinator")

    response = employee.http.post("/ask", data={"csrf": stranger.csrf, "text": "hej", "event": "event-0001"})

    assert response.status_code == 403


def test_a_forged_cookie_is_nobody(employee: Visitor) -> None:
    employee.http.cookies.set("esdh_bot", employee.http.cookies["esdh_bot"][:-3] + "abc", domain="127.0.0.1")

    assert employee.http.get("/mine").status_code == 303


def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor: Callable[[], Visitor]) -> None:
    cookie = visitor().http.get("/people").headers["set-cookie"].lower()

    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize("path", [*PAGES, "/people", "/nothing", "/static/app.css", "/api/ask", "/healthz"])
def test_every_response_has_strict_headers(employee: Visitor, path: str) -> None:
    headers = employee.http.get(path).headers

    assert "unsafe" not in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_pages_hold_no_inline_style_or_script(employee: Visitor) -> None:
    employee.ask("Skal en sms fra en borger på sagen?")

    pages = "".join(employee.page(path) for path in (*PAGES, "/people"))

    assert " style=" not in pages
    assert "<style" not in pages
    assert " onclick=" not in pages
    assert "http://" not in pages.replace('xmlns="http://', "")


@pytest.mark.parametrize("host", ["example.dk", "127.0.0.1.example.dk", "", "localhost.example.dk:80"])
def test_a_strange_host_is_refused_in_words(running: Running, host: str) -> None:
    response = httpx.get(f"{running.url}/people", headers={"host": host})

    assert response.status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/inbox", "/coordinator", "/coordinator/statistics", "/api/statistics", "/coordinator/explain"],
)
def test_an_employee_is_told_that_a_page_is_not_theirs(employee: Visitor, path: str) -> None:
    response = employee.http.get(path)

    assert response.status_code == 403
    assert "kan ESDH-koordinatoren give dig den" in response.text


def test_a_manager_does_not_see_the_overview(visitor: Callable[[], Visitor]) -> None:
    assert visitor().become("manager-nexus").http.get("/coordinator").status_code == 403


def test_a_page_that_is_not_there_says_so(employee: Visitor) -> None:
    response = employee.http.get("/nothing")

    assert response.status_code == 404
    assert "Siden findes ikke" in response.text


def test_the_language_of_the_pages_can_be_changed(employee: Visitor) -> None:
    response = employee.post("/language", language="en", back="/mine")

    assert response.headers["location"] == "/mine"
    assert '<html lang="en">' in employee.page("/mine")


@pytest.mark.parametrize("back", ["https://example.dk", "//example.dk", "/\\example.dk", "mine", "/a\r\nb: c"])
def test_the_language_form_leads_nowhere_else(employee: Visitor, back: str) -> None:
    assert employee.post("/language", language="en", back=back).headers["location"] == "/"


def test_forgetting_needs_a_tick_and_ends_the_session(employee: Visitor) -> None:
    employee.ask("Skal en sms fra en borger på sagen?")

    assert employee.post("/profile/forget").headers["location"] == "/profile#forget"
    assert employee.post("/profile/forget", sure="true").headers["location"] == "/people?forgotten=true"
    assert employee.http.get("/mine").status_code == 303
    assert "sms fra en borger" not in employee.become("employee-boern-og-uddannelse").page("/mine")


def test_the_export_holds_the_questions(employee: Visitor) -> None:
    employee.ask("Skal en sms fra en borger på sagen?")

    response = employee.http.get("/profile/export.json")

    assert "attachment" in response.headers["content-disposition"]
    assert "Skal en sms fra en borger på sagen?" in str(response.json())


def test_the_profile_remembers_what_the_form_says(employee: Visitor) -> None:
    employee.post("/profile", systems="nexus", reply_language="en", department="by-og-miljoe")

    page = employee.page("/profile")
    assert 'value="nexus" checked' in page
    assert 'value="en" checked' in page
    assert 'value="by-og-miljoe" selected' in page


def test_an_unexpected_error_has_a_reference_and_no_text_in_the_log(
    employee: Visitor, running: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object, **_named: object) -> None:
        raise RuntimeError("Anders Andersen 010203-1234")

    monkeypatch.setattr("bot.web.chat.ask", fail)

    response = employee.ask("en hemmelighed")

    assert response.status_code == 500
    (line,) = [record.getMessage() for record in caplog.records if record.name == "bot.web.guard"]
    assert "RuntimeError" in line
    assert "Anders" not in caplog.text
    assert "hemmelighed" not in caplog.text
    assert line.split("reference ")[1][:8] in response.text
