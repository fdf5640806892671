"""A few people, what they ask and who answers, on a real database: what a test of random actions drives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache, partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from hypothesis.stateful import RuleBasedStateMachine

from bot.content.snapshot import Snapshot
from bot.core.reply import Route
from bot.core.tickets import QUIET
from bot.core.worktime import DANISH_TIME
from bot.errors import BotError
from bot.services import acting
from bot.services.context import Services
from bot.services.ports import SLACK, WEB, Holding, Person, Sender, Ticket
from bot.services.telling import askers_of
from bot.services.ticket_rights import may_act
from tests.services.fakes import FakeContent, KeptStorage
from tests.services.small_content import BREACH, COMPLAINT, NOT_OURS, NOTE, PASSWORD, TEMPLATE, small_snapshot

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MANAGERS = {
    "karin": Holding("koordinator"),  # never asks: somebody sees everything and waits for nothing
    "mona": Holding("systemansvarlig", "aurora"),
    "milo": Holding("systemansvarlig", "aurora"),
    "bent": Holding("systemansvarlig", "bifrost"),
    "ida": Holding("it"),
    "sif": Holding("sikkerhed"),
    "lars": Holding("leder", department="skole"),
}
SENDERS = {
    "anna": Sender(WEB, "anna", "Anna"),
    "bo": Sender(SLACK, "T1:bo", "Bo"),
    "carl": Sender(WEB, "carl", "Carl", "carl@eksempel.dk"),
    "mona": Sender(SLACK, "T1:mona", "Mona"),
    "milo": Sender(WEB, "milo", "Milo", "milo@eksempel.dk"),
    "lars": Sender(WEB, "lars", "Lars", "lars@eksempel.dk"),
}
PEOPLE = ("anna", "bo", "carl", *MANAGERS)
ASKERS = tuple(one for one in PEOPLE if one != "karin")
TEXTS = {
    PASSWORD: None,
    BREACH: None,
    NOTE: None,
    NOT_OURS: None,
    "hvad koster frokosten i kantinen": None,
    "Hvad koster frokost i kantinen?": None,
    TEMPLATE: "aurora",
    "skabelonen er forkert": "bifrost",
    COMPLAINT: "skole",
    "fejl i Aurora": None,
    "Aurora virker ikke": None,
}
ROUTES = (
    Route(role="it"),
    Route(role="koordinator"),
    Route(role="brud"),
    Route(role="systemansvarlig", system="bifrost"),
    Route(role="leder", department="teknik"),  # nobody holds it
)
Seen = Literal["now", "before", "nothing"]
Anybody = tuple[bool, int]


@cache
def _snapshot() -> Snapshot:
    return small_snapshot()


class EmptyTown(RuleBasedStateMachine):
    """The people and ways to be one of them; what they do are the rules of a class that inherits."""

    def open_town(self) -> None:
        """Everybody with a role has it; nobody has asked."""
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "esdh.db"
        self.storage = KeptStorage(self.path)
        ids = count(1)
        self.services = Services(FakeContent(_snapshot()), self.storage, new_id=lambda: f"id-{next(ids)}")
        self.numbers = count(1)
        self.now = MONDAY
        self.shown: dict[str, list[int]] = defaultdict(list)  # versions a page has shown, by ticket
        self.outbox_seen = 0
        self.people: dict[str, Person] = {}
        with self.storage.transaction() as work:
            for who in PEOPLE:
                self.people[who] = work.person(self._sender(who), now=self.now)
            for who, holding in MANAGERS.items():
                work.grant(self.people[who].id, holding)

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "storage"):
            self.storage.close()
            self.folder.cleanup()

    def _act(
        self,
        anybody: Anybody,
        which: int,
        seen: Seen,
        act: Callable[..., Ticket],
        *words: object,
        by_asker: bool = False,
        stays: bool = True,
    ) -> None:
        ticket = self._ticket(which)
        who = self._one(anybody, ticket, by_asker=by_asker)
        with self.storage.reading() as work:
            is_asker = self.people[who].id in askers_of(work, ticket)
        self.shown[ticket.id].append(ticket.version)
        if self._do(ticket, who, partial(_with_words, act, words), seen=self._version(ticket, seen)):
            assert is_asker == by_asker
            after = self._again(ticket)
            assert not stays or after.version > ticket.version or self._last_event_is_quiet(ticket)

    def _do(self, ticket: Ticket, who: str, act: Callable[..., Any], *, seen: int | None) -> bool:
        """Whether it was done; what is refused changes nothing, and what was seen is never changed unseen."""
        before = self._all_that_was_told()
        try:
            act(ticket.id, self.people[who], services=self.services, now=self.now, seen=seen)
        except BotError:
            assert self._again(ticket) == ticket
            assert self._all_that_was_told() == before
            return False
        assert seen is None or seen == ticket.version
        return True

    def _one(self, anybody: Anybody, ticket: Ticket, *, by_asker: bool) -> str:
        has_business, number = anybody
        with self.storage.reading() as work:
            asked = askers_of(work, ticket)
            fitting = [
                who
                for who, person in self.people.items()
                if (person.id in asked if by_asker else self._may_act(work, ticket, person))
            ]
        among = fitting if has_business and fitting else PEOPLE
        return among[number % len(among)]

    def _holders_acts(self) -> Sequence[Callable[..., Any]]:
        return (
            acting.take_ticket,
            acting.release_ticket,
            partial(_with_words, acting.answer_ticket, (self._words("Svaret er"),)),
            partial(_with_words, acting.ask_back, (self._words("Hvad mener du"),)),
            partial(_with_words, acting.forward_ticket, (Route(role="it"), self._words("Det er jeres"))),
        )

    def _all_that_was_told(self) -> tuple[int, ...]:
        tables = ("ticket_history", "exchange", "outbox", "ticket_joined", "ticket_told")
        return tuple(self.storage.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables)  # noqa: S608 - our own

    def _tickets(self) -> list[str]:
        return [row[0] for row in self.storage.rows("SELECT id FROM ticket ORDER BY number")]

    def _ticket(self, which: int) -> Ticket:
        ids = self._tickets()
        return self._of_id(ids[which % len(ids)])

    def _again(self, ticket: Ticket) -> Ticket:
        return self._of_id(ticket.id)

    def _of_id(self, ticket_id: str) -> Ticket:
        with self.storage.reading() as work:
            ticket = work.ticket(ticket_id)
        assert ticket is not None
        return ticket

    def _last_event_is_quiet(self, ticket: Ticket) -> bool:
        with self.storage.reading() as work:
            return work.history(ticket.id)[-1].event in QUIET

    def _version(self, ticket: Ticket, seen: Seen) -> int | None:
        if seen == "nothing":
            return None
        return ticket.version if seen == "now" or not self.shown[ticket.id] else self.shown[ticket.id][0]

    def _may_act(self, work: Any, ticket: Ticket, person: Person) -> bool:
        return may_act(work, ticket, person.id, services=self.services, now=self.now)

    def _sender(self, who: str) -> Sender:
        return SENDERS.get(who, Sender(WEB, who, who.title()))

    def _event(self) -> str:
        return f"event-{next(self.numbers)}"

    def _words(self, words: str) -> str:
        return f"{words} nr. {next(self.numbers)}."

    def _today(self) -> date:
        return self.now.astimezone(DANISH_TIME).date()


def _with_words(act: Callable[..., Any], words: Sequence[object], ticket_id: str, person: Person, **how: Any) -> Any:
    return act(ticket_id, person, *words, **how)
