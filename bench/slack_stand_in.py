"""A Slack that takes every call at once and remembers which message came when: a process of its own.

It checks nothing and keeps no conversation, so that it stays far below what the server beside it needs.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter

from aiohttp import web

ARRIVALS = "arrivals"  # where the bench asks what came


@dataclass
class StandIn:
    """Messages as (channel, thread, dedupe key, when by the machine's clock), in the order they came."""

    arrivals: list[tuple[str, str, str, float]] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    async def take(self, request: web.BaseRequest) -> web.Response:
        """Answer a call of the Web API; or tell of what came since it was last asked, and forget that."""
        now, method = perf_counter(), request.path.rpartition("/")[2]
        body = await request.read()
        if method == ARRIVALS:
            told, self.arrivals = self.arrivals, []
            return web.json_response(told)
        if method not in ("chat.postMessage", "chat.postEphemeral"):
            return web.json_response({"ok": True, "user": {"profile": {"real_name": "Navn"}}, "messages": []})
        given = json.loads(body)
        key = given.get("metadata", {}).get("event_payload", {}).get("dedupe_key", "")
        self.arrivals.append((given["channel"], given.get("thread_ts") or "", key, now))
        ts = f"1800000000.{next(self._numbers):06d}"
        return web.json_response({"ok": True, "channel": given["channel"], "ts": ts, "message_ts": ts})


async def serve(port: int) -> None:
    """Take calls on loopback until ended."""
    runner = web.ServerRunner(web.Server(StandIn().take))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
