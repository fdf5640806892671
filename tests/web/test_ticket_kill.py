"""The process dies at random moments during 2,000 ticket actions: each acknowledged one is there once, told once."""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx
import pytest

from bot.adapters.storage import SqliteStorage
from bot.bootstrap import assemble
from bot.core.dialogue.moves import SendHandoff
from bot.core.tickets import QUIET, TicketEvent
from bot.services.asking import Asking, ask
from bot.services.ports import WEB, Person, Place, Sender, TicketStep
from bot.services.pressing import Press, press
from bot.settings import Settings
from bot.web.people import demo_people, enter
from tests.killing import Server, free_port
from tests.ticket_proofs import all_problems

ACTIONS, KILLS, TICKETS, AT_ONCE = 2_000, 5, 150, 12
ALIVE_FOR = (2.0, 4.5)  # seconds between two kills, once the process takes requests
WITHIN = 120.0  # seconds for it all
SECRET = "a-secret-of-the-test"
SYSTEMS = ("nexus", "acadre", "dubu")
ASKERS = ("employee-boern-og-uddannelse", "employee-social-og-handicap", "employee-senior-og-sundhed")
PLACES = (*(f"systemansvarlig|{system}|" for system in SYSTEMS), "koordinator||")
TICKET = "SELECT id, version, state, role, system, requester_id FROM ticket ORDER BY random() LIMIT 1"
# what its holders (H) and its asker (A) do to a ticket in each state: the form below /inbox or /mine, and its event
FORMS = {
    "open": (("H", "take", TicketEvent.ASSIGN), ("H", "answer", TicketEvent.RESOLVE), ("A", "reply", TicketEvent.ADD)),
    "assigned": (
        ("H", "answer", TicketEvent.RESOLVE),
        ("H", "ask", TicketEvent.ASK_BACK),
        ("H", "forward", TicketEvent.FORWARD),
    ),
    "awaiting_requester": (("A", "reply", TicketEvent.REQUESTER_REPLIES),),
    "resolved": (("A", "reopen", TicketEvent.REOPEN), ("A", "confirm", TicketEvent.CONFIRM)),
    "closed": (("A", "reopen", TicketEvent.REOPEN),),
}


@dataclass(frozen=True)
class Done:
    """A form that was answered with a redirection: what must be in the history after the version it was made for."""

    ticket_id: str
    seen: int
    event: TicketEvent
    who: str
    words: str


@dataclass
class Town:
    """People with their cookies, who act on what they see in the database as on a page."""

    path: Path
    port: int
    people: dict[str, Person]
    chance: random.Random
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    csrf: dict[str, str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    retries: int = 0

    def __post_init__(self) -> None:
        self.words = count(1)
        self.by_id = {person.id: key for key, person in self.people.items()}

    async def enter(self, key: str) -> None:
        """Be this person, in a browser of their own."""
        client = self.clients[key] = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=10.0)
        found = re.search(r'name="csrf" value="([^"]+)"', (await client.get("/people")).text)
        assert found is not None
        self.csrf[key] = found[1]
        assert (await client.post("/people", data={"csrf": found[1], "person": key})).status_code == 303

    async def act(self) -> None:
        """Do things to tickets until enough has been done; a form that got no answer is sent again as it is."""
        while len(self.done) < ACTIONS:
            with closing(sqlite3.connect(self.path)) as connection:
                ticket_id, seen, state, role, system, requester_id = connection.execute(TICKET).fetchone()
            side, form, event = self.chance.choice(FORMS[state])
            holder = f"manager-{system}" if role == "systemansvarlig" and self.chance.random() < 0.8 else "coordinator"
            who = holder if side == "H" else self.by_id[requester_id]
            words = "" if form in ("take", "confirm") else f"Ord nummer {next(self.words)} om sagen."
            elsewhere = [place for place in PLACES if place != f"{role}|{system or ''}|"]
            fields = {"text": words, "why": words, "destination": self.chance.choice(elsewhere)}
            status = await self._sent(who, *_form(ticket_id, form, fields), seen)
            if status == 303:
                self.done.append(Done(ticket_id, seen, event, who, words))
            else:
                self.refused[status] += 1

    async def _sent(self, who: str, path: str, fields: dict[str, str], seen: int) -> int:
        while True:
            try:
                answered = await self.clients[who].post(
                    path, data={**fields, "csrf": self.csrf[who], "seen": str(seen)}
                )
            except httpx.TransportError:
                self.retries += 1
                await asyncio.sleep(self.chance.uniform(0.05, 0.3))
            else:
                return answered.status_code


