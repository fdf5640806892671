"""Look at the coordinator's desk over half a million questions, beside a bare page of the same server in the same run.

The server is a process of its own. Every page is opened once after the start, when much else goes on beside it; then
`ROUNDS` times, somebody asking before each; then, as happens every few minutes, each right after all was counted anew.
The last two have to be fast. Then 100,000 questions are downloaded, and the server's memory is looked at before and
after.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import httpx
import uvicorn

from bench.desk_filling import QUESTIONS, ask_one_more, busiest_month, fill
from bench.inbox import bare
from bot.bootstrap import assemble
from bot.core.desk.tables import Period, PeriodKind
from bot.serving import create_application
from bot.settings import Settings
from tests.killing import ROOT, free_port

ROUNDS, ROUNDS_ANEW = 20, 5
HIGHEST = 0.3  # seconds that 95 of 100 pages must be there within
STATISTICS = "/coordinator/statistics"
ANEW = "/anew"
LATER = "charts, after the page"  # measured, but no page

Seconds = dict[str, list[float]]


def main() -> None:
    """Measure and print; or, with 'serve' and a port, be the server."""
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
        return
    with TemporaryDirectory() as scratch:
        data, port = Path(scratch), free_port()
        shutil.copytree(Settings().data / "snapshots", data / "snapshots")  # type: ignore[call-arg]
        begin = perf_counter()
        fill(Settings.model_validate({"data": data}))
        sys.stdout.write(f"{QUESTIONS:,} questions written in {perf_counter() - begin:.0f} s\n")
        server = subprocess.Popen(  # noqa: S603 -- ourselves
            [sys.executable, "-m", "bench.desk", "serve", str(port)],
            cwd=ROOT, env={**os.environ, "ESDH_BENCH_DATA": str(data)},
        )  # fmt: skip
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
                sys.stdout.write(f"first page after {become_coordinator(client):.1f} s\n")
                sys.stdout.write(table("after the start", look(client, data, rounds=1)))
                again = look(client, data, rounds=ROUNDS)
                sys.stdout.write(table("again, somebody asking each time", again))
                anew = look(client, data, rounds=ROUNDS_ANEW, before_each=lambda: client.post(ANEW).raise_for_status())
                sys.stdout.write(table("for the first time since all was counted anew", anew))
                sys.stdout.write(export(client, server.pid))
        finally:
            server.kill()
            server.wait()
    sys.exit(1 if slow(again) or slow(anew) else 0)


def serve(port: int) -> None:
    """Serve the bot and the bare page until killed."""
    parts = assemble(Settings.model_validate({"data": Path(os.environ["ESDH_BENCH_DATA"]), "port": port}))
    app = create_application(parts)
    app.include_router(bare)
    organisation = parts.content.current().library.organisation

    @app.post(ANEW)
    def count_anew() -> None:
        parts.services.counted.count_anew(parts.storage, organisation, now=datetime.now(UTC))

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", access_log=False, ws="none")


def pages(now: datetime) -> Mapping[str, str]:
    """Name and address of each page."""
    month = busiest_month(now)
    week = f"{month.last.isocalendar().year}-W{month.last.isocalendar().week:02}"
    quarter = Period.around(month.first, PeriodKind.QUARTER).address
    system = f"period={month.address}&system=acadre"
    return {
        "bare page": "/bare",
        "statistics, month": f"{STATISTICS}?period={month.address}",
        "statistics, week": f"{STATISTICS}?period={week}",
        "statistics, quarter": f"{STATISTICS}?period={quarter}",
        "statistics, year": f"{STATISTICS}?period={month.year}",
        "statistics, system": f"{STATISTICS}?{system}",
        "month, two filters": f"{STATISTICS}?{system}&channel=slack",
        "week, two filters": f"{STATISTICS}?period={week}&system=nexus&department=boern-og-uddannelse",
        "quarter, three filters": f"{STATISTICS}?period={quarter}&system=acadre&theme=lovgivning&language=da",
        "questions behind": f"{STATISTICS}/questions?period={month.address}&of=confirmed",
        "JSON": f"/api/statistics?period={month.address}",
        "CSV of figures": f"{STATISTICS}/figures.csv?period={month.address}",
        "backlog": "/coordinator/backlog",
        "blind checks": "/coordinator/checks",
        "did it help": "/coordinator/helped",
        "reports": "/coordinator/reports",
        LATER: f"{STATISTICS}/charts?period={month.address}",
    }


def become_coordinator(client: httpx.Client) -> float:
    """Wait until the server serves, choose the coordinator, and see the first page; gives how many seconds it took."""
    begin = perf_counter()
    while True:
        try:
            page = client.get("/people")
        except httpx.TransportError:
            sleep(0.1)
        else:
            break
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert token is not None, page.text  # noqa: S101 -- nothing is measured of a page that says no
    client.post("/people", data={"csrf": token[1], "person": "coordinator"})
    client.get(f"{STATISTICS}/charts").raise_for_status()
    return perf_counter() - begin


def look(client: httpx.Client, data: Path, *, rounds: int, before_each: Callable[[], object] = lambda: None) -> Seconds:
    """Open every page again and again; somebody asks before each."""
    seconds: Seconds = {}
    for _ in range(rounds):
        for name, address in pages(datetime.now(UTC)).items():
            ask_one_more(data)
            before_each()
            begin = perf_counter()
            client.get(address).raise_for_status()
            seconds.setdefault(name, []).append(perf_counter() - begin)
    return seconds


def export(client: httpx.Client, pid: int) -> str:
    """Download a month's questions; says how many, how fast, and how much more memory the server held at most."""
    before, begin, lines, size = peak_memory(pid), perf_counter(), 0, 0
    month = busiest_month(datetime.now(UTC)).address
    with client.stream("GET", f"{STATISTICS}/questions.csv?period={month}") as response:
        response.raise_for_status()
        for part in response.iter_bytes():
            lines += part.count(b"\n")
            size += len(part)
    took, more = perf_counter() - begin, peak_memory(pid) - before
    return f"export              {lines - 1:,} rows, {size / 1e6:.1f} MB in {took:.1f} s, peak memory {more:+.1f} MB\n"


def peak_memory(pid: int) -> float:
    """The most memory a process has ever held, in megabytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    assert found is not None  # noqa: S101 -- every running process has one
    return int(found[1]) / 1000


def slow(seconds: Seconds) -> list[str]:
    """The pages of which fewer than 95 of 100 came in time."""
    return [name for name, each in seconds.items() if name != LATER and _p95(each) > HIGHEST]


def table(title: str, seconds: Seconds) -> str:
    """The figures, one page a line."""
    lines = [f"{name:<24} {_figures(each)}" for name, each in seconds.items()]
    late = slow(seconds)
    verdict = f"too slow: {', '.join(late)}" if late else f"every page: 95 of 100 within {HIGHEST * 1000:.0f} ms"
    return "\n".join((f"-- {title}", *lines, verdict, ""))


def _figures(seconds: Sequence[float]) -> str:
    p50, p95, longest = (1000 * each for each in (statistics.median(seconds), _p95(seconds), max(seconds)))
    return f"p50 {p50:7.1f} ms   p95 {p95:7.1f} ms   longest {longest:7.1f} ms"


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


if __name__ == "__main__":
    main()
