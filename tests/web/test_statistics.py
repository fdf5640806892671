"""The coordinator's statistics: what is counted, what is hidden, and files a spreadsheet can open safely."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import httpx
import pytest

from bot.services.ports import Profile, Sender
from bot.services.spreadsheets import cell, csv_lines, number_cell
from tests.web.conftest import Running, Visitor

SMS = "Skal en sms fra en borger på sagen?"
STATISTICS = "/coordinator/statistics"
FIVE = [f"asker-{number}" for number in range(5)]


def ask_as(running: Running, asker: str, text: str = SMS) -> None:
    """Ask over the API."""
    body = {"text": text, "conversation": "c", "asker": asker, "request_id": text[:20]}
    assert httpx.post(f"{running.url}/api/ask", json=body, timeout=30).status_code == 200


def ask_each(running: Running, *askers: str, text: str = SMS) -> None:
    """Each asks the same."""
    for asker in askers:
        ask_as(running, asker, text)


@pytest.fixture
def coordinator(visitor: Callable[[], Visitor]) -> Visitor:
    """The coordinator."""
    return visitor().become("coordinator")


def figure(page: str, key: str) -> str:
    """What the page says a key figure is."""
    found = re.search(rf'id="figure-{key}".*?key-figure__value[^>]*>([^<]+)<', page, re.DOTALL)
    assert found is not None
    return found[1]


def rows_of(text: str) -> list[list[str]]:
    """The rows of a file."""
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))


# --- cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"


def test_other_cells_stay_as_they_are() -> None:
    assert (cell("Nexus"), cell(12), cell("")) == ("Nexus", "12", "")


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert [number_cell(number, "da") for number in (6012, 3.5, 0.1756, 10.0)] == ["6012", "3,5", "0,176", "10"]
    assert number_cell(3.5, "en") == "3.5"


def test_a_file_is_written_bit_by_bit() -> None:
    taken: list[int] = []

    def rows() -> object:
        for number in range(2000):
            taken.append(number)
            yield [number]

    parts = csv_lines(rows())  # type: ignore[arg-type]
    assert next(parts) == b"\xef\xbb\xbf"
    next(parts)
    assert len(taken) < 1000


# --- the page -------------------------------------------------------------------------------------------------------


def test_a_count_below_five_people_is_hidden(running: Running, coordinator: Visitor) -> None:
    ask_each(running, *FIVE[:4])

    page = coordinator.page(STATISTICS)
    assert "Færre end fem personer har spurgt i perioden" in page
    assert 'id="figure-' not in page


def test_a_count_of_five_people_is_shown_with_its_definition_and_leads_to_its_questions(
    running: Running, coordinator: Visitor
) -> None:
    ask_each(running, *FIVE)

    page = coordinator.page(STATISTICS)
    assert figure(page, "questions") == "5"
    assert "Alt, hvad nogen har spurgt botten om i perioden." in page
    link = re.search(rf'href="({STATISTICS}/questions[^"]+of=questions)"', page)
    assert link is not None
    assert coordinator.page(link[1].replace("&amp;", "&")).count(SMS) == 10  # each to be read and to be explained


def test_answered_questions_are_not_counted_as_resolved(running: Running, coordinator: Visitor) -> None:
    ask_each(running, *FIVE)

    assert figure(coordinator.page(STATISTICS), "confirmed") == "0"


@pytest.mark.parametrize("period", ["2026-W48", "2026-11", "2026-Q4", "2026"])
def test_the_period_in_the_address_is_kept_to(running: Running, coordinator: Visitor, period: str) -> None:
    ask_each(running, *FIVE)

    assert figure(coordinator.page(f"{STATISTICS}?period={period}"), "questions") == "5"


def test_a_period_in_which_nobody_asked_is_empty(running: Running, coordinator: Visitor) -> None:
    ask_each(running, *FIVE)

    assert "Ingen spørgsmål i perioden." in coordinator.page(f"{STATISTICS}?period=2026-10")


@pytest.mark.parametrize("period", ["", "x", "2026-13", "9999", "2026-W54", "%00", "2026-11-01"])
def test_a_period_that_is_none_is_this_month(coordinator: Visitor, period: str) -> None:
    assert "Statistik: november 2026" in coordinator.page(f"{STATISTICS}?period={period}")


def test_a_filter_is_kept_from_page_to_page(running: Running, coordinator: Visitor) -> None:
    ask_each(running, *FIVE)
    page = coordinator.page(f"{STATISTICS}?period=2026-11&channel=api&language=da&system=unheard-of")

    assert figure(page, "questions") == "5"
    assert "period=2026-10&amp;channel=api&amp;language=da" in page
    assert "unheard-of" not in page
    assert '<option value="api" selected>' in page


def test_the_first_page_of_the_coordinator_is_the_statistics(coordinator: Visitor) -> None:
    response = coordinator.http.get("/coordinator")

    assert (response.status_code, response.headers["location"]) == (303, STATISTICS)


def test_the_page_keeps_its_address_when_the_language_changes(running: Running, coordinator: Visitor) -> None:
    ask_each(running, *FIVE)
    here = f"{STATISTICS}?period=2026-Q4&channel=api"
    response = coordinator.post("/language", language="en", back=here)

    assert response.headers["location"] == here
    assert "Statistics: " in coordinator.page(here)


def test_charts_are_drawn_on_a_page_of_their_own(running: Running, coordinator: Visitor) -> None:
    ask_each(running, *FIVE)

    drawn = coordinator.page(f"{STATISTICS}/charts?period=2026-11")
    assert drawn.count('<figure class="chart"') >= 2
    assert "<svg" in drawn
    assert "<svg" not in coordinator.page(STATISTICS).split("<main")[1].split("</main")[0]


# --- what is behind ---------------------------------------------------------------------------------------------------


def test_the_words_of_few_people_are_refused(running: Running, coordinator: Visitor) -> None:
    ask_each(running, *FIVE[:4])

    for path in (f"{STATISTICS}/questions", f"{STATISTICS}/questions.csv", "/api/statistics/questions"):
        response = coordinator.http.get(path)
        assert (response.status_code, SMS in response.text) == (403, False)


def test_words_never_stand_with_a_department(running: Running, coordinator: Visitor) -> None:
    for asker in FIVE:
        ask_as(running, asker)
        with running.parts.storage.transaction() as work:
            person = work.person(Sender("api", asker), now=running.clock())
            work.save_profile(person.id, Profile(department="boern-og-uddannelse"))
        ask_as(running, asker, text="Skal en mail journaliseres?")

    page = coordinator.page(f"{STATISTICS}?department=boern-og-uddannelse")
    assert figure(page, "questions") == "5"
    assert "/questions?" not in page
    for query in ("department=boern-og-uddannelse", "of=department:boern-og-uddannelse"):
        assert coordinator.http.get(f"{STATISTICS}/questions?{query}").status_code == 403
        assert coordinator.http.get(f"{STATISTICS}/questions.csv?{query}").status_code == 403


@pytest.mark.parametrize("key", ["nothing", "asker:1", "reply:nothing", "topic:"])
def test_what_is_no_figure_has_no_questions(running: Running, coordinator: Visitor, key: str) -> None:
    ask_each(running, *FIVE)

    assert coordinator.http.get(f"{STATISTICS}/questions", params={"of": key}).status_code == 403


# --- files ------------------------------------------------------------------------------------------------------------


def test_the_figures_come_as_a_file_of_the_same_numbers(running: Running, coordinator: Visitor) -> None:
    ask_each(running, *FIVE)

    response = coordinator.http.get(f"{STATISTICS}/figures.csv?period=2026-11")
    rows = rows_of(response.text)
    assert response.headers["content-type"].startswith("text/csv")
    assert 'filename="esdh-2026-11.csv"' in response.headers["content-disposition"]
    assert ["2026-11", "Nøgletal", "Spørgsmål", "5", "0"] in rows
    assert ["2026-11", "Efter kanal", "Andre programmer (API)", "5", "0"] in rows


def test_a_question_cannot_become_a_formula(running: Running, coordinator: Visitor) -> None:
    ask_each(running, *FIVE, text="=HYPERLINK(1) hvem vandt fodboldkampen i går?")

    rows = rows_of(coordinator.page(f"{STATISTICS}/questions.csv"))
    assert rows[0] == ["Dato", "Spørgsmål"]
    assert rows[1][0] == "23-11-2026"
    assert rows[1][1].startswith("'=HYPERLINK")
    assert len(rows) == 6


def test_the_api_gives_the_same_figures_and_hides_the_same(running: Running, coordinator: Visitor) -> None:
    ask_each(running, *FIVE)
    ask_each(running, "asker-0", text="Hvem vandt fodboldkampen i går?")

    told = coordinator.http.get("/api/statistics?period=2026-11&channel=api").json()
    figures = {each["key"]: each for each in told["figures"]}
    assert (told["period"], told["first"], told["filters"]) == ("2026-11", "2026-11-01", {"channel": "api"})
    assert (figures["questions"]["value"], figures["people"]["value"]) == (6, None)
    assert figures["questions"]["definition"].startswith("Alt, hvad nogen")
    assert told["lists"]["reply"] == []  # one answer among six would give away the one who did not get it
    questions = coordinator.http.get("/api/statistics/questions?period=2026-11").json()
    assert (questions["total"], questions["pages"], len(questions["questions"])) == (6, 1, 6)
    assert questions["questions"][0].keys() == {"id", "day", "language", "text"}


def test_statistics_are_the_coordinators_alone(employee: Visitor) -> None:
    for path in (f"{STATISTICS}/charts", f"{STATISTICS}/questions.csv", f"{STATISTICS}/figures.csv", "/api/statistics"):
        assert employee.http.get(path).status_code == 403
