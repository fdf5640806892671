"""The pages in a real browser: with and without a script, by keyboard, small and large, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.conftest import Running, assert_accessible

pytestmark = pytest.mark.browser

EMPLOYEE = "employee-boern-og-uddannelse"
BREACH = "Jeg har sendt en mail med personoplysninger til den forkerte borger"
PAGES = ("/people", "/", "/mine", "/profile", "/inbox", "/coordinator", "/coordinator/explain", "/nothing")


@dataclass
class Seen:
    """What a browser did that nobody asked for."""

    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)


@dataclass
class Window:
    """A page of one person, and what it has been seen doing."""

    page: Page
    url: str
    seen: Seen

    def become(self, key: str) -> Window:
        """Choose a demonstration person."""
        self.page.goto(f"{self.url}/people")
        self.page.click(f'button[value="{key}"]')
        self.page.wait_for_url(f"{self.url}/**")
        return self

    def ask(self, text: str) -> None:
        """Type a question and press Enter."""
        before = self.page.locator(".turn").count()
        self.page.fill("#message", text)
        self.page.press("#message", "Enter")
        expect(self.page.locator(".turn")).to_have_count(before + 1)

    @property
    def latest(self) -> str:
        """The words of the latest turn."""
        return self.page.locator(".turn").last.inner_text()


@pytest.fixture
def open_window(browser: Browser, running: Running) -> Iterator[Callable[..., Window]]:
    """Opens windows that share nothing; afterwards none may have complained or asked another host."""
    contexts: list[BrowserContext] = []
    seen = Seen()

    def open_one(**options: object) -> Window:
        context = browser.new_context(locale="da-DK", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: seen.hosts.add(urlsplit(request.url).hostname or ""))
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        return Window(page, running.url, seen)

    yield open_one
    for context in contexts:
        context.close()
    assert seen.hosts <= {"127.0.0.1"}
    assert [one for one in seen.complaints if "status of 40" not in one] == []


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    """An employee's window."""
    return open_window().become(EMPLOYEE)


def test_a_whole_conversation(window: Window) -> None:
    window.ask("skal en sms fra 010203-1234 på sagen?")
    expect(window.page.locator(".turn").last).to_contain_text("Jeg fjernede et CPR-nummer")
    expect(window.page.locator("#message")).to_be_focused()
    window.page.locator(".turn").last.get_by_role("button", name="Ja, det hjalp").click()
    expect(window.page.locator(".turn").last).to_contain_text("Tak, det er godt at vide")
    expect(window.page.get_by_role("button", name="Ja, det hjalp")).to_have_count(0)

    window.ask("hvordan opretter jeg en sag")
    window.page.locator(".turn").last.get_by_role("button", name="Nexus").click()

    expect(window.page.locator(".turn").last).to_contain_text("Nexus")
    expect(window.page.locator(".turn").last.locator("h2")).to_be_focused()
    expect(window.page.get_by_role("button", name="KMD Nova")).to_be_hidden()


def test_a_conversation_is_still_there_after_loading_anew(window: Window) -> None:
    window.ask("Skal en sms fra en borger på sagen?")
    shown = window.latest

    window.page.reload()

    assert window.latest == shown


def test_a_double_click_asks_once(window: Window) -> None:
    window.page.locator(".suggestions button").first.dblclick()

    expect(window.page.locator(".turn")).to_have_count(1)
    window.page.reload()
    expect(window.page.locator(".turn")).to_have_count(1)


def test_shift_enter_begins_a_line_and_enter_sends(window: Window) -> None:
    window.page.locator("#message").press_sequentially("Skal en sms")
    window.page.press("#message", "Shift+Enter")
    window.page.locator("#message").press_sequentially("på sagen?")
    assert window.page.input_value("#message") == "Skal en sms\npå sagen?"

    window.page.press("#message", "Enter")

    expect(window.page.locator(".turn")).to_have_count(1)


def test_too_long_a_message_is_counted_and_kept(window: Window) -> None:
    window.page.fill("#message", "a" * 4_012)
    expect(window.page.locator("[data-counter]")).to_contain_text("12 tegn for lang")

    window.page.press("#message", "Enter")

    expect(window.page.locator(".turn")).to_have_count(0)
    assert len(window.page.input_value("#message")) == 4_012


def test_a_refusal_is_shown_and_the_text_is_kept(window: Window) -> None:
    window.page.context.clear_cookies()
    window.page.fill("#message", "Skal en sms på sagen?")

    window.page.press("#message", "Enter")

    expect(window.page.get_by_role("alert")).to_be_visible()
    assert window.page.input_value("#message") == "Skal en sms på sagen?"


