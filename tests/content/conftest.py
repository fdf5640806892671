"""What the content's tests share: the small content, fresh for each test, and trained once a session."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.content.building import build
from bot.content.snapshot import Snapshot
from tests.content.small import Small, small_content


@dataclass(frozen=True)
class Trained:
    """A snapshot as it was built, and the data folder it was saved in; nobody writes there."""

    built: Snapshot
    data: Path


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """The small content, to be spoilt."""
    return small_content(tmp_path / "eksempelby")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The small content, trained."""
    root = tmp_path_factory.mktemp("small")
    return Trained(build(small_content(root / "eksempelby").folders, root / "var"), root / "var")
