"""Write an article and its ways of asking into the content folders: both files or none, all else in them untouched."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from bot.content.article_text import Entry, changed_article, changed_utterances, new_article, new_utterances
from bot.content.loading import Folders
from bot.content.yaml_edits import UnwritableError
from bot.errors import DraftError

NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
BOM = "\ufeff"
SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


class FilesChangedError(DraftError):
    """The files are not as they were when the draft was begun, or a new article's id has been taken since."""

    message_key = "drafts.error.files_changed"


class ReadOnlyError(DraftError):
    """The content folders may not be written to."""

    message_key = "drafts.error.read_only"


class DiskError(DraftError):
    """The files could not be written, and are as they were; `reason` is the system's word for it."""

    message_key = "drafts.error.disk"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the content could not be written: {reason}")


@dataclass(frozen=True)
class FileChange:
    """One file before (None: it is new) and after."""

    path: Path
    before: bytes | None
    after: bytes


@dataclass(frozen=True)
class Standing:
    """An article's two files as they are now; `base` is one hash over both."""

    article: Path
    utterances: Path
    base: str


def standing(article: str, folders: Folders) -> Standing | None:
    """Where the article is; None when it has no file.

    :raises UnwritableError: when there are two of it, or its ways of asking are missing
    """
    articles = list((folders.knowledge / "articles").rglob(f"{article}.yaml"))
    if not articles:
        return None
    asked = [path for path in folders.intents.rglob(f"{article}.yaml") if not _is_special(path, folders.intents)]
    if len(articles) > 1 or len(asked) != 1:
        raise UnwritableError(article)
    read = sha256(articles[0].read_bytes() + b"\0" + asked[0].read_bytes())
    return Standing(articles[0], asked[0], read.hexdigest()[:16])


def groups(folders: Folders) -> list[str]:
    """The folders articles lie in."""
    found = (folders.knowledge / "articles").iterdir()
    return sorted(folder.name for folder in found if folder.is_dir() and not folder.name.startswith((".", "_")))


def plan(entry: Entry, folders: Folders, *, base: str) -> tuple[FileChange, ...]:
    """What has to be written; nothing when the files say it all already.

    :raises FilesChangedError: when the files are other than those of `base` ('' when there were none)
    :raises UnwritableError: when a file is laid out in a way that a program cannot change safely, or a name is none
    """
    _refuse_paths(entry)
    now = standing(entry.id, folders)
    if now is None and base:
        raise FilesChangedError
    changes = _new(entry, folders) if now is None else _changed(entry, now)
    wanted = tuple(change for change in changes if change.before != change.after)
    if wanted and now is not None and now.base != base:
        raise FilesChangedError
    return wanted


def write(changes: Sequence[FileChange]) -> None:
    """Write all files or none: each beside its place first, then moved into it; what was moved is put back on failure.

    :raises FilesChangedError: when a file is no longer as it was when the change was planned
    :raises ReadOnlyError: when the folders may not be written to
    :raises DiskError: when the disk fails
    """
    ready: list[tuple[FileChange, Path]] = []
    done: list[FileChange] = []
    try:
        for change in changes:
            ready.append((change, _beside(change.path)))
            _fill(ready[-1][1], change.after, like=change.path)
        for change, partial in ready:
            if _bytes(change.path) != change.before:
                raise FilesChangedError
            partial.replace(change.path)
            done.append(change)
    except (OSError, FilesChangedError) as error:
        undo(done)
        raise _in_words(error) from error
    finally:
        for _, partial in ready:
            with suppress(OSError):
                partial.unlink(missing_ok=True)


def undo(changes: Sequence[FileChange]) -> None:
    """Put the files back as they were before.

    :raises DiskError: when the disk fails even at that
    """
    try:
        for change in changes:
            if change.before is None:
                change.path.unlink(missing_ok=True)
            else:
                partial = _beside(change.path)
                _fill(partial, change.before, like=change.path)
                partial.replace(change.path)
    except OSError as error:
        raise _in_words(error) from error


def _refuse_paths(entry: Entry) -> None:
    """An id and a folder are names, so that nothing is written elsewhere."""
    if not SLUG.fullmatch(entry.id) or not all(SLUG.fullmatch(part) for part in entry.group.split("/")):
        raise UnwritableError(entry.id[:40])


def _new(entry: Entry, folders: Folders) -> tuple[FileChange, FileChange]:
    place = Path(entry.group) / f"{entry.id}.yaml"
    return (
        FileChange(folders.knowledge / "articles" / place, None, new_article(entry).encode()),
        FileChange(folders.intents / place, None, new_utterances(entry).encode()),
    )


def _changed(entry: Entry, now: Standing) -> tuple[FileChange, FileChange]:
    return (
        _changed_file(now.article, lambda text: changed_article(entry, text)),
        _changed_file(now.utterances, lambda text: changed_utterances(entry, text)),
    )


def _changed_file(path: Path, change: Callable[[str], str]) -> FileChange:
    """The mark some editors put first is no part of the text, and stays."""
    before = path.read_bytes()
    text = before.decode()
    mark = BOM if text.startswith(BOM) else ""
    return FileChange(path, before, (mark + change(text.removeprefix(mark))).encode())


def _is_special(path: Path, root: Path) -> bool:
    return any(part.startswith("_") for part in path.relative_to(root).parts)


def _beside(path: Path) -> Path:
    """A name in the same folder that nobody reads as content."""
    return path.with_name(f".{path.stem}.{uuid4().hex}.partial")


def _fill(partial: Path, text: bytes, *, like: Path) -> None:
    """Write to the disk itself: a power cut after the move must not leave an empty file."""
    partial.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("xb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if like.exists():
        shutil.copymode(like, partial)


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _in_words(error: OSError | FilesChangedError) -> DraftError:
    if isinstance(error, FilesChangedError):
        return error
    return ReadOnlyError() if error.errno in NOT_ALLOWED else DiskError(error.strerror or type(error).__name__)
