"""An invented history of three weeks on the real content, made once a session, and where it lies."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.adapters.storage import SqliteStorage
from bot.bootstrap import open_storage
from bot.cli_demo import TOPICS, fill
from bot.demo.history import Wish
from bot.settings import Settings

WISH = Wish(last=date(2026, 9, 20), weeks=3, scale=0.16)


@dataclass(frozen=True)
class Made:
    """A history in its folder, opened."""

    folder: Path
    storage: SqliteStorage

    @property
    def topics(self) -> dict[str, str]:
        """The subject of each question, as the file says."""
        with (self.folder / TOPICS).open(encoding="utf-8", newline="") as file:
            return {row["question"]: row["topic"] for row in csv.DictReader(file)}


def own_data(trained: Path, folder: Path) -> Settings:
    """Settings whose data folder holds what was trained and nothing else."""
    folder.mkdir(exist_ok=True)
    (folder / "snapshots").symlink_to(trained / "snapshots")
    return Settings.model_validate({"data": folder, "secret": "a secret of the tests"})


def make(wish: Wish, settings: Settings) -> Made:
    """The history of `wish` in the folder demo."""
    folder = settings.data / "demo"
    fill(wish, folder, settings, lambda _step, _share: None)
    return Made(folder, open_storage(settings.model_copy(update={"data": folder})))


@pytest.fixture(scope="session")
def made(trained_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Three weeks of an organisation of nearly a thousand; nobody writes there."""
    history = make(WISH, own_data(trained_data, tmp_path_factory.mktemp("invented")))
    yield history
    history.storage.close()
