"""The inbox in a real browser: by keyboard, several at once, two people at once, and readable for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from bot.services.ports import Ticket
from tests.web.conftest import Running, assert_accessible
from tests.web.inbox_scene import ANNA, BO, CARL, COORDINATOR, MANAGER, Scene, fill

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.closest('[data-row]')?.querySelector('h3')?.innerText ?? document.activeElement.id"


@pytest.fixture
def scene(running: Running) -> Scene:
    """A dozen tickets."""
    return Scene(running)


@pytest.fixture
def made(scene: Scene) -> dict[str, Ticket]:
    """A dozen tickets."""
    return fill(scene)


# --- readable for everybody -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 320])
def test_no_page_of_a_role_holder_breaks_an_accessibility_rule(
    made: dict[str, Ticket], open_as: Callable[..., Page], scheme: str, width: int
) -> None:
    page = open_as(MANAGER, width=width, color_scheme=scheme, reduced_motion="reduce")
    tickets = [f"/inbox/{made[name].id}" for name in ("joined", "reopened", "awaiting", "confirmed")]
    chosen = "&".join(f"ticket={made[name].id}" for name in ("late", "joined", "resolved"))

    for path in ("/inbox", "/inbox?view=answered", "/inbox?q=intet", *tickets, f"/inbox/answer?{chosen}"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 320])
def test_neither_ones_own_questions_nor_the_help_breaks_an_accessibility_rule(
    made: dict[str, Ticket], open_as: Callable[..., Page], scheme: str, width: int
) -> None:
    page = open_as(ANNA, "/mine", width=width, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert_accessible(page)

    coordinator = open_as(COORDINATOR, width=width, color_scheme=scheme, reduced_motion="reduce")
    coordinator.get_by_role("button", name="Tastaturgenveje").click()
    expect(coordinator.get_by_role("dialog")).to_be_visible()
    assert_accessible(coordinator)


def test_every_target_is_large_enough(made: dict[str, Ticket], open_as: Callable[..., Page]) -> None:
    page = open_as(MANAGER, width=390)

    for path in ("/inbox", f"/inbox/{made['joined'].id}"):
        page.goto(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, summary, .tabs a, h3 a')]
                .filter((one) => one.checkVisibility() && Math.min(...['width', 'height'].map(
                    (side) => (one.closest('.ticket__pick') ?? one).getBoundingClientRect()[side])) < 24)
                .map((one) => one.outerHTML)"""
        )
        assert small == []


# --- by keyboard ------------------------------------------------------------------------------------------------------


def test_an_inbox_is_walked_through_by_keyboard(made: dict[str, Ticket], open_as: Callable[..., Page]) -> None:
    page = open_as(MANAGER)

    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == f"Henvendelse nr. {made['late'].number}"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate(FOCUSED) == f"Henvendelse nr. {made['replied'].number}"
    page.keyboard.press("x")
    expect(page.locator("[data-row] input:checked")).to_have_count(1)
    expect(page.locator("[data-selected]")).to_have_text("1 valgt")

    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text(f"Henvendelse nr. {made['replied'].number}")


def test_the_keys_stop_at_both_ends(made: dict[str, Ticket], open_as: Callable[..., Page]) -> None:
    page = open_as(MANAGER)

    page.keyboard.press("k")
    for _ in range(20):
        page.keyboard.press("j")

    assert page.evaluate(FOCUSED) == f"Henvendelse nr. {made['taken'].number}"


def test_no_key_does_anything_while_somebody_types(made: dict[str, Ticket], open_as: Callable[..., Page]) -> None:
    page = open_as(MANAGER)

    page.keyboard.press("/")
    assert page.evaluate(FOCUSED) == "search"
    page.keyboard.type("jkx?/ ferien")

    assert page.input_value("#search") == "jkx?/ ferien"
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("[data-row] input:checked")).to_have_count(0)


@pytest.mark.parametrize("combination", ["Control+j", "Alt+j", "Meta+j"])
def test_keys_of_the_browser_are_left_alone(
    made: dict[str, Ticket], open_as: Callable[..., Page], combination: str
) -> None:
    page = open_as(MANAGER)

    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(combination)

    assert page.evaluate(FOCUSED) == ""


def test_the_help_opens_and_closes_by_keyboard(made: dict[str, Ticket], open_as: Callable[..., Page]) -> None:
    page = open_as(MANAGER)

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tastaturgenveje")).to_be_visible()
    page.keyboard.press("j")
    assert "Henvendelse" not in page.evaluate(FOCUSED)
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_keys_can_be_switched_off_and_stay_so(made: dict[str, Ticket], open_as: Callable[..., Page]) -> None:
    page = open_as(MANAGER)
    page.keyboard.press("?")
    page.get_by_label("Brug genveje med én tast").uncheck()
    page.get_by_role("button", name="Luk").click()

    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("?")
        assert "Henvendelse nr." not in page.evaluate(FOCUSED)
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.reload()

    page.get_by_role("button", name="Tastaturgenveje").click()
    page.get_by_label("Brug genveje med én tast").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert "Henvendelse nr." in page.evaluate(FOCUSED)


