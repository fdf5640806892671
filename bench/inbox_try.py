"""Let 50 managers and 500 askers at the server at once, and measure the inbox beside a bare page of the same server.

The server is a process of its own with a database as after a year: 3,000 tickets answered, 300 waiting. Everybody has
signed in before. Each asker asks, sends the question to a person and looks at their own page once; each manager opens
the inbox and a ticket and answers it, again and again. All of it goes over loopback, and redirections are followed as a
browser would. Nothing may fail; what counts of the times is how far the pages are from the bare one.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

import httpx
import uvicorn
from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bench.filling import ASKERS, MANAGERS, prepare, question_texts
from bot.bootstrap import assemble
from bot.settings import Settings
from bot.web.app import create_app
from tests.killing import ROOT, free_port

SECONDS = 60.0
MANAGER_THINKS = (6.0, 12.0)  # seconds between two pages
ASKER_THINKS = (2.0, 6.0)
BARE_EVERY = 0.2  # seconds
HIGHEST = 0.3  # seconds that 95 of 100 pages must be there within
SECRET = "a-secret-of-the-bench"  # noqa: S105 -- of a database that is thrown away
PAGE = "<!doctype html><html lang=da><title>Bar</title><p>En side uden noget på.</html>"

bare = APIRouter()


@bare.get("/bare", include_in_schema=False)
def show_bare() -> HTMLResponse:
    """A page that nothing is done for."""
    return HTMLResponse(PAGE)


@dataclass(frozen=True)
class Actor:
    """Somebody with a browser, signed in."""

    client: httpx.AsyncClient
    csrf: str


@dataclass
class Measured:
    """Seconds by page, and how often each status came; 0 when no answer did."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    ends_at: float = 0.0

    async def get(self, actor: Actor, page: str, path: str) -> str:
        """The HTML of a page, timed."""
        return await self._timed(actor, page, actor.client.build_request("GET", path))

    async def post(self, actor: Actor, page: str, path: str, **fields: str) -> str:
        """The HTML a form leads to, timed as a whole."""
        return await self._timed(
            actor, page, actor.client.build_request("POST", path, data={"csrf": actor.csrf, **fields})
        )

    async def _timed(self, actor: Actor, page: str, request: httpx.Request) -> str:
        begin = perf_counter()
        try:
            response = await actor.client.send(request, follow_redirects=True)
        except httpx.TransportError:
            self.statuses[0] += 1
            return ""
        self.seconds[page].append(perf_counter() - begin)
        self.statuses[response.status_code] += 1
        return response.text

    @property
    def goes_on(self) -> bool:
        """Whether there is time for more."""
        return perf_counter() < self.ends_at


def main() -> None:
    """Measure and print; or, with 'serve' and a port, be the server."""
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
        return
    with TemporaryDirectory() as scratch:
        data, port = Path(scratch), free_port()
        shutil.copytree(Settings().data / "snapshots", data / "snapshots")  # type: ignore[call-arg]
        settings = settings_of(data, port)
        cookies = prepare(settings)
        server = subprocess.Popen(  # noqa: S603 -- ourselves
            [sys.executable, "-m", "bench.inbox_try", "serve", str(port)],
            cwd=ROOT, env={**os.environ, "ESDH_BENCH_DATA": str(data)},
        )  # fmt: skip
        try:
            measured = asyncio.run(load(f"http://127.0.0.1:{port}", cookies))
        finally:
            server.kill()
            server.wait()
    sys.stdout.write(table(measured))
    failed = sum(count for status, count in measured.statuses.items() if status == 0 or status >= 500)
    sys.exit(1 if failed else 0)


def settings_of(data: Path, port: int) -> Settings:
    """A server where people sign in, though nobody does while it is measured."""
    url = f"http://127.0.0.1:{port}"
    oidc = {"oidc_issuer": url, "oidc_client_id": "bench", "oidc_client_secret": SECRET}
    return Settings.model_validate({"data": data, "port": port, "public_url": url, "secret": SECRET, **oidc})


def serve(port: int) -> None:
    """Serve the bot and the bare page until killed."""
    import bot.web.app as A; A.WORKERS=int(os.environ.get("W","8")); sys.setswitchinterval(float(os.environ.get("SI","0.005")))
    parts = assemble(settings_of(Path(os.environ["ESDH_BENCH_DATA"]), port))
    app = create_app(parts, routers=(bare,))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False, ws="none")


# --- during -----------------------------------------------------------------------------------------------------------


