"""What all tests share: one snapshot of the real content, trained once a session."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.content.building import build
from bot.content.loading import Folders

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def trained_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a snapshot of the real content; ESDH_BOT_TEST_DATA names one that was trained before."""
    ready = os.environ.get("ESDH_BOT_TEST_DATA")
    if ready:
        return Path(ready)
    data = tmp_path_factory.mktemp("trained")
    if (CHECKOUT / "var" / "snapshots").is_dir():  # what `make install` trained, where it learnt from exactly this
        shutil.copytree(CHECKOUT / "var" / "snapshots", data / "snapshots")
    build(Folders(CHECKOUT / "knowledge", CHECKOUT / "intents"), data)
    return data


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be skipped (ESDH_BOT_NO_SKIPS=1, as in .ci/run), a skipped test is a failed run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("ESDH_BOT_NO_SKIPS") == "1" and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