# --- several, and two at once -----------------------------------------------------------------------------------------


def test_several_are_ticked_and_answered_on_a_phone(made: dict[str, Ticket], open_as: Callable[..., Page]) -> None:
    page = open_as(MANAGER, width=390)
    for name in ("late", "joined"):
        page.get_by_label(f"Vælg henvendelse nr. {made[name].number}", exact=True).check()
    expect(page.locator("[data-selected]")).to_have_text("2 valgt")

    page.get_by_role("button", name="Svar på de valgte").click()
    page.get_by_label("Dit svar").fill("Det er rettet nu.")
    page.get_by_role("button", name="Send svaret til alle valgte").click()

    expect(page.locator(".became li.good")).to_have_count(2)
    expect(page.locator(".nav .count [aria-hidden]")).to_have_text("4")


def test_one_who_comes_second_keeps_the_words_and_can_send_them(
    scene: Scene, made: dict[str, Ticket], open_as: Callable[..., Page]
) -> None:
    page = open_as(MANAGER, f"/inbox/{made['late'].id}")
    page.get_by_label("Dit svar").fill("Genstart, og prøv igen.")
    scene.take(made["late"], who=COORDINATOR)

    page.get_by_role("button", name="Send svaret").click()

    expect(page.get_by_role("alert")).to_contain_text("i dag kl. 13")
    expect(page.get_by_label("Dit svar")).to_have_value("Genstart, og prøv igen.")
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_role("status")).to_contain_text("er sendt")
    expect(page.locator(".thread").first).to_contain_text("Genstart, og prøv igen.")


def test_a_similar_answer_fills_the_field_and_loses_nothing(
    scene: Scene, made: dict[str, Ticket], open_as: Callable[..., Page]
) -> None:
    scene.answer(made["joined"], "Brug Ny sag øverst.")
    scene.wait(minutes=5)
    ticket = scene.sent("Hvordan opretter jeg nye sager i Nexus?", who=CARL)
    page = open_as(MANAGER, f"/inbox/{ticket.id}")
    page.get_by_label("Dit svar").fill("Hej Carl.")

    page.get_by_role("link", name="Brug dette svar").first.click()

    expect(page.get_by_label("Dit svar")).to_have_value("Hej Carl.\n\nBrug Ny sag øverst.")
    expect(page.get_by_label("Dit svar")).to_be_focused()


def test_a_ticket_is_sent_on_from_its_page(made: dict[str, Ticket], open_as: Callable[..., Page]) -> None:
    page = open_as(MANAGER, "/inbox?view=roles")
    page.get_by_role("link", name=f"Henvendelse nr. {made['late'].number}", exact=True).click()

    page.get_by_text("Send videre", exact=True).first.click()
    page.get_by_label("Til", exact=True).select_option(label="den systemansvarlige for Acadre")
    page.get_by_label("Hvorfor?").fill("Det er hos jer, den fejler.")
    page.get_by_role("button", name="Send videre").click()

    expect(page.get_by_role("status")).to_contain_text("er sendt videre")
    assert page.url.endswith("/inbox?view=roles")


def test_everything_works_without_a_script(scene: Scene, made: dict[str, Ticket], open_as: Callable[..., Page]) -> None:
    page = open_as(MANAGER, java_script_enabled=False)
    expect(page.get_by_role("button", name="Tastaturgenveje")).to_be_hidden()
    page.get_by_label(f"Vælg henvendelse nr. {made['late'].number}", exact=True).check()
    page.get_by_role("button", name="Svar på de valgte").click()
    page.get_by_label("Dit svar").fill("Det er rettet nu.")
    page.get_by_role("button", name="Send svaret til alle valgte").click()
    expect(page.locator(".became li.good")).to_have_count(1)

    own = open_as(ANNA, "/mine", java_script_enabled=False)
    row = own.locator(f"#ticket-{made['late'].number}")
    row.get_by_text("Nej, stadig ikke").click()
    row.get_by_label("Hvad mangler du stadig?").fill("Det fejler stadig.")
    row.get_by_role("button", name="Åbn henvendelsen igen").click()
    expect(row).to_contain_text("Det fejler stadig.")


def test_a_question_back_is_replied_to_on_a_phone(made: dict[str, Ticket], open_as: Callable[..., Page]) -> None:
    own = open_as(ANNA, f"/mine#ticket-{made['awaiting'].number}", width=390)
    row = own.locator(f"#ticket-{made['awaiting'].number}")

    row.get_by_label("Dit svar").fill("Til en vikar.")
    row.get_by_role("button", name="Send svaret").click()

    expect(row).to_contain_text("Til en vikar.")
    expect(row).to_contain_text("er i gang med den")
    expect(open_as(BO, "/mine").locator(".ticket").first).to_be_visible()
