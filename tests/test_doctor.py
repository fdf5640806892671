"""`esdh-bot doctor`: each thing that can be wrong is told with what to do, nothing is changed, no secret is said."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from bot.adapters.doctor.examining import examine_all, is_well
from bot.adapters.doctor.findings import Finding, Level
from bot.adapters.doctor.knowledge import examine_content
from bot.adapters.doctor.network import examine_clock
from bot.adapters.doctor.slack_reach import WHY
from bot.adapters.slack.users import OUTSIDE
from bot.adapters.storage import SqliteStorage
from bot.bootstrap import assemble, folders_of, open_storage
from bot.cli import main
from bot.content.loading import Folders
from bot.services.asking import Asking, ask
from bot.services.context import Services
from bot.services.ports import SLACK, Holding, Place, Sender
from bot.settings import Settings
from tests.adapters.mail.mail_server import MailServer
from tests.adapters.slack.fake_slack import APP_TOKEN, BOT_TOKEN, FakeSlack
from tests.web.oidc_provider import Provider
from tests.web.serving import free_port, serving

ROOT = Path(__file__).parent.parent
MANIFEST = json.loads((ROOT / "bot/adapters/slack/manifest.json").read_text(encoding="utf-8"))
SCOPES = set(MANIFEST["oauth_config"]["scopes"]["bot"])
SECRETS = ("hemmelig-kode", BOT_TOKEN, APP_TOKEN, "oidc-hemmelighed", "signatur-hemmelighed", "måler-hemmelighed")
COORDINATOR = Holding("koordinator")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _content_is_not_read_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seconds a time; what is found of it is tested by itself."""
    monkeypatch.setattr("bot.adapters.doctor.examining.examine_content", lambda *_args, **_named: iter(()))


