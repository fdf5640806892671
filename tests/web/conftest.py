"""A real server on loopback with the real content, visitors with cookies, and a real browser where there is one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bot.bootstrap import assemble
from bot.parts import Parts
from bot.settings import Settings
from bot.web.app import create_app
from tests.web.serving import serving

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
REFUSED = re.compile(r"status of 4(?!04)")  # what the console says of a form that was refused; nothing may be missing
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Running:
    """A server, its parts and its clock."""

    url: str
    parts: Parts
    clock: Clock


@dataclass
class Visitor:
    """Somebody with a browser's cookies and no script."""

    http: httpx.Client
    events: int = field(default=0)

    @property
    def csrf(self) -> str:
        """The token of this visitor's forms."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.http.get("/people").text)
        assert found is not None
        return str(found[1])

    def become(self, key: str) -> Visitor:
        """Choose a demonstration person."""
        assert self.post("/people", person=key).status_code == 303
        return self

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form with the right token."""
        return self.http.post(path, data={"csrf": self.csrf, **fields})

    def ask(self, text: str, *, event: str = "") -> httpx.Response:
        """Ask, as the plain form does."""
        self.events += 1
        return self.post("/ask", text=text, event=event or f"event-{self.events:04d}")

    def page(self, path: str = "/") -> str:
        """The HTML of a page."""
        return self.http.get(path, follow_redirects=True).text

    def button(self, action: str, path: str = "/") -> str:
        """The value of the last button on the page whose action begins like this."""
        values: list[str] = re.findall(r'name="pressed" value="([^"]+)"', self.page(path))
        return next(value for value in reversed(values) if value.split(" ", 1)[1].startswith(action))

    def press(self, action: str) -> httpx.Response:
        """Press the last button whose action begins like this."""
        self.events += 1
        return self.post("/press", pressed=self.button(action), event=f"event-{self.events:04d}")


@pytest.fixture
def running(trained_data: Path, tmp_path: Path) -> Iterator[Running]:
    """A server with an empty database."""
    (tmp_path / "snapshots").symlink_to(trained_data / "snapshots")
    parts, clock = assemble(Settings.model_validate({"data": tmp_path})), Clock()
    with serving(create_app(parts, clock=clock)) as url:
        yield Running(url, parts, clock)
    parts.storage.close()


@pytest.fixture
def visitor(running: Running) -> Iterator[Callable[[], Visitor]]:
    """Makes visitors, each with cookies of their own."""
    made: list[httpx.Client] = []

    def make() -> Visitor:
        made.append(httpx.Client(base_url=running.url, timeout=20))
        return Visitor(made[-1])

    yield make
    for http in made:
        http.close()


@pytest.fixture
def employee(visitor: Callable[[], Visitor]) -> Visitor:
    """An employee of the first department."""
    return visitor().become("employee-boern-og-uddannelse")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    if not CHROMIUM.exists():
        if os.environ.get("ESDH_BOT_NO_SKIPS") == "1":
            pytest.fail("CHROMIUM is missing and nothing may be skipped: apt-get install chromium")
        pytest.skip("SKIPPED WITHOUT CHROMIUM: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield started
        started.close()


@pytest.fixture
def open_as(browser: Browser, running: Running) -> Iterator[Callable[..., Page]]:
    """`open_as(MANAGER, "/inbox", width=390)`: a window of that person; none may complain in the end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(key: str, path: str = "/inbox", *, width: int = 1200, **options: object) -> Page:
        size = {"width": width, "height": 900}
        context = browser.new_context(locale="da-DK", base_url=running.url, viewport=size, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)  # the first chart of a process is drawn for seconds
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/people")
        page.click(f'button[value="{key}"]')
        page.wait_for_url(f"{running.url}/**")
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [one for one in complaints if not REFUSED.search(one)] == []


def assert_accessible(page: Page) -> None:
    """No rule of accessibility is broken, and nothing is wider than the window."""
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
    assert page.viewport_size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
