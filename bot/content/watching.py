"""Notice that the content changed: train it in another process while the old goes on serving, then swap."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Mapping

from bot.content.holding import Holder
from bot.content.loading import Folders, content_hash
from bot.errors import SnapshotError

log = logging.getLogger("bot.content")

LOOK_EVERY = 3.0  # seconds


class Watcher:
    """Looks at the folders now and then. Broken content is told once and never replaces working content."""

    def __init__(self, folders: Folders, holder: Holder, *, environment: Mapping[str, str]) -> None:
        self._folders = folders
        self._holder = holder
        self._environment = dict(environment)
        self._refused: str | None = None

    async def run(self, *, every: float = LOOK_EVERY) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(every)
            await self.look()

    async def look(self) -> bool:
        """Train and swap when the content is other than what serves; say whether it was swapped."""
        try:
            found = await asyncio.to_thread(content_hash, self._folders)
        except OSError as error:  # a file being replaced, or one we may not read: look again next time
            log.warning("the content cannot be read: %s", error.strerror)
            return False
        if found in (self._holder.current().hash, self._refused):
            return False
        complaint = await self._train()
        if complaint is not None:
            self._refused = found
            log.warning("the changed content is not used: %s", complaint)
            return False
        return await asyncio.to_thread(self._swap)

    async def _train(self) -> str | None:
        """Train in a subprocess, so that scikit-learn never enters the server; what it complains of, if it does."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "train", "--quiet",
            env=self._environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            _, complaint = await process.communicate()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        return None if process.returncode == 0 else complaint.decode(errors="replace").strip()

    def _swap(self) -> bool:
        try:
            swapped = self._holder.refresh()
        except SnapshotError as error:
            log.warning("the new snapshot is not used: %s", error)
            return False
        if swapped:
            log.info("new content serves: %s", self._holder.current().hash)
        return swapped
