"""Ask each wording once, of the real services, and take it all back: what was replied is told again by the thousand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime

from bot.content.snapshot import Snapshot
from bot.services.asking import Asking, ask
from bot.services.context import Services
from bot.services.ports import WEB, Exchange, Place, Question, Sender, Storage, Work

MANY = 1_000_000  # questions a minute


@dataclass(frozen=True)
class Wording:
    """A text, asked of the content as it was in one of its stages (0: the oldest)."""

    text: str
    stage: int


@dataclass(frozen=True)
class Rehearsed:
    """What the log and the conversation would hold of a wording."""

    question: Question
    exchange: Exchange


@dataclass(frozen=True)
class FixedContent:
    """Content that stands still."""

    snapshot: Snapshot

    def current(self) -> Snapshot:
        """The snapshot."""
        return self.snapshot


@dataclass(frozen=True)
class OpenStorage:
    """Storage all of whose transactions are one that is open already, so that the disk is waited for once."""

    work: Work

    def transaction(self) -> AbstractContextManager[Work]:
        """The open transaction."""
        return nullcontext(self.work)

    def reading(self) -> AbstractContextManager[Work]:
        """The open transaction."""
        return nullcontext(self.work)


def rehearse(
    wordings: Iterable[Wording],
    *,
    stages: tuple[Snapshot, ...],
    storage: Storage,
    now: datetime,
    progress: Callable[[], None],
) -> dict[Wording, Rehearsed]:
    """What each wording is answered with. One that is no question, 'jeg er væk til fredag', is left out."""
    found: dict[Wording, Rehearsed] = {}
    with suppress(_EnoughError), storage.transaction() as work:
        for number, wording in enumerate(wordings):
            services = Services(FixedContent(stages[wording.stage]), OpenStorage(work), most_a_minute=MANY)
            sender, place = Sender(WEB, f"rehearsal-{number}"), Place(f"rehearsal-{number}")
            exchange = ask(Asking(f"rehearsal-{number}", sender, place, wording.text), services=services, now=now)
            question = work.question(exchange.question_id) if exchange.question_id else None
            if question is not None:
                found[wording] = Rehearsed(question, exchange)
            progress()
        raise _EnoughError
    return found


class _EnoughError(Exception):
    """Undoes the rehearsal."""
