"""What an examination finds: a level and a sentence that says what is right, or what to do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 5.0  # seconds for each question over the network
NAMED = 5  # things listed by name before the rest are only counted


class Level(StrEnum):
    """How bad it is; a note is something that cannot be seen from here."""

    OK = "ok"
    NOTE = "bemærk"
    WARNING = "advarsel"
    ERROR = "fejl"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `sentence` holds no secret."""

    check: str
    level: Level
    sentence: str


def serious(production: bool) -> Level:
    """How bad something is that a trial can live with and real people cannot."""
    return Level.ERROR if production else Level.WARNING


def listed(names: Collection[str]) -> str:
    """The first few by name, the rest as a number."""
    first = list(names)[:NAMED]
    rest = len(names) - len(first)
    return ", ".join(first) + (f" og {rest} til" if rest else "")


def within(call: Callable[[], T], seconds: float = PATIENCE) -> T:
    """What `call` gives, when it does in time; what comes later is left behind.

    :raises TimeoutError: when it takes longer
    """
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(call())
        except Exception as error:  # noqa: BLE001 -- raised again for whoever waits
            answer.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return answer.result(timeout=seconds)
