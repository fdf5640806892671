"""A bot in memory: fake storage, a clock that stands still, and a small content trained once a session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.content.building import build
from bot.content.cards import Card
from bot.content.snapshot import Snapshot, load_current
from bot.core.dialogue.moves import Move
from bot.core.understanding import Language
from bot.services.asking import Asking, ask
from bot.services.context import Services
from bot.services.ports import Exchange, Holding, Person, Place, Profile, Question, Sender, Ticket
from bot.services.pressing import Press, press
from bot.services.turns import card_of
from tests.content.small import small_content

from .fakes import FakeContent, KeptStorage
from .small_content import CLOSE, small_snapshot, unsure

if TYPE_CHECKING:
    from .desk import Desk

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass
class Bot:
    """The services with what they are handed, and short ways to be somebody who uses them."""

    content: FakeContent
    storage: KeptStorage
    now: datetime = MONDAY

    def __post_init__(self) -> None:
        self._ids, self._events = count(1), count(1)
        self.services = Services(content=self.content, storage=self.storage, new_id=lambda: f"id-{next(self._ids)}")

    def wait(self, **how_long: float) -> None:
        """Let time pass."""
        self.now += timedelta(**how_long)

    def ask(
        self,
        text: str,
        *,
        who: str = "anna",
        event: str = "",
        channel: str = "web",
        language: Language | None = None,
        services: Services | None = None,
    ) -> Exchange:
        """`who` asks, in a conversation of their own on the channel."""
        sender, place = Sender(channel, who, name=who.title()), Place(f"{channel}-{who}")
        asking = Asking(event or f"event-{next(self._events)}", sender, place, text, language)
        return ask(asking, services=services or self.services, now=self.now)

    def ask_unsure(self, *, who: str = "anna", event: str = "", channel: str = "web") -> Exchange:
        """`who` asks about two things at once while the bot is unsure: candidates to choose from are shown."""
        sure = self.content.snapshot
        self.content.snapshot = unsure(sure)
        exchange = self.ask(CLOSE, who=who, event=event, channel=channel)
        self.content.snapshot = sure
        return exchange

    def press(
        self, move: Move, question_id: str | None, *, who: str = "anna", event: str = "", channel: str = "web"
    ) -> Exchange:
        """`who` presses a button that belongs to the question."""
        sender, place = Sender(channel, who, name=who.title()), Place(f"{channel}-{who}")
        pressed = Press(event or f"event-{next(self._events)}", sender, place, question_id or "", move)
        return press(pressed, services=self.services, now=self.now)

    def person(self, who: str, *holdings: Holding) -> Person:
        """`who` on the web, holding roles."""
        with self.storage.transaction() as work:
            person = work.person(Sender("web", who, name=who.title()), now=self.now)
            for holding in holdings:
                work.grant(person.id, holding)
            return person

    def remember(self, who: str, profile: Profile) -> None:
        """Let `who` have asked for this to be remembered."""
        person = self.person(who)
        with self.storage.transaction() as work:
            work.save_profile(person.id, profile)

    def question(self, exchange: Exchange) -> Question:
        """The logged question of a turn, as it stands now."""
        return self.storage.tables.questions[exchange.question_id or ""]

    def ticket(self) -> Ticket:
        """The only ticket."""
        (ticket,) = self.storage.tables.tickets.values()
        return ticket

    def card(self, exchange: Exchange) -> Card:
        """What the turn shows."""
        with self.storage.reading() as work:
            return card_of(exchange, work=work, snapshot=self.content.snapshot, now=self.now)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The small content, trained."""
    return small_snapshot()


@pytest.fixture
def bot(snapshot: Snapshot, tmp_path: Path) -> Iterator[Bot]:
    """A bot that nobody has used yet."""
    storage = KeptStorage(tmp_path / "esdh.db")
    yield Bot(FakeContent(snapshot), storage)
    storage.close()


@pytest.fixture(scope="session")
def eksempelby(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a snapshot of Eksempelby's content; nobody writes there."""
    root = tmp_path_factory.mktemp("eksempelby")
    build(small_content(root / "content").folders, root / "var")
    return root / "var"


@pytest.fixture
def desk(eksempelby: Path, tmp_path: Path) -> Iterator[Desk]:
    """An editor's desk that nobody has sat at yet."""
    from .desk import Desk  # it is made of the bot above

    storage = KeptStorage(tmp_path / "esdh.db")
    content = small_content(tmp_path / "content")
    yield Desk(Bot(FakeContent(load_current(eksempelby)), storage), content, eksempelby)
    storage.close()