@pytest.fixture
def data(trained_data: Path, tmp_path: Path) -> Path:
    """A data folder with a snapshot, and no database yet."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "snapshots").symlink_to(trained_data / "snapshots")
    return folder


@pytest.fixture
def storage(data: Path) -> Iterator[SqliteStorage]:
    """The database of a bot that nobody has used yet."""
    opened = open_storage(Settings.model_validate({"data": data}))
    yield opened
    opened.close()


def examine(data: Path, *, offline: bool = True, now: datetime | None = None, **chosen: Any) -> list[Finding]:
    """Everything that is found with these settings."""
    settings = Settings.model_validate({"data": data, **chosen})

    @contextmanager
    def opened() -> Iterator[Services]:
        parts = assemble(settings)
        yield parts.services
        parts.storage.close()

    moment = now or datetime.now(UTC)
    found = examine_all(settings, folders_of(settings), opened=opened, offline=offline, now=moment)
    assert not [each for each in found for secret in SECRETS if secret in each.sentence]
    return list(found)


def said(found: list[Finding], check: str, level: Level) -> str:
    """The sentences of one check at one level."""
    return "\n".join(each.sentence for each in found if (each.check, each.level) == (check, level))


def grant(storage: SqliteStorage, holding: Holding = COORDINATOR, *, slack: str = "") -> None:
    """Somebody holds a role, and is known in Slack by this id."""
    now = datetime.now(UTC)
    with storage.transaction() as work:
        person = work.employ(f"{holding.role}{slack}@kommunen.example", "Karen Kjær", now=now)
        work.grant(person.id, holding)
        if slack:
            work.identify(person.id, SLACK, f"T1:{slack}")


# --- the machine ------------------------------------------------------------------------------------------------------


def test_a_sound_machine_is_said_to_be_one(data: Path, storage: SqliteStorage) -> None:
    grant(storage)

    found = examine(data)

    sound = {each.check for each in found if each.level is Level.OK}
    assert {"indstillinger", "data", "disk", "nøgle", "database", "tidszone", "ur", "roller", "koordinator"} <= sound


def test_settings_that_contradict_each_other_are_told_as_at_the_start(data: Path) -> None:
    found = examine(data, slack_bot_token=BOT_TOKEN)

    assert "SLACK_APP_TOKEN" in said(found, "indstillinger", Level.ERROR)


def test_a_folder_that_is_missing_is_not_made(tmp_path: Path) -> None:
    found = examine(tmp_path / "nothing")

    assert "findes ikke" in said(found, "data", Level.ERROR)
    assert not (tmp_path / "nothing").exists()


def test_a_folder_that_cannot_be_written_to_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("bot.adapters.doctor.machine.NamedTemporaryFile", refuse)

    assert "kan ikke skrives" in said(examine(data), "data", Level.ERROR)


@pytest.mark.parametrize(("megabytes", "level"), [(199, Level.ERROR), (900, Level.WARNING), (2000, Level.OK)])
def test_room_on_the_disk_is_told_in_megabytes(
    data: Path, monkeypatch: pytest.MonkeyPatch, megabytes: int, level: Level
) -> None:
    class Usage:
        free = megabytes * 1024 * 1024

    monkeypatch.setattr("bot.adapters.doctor.machine.shutil.disk_usage", lambda _path: Usage)

    assert f"{megabytes} MB" in said(examine(data), "disk", level)


def test_a_key_that_others_can_read_is_told(data: Path, storage: SqliteStorage) -> None:
    (data / "secret.key").chmod(0o644)

    assert "chmod 600" in said(examine(data), "nøgle", Level.WARNING)


def test_a_key_that_is_lost_is_not_made_anew(data: Path, storage: SqliteStorage) -> None:
    (data / "secret.key").unlink()

    found = examine(data)

    assert "sikkerhedskopi" in said(found, "nøgle", Level.ERROR)
    assert not (data / "secret.key").exists()


def test_a_database_that_is_not_there_yet_is_not_made(data: Path) -> None:
    found = examine(data)

    assert "ingen database endnu" in said(found, "database", Level.NOTE)
    assert "først undersøges" in said(found, "roller", Level.NOTE)
    assert sorted(path.name for path in data.iterdir()) == ["snapshots"]


def test_a_database_that_is_behind_is_told_and_left_behind(data: Path, storage: SqliteStorage) -> None:
    storage.close()
    connection = sqlite3.connect(data / "esdh.db")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0014_vitals'")
    connection.commit()

    found = examine(data)

    assert "0014_vitals" in said(found, "database", Level.WARNING)
    names = {name for (name,) in connection.execute("SELECT name FROM _sqlite_migrations")}
    assert "0014_vitals" not in names
    connection.close()


def test_a_file_that_is_no_database_is_told(data: Path) -> None:
    (data / "esdh.db").write_bytes(b"not a database at all" * 500)
    (data / "secret.key").write_bytes(b"a key")

    assert "beskadiget" in said(examine(data), "database", Level.ERROR)


@pytest.mark.parametrize(("behind", "level"), [(timedelta(minutes=30), Level.ERROR), (timedelta(0), Level.OK)])
def test_a_clock_behind_what_was_written_is_told(
    data: Path, storage: SqliteStorage, behind: timedelta, level: Level
) -> None:
    moment = datetime(2026, 11, 23, 9, tzinfo=UTC)
    for path in data.rglob("esdh.db*"):
        os.utime(path, (moment.timestamp(), moment.timestamp()))
    (data / "snapshots").unlink()

    found = examine(data, now=moment - behind)

    assert ("30 minutter senere" in said(found, "ur", level)) is bool(behind)
    assert said(found, "ur", level)


@pytest.mark.parametrize(("seconds", "is_told"), [(0, False), (59, False), (-61, True), (400, True)])
def test_a_clock_that_differs_from_anothers_is_told(seconds: int, is_told: bool) -> None:
    now = datetime(2026, 11, 23, 9, 0, 0, tzinfo=UTC) + timedelta(seconds=seconds)

    assert bool(list(examine_clock("Mon, 23 Nov 2026 09:00:00 GMT", now, "Slacks"))) is is_told
    assert list(examine_clock("when the cows come home", now, "Slacks")) == []
    assert list(examine_clock(None, now, "Slacks")) == []


# --- what it knows ----------------------------------------------------------------------------------------------------


def test_no_snapshot_is_an_error_with_the_command_to_run(data: Path) -> None:
    (data / "snapshots").unlink()

    assert "esdh-bot train" in said(examine(data), "indhold", Level.ERROR)


def test_content_that_changed_since_it_was_trained_is_told(data: Path, tmp_path: Path) -> None:
    intents = tmp_path / "intents"
    shutil.copytree(ROOT / "intents", intents)
    with (intents / "_vocabulary.yaml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")

    assert "er ændret" in said(examine(data, intents=intents), "indhold", Level.ERROR)


@pytest.mark.parametrize(("production", "level"), [(False, Level.WARNING), (True, Level.ERROR)])
def test_drafts_and_examples_are_counted_and_are_errors_in_production(production: bool, level: Level) -> None:
    folders = Folders(ROOT / "knowledge", ROOT / "intents")

    found = list(examine_content(folders, today=date(2099, 1, 1), production=production))

    told = said(found, "indhold", level)
    for what in ("Kladder, som ingen har godkendt: ", "skulle have været gennemgået: ", "Ubekræftede eksempler: "):
        assert what in told


def test_broken_content_is_counted(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    (tmp_path / "knowledge" / "organisation.yaml").unlink()
    folders = Folders(tmp_path / "knowledge", ROOT / "intents")

    found = list(examine_content(folders, today=date(2026, 11, 23), production=False))

    assert "esdh-bot check" in said(found, "indhold", Level.ERROR)


@pytest.mark.parametrize(("production", "level"), [(False, Level.WARNING), (True, Level.ERROR)])
def test_questions_that_would_reach_nobody_are_told(
    data: Path, storage: SqliteStorage, production: bool, level: Level
) -> None:
    found = examine(data, production=production)

    assert "når ingen" in said(found, "roller", level)
    assert "people grant" in said(found, "roller", level)


def test_a_coordinator_stands_above_everybody_who_is_missing(data: Path, storage: SqliteStorage) -> None:
    grant(storage)

    assert "ender hos nogen" in said(examine(data, production=True), "roller", Level.OK)


def test_a_role_whose_holder_can_be_told_nothing_is_named(data: Path, storage: SqliteStorage) -> None:
    grant(storage)
    mail: dict[str, Any] = {"smtp_host": "mail.kommunen.example", "smtp_from": "bot@kommunen.example"}

    assert "Ingen besked når den, der er ESDH-koordinatoren" in said(examine(data), "roller", Level.WARNING)
    assert "Ingen besked" not in said(examine(data, **mail), "roller", Level.WARNING)


def test_where_people_sign_in_there_must_be_a_coordinator(data: Path, storage: SqliteStorage) -> None:
    chosen: dict[str, Any] = {
        "public_url": "https://esdh.kommunen.example",
        "slack_bot_token": BOT_TOKEN,
        "slack_app_token": APP_TOKEN,
    }

    assert said(examine(data), "koordinator", Level.ERROR) == ""
    assert "people grant MAIL koordinator" in said(examine(data, **chosen), "koordinator", Level.ERROR)


# --- over the network -------------------------------------------------------------------------------------------------


@pytest.fixture
def provider() -> Iterator[Provider]:
    """An identity provider."""
    running, bound = Provider(), free_port()
    running.url = f"http://127.0.0.1:{bound.getsockname()[1]}"
    with serving(running.app(), bound):
        yield running


def _sign_in(provider: Provider) -> dict[str, Any]:
    return {
        "public_url": "https://esdh.kommunen.example",
        "oidc_issuer": provider.url,
        "oidc_client_id": "esdh-bot",
        "oidc_client_secret": "oidc-hemmelighed",
    }


def test_an_identity_provider_that_answers_is_said_to(data: Path, provider: Provider) -> None:
    found = examine(data, offline=False, **_sign_in(provider))

    assert "svarer" in said(found, "login", Level.OK)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"issuer": "https://another.example"}, "en anden udsteder"), ({"jwks_uri": ""}, "mangler jwks_uri")],
)
def test_an_identity_provider_that_is_another_is_told(
    data: Path, provider: Provider, wrong: dict[str, str], told: str
) -> None:
    provider.configuration = wrong

    assert told in said(examine(data, offline=False, **_sign_in(provider)), "login", Level.ERROR)


def test_an_identity_provider_that_is_away_is_told(data: Path, provider: Provider) -> None:
    provider.is_down = True

    assert "svarer ikke" in said(examine(data, offline=False, **_sign_in(provider)), "login", Level.ERROR)


def test_a_server_that_never_answers_is_not_waited_for(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.doctor.network.PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = Provider(url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        found = examine(data, offline=False, **_sign_in(address))

    assert "Timeout" in said(found, "login", Level.ERROR)


@pytest.fixture
async def mail() -> AsyncIterator[MailServer]:
    """A mail server that asks who one is."""
    running = MailServer()
    await running.start()
    yield running
    await running.stop()


def _mail(server: MailServer, **chosen: Any) -> dict[str, Any]:
    given = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_from": "bot@kommunen.example"}
    return {**given, "smtp_security": "none", **chosen}


async def test_a_mail_server_is_greeted_and_sent_nothing(data: Path, mail: MailServer) -> None:
    found = await asyncio.to_thread(examine, data, offline=False, **_mail(mail))

    assert "tager imod" in said(found, "mail", Level.OK)
    assert mail.mails == []


async def test_a_mail_server_that_cannot_encrypt_is_told(data: Path, mail: MailServer) -> None:
    found = await asyncio.to_thread(examine, data, offline=False, **_mail(mail, smtp_security="starttls"))

    assert "ESDH_BOT_SMTP_SECURITY" in said(found, "mail", Level.ERROR)


async def test_a_mail_server_that_is_away_is_told(data: Path, mail: MailServer) -> None:
    await mail.stop()

    found = await asyncio.to_thread(examine, data, offline=False, **_mail(mail))

    assert "svarer ikke" in said(found, "mail", Level.ERROR)


# --- Slack ------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A Slack that the app is installed in as its manifest says."""
    fake = FakeSlack(scopes=set(SCOPES))
    await fake.start()
    yield fake
    await fake.stop()


