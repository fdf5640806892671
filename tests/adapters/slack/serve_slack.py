"""The bot's Slack edge as a process of its own, to be killed; the arguments are the port and two of the timings."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from bot.adapters.delivering import delivering
from bot.adapters.delivery import Timing
from bot.adapters.slack.running import attach_slack
from bot.bootstrap import assemble
from bot.settings import Settings


def main(port: int, lease: float, send: float) -> None:
    """Serve until killed; what a killed process held is sent again when its `lease` (seconds) is over."""
    parts = assemble(Settings.model_validate({}))
    hasty = Timing(lease=lease, send=send, poll=0.2, gap=0.05, first_pause=0.1, longest_pause=0.5)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with delivering(parts, timing=hasty):
            yield

    app = FastAPI(lifespan=lifespan)
    attach_slack(parts, app)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
