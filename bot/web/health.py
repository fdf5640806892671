"""Tell operation how the bot is: does it run, can it do its work, and its figures for Prometheus."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from secrets import compare_digest

from anyio import to_thread
from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import JSONResponse, Response

from bot.content.snapshot import current_folder
from bot.core.readiness import has_room, stuck_channels
from bot.core.tickets import TicketState
from bot.errors import SnapshotError, StorageError
from bot.parts import Parts
from bot.settings import LOOPBACK
from bot.web.guard import host_of
from bot.web.state import parts_of

PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
"""Headers of a request that came through a proxy: from outside, whatever host it names."""
FINE = "ok"

router = APIRouter()
logger = logging.getLogger(__name__)


@router.get("/healthz", include_in_schema=False)
def show_health() -> dict[str, str]:
    """Say that the server runs."""
    return {"status": FINE}


@router.get("/readyz", include_in_schema=False)
async def show_readiness(request: Request) -> Response:
    """Say whether the bot can do its work: 200, or 503 when a check fails; each check by name."""
    parts = parts_of(request)
    if not _may_look(request, parts):
        return _who_are_you()
    checks = await to_thread.run_sync(_checks, parts, request.app.state.clock())
    if parts.settings.has_slack:
        checks = {**checks, "slack": await _slack(parts)}
    is_ready = all(found == FINE for found in checks.values())
    if not is_ready:
        logger.warning("not ready: %s", ", ".join(name for name, found in checks.items() if found != FINE))
    body = {"status": "ready" if is_ready else "not ready", "checks": checks}
    return JSONResponse(body, status_code=200 if is_ready else 503)


@router.get("/metrics", include_in_schema=False)
async def show_metrics(request: Request) -> Response:
    """The figures in Prometheus' text format."""
    parts = parts_of(request)
    if not _may_look(request, parts):
        return _who_are_you()
    text = await to_thread.run_sync(_figures, parts, request.app.state.clock(), await _is_connected(parts))
    return Response(text, headers={"content-type": CONTENT_TYPE_PLAIN_0_0_4})


def _may_look(request: Request, parts: Parts) -> bool:
    """From this machine, or with the token."""
    token = parts.settings.metrics_token
    if token is not None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and compare_digest(given.encode(), token.get_secret_value().encode()):
            return True
    is_passed_on = any(name in request.headers for name in PASSED_ON)
    return host_of(request.headers.get("host", "")) in LOOPBACK and not is_passed_on


def _who_are_you() -> Response:
    return Response(status_code=401, headers={"www-authenticate": "Bearer"})


def _checks(parts: Parts, now: datetime) -> Mapping[str, str]:
    """What was found by check: 'ok', or what is wrong, without names or texts."""
    checks: dict[str, Callable[[], str]] = {
        "snapshot": lambda: FINE if parts.content.current().hash else "none is loaded",
        "database": lambda: _written(parts),
        "outbox": lambda: _outbox(parts, now),
        "disk": lambda: _disk(parts),
    }
    return {name: _found(check) for name, check in checks.items()}


def _found(check: Callable[[], str]) -> str:
    try:
        return check()
    except StorageError as error:
        return str(error)
    except OSError as error:
        return type(error).__name__


def _written(parts: Parts) -> str:
    parts.storage.vitals.probe()
    return FINE


def _outbox(parts: Parts, now: datetime) -> str:
    oldest = {channel: waiting.oldest_at for channel, waiting in parts.storage.vitals.waiting().items()}
    stuck = stuck_channels(oldest, set_up=parts.pushes_to, now=now)
    return "; ".join(f"{channel}: oldest message waits {minutes} min" for channel, minutes in stuck.items()) or FINE


async def _slack(parts: Parts) -> str:
    if parts.pulse.slack.refused:
        return f"takes nothing from the bot: {parts.pulse.slack.refused}"
    return "not connected" if await _is_connected(parts) is False else FINE


async def _is_connected(parts: Parts) -> bool | None:
    """Whether the socket is up; None where there is none."""
    connected = parts.pulse.slack_is_connected
    return await connected() if connected else None


def _disk(parts: Parts) -> str:
    free = shutil.disk_usage(parts.settings.data).free
    return FINE if has_room(free) else f"{free // 1024**2} MB free"


