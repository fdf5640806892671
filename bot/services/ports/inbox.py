"""What storage can be asked about an inbox: its piles, how many lie in each, and a search through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.services.ports.rows import Holding, Ticket


class Pile(StrEnum):
    """The piles of an inbox. One who asked a ticket never has it in any of them.

    `mine`: lies with oneself: taken, told of, or sent to a role of one's own and to nobody in particular; what one was
    told of and a colleague took comes back when it is late.
    `roles`: all that waits for an answer and may be answered. `overdue`: those of them whose time has passed.
    `awaiting`: wait for their asker. `answered`: answered or closed.
    """

    MINE = "mine"
    ROLES = "roles"
    OVERDUE = "overdue"
    AWAITING = "awaiting"
    ANSWERED = "answered"


@dataclass(frozen=True)
class Seat:
    """Where somebody sits when they look into their inbox.

    `acts_for` are the person ids whose tickets are theirs too: their own, and of those who are away and whose deputy
    they are. `holdings` are the roles of all of these. `sees_all` is the coordinator's right.
    """

    person_id: str
    holdings: tuple[Holding, ...] = ()
    acts_for: tuple[str, ...] = ()
    sees_all: bool = False


@dataclass(frozen=True)
class Wanted:
    """What is looked for: every one of `words` in question, answer, name or number, and a system."""

    words: tuple[str, ...] = ()
    system: str | None = None


class InboxWork(Protocol):
    """Inboxes, within one transaction."""

    def count_mine(self, seat: Seat, *, now: datetime) -> int:
        """How many tickets lie with somebody and wait for an answer; cheap enough for every page."""

    def count_piles(self, seat: Seat, wanted: Wanted, *, now: datetime) -> Mapping[Pile, int]:
        """How many tickets of each pile are what is wanted."""

    def pile(
        self, pile: Pile, seat: Seat, wanted: Wanted, *, now: datetime, limit: int, offset: int = 0
    ) -> Sequence[Ticket]:
        """The tickets of a pile: urgent ones first, then by due time; those answered newest first."""

    def ticket_numbered(self, number: int) -> Ticket | None:
        """The ticket people call by this number."""

    def has_audited(self, actor_id: str, action: str, about: str, *, since: datetime) -> bool:
        """Whether the audit log has such a line since then."""
