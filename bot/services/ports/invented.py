"""What storage can be asked about an invented history: whether it is one, and to take many rows in at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.services.ports.rows import Conversation, Exchange, Place, Profile, Question, Sender


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is put in whole: known in a channel by `sender`, and what they want remembered."""

    person_id: str
    sender: Sender
    profile: Profile
    came_at: datetime


class InventedWork(Protocol):
    """An invented history, within one transaction."""

    def is_invented(self) -> bool:
        """Whether everybody and everything in this database is made up."""

    def mark_invented(self) -> None:
        """Say of this database that everybody and everything in it is made up; it cannot be taken back.

        From now on nothing can be put in its outbox.
        """

    def settle_in(self, newcomers: Iterable[Newcomer]) -> None:
        """Make people known. Names are kept, addresses are not."""

    def begin_conversations(self, begun: Iterable[tuple[Conversation, Place]]) -> None:
        """Begin conversations under the ids they have."""

    def add_questions(self, questions: Iterable[Question]) -> None:
        """Log questions."""

    def add_exchanges(self, exchanges: Iterable[Exchange]) -> None:
        """Keep turns."""
