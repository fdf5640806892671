"""The bench of Slack: its events are Slack's, its stand-in answers and remembers, and the figures say what they are."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bench import slack
from bench.slack import percentile, queue_messages, table
from bench.slack_load import CHANNELS, PEOPLE, Load, Sender, Sent, open_session, question
from bench.slack_stand_in import StandIn
from bot.adapters.slack.incoming import read_question
from bot.bootstrap import assemble
from bot.settings import Settings

TEXTS = ("Hvad er notatpligt?", "Skal jeg journalisere det her?")


@pytest.fixture
async def stand_in() -> AsyncIterator[str]:
    runner = web.ServerRunner(web.Server(StandIn().take))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def test_every_event_is_a_question_of_its_own_and_nobodys_channel_is_written_to_twice_a_second() -> None:
    bodies = [question(number, TEXTS) for number in range(300)]

    asked = [read_question(body) for body in bodies]
    assert all(asked)
    assert len({each.event_id for each in asked if each}) == 300
    assert len({body["event"]["channel"] for body in bodies}) == 300
    assert min(PEOPLE, 3 * CHANNELS) >= 1_000


async def test_stand_in_tells_once_what_came_and_when(stand_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("http_proxy", raising=False)
    client = AsyncWebClient("xoxb-test", base_url=f"{stand_in}/api/")
    metadata = {"event_type": "esdh_reply", "event_payload": {"dedupe_key": "reply:1"}}
    await client.users_info(user="U1")
    await client.chat_postMessage(channel="D1", thread_ts="1.2", text="Ja", metadata=metadata)

    async with open_session() as session:
        sender = Sender(session, "", stand_in, TEXTS)
        came, again = await sender.arrivals(), await sender.arrivals()

    assert [tuple(each[:3]) for each in came] == [("D1", "1.2", "reply:1")]
    assert again == []


async def test_answers_are_matched_with_their_events(stand_in: str) -> None:
    load = Load(1.0, 1.0, [Sent("D1", "1.2", due_at=0.0), Sent("D2", "1.3", due_at=0.0)])
    async with httpx.AsyncClient(base_url=stand_in, trust_env=False) as client, open_session() as session:
        for thread in ("1.2", "1.2", "9.9"):
            await client.post("/api/chat.postMessage", json={"channel": "D1", "thread_ts": thread})

        await Sender(session, "", stand_in, TEXTS).settle(load, within=0.3)

    assert [each.answered_at is not None for each in load.sent] == [True, False]
    assert load.twice == 1
    assert load.backlog(float("inf")) == 1


def test_what_is_queued_waits_once_for_each_and_mixed(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, few in {"QUEUED": 20, "EACH": 5, "REAL": 2}.items():
        monkeypatch.setattr(slack, name, few)
    shutil.copytree(trained_data / "snapshots", tmp_path / "snapshots")
    settings = Settings.model_validate({"data": tmp_path})

    queue_messages(settings, TEXTS)

    parts = assemble(settings)
    waiting = parts.storage.outbox.waiting()
    parts.storage.close()
    assert waiting == 20


def test_the_table_says_what_took_too_long() -> None:
    sent = [Sent("D1", str(number), 0.0, 0.01, 0.3) for number in range(100)]
    load = Load(100.0, 1.0, sent, [0.005] * 10, Counter({200: 100}))

    said = table(load, processor=0.5)

    assert "p99    10.0 ms   longest    10.0 ms   within 50 ms, 2.0 x bare" in said
    assert "p99   300.0 ms   longest   300.0 ms   OVER 250 ms" in said
    assert "5.0 ms an event, 50 % of a core" in said
    assert percentile([], 0.99) == 0.0
