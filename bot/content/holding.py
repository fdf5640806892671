"""Hold the snapshot that serves, and take in a newer one without a restart."""

from __future__ import annotations

import threading
from pathlib import Path

from bot.content.snapshot import Snapshot, current_hash, load_current


class Holder:
    """Hands out the current snapshot; `refresh` swaps it when another was trained. Safe between threads."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock = threading.Lock()
        self._snapshot = load_current(data)

    def current(self) -> Snapshot:
        """The snapshot to use for one request from beginning to end."""
        return self._snapshot

    def refresh(self) -> bool:
        """Load what was trained last when it is another than the one in use; say whether it was.

        :raises SnapshotError: when the new one cannot be read; the old one goes on serving
        """
        with self._lock:
            if current_hash(self._data) == self._snapshot.hash:
                return False
            self._snapshot = load_current(self._data)
            return True