def test_the_guide_by_keyboard_alone(window: Window) -> None:
    page = window.page
    page.goto(f"{window.url}/")
    _tab_to(page, "Gå til indholdet")
    page.keyboard.press("Enter")
    _tab_to(page, "Skal jeg journalisere det her?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(1)
    for answered in range(1, 8):
        if page.locator(".turn").last.locator(".receipt").count():
            break
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".turn")).to_have_count(answered + 1)

    expect(page.locator(".turn").last.locator(".receipt textarea")).to_have_value(re.compile("."))
    _tab_to(page, "Kopiér kvitteringen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Kopieret")).to_be_visible()


def _tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == name:
            return
    pytest.fail(f"the keyboard does not reach '{name}'")


def test_a_handoff_is_answered_by_the_other_person_and_comes_back(open_window: Callable[..., Window]) -> None:
    asker, holder = open_window().become(EMPLOYEE), open_window().become("central-brud")
    asker.ask(BREACH)
    asker.page.locator(".turn").last.locator(".send textarea").fill(f"{BREACH}. Det var i dag.")
    asker.page.locator(".send").get_by_role("button", name="Send").click()
    expect(asker.page.locator(".turn").last).to_contain_text("henvendelse nr. 1")

    holder.page.goto(f"{holder.url}/inbox")
    expect(holder.page).to_have_title(re.compile(r"^\(1\)"))
    holder.page.get_by_role("link", name="Henvendelse nr. 1").click()
    expect(holder.page.locator("blockquote").first).to_contain_text("Det var i dag.")
    holder.page.get_by_role("button", name="Tag henvendelsen").click()
    holder.page.fill("#text", "Tak. Jeg **ringer** til dig.")
    holder.page.get_by_role("button", name="Send svaret").click()
    expect(holder.page.locator(".thread").first).to_contain_text("Jeg ringer til dig.")

    expect(asker.page.locator(".turn").last).to_contain_text("Jeg ringer til dig.", timeout=12_000)
    asker.page.locator(".turn").last.get_by_role("button", name="Ja, det hjalp").click()
    expect(asker.page.locator(".turn").last).to_contain_text("Godt, at det hjalp")
    asker.page.goto(f"{asker.url}/mine")
    expect(asker.page.locator(".ticket")).to_contain_text("Afsluttet")


def test_without_a_script_everything_works(open_window: Callable[..., Window]) -> None:
    window = open_window(java_script_enabled=False).become(EMPLOYEE)
    page = window.page
    page.fill("#message", "hvordan opretter jeg en sag")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Nexus").click()
    expect(page.locator(".turn")).to_have_count(2)
    page.locator(".turn").last.get_by_role("button", name="Nej", exact=True).click()
    page.locator(".turn").last.get_by_role("button", name=re.compile("send til")).click()
    page.locator(".turn").last.locator(".send").get_by_role("button", name="Send").click()
    expect(page.locator(".turn").last).to_contain_text("henvendelse nr. 1")

    page.get_by_role("link", name="skift person").click()
    page.click('button[value="manager-nexus"]')
    page.get_by_role("link", name="Indbakke").click()
    page.get_by_role("link", name="Henvendelse nr. 1").click()
    page.fill("#text", "Sådan gør du.")
    page.get_by_role("button", name="Send svaret").click()
    window.become(EMPLOYEE)

    expect(page.locator(".turn").last).to_contain_text("Sådan gør du.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 320])
def test_no_page_breaks_an_accessibility_rule(open_window: Callable[..., Window], scheme: str, width: int) -> None:
    window = open_window(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    window.become("coordinator")
    _fill_conversation(window)

    for path in PAGES:
        window.page.goto(f"{window.url}{path}")
        assert_accessible(window.page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 320])
def test_no_explanation_breaks_an_accessibility_rule(
    open_window: Callable[..., Window], scheme: str, width: int
) -> None:
    window = open_window(color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    window.become("coordinator")
    window.page.goto(f"{window.url}/coordinator/explain")

    for question in ("Skal en sms fra en borger på sagen? 010203-1234", "Hvem vandt fodboldkampen i går?", "?"):
        window.page.fill("#text", question)
        window.page.get_by_role("button", name="Forklar svaret").click()
        expect(window.page.locator("#reply")).to_be_visible()
        assert_accessible(window.page)


def _fill_conversation(window: Window) -> None:
    window.ask("Skal en sms fra en borger på sagen? 010203-1234")
    window.ask(BREACH)
    window.page.locator(".send").last.get_by_role("button", name="Send").click()
    expect(window.page.locator(".turn")).to_have_count(3)
    window.ask("Must I journal this?")
    window.ask("Hvem vandt fodboldkampen i går?")
    window.ask("hvordan opretter jeg en sag")


def test_every_target_is_large_enough(window: Window) -> None:
    window.ask("Skal en sms fra en borger på sagen?")

    small = window.page.evaluate(
        """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, .nav a')]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 24)
            .map((one) => one.outerHTML)"""
    )
    assert small == []