Examine = Callable[..., Any]


@pytest.fixture
def in_slack(data: Path, slack: FakeSlack) -> Examine:
    """Examines with Slack set up, and gives the findings about it."""

    async def examined(**chosen: Any) -> list[Finding]:
        tokens = {"slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN, "slack_api_url": slack.api_url}
        return await asyncio.to_thread(examine, data, offline=False, **{**tokens, **chosen})

    return examined


async def test_slack_is_asked_and_nothing_is_posted(
    in_slack: Examine, slack: FakeSlack, storage: SqliteStorage
) -> None:
    grant(storage, slack="U7")

    found = await in_slack()

    told = said(found, "slack", Level.OK)
    for sentence in ("kender botten i Kommunen", "må det, den skal", "Socket Mode", "1 af 1"):
        assert sentence in told
    assert set(slack.calls) == {"auth.test", "apps.connections.open", "users.info"}
    assert slack.messages == []


@pytest.fixture
def in_channel(monkeypatch: pytest.MonkeyPatch) -> str:
    """Every role has the same channel, and somebody has confirmed it."""
    shown_in = "C9"
    monkeypatch.setattr("bot.content.phrasing.Phrasing.slack_channel", lambda _words, _route: shown_in)
    return shown_in


async def test_a_roles_channel_is_tried_and_nobody_sees_it(
    in_slack: Examine, slack: FakeSlack, storage: SqliteStorage, in_channel: str
) -> None:
    found = await in_slack()

    assert "skrives i 1 af 1 kanaler" in said(found, "slack", Level.OK)
    assert (slack.calls.count("chat.scheduleMessage"), slack.calls.count("chat.deleteScheduledMessage")) == (1, 1)
    assert slack.scheduled == {}
    assert slack.messages == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("channel_not_found", "/invite"),
        ("not_in_channel", "/invite"),
        ("is_archived", "Genåbn den"),
        ("restricted_action", "kanalens indstillinger"),
        ("fatal_error", "Se, hvad Slack mener"),
    ],
)
async def test_a_channel_that_cannot_be_written_in_is_told_with_what_to_do(
    in_slack: Examine, slack: FakeSlack, storage: SqliteStorage, in_channel: str, code: str, told: str
) -> None:
    slack.closed[in_channel] = code

    sentence = said(await in_slack(), "slack", Level.ERROR)

    assert f"{in_channel} ({code})" in sentence
    assert told in sentence
    assert "slack_channel i organisation.yaml" in sentence


