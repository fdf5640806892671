"""Find content that has answered before, as long as its snapshot is kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from bot.content.snapshot import Snapshot, load_folder
from bot.errors import SnapshotError


def snapshot_of(content_hash: str, data: Path) -> Snapshot | None:
    """The snapshot with this hash below `data`; None when it was thrown away, or can no longer be read."""
    for folder in sorted((data / "snapshots").glob(f"{content_hash}-*")):
        with suppress(SnapshotError):
            return load_folder(folder)
    return None


def is_kept(content_hash: str, data: Path) -> bool:
    """Whether there is a snapshot with this hash."""
    return any((data / "snapshots").glob(f"{content_hash}-*"))
