"""The statistics in a real browser: readable for everybody, by keyboard, without a script, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Running, assert_accessible
from tests.web.test_statistics import FIVE, STATISTICS, ask_each

pytestmark = pytest.mark.browser

PAGES = (
    f"{STATISTICS}?period=2026-11",
    f"{STATISTICS}?period=2026-11&department=boern-og-uddannelse",
    f"{STATISTICS}?period=2026-10",
    f"{STATISTICS}/charts?period=2026-11",
    f"{STATISTICS}/questions?period=2026-11",
)


@pytest.fixture
def asked(running: Running) -> Running:
    """Ten people have asked two things."""
    ask_each(running, *FIVE)
    ask_each(running, *(f"other-{number}" for number in range(5)), text="Hvem vandt fodboldkampen i går?")
    return running


@pytest.fixture
def open_page(asked: Running, open_as: Callable[..., Page]) -> Callable[..., Page]:
    """`open_page(path, width=320)`: the coordinator's window."""
    return partial(open_as, "coordinator")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 320])
def test_no_page_breaks_an_accessibility_rule(open_page: Callable[..., Page], scheme: str, width: int) -> None:
    page = open_page("/mine", width=width, color_scheme=scheme, reduced_motion="reduce")

    for path in PAGES:
        page.goto(path)
        expect(page.locator("[data-charts]")).to_have_count(0, timeout=60_000)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        assert_accessible(page)


def test_the_charts_come_after_the_figures(open_page: Callable[..., Page]) -> None:
    page = open_page(STATISTICS)

    expect(page.locator("#drawn figure").first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="Se det i billeder")).to_have_count(0)


def test_a_definition_is_read_and_a_filter_chosen_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{STATISTICS}?period=2026-11")

    summary = page.locator("#figure-questions summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Alt, hvad nogen har spurgt botten om")).to_be_visible()

    page.get_by_label("Kanal").focus()
    page.keyboard.press("A")  # the option 'Andre programmer (API)'
    page.get_by_role("button", name="Vis", exact=True).focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**channel=api**")
    expect(page.locator("#figure-questions .key-figure__value")).to_have_text("10")


def test_everything_works_without_a_script(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{STATISTICS}?period=2026-11", java_script_enabled=False)

    page.locator("#figure-questions .key-figure__link a").click()
    expect(page.locator(".asked li")).to_have_count(10)
    page.go_back()
    page.get_by_role("link", name="Se det i billeder").click()
    expect(page.locator("figure.chart").first).to_be_visible()


def test_paper_shows_the_figures_with_their_definitions_and_nothing_to_press(open_page: Callable[..., Page]) -> None:
    page = open_page(f"{STATISTICS}?period=2026-11")
    page.emulate_media(media="print")

    for hidden in (".filters", ".periods", ".downloads", ".key-figure summary"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("#figure-questions .key-figure__value")).to_be_visible()
