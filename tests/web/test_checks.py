"""The blind check and 'did it help?' in the browser: judged by keyboard, closed, counted, and read in any light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.services.asking import Asking, ask
from bot.services.drawing_checks import draw_checks
from bot.services.ports import Place, Sender
from bot.services.replay_run import Kind, Replayed
from bot.services.replaying import note_content, replay_change
from tests.web.conftest import Running, Visitor, assert_accessible

CHECKS, HELPED = "/coordinator/checks", "/coordinator/helped"
WEEK = f"{CHECKS}/2026-W48"  # the clock begins on its Monday
QUESTIONS = ("hvad er notatpligt", "skal en mail fra en borger journaliseres", "skal en sms på sagen")
SIZES = {"desktop": (1280, 900), "narrow": (320, 640)}


def _asked(running: Running, *texts: str) -> list[str]:
    """Each is asked by somebody else now; the ids of the questions."""
    return [
        str(
            ask(
                Asking(f"e{number}-{running.clock.now}", Sender("api", f"p{number}"), Place(f"c{number}"), text),
                services=running.parts.services,
                now=running.clock.now,
            ).question_id
        )
        for number, text in enumerate(texts)
    ]


@pytest.fixture
def drawn(running: Running) -> Running:
    """Three answers of last week wait to be judged."""
    _asked(running, *QUESTIONS)
    running.clock.now += timedelta(days=7)
    assert draw_checks(services=running.parts.services, data=running.parts.settings.data, now=running.clock.now) == 1
    return running


@pytest.fixture
def changed(running: Running) -> Running:
    """The content changed, and nine past questions were asked of it again."""
    services, content = running.parts.services, running.parts.content
    note_content(services=services, now=running.clock.now)
    asked = _asked(running, *["hvad koster frokosten i kantinen"] * 7, *QUESTIONS[:2])
    running.clock.now += timedelta(days=7)
    other = replace(services, content=SimpleNamespace(current=lambda: replace(content.current(), hash="andet-indhold")))
    served = note_content(services=other, now=running.clock.now)
    assert served is not None
    lines = [
        {
            "question": each,
            "kind": kind,
            "was": "fallback",
            "became": "answer notatpligt-hvad",
            "topic": "notatpligt-hvad",
        }
        for each, kind in zip(asked, [Kind.WON] * 7 + [Kind.MOVED, Kind.LOST], strict=True)
    ]
    counts = {"won": 7, "moved": 1, "lost": 1}
    found = {"is_beside_log": False, "topics": ["notatpligt-hvad"], "counts": counts, "lines": lines}
    replay_change(
        served.number,
        services=services,
        data=running.parts.settings.data,
        now=running.clock.now,
        run=lambda _order, _told: Replayed.model_validate(found),
    )
    running.clock.now += timedelta(days=1)
    return running


@pytest.fixture
def coordinator(visitor: Callable[[], Visitor]) -> Visitor:
    return visitor().become("coordinator")


def _page(browser: Browser, running: Running, *, size: str = "desktop", dark: bool = False) -> Page:
    width, height = SIZES[size]
    scheme = "dark" if dark else "light"
    page = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
    page.goto(f"{running.url}/people")
    page.locator('button[value="coordinator"]').click()
    return page


def _close(coordinator: Visitor, week: str) -> None:
    for number, judgement in enumerate(("right", "right", "wrong"), start=1):
        coordinator.post(f"{week}/{number}/judge", judgement=judgement)
    coordinator.post(f"{week}/close")


# --- without a script -------------------------------------------------------------------------------------------------


def test_the_queue_and_the_tab_say_what_waits(drawn: Running, coordinator: Visitor) -> None:
    page = coordinator.page(CHECKS)

    assert "0 af 3 er bedømt" in page
    assert "3 svar venter på at blive bedømt" in page


def test_the_answer_is_shown_without_how_sure_the_bot_was(drawn: Running, coordinator: Visitor) -> None:
    with drawn.parts.storage.reading() as work:
        checks = work.checks_of("2026-W48")

    page = coordinator.page(WEEK)

    assert checks[0].title in page
    for check in checks:
        assert f"{check.probability:.2f}" not in page
        assert f"{100 * check.probability:.0f} %" not in page
    assert checks[1].title == checks[0].title or checks[1].title not in page, "one at a time"


def test_judged_closed_and_counted(drawn: Running, coordinator: Visitor) -> None:
    for number, judgement in enumerate(("right", "wrong", "unsure"), start=1):
        answer = coordinator.post(f"{WEEK}/{number}/judge", judgement=judgement, note="")
        assert answer.headers["location"] == f"{WEEK}#check"
    assert "50 % af de sikre svar" not in coordinator.page(CHECKS)

    assert coordinator.post(f"{WEEK}/close").status_code == 303

    page = coordinator.page(CHECKS)
    assert "50 % af de sikre svar er forkerte" in page
    assert "Der er bedømt så få svar" in page
    assert coordinator.post(f"{WEEK}/1/undo").status_code == 409


def test_a_week_with_something_left_is_not_closed(drawn: Running, coordinator: Visitor) -> None:
    assert coordinator.post(f"{WEEK}/close").status_code == 409


def test_a_wrong_answer_leads_to_its_owner(drawn: Running, coordinator: Visitor) -> None:
    coordinator.post(f"{WEEK}/1/judge", judgement="wrong", note="paragraffen er ændret")

    answer = coordinator.post(f"{WEEK}/1/owner", event="abc", wanted="")

    assert answer.headers["location"] == f"{WEEK}#answer-1"
    assert "paragraffen er ændret" in coordinator.page("/mine")


def test_the_judged_questions_are_downloaded_as_known_questions(drawn: Running, coordinator: Visitor) -> None:
    for number in (1, 2, 3):
        coordinator.post(f"{WEEK}/{number}/judge", judgement="right")
    coordinator.post(f"{WEEK}/close")

    text = coordinator.http.get(f"{CHECKS}/known.yaml").text

    assert text.count("- question: ") == 3
    assert "reply: answer" in text


def test_the_audit_page_says_it_in_words(drawn: Running, coordinator: Visitor) -> None:
    coordinator.post(f"{WEEK}/2/judge", judgement="wrong")

    assert "bedømte svar 2 i stikprøven 2026-W48: Forkert" in coordinator.page("/coordinator/audit")


def test_a_change_says_what_became_of_the_questions(changed: Running, coordinator: Visitor) -> None:
    assert "7 af 7 ubesvarede ville nu blive besvaret" in coordinator.page(HELPED)

    page, lost = coordinator.page(f"{HELPED}/2"), coordinator.page(f"{HELPED}/2?kind=lost")

    assert "Af kvartalets 7 ubesvarede spørgsmål ville 7 nu blive besvaret." in page
    assert "Der er for få, der har spurgt, til at sige noget." in page
    assert (page.count('class="replies"'), lost.count('class="replies"')) == (9, 1)
    assert QUESTIONS[1] in lost


@pytest.mark.parametrize("path", [CHECKS, WEEK, f"{CHECKS}/known.yaml", HELPED, f"{HELPED}/2"])
def test_the_pages_are_for_the_coordinator(
    drawn: Running, visitor: Callable[[], Visitor], employee: Visitor, path: str
) -> None:
    assert employee.http.get(path).status_code == 403


@pytest.mark.parametrize("path", [f"{CHECKS}/2026-W99", f"{CHECKS}/noget", f"{HELPED}/77"])
def test_what_is_not_there_is_said_not_to_be(drawn: Running, coordinator: Visitor, path: str) -> None:
    assert coordinator.http.get(path).status_code == 404


def test_a_judgement_that_is_none_is_refused_in_words(drawn: Running, coordinator: Visitor) -> None:
    assert coordinator.post(f"{WEEK}/1/judge", judgement="maybe").status_code == 422


# --- in a browser -----------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_three_answers_are_judged_with_three_keys(drawn: Running, browser: Browser) -> None:
    page = _page(browser, drawn)
    page.goto(drawn.url + WEEK)

    for number, key in enumerate("123", start=1):
        expect(page.get_by_role("heading", name=f"Svar {number} af 3")).to_be_visible()
        expect(page.locator("[data-keys]")).to_be_visible()
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Alle ugens svar er bedømt")).to_be_visible()

    with drawn.parts.storage.reading() as work:
        assert [str(check.judgement) for check in work.checks_of("2026-W48")] == ["right", "wrong", "unsure"]


@pytest.mark.browser
def test_a_number_in_the_note_judges_nothing(drawn: Running, browser: Browser) -> None:
    page = _page(browser, drawn)
    page.goto(drawn.url + WEEK)

    page.locator("#note").focus()
    page.keyboard.type("jf. § 13")

    expect(page.locator("#note")).to_have_value("jf. § 13")
    expect(page.get_by_role("heading", name="Svar 1 af 3")).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_blind_check_is_accessible_and_fits(drawn: Running, browser: Browser, size: str, dark: bool) -> None:
    page = _page(browser, drawn, size=size, dark=dark)
    for path in (CHECKS, WEEK):
        page.goto(drawn.url + path)
        assert_accessible(page)
    for number in (1, 2, 3):
        expect(page.get_by_role("heading", name=f"Svar {number} af 3")).to_be_visible()
        page.get_by_role("button", name="Forkert").click()
    page.get_by_role("button", name="Afslut ugen").click()

    for path in (CHECKS, WEEK):
        page.goto(drawn.url + path)
        assert_accessible(page)


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_the_curve_is_drawn_beside_its_table_and_fits(
    drawn: Running, coordinator: Visitor, browser: Browser, size: str, dark: bool
) -> None:
    assert "Kurven kommer, når to uger er afsluttet" in coordinator.page(f"{CHECKS}/curve")
    _close(coordinator, WEEK)
    _asked(drawn, *QUESTIONS)
    drawn.clock.now += timedelta(days=7)
    draw_checks(services=drawn.parts.services, data=drawn.parts.settings.data, now=drawn.clock.now)
    _close(coordinator, f"{CHECKS}/2026-W49")

    page = _page(browser, drawn, size=size, dark=dark)
    page.goto(drawn.url + CHECKS)

    expect(page.locator("#drawn figure")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("img", name="af de sikre svar er forkerte")).to_have_count(1)
    expect(page.locator("#rate-table")).to_be_visible()
    assert_accessible(page)


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_did_it_help_is_accessible_and_fits(changed: Running, browser: Browser, size: str, dark: bool) -> None:
    page = _page(browser, changed, size=size, dark=dark)
    for path in (HELPED, f"{HELPED}/2"):
        page.goto(changed.url + path)
        assert_accessible(page)
