"""A small, complete content: Eksempelby Kommune, with the real guide and phrases, in a folder one may spoil."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.checking import check
from bot.content.loading import Folders
from bot.content.problems import Problem

CHECKOUT = Path(__file__).parents[2]
EKSEMPELBY = Path(__file__).parent / "eksempelby"
BORROWED = ("knowledge/guides/skal-jeg-journalisere.yaml", "knowledge/phrases.yaml")
REAL = Folders(CHECKOUT / "knowledge", CHECKOUT / "intents")


@dataclass(frozen=True)
class Small:
    """The small content below `root`; places are like 'knowledge/organisation.yaml'."""

    root: Path

    @property
    def folders(self) -> Folders:
        """Both content folders."""
        return Folders(self.root / "knowledge", self.root / "intents")

    def change(self, place: str, old: str, new: str) -> None:
        """Put `new` where `old` stands first; `old` must be there."""
        path = self.root / place
        before = path.read_text(encoding="utf-8")
        assert old in before, f"{place} does not hold {old!r}"
        path.write_text(before.replace(old, new, 1), encoding="utf-8")

    def write(self, place: str, text: str | bytes) -> None:
        """Make `text` the whole file."""
        path = self.root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def remove(self, place: str) -> None:
        """Delete the file."""
        (self.root / place).unlink()

    def line_of(self, place: str, text: str) -> int:
        """The line (from 1) on which `text` first stands."""
        before, found, _ = (self.root / place).read_text(encoding="utf-8").partition(text)
        assert found, f"{place} does not hold {text!r}"
        return before.count("\n") + 1

    def problems(self, *, today: date | None = None, production: bool = False) -> list[Problem]:
        """What check finds, but for the warning every file here earns: a small content has few ways of asking."""
        _, found = check(self.folders, today=today, production=production)
        return [problem for problem in found if "skriv mindst" not in problem.sentence]


def small_content(root: Path) -> Small:
    """A fresh copy below `root`."""
    shutil.copytree(EKSEMPELBY, root, dirs_exist_ok=True)
    for place in BORROWED:
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CHECKOUT / place, root / place)
    return Small(root)
