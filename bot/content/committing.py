"""Commit files to the git checkout they lie in, when they lie in one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bot.errors import DraftError

AUTHOR, ADDRESS = "ESDH-botten", "esdh-botten@localhost"
PATIENCE = 60  # seconds a hook may take
LONGEST_COMPLAINT = 400  # characters


class GitError(DraftError):
    """Git refused the commit, and the files are as they were; `complaint` is git's own."""

    message_key = "drafts.error.git"

    def __init__(self, complaint: str) -> None:
        self.complaint = complaint
        super().__init__(f"git refused: {complaint}")


def checkout_of(path: Path) -> Path | None:
    """The checkout `path` lies in; None when it lies in none, or git is told to ignore it.

    :raises GitError: when it does, and git cannot be used there
    """
    root = next((each for each in path.absolute().parents if (each / ".git").exists()), None)
    if root is None:
        return None
    _git(root, "rev-parse", "--is-inside-work-tree")
    ignored = _run(root, "check-ignore", "--quiet", "--", str(path.absolute())).returncode == 0
    return None if ignored else root


def commit(paths: Sequence[Path], message: str) -> str:
    """Commit exactly these files and give the commit's id; '' outside a checkout, and when nothing is to be committed.

    What else is changed or staged there stays so. Hooks run, since they are the checkout's own rules.

    :raises GitError: when git refuses; what was staged for it is unstaged, the files themselves are left
    """
    roots = {checkout_of(path) for path in paths}
    root = next(iter(roots), None)
    if root is None or len(roots) > 1:
        return ""
    names = [str(path.absolute()) for path in paths]
    if not _git(root, "status", "--porcelain", "--", *names):
        return ""
    new = [name for name in names if not _git(root, "ls-files", "--", name)]
    try:
        if new:
            _git(root, "add", "--", *new)
        _git(root, "commit", "--quiet", "--only", "--message", message, "--", *names)
    except GitError:
        if new:
            _run(root, "rm", "--cached", "--quiet", "--force", "--ignore-unmatch", "--", *new)
        raise
    return _git(root, "rev-parse", "HEAD")


def _git(root: Path, *arguments: str) -> str:
    done = _run(root, *arguments)
    if done.returncode != 0:
        complaint = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise GitError(complaint[:LONGEST_COMPLAINT] or f"git {arguments[0]}: {done.returncode}")
    return done.stdout.decode(errors="replace").strip()


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ("git", "-C", str(root), "-c", "commit.gpgsign=false", *arguments)
    try:
        return subprocess.run(  # noqa: S603 -- our own arguments, no shell
            command, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(type(error).__name__) from error


def _environment() -> dict[str, str]:
    """Nobody is asked anything, and a repository named by the environment is not ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    named = {f"GIT_{part}_NAME": AUTHOR for part in ("AUTHOR", "COMMITTER")}
    reached = {f"GIT_{part}_EMAIL": ADDRESS for part in ("AUTHOR", "COMMITTER")}
    return {**kept, **named, **reached, "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "LC_ALL": "C.UTF-8"}
