"""Put changed files into a copy of the content, to see what would become of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.content.checking import check
from bot.content.loading import Folders
from bot.content.problems import ContentError
from bot.content.writing import FileChange


@contextmanager
def copy_with(changes: Sequence[FileChange], folders: Folders) -> Iterator[Folders]:
    """A copy of the YAML files with the changes made, under the folders' own names; gone afterwards."""
    with TemporaryDirectory(prefix="esdh-bot-") as aside:
        copies = [(root, Path(aside) / kind / root.name) for kind, root in vars(folders).items()]
        for root, copy in copies:
            for path in root.rglob("*.yaml"):
                _put(copy / path.relative_to(root), path.read_bytes())
        for change in changes:
            root, copy = next(pair for pair in copies if change.path.is_relative_to(pair[0]))
            _put(copy / change.path.relative_to(root), change.after)
        yield Folders(*(copy for _, copy in copies))


def refuse_errors(changes: Sequence[FileChange], folders: Folders) -> None:
    """Let only changes through that leave the content without errors.

    :raises ContentError: when it would have some
    """
    with copy_with(changes, folders) as copy:
        _, problems = check(copy, only_errors=True)
    if problems:
        raise ContentError(problems)


def copy_current(snapshots: Path, aside: Path) -> None:
    """The current snapshot below `snapshots` as the current one below `aside`, so that a training may build on it."""
    pointer = snapshots / "current"
    name = pointer.read_text(encoding="ascii").strip()
    shutil.copytree(snapshots / name, aside / name)
    shutil.copyfile(pointer, aside / "current")


def _put(path: Path, text: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
