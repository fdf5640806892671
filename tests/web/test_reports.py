"""Reports to the network in the browser, and the files: drafted, written on, approved, read, printed, downloaded."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import Running, Visitor, assert_accessible

QUESTION = "Skal en sms fra en borger på sagen?"


@pytest.fixture
def asked(running: Running) -> None:
    """Six people have asked."""
    for number in range(6):
        body = {"text": QUESTION, "conversation": "c", "asker": f"asker-{number}", "request_id": f"r{number}"}
        assert httpx.post(f"{running.url}/api/ask", json=body, timeout=30).status_code == 200


@pytest.fixture
def coordinator(visitor: Callable[[], Visitor]) -> Visitor:
    """The coordinator."""
    return visitor().become("coordinator")


@pytest.fixture
def report(coordinator: Visitor) -> str:
    """The path of a draft about the current month."""
    return str(coordinator.post("/coordinator/reports", period="2026-11").headers["location"])


def _seen(html: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', html)
    assert found is not None
    return found[1]


def _save(coordinator: Visitor, path: str, **fields: str) -> httpx.Response:
    return coordinator.post(path, seen=_seen(coordinator.page(path)), **fields)


@pytest.mark.usefixtures("asked")
def test_a_draft_shows_charts_with_their_tables(coordinator: Visitor, report: str) -> None:
    html = coordinator.page(report)

    assert "Rapport til ESDH-netværket: november 2026" in html
    assert html.count('role="img"') == 2 * html.count('<figure class="chart"')
    assert "Flest spørgsmål: uge 48 med 6." in html


def test_an_empty_month_makes_a_report_too(coordinator: Visitor, report: str) -> None:
    assert "Der er ingen huller" in coordinator.page(report)


def test_words_are_saved_and_read_as_markdown_once_approved(coordinator: Visitor, report: str) -> None:
    _save(coordinator, report, opening="**Kære** netværk <script>", then="approve")

    html = coordinator.page(report)
    assert "<strong>Kære</strong> netværk &lt;script&gt;" in html
    assert "<textarea" not in html


def test_who_was_overtaken_keeps_what_was_typed(coordinator: Visitor, report: str) -> None:
    seen = _seen(coordinator.page(report))
    _save(coordinator, report, opening="den første")

    answer = coordinator.post(report, seen=seen, opening="den anden")

    assert answer.status_code == 409
    assert "den anden" in answer.text
    assert "Rapporten er ændret" in answer.text


def test_a_role_holder_reads_what_is_approved_and_nobody_else_does(
    coordinator: Visitor, report: str, visitor: Callable[[], Visitor], employee: Visitor
) -> None:
    manager, path = visitor().become("manager-nexus"), report.removeprefix("/coordinator")
    before = manager.http.get(path).status_code
    _save(coordinator, report, then="approve")

    assert (before, manager.http.get(path).status_code, employee.http.get(path).status_code) == (404, 200, 403)
    assert manager.http.get(report).status_code == 403


def test_a_period_that_is_none_or_to_come_is_refused_in_words(coordinator: Visitor) -> None:
    assert coordinator.post("/coordinator/reports", period="aldrig").status_code == 400
    assert "ikke begyndt" in coordinator.post("/coordinator/reports", period="2027-01").text


@pytest.mark.usefixtures("asked")
def test_the_workbook_is_excels_and_has_the_pages_filters(coordinator: Visitor) -> None:
    answer = coordinator.http.get("/coordinator/statistics/figures.xlsx?period=2026-11")

    assert "spreadsheetml" in answer.headers["content-type"]
    assert 'filename="esdh-bot-2026-11.xlsx"' in answer.headers["content-disposition"]
    assert "xl/workbook.xml" in zipfile.ZipFile(BytesIO(answer.content)).namelist()


@pytest.mark.usefixtures("asked")
def test_the_database_is_sqlites(coordinator: Visitor) -> None:
    assert coordinator.http.get("/coordinator/statistics/aggregates.db").content.startswith(b"SQLite format 3")


@pytest.mark.parametrize("path", ["statistics/figures.xlsx", "statistics/aggregates.db", "reports"])
def test_files_and_reports_are_the_coordinators(employee: Visitor, path: str) -> None:
    assert employee.http.get(f"/coordinator/{path}").status_code == 403


@pytest.fixture
def page(running: Running, browser: Browser) -> Iterator[Page]:
    """The coordinator's browser; a message in its console fails the test."""
    context = browser.new_context()
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(f"{running.url}/people")
    opened.locator("button[value=coordinator]").click()
    yield opened
    context.close()
    assert said == []


def _drafted(page: Page, running: Running) -> None:
    page.goto(f"{running.url}/coordinator/reports")
    page.get_by_label("Periode").select_option("2026-11")
    page.get_by_role("button", name="Lav et udkast").click()
    page.wait_for_load_state()


@pytest.mark.browser
@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1200])
def test_a_report_is_accessible_at_any_width_in_light_and_dark(
    page: Page, running: Running, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of the two words
    _drafted(page, running)

    assert_accessible(page)
    assert page.locator(".chart__wide").first.is_visible() is (width == 1200)
    assert page.locator(".chart__narrow").first.is_visible() is (width == 320)


@pytest.mark.browser
@pytest.mark.usefixtures("asked")
def test_a_report_is_written_and_approved_with_the_keyboard(page: Page, running: Running) -> None:
    _drafted(page, running)
    page.get_by_label("Din tekst: Indledning").fill("Kære netværk")
    page.get_by_role("button", name="Gem, og godkend").focus()
    page.keyboard.press("Enter")

    page.get_by_text("Godkendt mandag").wait_for()
    assert page.get_by_text("Kære netværk").is_visible()
    assert_accessible(page)


@pytest.mark.browser
@pytest.mark.usefixtures("asked")
def test_the_numbers_of_a_chart_are_shown_on_request(page: Page, running: Running) -> None:
    _drafted(page, running)
    chart = page.locator("figure.chart").first
    chart.get_by_text("Vis tallene").click()

    assert chart.get_by_role("rowheader", name="uge 48").is_visible()
    assert_accessible(page)


@pytest.mark.browser
@pytest.mark.usefixtures("asked")
def test_charts_are_dark_on_white_in_print_also_for_those_who_read_in_dark(page: Page, running: Running) -> None:
    _drafted(page, running)
    page.emulate_media(media="print", color_scheme="dark")

    colours = page.evaluate(
        """() => {
            const style = getComputedStyle(document.querySelector('figure.chart'));
            return [style.backgroundColor, getComputedStyle(document.documentElement).getPropertyValue('--chart-ink')];
        }"""
    )
    assert colours == ["rgb(255, 255, 255)", "#1b2a2e"]
