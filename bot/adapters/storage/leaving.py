"""Find and pass on the tickets of somebody who leaves."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.storage.rows import Rows
from bot.adapters.storage.tickets import ticket_of
from bot.services.ports import Ticket


class Leaving(Rows):
    """Who has a ticket, when that changes without anything being done to the ticket itself."""

    def seated_tickets(self, person_id: str) -> Sequence[Ticket]:
        """The tickets a person has taken or was told of, by number."""
        rows = self._all(
            """SELECT * FROM ticket WHERE assignee_id = :person_id
            UNION SELECT * FROM ticket WHERE addressee_id = :person_id ORDER BY number""",
            person_id=person_id,
        )
        return [ticket_of(row) for row in rows]

    def reseat(self, ticket_id: str, person_id: str, heir_id: str | None) -> None:
        """Put `heir_id` wherever the person stands on the ticket; its state, version and history stay as they are."""
        self._run(
            """UPDATE ticket SET assignee_id = iif(assignee_id = :person_id, :heir_id, assignee_id),
            addressee_id = iif(addressee_id = :person_id, :heir_id, addressee_id) WHERE id = :ticket_id""",
            ticket_id=ticket_id,
            person_id=person_id,
            heir_id=heir_id,
        )
