"""A server process that a test may kill: one at a time on one port, ended by its own id and no other."""

from __future__ import annotations

import asyncio
import random
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Server:
    """`python -m` module with arguments, started again after each kill."""

    module: str
    port: int
    environment: dict[str, str]
    arguments: Sequence[str] = ()
    kills: int = field(default=0)
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it takes requests.

        :raises ChildProcessError: when it ends before that
        """
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", self.module, *self.arguments, cwd=ROOT, env=self.environment,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                if self.process.returncode is not None:
                    raise ChildProcessError(f"{self.module} ended with {self.process.returncode}") from None
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return

    async def kill(self) -> None:
        """kill -9."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
            self.kills += 1

    async def live_and_die(self, chance: random.Random, *, times: int, alive_for: tuple[float, float]) -> None:
        """Start, live a random while, be killed; `times` over, and live on after the last."""
        for _ in range(times):
            await self.start()
            await asyncio.sleep(chance.uniform(*alive_for))
            await self.kill()
        await self.start()
