"""Every page of an invented history says that it is one, and pages of a real one do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.bootstrap import open_storage
from bot.settings import Settings
from tests.web.conftest import Running, Visitor, assert_accessible

SAID = "Opdigtet historik"
PAGES = ("/people", "/", "/mine", "/profile", "/inbox", "/coordinator", "/nothing")


@pytest.fixture
def invented(tmp_path: Path) -> None:
    """The database that the server is going to open is marked as invented."""
    storage = open_storage(Settings.model_validate({"data": tmp_path}))
    with storage.transaction() as work:
        work.mark_invented()
    storage.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_all_is_made_up(invented: None, visitor: Callable[[], Visitor], path: str) -> None:
    assert SAID in visitor().become("coordinator").page(path)


def test_a_real_database_says_nothing_of_the_sort(employee: Visitor) -> None:
    assert SAID not in employee.page("/")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_banner_can_be_read_on_a_phone_and_on_paper(
    invented: None, browser: Browser, running: Running, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{running.url}/people")

    expect(page.get_by_label(SAID)).to_be_visible()
    assert_accessible(page)
    page.emulate_media(media="print")
    expect(page.get_by_label(SAID)).to_be_visible()
    context.close()