async def test_a_trial_that_could_not_be_taken_back_is_told(
    in_slack: Examine, slack: FakeSlack, storage: SqliteStorage, in_channel: str
) -> None:
    slack.not_permitted.add("chat.deleteScheduledMessage")

    assert "kunne ikke tages tilbage" in said(await in_slack(), "slack", Level.WARNING)


async def test_when_something_was_last_asked_in_slack_is_told(
    in_slack: Examine, slack: FakeSlack, storage: SqliteStorage, data: Path
) -> None:
    never = said(await in_slack(), "slack", Level.NOTE)
    parts = assemble(Settings.model_validate({"data": data}))
    asking = Asking("e1", Sender(SLACK, "T1:U1"), Place("D1", {"channel": "D1"}), "Hvad er notatpligt?")
    ask(asking, services=parts.services, now=datetime(2026, 3, 2, 9, 5, tzinfo=UTC))
    parts.storage.close()

    assert "Ingen har spurgt" in never
    assert "sidst spurgt i Slack 2026-03-02 kl. 10.05" in said(await in_slack(), "slack", Level.OK)


@pytest.mark.parametrize(("status", "level"), [(401, Level.OK), (404, Level.WARNING), (200, Level.WARNING)])
async def test_the_address_slack_was_given_is_tried_without_a_signature(
    in_slack: Examine, monkeypatch: pytest.MonkeyPatch, status: int, level: Level
) -> None:
    tried: list[str] = []

    def post(address: str, **_named: object) -> httpx2.Response:
        tried.append(address)
        return httpx2.Response(status)

    monkeypatch.setattr("bot.adapters.doctor.slack.httpx2.post", post)
    found = await in_slack(
        slack_app_token=None, slack_signing_secret="signatur-hemmelighed", public_url="https://esdh.kommunen.example/"
    )

    assert tried == ["https://esdh.kommunen.example/slack/events"]
    assert "https://esdh.kommunen.example/slack/events" in said(found, "slack", level)
    assert "Interactivity" in said(found, "slack", Level.NOTE)


