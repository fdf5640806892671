"""A real server on loopback with the real content, visitors with cookies, and a real browser where there is one."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from bot.bootstrap import assemble
from bot.parts import Parts
from bot.settings import Settings
from bot.web.app import create_app

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
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
    config = uvicorn.Config(create_app(parts, clock=clock), port=0, log_level="error", ws="none", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        thread.join(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Running(f"http://127.0.0.1:{port}", parts, clock)
    server.should_exit = True
    thread.join()
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