def _figures(parts: Parts, now: datetime, is_connected: bool | None) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Figures(parts, now, is_connected))
    return generate_latest(registry)


class _Figures(Collector):
    """Everything there is to measure, read at the moment it is asked for."""

    def __init__(self, parts: Parts, now: datetime, is_connected: bool | None) -> None:
        self.parts = parts
        self.vitals = parts.storage.vitals
        self.now = now
        self.is_connected = is_connected

    def collect(self) -> Iterator[Metric]:
        """Every family."""
        yield from self._questions()
        yield from self._outbox()
        yield from self._tickets()
        yield from self._process()

    def _questions(self) -> Iterator[Metric]:
        answers = self.vitals.answers()
        asked = CounterMetricFamily("esdh_bot_questions", "Questions asked, by kind of reply.", labels=["reply"])
        for each in answers:
            asked.add_metric([each.reply], each.questions)
        yield asked
        took = HistogramMetricFamily("esdh_bot_answer_seconds", "Time from a question to the reply to it.")
        limits = sorted({limit for each in answers for limit in each.within})
        buckets = [(str(limit / 1000), float(sum(each.within[limit] for each in answers))) for limit in limits]
        total = float(sum(each.questions for each in answers))
        took.add_metric([], [*buckets, ("+Inf", total)], sum(each.milliseconds for each in answers) / 1000)
        yield took

    def _outbox(self) -> Iterator[Metric]:
        waiting, given_up = self.vitals.waiting(), self.vitals.given_up()
        depth = GaugeMetricFamily("esdh_bot_outbox_messages", "Messages that have not arrived yet.", labels=["channel"])
        age = GaugeMetricFamily(
            "esdh_bot_outbox_oldest_seconds", "Age of the oldest message that has not arrived.", labels=["channel"]
        )
        lost = GaugeMetricFamily(
            "esdh_bot_outbox_given_up_messages", "Messages that can never arrive.", labels=["channel"]
        )
        for channel in sorted({*self.parts.pushes_to, *waiting, *given_up}):
            found = waiting.get(channel)
            depth.add_metric([channel], found.messages if found else 0)
            age.add_metric([channel], max(0.0, (self.now - found.oldest_at).total_seconds()) if found else 0)
            lost.add_metric([channel], given_up.get(channel, 0))
        yield from (depth, age, lost)

    def _tickets(self) -> Iterator[Metric]:
        counted = self.vitals.tickets()
        tickets = GaugeMetricFamily("esdh_bot_tickets", "Tickets, by state.", labels=["state"])
        for state in TicketState:
            tickets.add_metric([state], counted.get(state, 0))
        yield tickets
        yield GaugeMetricFamily(
            "esdh_bot_tickets_overdue", "Tickets not answered in time.", value=self.vitals.overdue(self.now)
        )

    def _process(self) -> Iterator[Metric]:
        errors = CounterMetricFamily("esdh_bot_errors", "Errors nobody expected, since the start.", labels=["kind"])
        for kind, count in sorted(self.parts.pulse.errors.items()):
            errors.add_metric([kind], count)
        yield errors
        snapshot = GaugeMetricFamily("esdh_bot_snapshot_info", "The content that answers.", labels=["hash"])
        snapshot.add_metric([self.parts.content.current().hash], 1)
        yield snapshot
        yield from self._snapshot_age()
        free = shutil.disk_usage(self.parts.settings.data).free
        yield GaugeMetricFamily("esdh_bot_disk_free_bytes", "Room left where the database is.", value=free)
        if self.parts.settings.has_slack:
            yield GaugeMetricFamily(
                "esdh_bot_slack_refused",
                "Whether Slack takes nothing from the bot: its token is not good.",
                value=int(bool(self.parts.pulse.slack.refused)),
            )
        if self.is_connected is not None:
            yield GaugeMetricFamily(
                "esdh_bot_slack_connected", "Whether the connection to Slack is up.", value=int(self.is_connected)
            )

    def _snapshot_age(self) -> Iterator[Metric]:
        try:
            written = (current_folder(self.parts.settings.data) / "snapshot.json").stat().st_mtime
        except (SnapshotError, OSError):  # it serves from memory; another training may just have taken its place
            return
        age = max(0.0, self.now.timestamp() - written)
        yield GaugeMetricFamily("esdh_bot_snapshot_age_seconds", "Time since the content was trained.", value=age)
