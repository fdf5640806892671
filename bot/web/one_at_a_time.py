"""Do long work on a thread of its own, one piece at a time; safe between threads."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock, Thread
from typing import Generic, TypeVar

logger = logging.getLogger(__name__)

T = TypeVar("T")


class OneAtATime(Generic[T]):
    """The piece of work that goes on, described by a `T`; `called` is what the log calls such a piece."""

    def __init__(self, called: str) -> None:
        self._called = called
        self._lock = Lock()
        self.running: T | None = None

    def start(self, running: T, work: Callable[[], object]) -> bool:
        """Begin `work`; False, and nothing is begun, while another piece goes on."""
        with self._lock:
            if self.running is not None:
                return False
            self.running = running
        Thread(target=self._run, args=(work,), daemon=True).start()
        return True

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 -- nobody else would hear of it; what it says may hold somebody's text
            logger.warning("%s came to nothing: %s", self._called, type(error).__name__)
        finally:
            self.running = None
