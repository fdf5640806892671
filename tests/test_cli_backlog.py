"""The command gathers what met a gap, and says how much."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.backlog import fill
from bot.bootstrap import open_storage
from bot.cli import main
from bot.settings import Settings


def test_questions_are_gathered_once(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "snapshots").symlink_to(trained_data / "snapshots")
    monkeypatch.setenv("ESDH_BOT_DATA", str(tmp_path))
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # which the command sets for its own process
    storage = open_storage(Settings.model_validate({"data": tmp_path}))
    fill(storage, ["skal billeder fra dronen journaliseres", "journalisere billeder fra drone", "?"])
    storage.close()
    for arguments in (["backlog"], ["backlog", "--quiet"]):
        monkeypatch.setattr("sys.argv", ["esdh-bot", *arguments])
        with pytest.raises(SystemExit):
            main()

    first, second = (line for line in capsys.readouterr().out.splitlines() if "samlet" in line)
    assert first.startswith("2 spørgsmål samlet")
    assert second.startswith("0 spørgsmål samlet")
