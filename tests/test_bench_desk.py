"""The bench of the desk: its log has people and tickets to count, every page opens, and the table says what is slow."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bench import desk_filling
from bench.desk import LATER, pages, slow, table
from bench.desk_filling import ask_one_more, busiest_month, fill
from bench.inbox import bare
from bot.bootstrap import assemble
from bot.core.desk import figures
from bot.core.desk.tables import Filters
from bot.services.statistics import see_statistics
from bot.settings import Settings
from bot.web.app import create_app

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_log_is_worth_counting_and_every_page_opens(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_filling, "QUESTIONS", 5_000)
    shutil.copytree(trained_data / "snapshots", tmp_path / "snapshots")
    settings = Settings.model_validate({"data": tmp_path})
    fill(settings, now=NOW)
    ask_one_more(tmp_path)
    parts = assemble(settings)
    view = see_statistics(Filters(busiest_month(NOW)), None, services=parts.services, now=NOW)
    app = create_app(parts, routers=(bare,), clock=lambda: NOW)
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    token = client.get("/people").text.split('name="csrf" value="')[1].split('"')[0]
    client.post("/people", data={"csrf": token, "person": "coordinator"})

    opened = {name: client.get(path).status_code for name, path in pages(NOW).items() if name != LATER}
    people, overdue = figures.people(view).value or 0, figures.overdue(view).value or 0
    parts.storage.close()

    assert set(opened.values()) == {200}
    assert people > 500
    assert overdue > 0


def test_the_table_says_which_page_is_too_slow() -> None:
    quick, late = [0.01] * 20, [*[0.01] * 18, 0.4, 0.4]
    seconds = {"bare page": quick, "statistics": late, LATER: [2.0] * 20}

    assert slow(seconds) == ["statistics"]
    assert "too slow: statistics" in table("again", seconds)
    assert "p50    10.0 ms   p95   400.0 ms" in table("again", seconds)
