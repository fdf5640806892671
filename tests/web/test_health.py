"""What operation is told: whether the bot runs, whether it can work, and its figures; never a text or a person."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.bootstrap import assemble
from bot.errors import SettingsError, StorageError
from bot.parts import Parts
from bot.services.asking import Asking, ask
from bot.services.ports import MAIL, SLACK, Place, Sender
from bot.settings import Settings
from bot.web.app import create_app
from tests.web.conftest import Clock

TOKEN = "a token of sixteen or more"
PUBLIC = "esdh.kommunen.example"
Get = Callable[..., httpx.Response]
Figures = dict[str, float]


class Site:
    """The web application without a server; `get` asks it as whoever is on this machine."""

    def __init__(self, parts: Parts, http: httpx.AsyncClient, clock: Clock) -> None:
        self.parts = parts
        self.http = http
        self.clock = clock

    async def get(self, path: str, *, host: str = "127.0.0.1:8080", **headers: str) -> httpx.Response:
        """Ask for a path."""
        sent = {"host": host, **headers}
        return await self.http.get(
            path, headers={name.encode(): value.encode("latin-1") for name, value in sent.items()}
        )

    async def figures(self) -> Figures:
        """Every sample by its name and labels: 'esdh_bot_questions_total{reply=answer}'."""
        text = (await self.get("/metrics")).text
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        return {f"{one.name}{{{','.join(f'{k}={v}' for k, v in one.labels.items())}}}": one.value for one in samples}

    def ask(self, text: str, *, event: str, channel: str = "web") -> None:
        """Somebody asks."""
        asking = Asking(event, Sender(channel, "anna", "Anna Holm"), Place("w1", {"to": "a@example.dk"}), text)
        ask(asking, services=self.parts.services, now=self.clock.now)

    def enqueue(self, channel: str, key: str) -> None:
        """A message is to be sent."""
        with self.parts.storage.transaction() as work:
            person = work.person(Sender(channel, "T1:U1"), now=self.clock.now)
            talk = work.conversation(channel, Place("D1", {"channel": "D1"}), person.id)
            work.enqueue(talk.id, {"event_id": key}, dedupe_key=key, now=self.clock.now)


@pytest.fixture
async def site(trained_data: Path, tmp_path: Path) -> AsyncIterator[Site]:
    """A bot that people reach by a public name, with Slack and mail set up."""
    (tmp_path / "snapshots").symlink_to(trained_data / "snapshots")
    chosen = {
        "data": tmp_path,
        "public_url": f"https://{PUBLIC}",
        "metrics_token": TOKEN,
        "slack_bot_token": "xoxb-test",
        "slack_signing_secret": "a secret",
        "smtp_host": "127.0.0.1",
        "smtp_from": "bot@kommunen.example",
    }
    parts, clock = assemble(Settings.model_validate(chosen)), Clock()
    transport = httpx.ASGITransport(create_app(parts, clock=clock), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        yield Site(parts, http, clock)
    parts.storage.close()


# --- who may look -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
async def test_this_machine_may_look_and_the_public_name_may_with_the_token(site: Site, path: str) -> None:
    assert (await site.get(path)).status_code == 200
    assert (await site.get(path, host="[::1]:8080")).status_code == 200
    assert (await site.get(path, host=PUBLIC, authorization=f"Bearer {TOKEN}")).status_code == 200


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \xe5"])
async def test_without_the_token_the_public_name_is_told_nothing(site: Site, path: str, given: str) -> None:
    response = await site.get(path, host=PUBLIC, authorization=given)

    assert (response.status_code, response.text) == (401, "")


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
async def test_a_request_through_a_proxy_is_from_outside_whatever_it_calls_us(site: Site, header: str) -> None:
    response = await site.http.get("/metrics", headers={"host": "localhost", header: "192.0.2.1"})

    assert response.status_code == 401


async def test_no_token_opens_nothing_when_none_is_set(site: Site) -> None:
    site.parts.settings.metrics_token = None

    assert (await site.get("/metrics", host=PUBLIC, authorization="Bearer ")).status_code == 401
    assert (await site.get("/metrics")).status_code == 200


@pytest.mark.parametrize("token", ["", "x" * 15])
def test_a_token_that_can_be_guessed_is_refused_at_the_start(tmp_path: Path, token: str) -> None:
    with pytest.raises(SettingsError, match="ESDH_BOT_METRICS_TOKEN"):
        Settings.model_validate({"data": tmp_path, "metrics_token": token}).check()


async def test_everybody_may_ask_whether_it_runs(site: Site) -> None:
    assert (await site.get("/healthz", host=PUBLIC)).json() == {"status": "ok"}


# --- can it work ------------------------------------------------------------------------------------------------------


async def test_a_bot_that_can_work_says_so_check_by_check(site: Site) -> None:
    response = await site.get("/readyz")

    checks = dict.fromkeys(("snapshot", "database", "outbox", "disk", "slack"), "ok")
    assert (response.status_code, response.json()) == (200, {"status": "ready", "checks": checks})


async def test_being_asked_again_and_again_leaves_one_row(site: Site) -> None:
    for _ in range(3):
        await site.get("/readyz")

    with sqlite3.connect(site.parts.settings.data / "esdh.db") as connection:
        assert connection.execute("SELECT * FROM counter").fetchall() == [("probe", 3)]
    connection.close()


async def test_a_database_that_cannot_be_written_to_is_not_ready(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise StorageError("SQLITE_FULL")

    monkeypatch.setattr(site.parts.storage.vitals, "probe", fail)

    response = await site.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "the database could not be used: SQLITE_FULL"


@pytest.mark.parametrize("channel", [SLACK, MAIL])
async def test_a_channel_that_nothing_leaves_by_for_ten_minutes_is_named(site: Site, channel: str) -> None:
    site.enqueue(channel, "m1")
    site.clock.now += timedelta(minutes=10) - timedelta(seconds=1)
    assert (await site.get("/readyz")).status_code == 200

    site.clock.now += timedelta(seconds=1)

    response = await site.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["outbox"] == f"{channel}: oldest message waits 10 min"


async def test_what_waits_for_a_channel_nobody_set_up_is_not_stuck(site: Site) -> None:
    site.enqueue("teams", "m1")
    site.clock.now += timedelta(days=1)

    assert (await site.get("/readyz")).status_code == 200


async def test_what_was_given_up_is_not_waited_for(site: Site) -> None:
    site.enqueue(SLACK, "m1")
    (item,) = site.parts.storage.outbox.lease(SLACK, now=site.clock.now, lease_for=timedelta(seconds=9), limit=9)
    site.parts.storage.outbox.give_up(item.id, now=site.clock.now, reason="no_address")
    site.clock.now += timedelta(days=1)

    assert (await site.get("/readyz")).status_code == 200
    assert (await site.figures())["esdh_bot_outbox_given_up_messages{channel=slack}"] == 1


async def test_a_disk_without_room_is_not_ready(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        free = 199 * 1024 * 1024

    monkeypatch.setattr("bot.web.health.shutil.disk_usage", lambda _path: Full)

    response = await site.get("/readyz")

    assert (response.status_code, response.json()["checks"]["disk"]) == (503, "199 MB free")


async def test_a_token_that_slack_refuses_is_not_ready_until_it_is_good_again(site: Site) -> None:
    site.parts.pulse.slack.lose("token_revoked")

    refused = await site.get("/readyz")
    assert (await site.figures())["esdh_bot_slack_refused{}"] == 1
    site.parts.pulse.slack.restore()

    assert (refused.status_code, refused.json()["checks"]["slack"]) == (
        503,
        "takes nothing from the bot: token_revoked",
    )
    assert (await site.get("/readyz")).status_code == 200
    assert (await site.figures())["esdh_bot_slack_refused{}"] == 0


@pytest.mark.parametrize(("is_up", "status"), [(True, 200), (False, 503)])
async def test_a_connection_that_is_wanted_and_down_is_not_ready(site: Site, is_up: bool, status: int) -> None:
    async def connected() -> bool:
        return is_up

    site.parts.pulse.slack_is_connected = connected

    assert (await site.get("/readyz")).status_code == status


async def test_where_slack_is_not_set_up_nothing_is_said_of_it(site: Site) -> None:
    site.parts.settings.slack_bot_token = None

    assert "slack" not in (await site.get("/readyz")).json()["checks"]
    assert "esdh_bot_slack_refused{}" not in await site.figures()


# --- figures ----------------------------------------------------------------------------------------------------------


async def test_questions_are_counted_by_reply_with_the_time_they_took(site: Site) -> None:
    site.ask("Skal jeg journalisere en mail?", event="e1")
    site.ask("Skal jeg journalisere en sms?", event="e2")
    site.ask("hvad koster en pizza med ananas", event="e3")

    figures = await site.figures()

    assert figures["esdh_bot_questions_total{reply=answer}"] == 2
    assert figures["esdh_bot_questions_total{reply=out_of_scope}"] == 1
    assert figures["esdh_bot_answer_seconds_count{}"] == figures["esdh_bot_answer_seconds_bucket{le=+Inf}"] == 3
    assert 0 < figures["esdh_bot_answer_seconds_sum{}"] < 30


async def test_figures_survive_a_restart(site: Site) -> None:
    site.ask("Skal jeg journalisere en mail?", event="e1")

    again = assemble(site.parts.settings)
    site.http = httpx.AsyncClient(transport=httpx.ASGITransport(create_app(again)), base_url="http://127.0.0.1")

    assert (await site.figures())["esdh_bot_questions_total{reply=answer}"] == 1
    await site.http.aclose()
    again.storage.close()


async def test_what_waits_is_counted_by_channel_with_the_age_of_the_oldest(site: Site) -> None:
    site.enqueue(SLACK, "m1")
    site.clock.now += timedelta(seconds=90)
    site.enqueue(SLACK, "m2")

    figures = await site.figures()

    assert figures["esdh_bot_outbox_messages{channel=slack}"] == 2
    assert figures["esdh_bot_outbox_oldest_seconds{channel=slack}"] == 90
    assert figures["esdh_bot_outbox_messages{channel=mail}"] == 0


async def test_tickets_are_counted_by_state_none_left_out(site: Site) -> None:
    figures = await site.figures()

    states = {name for name in figures if name.startswith("esdh_bot_tickets{")}
    assert states == {
        f"esdh_bot_tickets{{state={state}}}"
        for state in ("open", "assigned", "awaiting_requester", "resolved", "closed")
    }
    assert figures["esdh_bot_tickets_overdue{}"] == 0


async def test_an_error_nobody_expected_is_counted_by_its_kind(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("Gudrun Skovgaard 010190-1234")

    monkeypatch.setattr("bot.web.health._checks", fail)
    await site.get("/readyz")
    await site.get("/readyz")

    figures = await site.figures()

    assert figures["esdh_bot_errors_total{kind=RuntimeError}"] == 2


async def test_a_storage_that_is_away_is_counted_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise StorageError("SQLITE_IOERR")

    monkeypatch.setattr("bot.web.health._checks", fail)
    await site.get("/readyz")

    assert (await site.figures())["esdh_bot_errors_total{kind=StorageError}"] == 1


async def test_the_content_that_answers_is_named_by_its_hash(site: Site) -> None:
    figures = await site.figures()

    assert figures[f"esdh_bot_snapshot_info{{hash={site.parts.content.current().hash}}}"] == 1
    assert figures["esdh_bot_snapshot_age_seconds{}"] >= 0
    assert figures["esdh_bot_disk_free_bytes{}"] > 0


@pytest.mark.parametrize("is_up", [True, False])
async def test_whether_slack_is_connected_is_said_where_a_connection_is_wanted(site: Site, is_up: bool) -> None:
    async def connected() -> bool:
        return is_up

    assert "esdh_bot_slack_connected{}" not in await site.figures()

    site.parts.pulse.slack_is_connected = connected

    assert (await site.figures())["esdh_bot_slack_connected{}"] == int(is_up)


async def test_two_bots_in_one_process_count_apart(site: Site) -> None:
    site.ask("Skal jeg journalisere en mail?", event="e1")
    other = assemble(site.parts.settings.model_copy(update={"data": _empty_copy(site.parts.settings.data)}))
    transport = httpx.ASGITransport(create_app(other))

    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        text = (await http.get("/metrics")).text

    assert "esdh_bot_questions_total{" not in text
    assert "python_info" not in text
    other.storage.close()


def _empty_copy(data: Path) -> Path:
    other = data / "other"
    other.mkdir()
    (other / "snapshots").symlink_to(data / "snapshots")
    return other
