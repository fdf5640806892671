"""What every service is handed: the content of the moment, storage, and the few settings that change behaviour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import uuid4

from bot.content.snapshot import Snapshot
from bot.services.counting import Counted
from bot.services.ports import Storage
from bot.services.understanding import Reader, read


class Content(Protocol):
    """Hands out the snapshot that serves now; it may be swapped between two calls."""

    def current(self) -> Snapshot:
        """The snapshot to use for one request from beginning to end."""


def new_id() -> str:
    """A fresh id."""
    return uuid4().hex


@dataclass(frozen=True)
class Services:
    """The collaborators, put together by `bootstrap`."""

    content: Content
    storage: Storage
    drafts: Literal["show", "handoff"] = "show"
    most_a_minute: int = 20
    new_id: Callable[[], str] = new_id
    counted: Counted = field(default_factory=Counted)
    reader: Reader = read
