"""The coordinator's page: what is counted, what is hidden, and files a spreadsheet can open safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import httpx
import pytest

from bot.services.spreadsheets import cell
from tests.web.conftest import Running, Visitor

SMS = "Skal en sms fra en borger på sagen?"


def ask_as(running: Running, asker: str, text: str = SMS) -> None:
    """Ask over the API."""
    body = {"text": text, "conversation": "c", "asker": asker, "request_id": text[:20]}
    assert httpx.post(f"{running.url}/api/ask", json=body, timeout=30).status_code == 200


@pytest.fixture
def coordinator(visitor: Callable[[], Visitor]) -> Visitor:
    """The coordinator."""
    return visitor().become("coordinator")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"


def test_other_cells_stay_as_they_are() -> None:
    assert (cell("Nexus"), cell(12), cell("")) == ("Nexus", "12", "")


def test_a_count_below_five_people_is_hidden(running: Running, coordinator: Visitor) -> None:
    for number in range(4):
        ask_as(running, f"asker-{number}")

    assert "færre end 5" in coordinator.page("/coordinator/counts.csv")


def test_a_count_of_five_people_is_shown(running: Running, coordinator: Visitor) -> None:
    for number in range(5):
        ask_as(running, f"asker-{number}")

    rows = list(csv.reader(io.StringIO(coordinator.page("/coordinator/counts.csv").lstrip("\ufeff")), delimiter=";"))

    assert ["Efter bottens svar", "Svar", "5"] in rows
    assert "5 spørgsmål i perioden" in coordinator.page("/coordinator")


def test_the_period_in_the_address_is_kept_to(running: Running, coordinator: Visitor) -> None:
    ask_as(running, "anna", text="Hvem vandt fodboldkampen i går?")

    assert "vandt fodboldkampen" in coordinator.page("/coordinator?from=2026-11-23&to=2026-11-23")
    assert "vandt fodboldkampen" not in coordinator.page("/coordinator?from=2026-11-24")
    assert "vandt fodboldkampen" not in coordinator.page("/coordinator?to=2026-11-22")


@pytest.mark.parametrize("period", ["from=x&to=y", "from=0001-01-01", "to=9999-12-31", "from=&to=", "from=2026-02-31"])
def test_a_day_that_is_none_leaves_the_period_open(running: Running, coordinator: Visitor, period: str) -> None:
    ask_as(running, "anna", text="Hvem vandt fodboldkampen i går?")

    assert "vandt fodboldkampen" in coordinator.page(f"/coordinator?{period}")


def test_an_unanswered_question_cannot_become_a_formula(running: Running, coordinator: Visitor) -> None:
    ask_as(running, "anna", text="=HYPERLINK(1) hvem vandt fodboldkampen i går?")

    response = coordinator.http.get("/coordinator/unanswered.csv")

    assert response.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(response.text.lstrip("\ufeff")), delimiter=";"))
    assert rows[1][1].startswith("'=HYPERLINK")