def _form(ticket_id: str, form: str, fields: dict[str, str]) -> tuple[str, dict[str, str]]:
    match form:
        case "reply":
            return f"/mine/{ticket_id}/reply", fields
        case "reopen" | "confirm":
            return f"/mine/{ticket_id}", {**fields, "helped": str(form == "confirm").lower()}
        case _:
            return f"/inbox/{ticket_id}/{form}", fields


@pytest.fixture
def people(trained_data: Path, tmp_path: Path) -> dict[str, Person]:
    """Everybody who takes part, and what has been asked before they begin."""
    shutil.copytree(trained_data / "snapshots", tmp_path / "snapshots")
    settings = Settings.model_validate({"data": tmp_path, "secret": SECRET, "questions_a_minute": TICKETS})
    parts, now = assemble(settings), datetime.now(UTC)
    services, demo = parts.services, demo_people(parts.content.current().library)
    known = {}
    for key in (*ASKERS, *(f"manager-{system}" for system in SYSTEMS), "coordinator"):
        known[key] = enter(demo[key], key, services=services, now=now)
        with parts.storage.transaction() as work:  # whoever has an address is written to
            work.person(Sender(WEB, key, key, f"{key}@eksempel.dk"), now=now)
    for number in range(TICKETS):
        who = ASKERS[number % len(ASKERS)]
        sender, place = Sender(WEB, who, who), Place(f"place-{number}")
        asked = ask(Asking(f"asked-{number}", sender, place, "Nexus virker ikke"), services=services, now=now)
        move = SendHandoff(text=f"Felt {number} mangler på siden")
        press(Press(f"sent-{number}", sender, place, asked.question_id or "", move), services=services, now=now)
    parts.storage.close()
    return known


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    port = free_port()
    environment = {
        **os.environ, "ESDH_BOT_DATA": str(tmp_path), "ESDH_BOT_PORT": str(port), "ESDH_BOT_SECRET": SECRET,
    }  # fmt: skip
    started = Server("bot", port, environment, arguments=("serve",))
    yield started
    await started.kill()


@pytest.mark.slow
async def test_every_acknowledged_ticket_action_is_there_once_however_often_the_process_dies(
    people: dict[str, Person], server: Server, tmp_path: Path
) -> None:
    chance = random.Random(20261123)  # noqa: S311 -- moments and choices, not secrets
    town = Town(tmp_path / "esdh.db", server.port, people, chance)

    async with asyncio.timeout(WITHIN):
        await server.start()
        await asyncio.gather(*map(town.enter, people))
        await server.kill()
        server.kills = 0
        killing = asyncio.create_task(server.live_and_die(chance, times=KILLS, alive_for=ALIVE_FOR))
        await asyncio.gather(*(town.act() for _ in range(AT_ONCE)))
        await killing
    await server.kill()
    await asyncio.gather(*(client.aclose() for client in town.clients.values()))

    storage = SqliteStorage(tmp_path / "esdh.db", secret=SECRET.encode())
    with storage.reading() as work:
        problems = all_problems(work, tmp_path / "esdh.db")
        steps = {done.ticket_id: work.history(done.ticket_id) for done in town.done}
    storage.close()
    written = Counter(step.note for history in steps.values() for step in history if step.note.startswith("Ord"))
    assert problems == []
    assert set(town.refused) <= {403, 404, 409}
    assert [done for done in town.done if not _is_there(done, steps[done.ticket_id], people)] == []
    assert set(written.values()) == {1}
    figures = f"{len(town.done)} acknowledged, {town.refused.total()} refused, {town.retries} retries"
    print(f"{figures}, {server.kills} kills")  # noqa: T201 -- the figures of the proof


def _is_there(done: Done, history: Sequence[TicketStep], people: dict[str, Person]) -> bool:
    """Whether the history has the action as the very next thing after the version it was made for."""
    loud = [step for step in history if step.event not in QUIET]
    step = loud[done.seen]
    return (step.event, step.actor_id, step.note) == (done.event, people[done.who].id, done.words)
