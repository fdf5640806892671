"""A recorded request in which something is missing or is something else is never a failure of the bot's."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack import app, responding
from bot.adapters.slack.assisting import Assistance
from bot.adapters.slack.http_endpoint import add_endpoint
from bot.parts import Parts

from .fake_slack import Json
from .people import SECRET, Http
from .recorded import names, recorded

EXAMPLES = 300
DROPPED = object()
JUNK = [
    DROPPED, None, "", "x", "|", ":", "ticket:take", "\ud800", "æ" * 20_000, 0, -1, 1.5, 10**400, True,
    [], [None], [[]], {}, {"id": None}, {"value": 7}, {"selected_option": "x"},
]  # fmt: skip
Where = tuple[str | int, ...]


async def say_yes(client: AsyncWebClient, api_method: str, **_given: Any) -> AsyncSlackResponse:
    """What a Slack answers that says yes to everything, and tells nothing."""
    nothing: Json = {"ok": True, "user": {}, "channel": "D1", "ts": "1.0"}
    return AsyncSlackResponse(
        client=client, http_verb="POST", api_url=api_method, req_args={}, data=nothing, headers={}, status_code=200
    )


@dataclass
class Endpoint:
    """The endpoint, on a loop that outlives the examples."""

    parts: Parts
    runner: asyncio.Runner
    http: Http

    def take(self, body: Json) -> int:
        """Deliver a request; gives the status, when everything that it began has ended."""
        return self.runner.run(self._take(body))

    async def _take(self, body: Json) -> int:
        if "command" in body:
            answered = await self.http.form({name: str(value) for name, value in body.items()})
        elif "trigger_id" in body or "actions" in body or "view" in body:
            answered = await self.http.interaction(body)
        else:
            answered = await self.http.event(body)
        began = asyncio.all_tasks() - {asyncio.current_task()}
        if began:
            await asyncio.wait(began)
        return answered.status_code


@pytest.fixture
def api_url() -> str:
    """No Slack."""
    return "http://127.0.0.1:1/api/"


@pytest.fixture
def endpoint(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """A bot whose Slack says yes, and that anybody may ask as often as they like."""
    monkeypatch.setattr(AsyncWebClient, "api_call", say_yes)
    monkeypatch.setattr(responding, "PAUSE", 0)
    monkeypatch.setattr(app, "Assistance", partial(Assistance, shown_after=0, shown_for=0))
    unlimited = replace(parts, services=replace(parts.services, most_a_minute=1_000_000))
    web = FastAPI()
    add_endpoint(web, app.build_app(unlimited), secret=SECRET, count=unlimited.pulse.count_error)
    with asyncio.Runner() as runner:
        client = httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://bot")
        yield Endpoint(unlimited, runner, Http(client))
        runner.run(client.aclose())


def places(body: Any, at: Where = ()) -> Iterator[Where]:
    """Where there is something in a request."""
    inside = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in inside:
        yield (*at, key)
        yield from places(value, (*at, key))


def changed(body: Json, at: Where, junk: object) -> Json:
    """The request with something else at a place, or nothing."""
    *above, last = at
    made = copy.deepcopy(body)
    around: Any = made
    for key in above:
        around = around[key]
    if junk is DROPPED:
        del around[last]
    else:
        around[last] = junk
    return made


@st.composite
def broken(draw: st.DrawFn) -> Json:
    """A recorded request with one or two places changed."""
    name = draw(st.sampled_from(names("ours", "visitors", "noise")))
    nowhere = "http://127.0.0.1:1/"
    body = recorded(name, question="0" * 32, ticket="x|1", ticket_id="x", ticket_seen="1", response_url=nowhere)
    for _ in range(draw(st.integers(1, 2))):
        found = list(places(body))
        if found:
            body = changed(body, draw(st.sampled_from(found)), draw(st.sampled_from(JUNK)))
    return body


def test_nothing_that_is_signed_makes_the_bot_fail(endpoint: Endpoint) -> None:
    @settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(broken())
    def holds(body: Json) -> None:
        endpoint.parts.pulse.errors.clear()

        assert endpoint.take(body) < 500
        assert endpoint.parts.pulse.errors == {}

    holds()
