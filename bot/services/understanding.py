"""Read a text: redact it, then understand what is left of it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from bot.content.snapshot import Snapshot
from bot.core.privacy import Redacted, redact
from bot.core.understanding import Language, Understanding, understand


class Read(NamedTuple):
    """A redacted text and what it means."""

    hidden: Redacted
    understanding: Understanding


class Reader(Protocol):
    """Reads as `read` does, wherever that is done."""

    def __call__(self, text: str, *, snapshot: Snapshot, language: Language | None = None) -> Read: ...


def read(text: str, *, snapshot: Snapshot, language: Language | None = None) -> Read:
    """Read `text` here and now; `language` is what the person chose, else it is recognised."""
    hidden = redact(text, keep=snapshot.names)
    understanding = understand(
        hidden.text, matcher=snapshot.matcher, calibration=snapshot.calibration, language=language
    )
    return Read(hidden, understanding)
