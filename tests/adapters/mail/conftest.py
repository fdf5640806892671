"""Mail from real storage and real content to a mail server of the tests' own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.delivery import Delivery, Timing
from bot.adapters.mail.sending import MailChannel, Server
from bot.adapters.storage import SqliteStorage
from bot.content.holding import Holder
from bot.core.reply import Route
from bot.core.tickets import TicketEvent, TicketState
from bot.services.asking import Asking, ask
from bot.services.context import Services
from bot.services.ports import MAIL, Outbox, OutboxItem, Person, Place, Sender, Ticket, TicketStep

from .mail_server import MailServer, make_certificate

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
QUICK = Timing(lease=3.0, send=2.5, poll=0.2, gap=0.0, first_pause=0.05, longest_pause=0.2)
QUESTION = "Hvornår skal jeg journalisere en klage fra Gudrun Skovgaard på Egevej 12, 010190-1234?"
ASKER, HOLDER = "Asta Spørgesen", "Mads Modtagersen"
TO, ASKER_EMAIL = "mads@kommunen.example", "asta@kommunen.example"
PUBLIC_URL = "https://esdh.kommunen.example"


@pytest.fixture(scope="session")
def content(trained_data: Path) -> Holder:
    return Holder(trained_data)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody trusts until they are told to."""
    return make_certificate(tmp_path_factory.mktemp("certificate") / "server.pem")


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    """Takes mail in the clear."""
    running = MailServer()
    await running.start()
    yield running
    await running.stop()


@dataclass
class Watched:
    """An outbox with a note of why something is to be tried again."""

    outbox: Outbox
    reasons: list[str]
    marks: bool = True

    def lease(
        self, channel: str, *, now: datetime, lease_for: timedelta, limit: int, arrived: Collection[int] = ()
    ) -> Sequence[OutboxItem]:
        marked = arrived if self.marks else ()
        return self.outbox.lease(channel, now=now, lease_for=lease_for, limit=limit, arrived=marked)

    def delivered(self, *item_ids: int, now: datetime) -> None:
        if self.marks:
            self.outbox.delivered(*item_ids, now=now)

    def retry(self, item_id: int, *, at: datetime, reason: str) -> None:
        self.outbox.retry(item_id, at=at, reason=reason)
        self.reasons.append(reason)

    def give_up(self, item_id: int, *, now: datetime, reason: str) -> None:
        self.outbox.give_up(item_id, now=now, reason=reason)

    def waiting(self) -> int:
        return self.outbox.waiting()

    def waiting_by_channel(self) -> Mapping[str, int]:
        return self.outbox.waiting_by_channel()


@dataclass
class Bot:
    """The bot with one ticket, a holder of its role, and an asker."""

    services: Services
    storage: SqliteStorage
    holder: Person
    asker: Person
    ticket: Ticket
    port: int
    told: int = 0
    reasons: list[str] = field(default_factory=list)  # why something was tried again

    def tell(self, what: str = "new", *, to: str = TO, asker: bool = False, ticket_id: str = "") -> None:
        """Put a notice in the outbox."""
        self.told += 1
        body = {"ticket": ticket_id or self.ticket.id, "what": what, **({"asker": True} if asker else {})}
        with self.storage.transaction() as work:
            conversation = work.conversation(MAIL, Place(to, {"to": to}), (self.asker if asker else self.holder).id)
            work.enqueue(conversation.id, body, dedupe_key=f"told:{self.told}", now=NOW)

    def save(self, **changes: object) -> None:
        """Let the ticket have become something else."""
        self.ticket = replace(self.ticket, **changes)  # type: ignore[arg-type]
        step = TicketStep(self.ticket.id, NOW, self.holder.id, TicketEvent.ASSIGN, None, self.ticket.state)
        with self.storage.transaction() as work:
            work.save_ticket(self.ticket, step)

    @asynccontextmanager
    async def delivering(
        self,
        *,
        security: str = "none",
        user: str = "",
        password: str = "",
        public_url: str = PUBLIC_URL,
        marks: bool = True,
        after: timedelta = timedelta(0),
    ) -> AsyncIterator[None]:
        """Mail is sent; the clock shows `after` more than it does. Without `marks`, what arrived is never marked."""
        server = Server("127.0.0.1", self.port, "ESDH-botten <bot@kommunen.example>", security, user, password)  # type: ignore[arg-type]
        channel = MailChannel(self.services, server, public_url=public_url)
        outbox = Watched(self.storage.outbox, self.reasons, marks=marks)
        delivery = Delivery(outbox, {MAIL: channel}, timing=QUICK, now=lambda: datetime.now(UTC) + after)
        self.storage.on_enqueued = delivery.wake
        loop = asyncio.create_task(delivery.run())
        try:
            yield
        finally:
            await delivery.stop(within=3.0)
            await loop


@pytest.fixture
def bot(server: MailServer, content: Holder, tmp_path: Path) -> Iterator[Bot]:
    """Asta has asked, and it lies with the role Mads holds."""
    storage = SqliteStorage(tmp_path / "esdh.db", secret=b"a secret")
    services = Services(content, storage)
    asked = ask(Asking("e1", Sender("web", "asta", ASKER), Place("w1"), QUESTION), services=services, now=NOW)
    with storage.transaction() as work:
        holder = work.employ(TO, HOLDER, now=NOW)
        asker = work.person(Sender("web", "asta", ASKER, ASKER_EMAIL), now=NOW)
        question = work.question(asked.question_id or "")
        ticket = Ticket(
            id="t1",
            number=work.next_ticket_number(),
            question_id=asked.question_id or "",
            conversation_id=asked.conversation_id,
            requester_id=asker.id,
            requester_name=ASKER,
            text=question.text if question else "",
            language="da",
            route=Route(role="koordinator"),
            state=TicketState.OPEN,
            urgent=False,
            opened_at=NOW,
            due_at=datetime(2026, 3, 3, 11, tzinfo=UTC),
        )
        work.add_ticket(ticket)
    yield Bot(services, storage, holder, asker, ticket, server.port)
    storage.close()
