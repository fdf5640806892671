"""The bot's Slack edge as a process of its own, to be killed; the argument is the port, the rest is environment."""

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

HASTY = Timing(lease=2.0, send=0.8, poll=0.2, gap=0.05, first_pause=0.1, longest_pause=0.5)


def main(port: int) -> None:
    """Serve until killed."""
    parts = assemble(Settings.model_validate({}))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with delivering(parts, timing=HASTY):
            yield

    app = FastAPI(lifespan=lifespan)
    attach_slack(parts, app)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


if __name__ == "__main__":
    main(int(sys.argv[1]))