async def load(url: str, cookies: Sequence[tuple[str, str]]) -> Measured:
    """Everybody does what they do, for a minute."""
    transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None))
    actors = [
        Actor(httpx.AsyncClient(base_url=url, transport=transport, timeout=30, cookies={"esdh_bot": cookie}), csrf)
        for cookie, csrf in cookies
    ]
    managers, askers = actors[:MANAGERS], actors[MANAGERS:]
    await _until_it_serves(askers[0])
    measured = Measured(ends_at=perf_counter() + SECONDS)
    texts = question_texts()
    await asyncio.gather(
        _opens_bare_page(askers[0], measured),
        *(_manages(actor, measured, _chance(number)) for number, actor in enumerate(managers)),
        *(_asks(actor, texts[at % len(texts)], measured, _chance(at)) for at, actor in enumerate(askers)),
    )
    await transport.aclose()
    return measured


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 -- repeatable, not secret


async def _until_it_serves(actor: Actor) -> None:
    while True:
        try:
            response = await actor.client.get("/mine")
        except httpx.TransportError:
            await asyncio.sleep(0.1)
        else:
            assert response.status_code == 200, response.text  # noqa: S101 -- nothing is measured of somebody not signed in
            return


async def _opens_bare_page(actor: Actor, measured: Measured) -> None:
    while measured.goes_on:
        await measured.get(actor, "bare page", "/bare")
        await asyncio.sleep(BARE_EVERY)


async def _asks(actor: Actor, text: str, measured: Measured, chance: random.Random) -> None:
    await asyncio.sleep(chance.uniform(0, SECONDS - 3 * ASKER_THINKS[1]))
    page = await measured.post(actor, "ask", "/ask", text=text, event=uuid4().hex)
    await asyncio.sleep(chance.uniform(*ASKER_THINKS))
    asked = re.findall(r'name="question" value="([^"]+)"', page) or re.findall(r'name="pressed" value="(\w+) ', page)
    if asked:
        await measured.post(actor, "send", "/send", question=asked[-1], text=text, chosen="?", event=uuid4().hex)
    await asyncio.sleep(chance.uniform(*ASKER_THINKS))
    await measured.get(actor, "my questions", "/mine")


async def _manages(actor: Actor, measured: Measured, chance: random.Random) -> None:
    await asyncio.sleep(chance.uniform(0, MANAGER_THINKS[1]))
    while measured.goes_on:
        inbox = await measured.get(actor, "inbox", "/inbox")
        await asyncio.sleep(chance.uniform(*MANAGER_THINKS) / 2)
        waiting = re.findall(r'href="/inbox/(t?\w+)"', inbox)
        if waiting:
            ticket_id = chance.choice(waiting)
            page = await measured.get(actor, "ticket", f"/inbox/{ticket_id}")
            await asyncio.sleep(chance.uniform(*MANAGER_THINKS) / 2)
            seen = re.search(r'name="seen" value="(\d+)"', page)
            if seen is not None:
                answer = f"Sådan gør du, nr. {chance.randrange(10**6)}."
                await measured.post(actor, "answer", f"/inbox/{ticket_id}/answer", text=answer, seen=seen[1])


# --- after ------------------------------------------------------------------------------------------------------------


def table(measured: Measured) -> str:
    """The figures, one page a line."""
    total = sum(map(len, measured.seconds.values()))
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(measured.statuses.items()))
    lines = [
        f"{MANAGERS} managers and {ASKERS} askers for {SECONDS:.0f} s: {total:,} pages, {total / SECONDS:.0f} a second",
        f"statuses            {statuses}",
        *(f"{page:<18} {_figures(seconds)}" for page, seconds in sorted(measured.seconds.items())),
    ]
    slow = [page for page in ("inbox", "ticket") if _p95(measured.seconds[page] or [0.0]) > HIGHEST]
    verdict = f"too slow: {', '.join(slow)}" if slow else f"95 of 100 within {HIGHEST * 1000:.0f} ms"
    return "\n".join((*lines, f"inbox and ticket    {verdict}\n"))


def _figures(seconds: Sequence[float]) -> str:
    in_ms = [1000 * each for each in (statistics.median(seconds), _p95(seconds), max(seconds))]
    p50, p95, longest = (f"{each:7.1f} ms" for each in in_ms)
    return f"n {len(seconds):5}   p50 {p50}   p95 {p95}   longest {longest}"


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


if __name__ == "__main__":
    main()