async def test_what_cannot_be_seen_from_outside_is_told_with_where_to_look(in_slack: Examine) -> None:
    told = said(await in_slack(), "slack", Level.NOTE)

    assert "Event Subscriptions" in told
    assert all(event in told for event in MANIFEST["settings"]["event_subscriptions"]["bot_events"])


async def test_scopes_that_are_missing_are_named(in_slack: Examine, slack: FakeSlack) -> None:
    slack.scopes -= {"chat:write"}

    assert "mangler chat:write" in said(await in_slack(), "slack", Level.ERROR)


async def test_scopes_beyond_the_manifest_are_named(in_slack: Examine, slack: FakeSlack) -> None:
    slack.scopes |= {"channels:history"}

    assert "channels:history" in said(await in_slack(), "slack", Level.WARNING)


@pytest.mark.parametrize("token", ["slack_bot_token", "slack_app_token"])
async def test_a_token_that_is_not_good_is_told_by_its_setting(in_slack: Examine, token: str) -> None:
    found = await in_slack(**{token: "xoxb-hemmelig-kode"})

    assert f"Slack afviser {token.upper()} (invalid_auth)" in said(found, "slack", Level.ERROR)


async def test_a_slack_that_is_away_is_told(in_slack: Examine, slack: FakeSlack) -> None:
    await slack.stop()

    assert "svarer ikke" in said(await in_slack(), "slack", Level.ERROR)


@pytest.mark.parametrize(
    ("mark", "why"),
    [("deleted", "lukket konto"), ("is_restricted", "gæst"), ("is_stranger", "fra en anden organisation")],
)
async def test_a_holder_who_cannot_be_written_to_is_named_by_id(
    in_slack: Examine, slack: FakeSlack, storage: SqliteStorage, mark: str, why: str
) -> None:
    slack.users["U7"] = {mark: True, "profile": {"real_name": "Karen Kjær"}}
    grant(storage, slack="U7")
    grant(storage, Holding("dpo"), slack="U8")

    told = said(await in_slack(), "slack", Level.ERROR)

    assert f"U7 ({why})" in told
    assert "Karen" not in told
    assert "U8" not in told


def test_everybody_who_is_no_employee_is_told_why() -> None:
    assert set(WHY) == set(OUTSIDE)


# --- the command ------------------------------------------------------------------------------------------------------


def _run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    monkeypatch.setattr("sys.argv", ["esdh-bot", "doctor", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, capsys.readouterr().out


def test_the_command_says_what_is_wrong_and_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESDH_BOT_DATA", str(tmp_path / "nothing"))

    code, out = _run(monkeypatch, capsys, "--offline")

    assert code == 1
    assert "FEJL      data: Mappen" in out


def test_a_program_reads_the_same_as_json(
    data: Path, storage: SqliteStorage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {
        "ESDH_BOT_DATA": str(data),
        "ESDH_BOT_METRICS_TOKEN": "måler-hemmelighed",
        "ESDH_BOT_SECRET": "hemmelig-kode",
        "SLACK_SIGNING_SECRET": "signatur-hemmelighed",
        "SLACK_BOT_TOKEN": BOT_TOKEN,
    }
    for name, setting in environment.items():
        monkeypatch.setenv(name, setting)

    code, out = _run(monkeypatch, capsys, "--offline", "--json")

    read = json.loads(out)
    assert read["ok"] is (code == 0)
    assert {"check": "netværk", "level": "bemærk"}.items() <= read["findings"][-1].items()
    assert not [secret for secret in SECRETS if secret in out]


def test_only_errors_make_it_unwell() -> None:
    findings = [Finding("a", level, "") for level in Level]

    assert is_well([each for each in findings if each.level is not Level.ERROR])
    assert not is_well(findings)
