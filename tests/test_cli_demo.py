"""The command makes a history beside the real database, never in its place, and nothing is sent from it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.adapters.storage.invented import is_invented_file
from bot.bootstrap import assemble, open_storage
from bot.cli import main
from bot.demo.history import Wish
from bot.errors import SettingsError, StorageError
from bot.services.inventing import is_invented
from bot.services.ports import WEB, Sender
from bot.settings import Settings
from tests.demo.conftest import make, own_data

FEW = Wish(last=date(2026, 9, 20), weeks=1, scale=0.03)


@pytest.fixture
def settings(trained_data: Path, tmp_path: Path) -> Settings:
    """A data folder of one's own, with a real database in it."""
    chosen = own_data(trained_data, tmp_path / "var")
    storage = open_storage(chosen)
    with storage.transaction() as work:
        work.person(Sender(WEB, "anna"), now=_now())
    storage.close()
    return chosen


def _now() -> datetime:
    return datetime(2026, 9, 1, 8, tzinfo=UTC)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_history_is_marked_and_the_real_database_is_as_it_was(settings: Settings) -> None:
    real = settings.data / "esdh.db"
    before = _digest(real)
    made = make(FEW, settings)
    made.storage.close()

    assert is_invented_file(made.folder / "esdh.db")
    assert not is_invented_file(real)
    assert _digest(real) == before


def test_another_history_takes_the_place_of_an_invented_one(settings: Settings) -> None:
    make(FEW, settings).storage.close()
    again = make(Wish(FEW.last, FEW.weeks, FEW.scale, seed=2), settings)

    assert {line["id"] for line in again.storage.log.questions()} == again.topics.keys()
    again.storage.close()


def test_a_real_database_is_never_replaced(settings: Settings) -> None:
    (settings.data / "demo").mkdir()
    (settings.data / "esdh.db").rename(settings.data / "demo" / "esdh.db")
    before = _digest(settings.data / "demo" / "esdh.db")

    with pytest.raises(SettingsError, match="er ikke opdigtet"):
        make(FEW, settings)
    assert _digest(settings.data / "demo" / "esdh.db") == before


def test_a_file_that_is_no_database_is_never_replaced(settings: Settings) -> None:
    (settings.data / "demo").mkdir()
    (settings.data / "demo" / "esdh.db").write_text("Mine noter " * 100)

    with pytest.raises(StorageError):
        make(FEW, settings)
    assert (settings.data / "demo" / "esdh.db").exists()


def test_nothing_is_sent_from_an_invented_database(settings: Settings) -> None:
    made = make(FEW, settings)
    made.storage.close()
    sending = {
        "slack_bot_token": "xoxb-1",
        "slack_app_token": "xapp-1",
        "smtp_host": "mail.example",
        "smtp_from": "a@b.example",
    }
    parts = assemble(Settings.model_validate({"data": made.folder, **sending}))

    assert is_invented(services=parts.services)
    assert parts.pushes_to == ()
    assert not parts.settings.has_slack
    parts.storage.close()


def test_a_real_database_sends_as_it_is_set_up(settings: Settings) -> None:
    parts = assemble(settings.model_copy(update={"smtp_host": "mail.example", "smtp_from": "a@b.example"}))

    assert not is_invented(services=parts.services)
    assert parts.settings.has_mail
    parts.storage.close()


def test_the_command_says_how_to_look_at_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ESDH_BOT_DATA", str(settings.data))
    monkeypatch.setattr("sys.argv", ["esdh-bot", "demo", "--weeks", "1", "--scale", "0.03", "--as-of", "2026-09-21"])
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 0
    assert f"ESDH_BOT_DATA={settings.data / 'demo'} esdh-bot serve" in capsys.readouterr().out.replace("\n", "")
