"""Train from the command line: a progress bar for people, a sentence for what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.content.building import build
from bot.content.loading import Folders, content_hash
from bot.content.snapshot import Snapshot, current_hash, load_current
from bot.errors import SnapshotError


def is_up_to_date(folders: Folders, data: Path) -> bool:
    """Whether the current snapshot is of exactly this content, and can be read."""
    try:
        return current_hash(data) == content_hash(folders) and bool(load_current(data))
    except SnapshotError:
        return False


def train_snapshot(
    folders: Folders, data: Path, *, quiet: bool, if_changed: bool, like: Snapshot | None = None
) -> str | None:
    """Build a snapshot and give its hash; None when nothing has changed. `like` is as for `build`.

    :raises ContentError: when the content has errors
    """
    if if_changed and is_up_to_date(folders, data):
        return None
    with _progress(quiet=quiet) as progress:
        return build(folders, data, like=like, progress=progress).hash


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, float], None]]:
    if quiet:
        yield lambda _step, _share: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("Træner", total=1.0)
        yield lambda _step, share: bar.update(task, completed=share)
