"""Tell changed files as a patch that `git apply` takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

from bot.content.writing import FileChange

_LINES = re.compile(r"[^\n]*\n|[^\n]+\Z")  # only \n ends a line here, whatever else Python would break at


def patch(changes: Sequence[FileChange], *, root: Path) -> str:
    """The changes as one patch, paths below `root`."""
    return "".join(line for change in changes for line in _one(change, root))


def _one(change: FileChange, root: Path) -> Iterator[str]:
    place = change.path.relative_to(root).as_posix()
    yield f"diff --git a/{place} b/{place}\n"
    if change.before is None:
        yield "new file mode 100644\n"
    before, after = ((text or b"").decode() for text in (change.before, change.after))
    name = "/dev/null" if change.before is None else f"a/{place}"
    for line in unified_diff(_LINES.findall(before), _LINES.findall(after), name, f"b/{place}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
