"""What storage can be asked when somebody leaves: the tickets they have their hands on, and who has them next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.services.ports.rows import Ticket


class LeavingWork(Protocol):
    """Letting go of tickets, within one transaction."""

    def seated_tickets(self, person_id: str) -> Sequence[Ticket]:
        """The tickets a person has taken or was told of, by number."""

    def reseat(self, ticket_id: str, person_id: str, heir_id: str | None) -> None:
        """Put `heir_id` wherever the person stands on the ticket; its state, version and history stay as they are."""
