"""The bench of the inbox: whoever is prepared is signed in and sees their tickets; the figures say what they are."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bench import filling
from bench.filling import prepare
from bench.inbox import Measured, bare, settings_of, table
from bot.bootstrap import assemble
from bot.web.app import create_app


def test_everybody_prepared_is_signed_in_and_managers_see_what_waits(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, few in {"MANAGERS": 12, "ASKERS": 3, "ANSWERED": 20, "WAITING": 20}.items():
        monkeypatch.setattr(filling, name, few)
    shutil.copytree(trained_data / "snapshots", tmp_path / "snapshots")
    settings = settings_of(tmp_path, 8000)
    cookies = prepare(settings)
    parts = assemble(settings)

    pages = {}
    for cookie, _ in (cookies[10], cookies[-1]):
        client = TestClient(create_app(parts, routers=(bare,)), base_url="http://127.0.0.1:8000")
        client.cookies.set("esdh_bot", cookie)
        pages[cookie] = [client.get(path).status_code for path in ("/bare", "/mine", "/inbox")]
    parts.storage.close()

    assert len(cookies) == 15
    assert list(pages.values()) == [[200, 200, 200], [200, 200, 403]]


def test_the_table_says_which_page_is_too_slow() -> None:
    quick = [0.01] * 100
    measured = Measured({"inbox": quick, "ticket": [*quick[:90], *[0.4] * 10], "bare page": quick}, Counter({200: 300}))

    assert "n   100   p50    10.0 ms   p95    10.0 ms" in table(measured)
    assert "too slow: ticket" in table(measured)
