"""Send the server 100 signed Slack events a second for a minute, then ever more until it breaks; drain 10,000 messages.

The server is a process of its own and so is the Slack it answers to, a stand-in that takes everything at once. Beside
the events goes a bare endpoint of the same server: what the framework and the machine cost by themselves. Times are
what this machine did today, beside whatever else it did; the load is printed, and processor time is told apart.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from fastapi import APIRouter, Request, Response

from bench.filling import question_texts
from bench.slack_load import BARE, Load, Sender, open_session
from bot import serving
from bot.bootstrap import assemble
from bot.services.asking import Asking, ask
from bot.services.ports import SLACK, WEB, Place
from bot.services.ports import Sender as Writer
from bot.settings import Settings
from tests.adapters.slack.fake_slack import BOT_TOKEN, TEAM
from tests.adapters.slack.people import SECRET
from tests.killing import Server, free_port

RATE, SECONDS = 100.0, 60.0
ASKED_ACK, ASKED_ANSWER = 0.05, 0.25  # seconds, of 99 in 100
STEPS, STEP_SECONDS = (25.0, 50.0, 75.0, 100.0, 125.0, 150.0, 200.0, 300.0, 500.0, 1000.0), 10.0
SLACK_WAITS = 3.0  # seconds for an acknowledgement, then it delivers again
LEFT_BEHIND = 1.0  # seconds' worth of answers that may be under way at the end of a step
SETTLES_WITHIN = 120.0
QUEUED, EACH = 10_000, 10  # messages, of which so many in each conversation
DRAINS_WITHIN = 600.0
REAL = 100  # questions that were asked, whose answers the messages hold

bare = APIRouter()


@bare.post(BARE, include_in_schema=False)
async def take_bare(request: Request) -> Response:
    """An endpoint that nothing is done for but reading what was sent."""
    await request.body()
    return Response()


@dataclass(frozen=True)
class Drained:
    """How long the messages took, how many came, and how many came before an earlier one of their conversation."""

    seconds: float
    came: int
    out_of_order: int
    processor: float


def main() -> None:
    """Measure and print; or, with 'serve' and a port, be the server."""
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
        return
    sys.exit(asyncio.run(measure()))


def serve(port: int) -> None:
    """Serve the bot as `esdh-bot serve` does, and the bare endpoint, until killed."""
    settings = Settings.model_validate({"port": port})
    app = serving.create_application(assemble(settings))
    app.include_router(bare)
    serving.serve(app, settings)


async def measure() -> int:
    """All of it, printed as it comes; gives the exit code."""
    _say(f"on {os.cpu_count()} cores, load {_machine_load()}")
    async with running() as (sender, server):
        await sender.settle(await sender.load(20, 3), within=30)  # warm
        before = _processor_seconds(server)
        load = await sender.load(RATE, SECONDS)
        await sender.settle(load, within=SETTLES_WITHIN)
        _say(table(load, processor=_processor_seconds(server) - before))
        _say(f"{'breaks':<18} {await until_it_breaks(sender)}")
    async with running(fill=True) as (sender, server):
        drained = await drain(sender, server)
        _say(
            f"{'drained':<18} {drained.came:,} of {QUEUED:,} in {drained.seconds:.0f} s, "
            f"{drained.came / drained.seconds:.0f} a second, {drained.out_of_order} out of order; "
            f"processor {1000 * drained.processor / QUEUED:.2f} ms each"
        )
    _say(f"load {_machine_load()}")
    return 1 if load.failed or drained.out_of_order or drained.came < QUEUED else 0


@asynccontextmanager
async def running(*, fill: bool = False) -> AsyncIterator[tuple[Sender, Server]]:
    """The stand-in, and the server with a database of its own; with `fill`, with messages that wait."""
    with TemporaryDirectory() as scratch:
        data, port, slack_port = Path(scratch), free_port(), free_port()
        shutil.copytree(Settings().data / "snapshots", data / "snapshots")  # type: ignore[call-arg]
        environment = {
            **os.environ,
            "ESDH_BOT_DATA": str(data),
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"http://127.0.0.1:{slack_port}/api/",
        }
        texts = question_texts()
        if fill:
            await asyncio.to_thread(queue_messages, Settings.model_validate({"data": data}), texts)
        slack = Server("bench.slack_stand_in", slack_port, environment, (str(slack_port),))
        server = Server("bench.slack", port, environment, ("serve", str(port)))
        try:
            async with open_session() as session:
                await slack.start()
                await server.start()
                yield Sender(session, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{slack_port}", texts), server
        finally:
            await server.kill()
            await slack.kill()


async def until_it_breaks(sender: Sender) -> str:
    """Raise the rate until acknowledgements are too late, something fails, or answers are left behind."""
    held = 0.0
    for rate in STEPS:
        load = await sender.load(rate, STEP_SECONDS)
        ended_at = max(each.due_at for each in load.sent)
        await sender.settle(load, within=SETTLES_WITHIN)
        backlog, late = load.backlog(ended_at + LEFT_BEHIND), percentile(load.acknowledgements, 0.99)
        _say(f"{rate:6.0f} a second   {_figures(load.acknowledgements)}   {backlog} answers left behind a second later")
        if load.failed or late > SLACK_WAITS or backlog > rate * LEFT_BEHIND:
            return f"at {rate:.0f} a second ({load.failed} failed); held {held:.0f}"
        held = rate
    return f"not at {held:.0f} a second"


# --- what waits -------------------------------------------------------------------------------------------------------


def queue_messages(settings: Settings, texts: Sequence[str]) -> None:
    """Let answers wait for people, each of whom has asked in turn: a few real ones, over and over."""
    parts, now = assemble(settings), datetime.now(UTC)
    services = replace(parts.services, most_a_minute=QUEUED)
    answers = [
        ask(
            Asking(f"e{number}", Writer(WEB, "somebody"), Place("place"), text, is_new=True), services=services, now=now
        )
        for number, text in enumerate(texts[:REAL])
    ]
    with parts.storage.transaction() as work:
        for number in range(QUEUED):
            user, thread = f"U{number % (QUEUED // EACH)}", f"1700000000.{number:06d}"
            place = Place(user, {"team": TEAM, "channel": f"D{user}", "thread_ts": thread, "user": user})
            person = work.person(Writer(SLACK, f"{TEAM}:{user}", user), now=now)
            conversation = work.conversation(SLACK, place, person.id)
            event_id = f"{SLACK}:{TEAM}:D{user}:{thread}:{thread}"
            answer = answers[number % len(answers)]
            work.add_exchange(replace(answer, event_id=event_id, conversation_id=conversation.id))
            work.enqueue(conversation.id, {"event_id": event_id}, dedupe_key=f"reply:{event_id}", now=now)
    parts.storage.close()


async def drain(sender: Sender, server: Server) -> Drained:
    """Wait until all that waited has come, and look at the order within each conversation."""
    begin, before = perf_counter(), _processor_seconds(server)
    threads: dict[str, list[str]] = defaultdict(list)
    last = begin
    while sum(map(len, threads.values())) < QUEUED and perf_counter() < begin + DRAINS_WITHIN:
        await asyncio.sleep(0.5)
        for channel, thread, _key, at in await sender.arrivals():
            threads[channel].append(thread)
            last = at
    came = sum(map(len, threads.values()))
    wrong = sum(later <= earlier for each in threads.values() for earlier, later in pairwise(each))
    return Drained(last - begin, came, wrong, _processor_seconds(server) - before)


# --- after ------------------------------------------------------------------------------------------------------------


def table(load: Load, *, processor: float) -> str:
    """The figures of a steady rate."""
    ack, answer = percentile(load.acknowledgements, 0.99), percentile(load.answers, 0.99)
    ratio = percentile(load.acknowledgements, 0.5) / percentile(load.bare, 0.5)
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(load.statuses.items()))
    return "\n".join(
        (
            f"{load.rate:.0f} events a second for {load.seconds:.0f} s   {statuses}",
            f"{'bare endpoint':<18} {_figures(load.bare)}",
            f"{'acknowledged':<18} {_figures(load.acknowledgements)}   {_verdict(ack, ASKED_ACK)}, {ratio:.1f} x bare",
            f"{'answer with Slack':<18} {_figures(load.answers)}   {_verdict(answer, ASKED_ANSWER)}",
            f"{'never answered':<18} {len(load.sent) - len(load.answers)}, twice {load.twice}",
            f"{'processor':<18} {1000 * processor / len(load.sent):.1f} ms an event, "
            f"{100 * processor / load.seconds:.0f} % of a core",
        )
    )


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time that this share stayed within; 0 of nothing."""
    return sorted(seconds)[int(len(seconds) * share)] if seconds else 0.0


def _figures(seconds: Sequence[float]) -> str:
    in_ms = (1000 * each for each in (percentile(seconds, 0.5), percentile(seconds, 0.99), max(seconds, default=0.0)))
    p50, p99, longest = (f"{each:7.1f} ms" for each in in_ms)
    return f"n {len(seconds):5}   p50 {p50}   p99 {p99}   longest {longest}"


def _verdict(measured: float, asked: float) -> str:
    return f"{'within' if measured <= asked else 'OVER'} {1000 * asked:.0f} ms"


def _processor_seconds(server: Server) -> float:
    """What the server has used of the processor so far (Linux; 0 elsewhere)."""
    stat = Path(f"/proc/{server.process.pid if server.process else 0}/stat")
    if not stat.is_file():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _machine_load() -> str:
    return " ".join(f"{each:.1f}" for each in os.getloadavg())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
