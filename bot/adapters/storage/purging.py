"""Let go of what is past retention: texts, names, turns and the ties that lead from the log to a person."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from bot.adapters.storage.rows import Rows

OLD_TICKETS = """SELECT id FROM ticket WHERE state IN ('resolved', 'closed') AND requester_id IS NOT NULL
    AND ifnull(closed_at, ifnull(answered_at, opened_at)) < :before"""

PURGING = (
    "DELETE FROM exchange WHERE at < :before",
    """DELETE FROM outbox
        WHERE created_at < :before AND (delivered_at IS NOT NULL OR given_up_at IS NOT NULL)""",
    f"""UPDATE ticket_history SET note = '', actor_id = '' WHERE ticket_id IN ({OLD_TICKETS})""",  # noqa: S608 - our own text
    f"""UPDATE ticket SET requester_id = NULL, conversation_id = NULL, requester_name = '', text = '',
        answer = iif(answer IS NULL, NULL, '') WHERE id IN ({OLD_TICKETS})""",  # noqa: S608 - our own text
    """UPDATE question SET text = '', event_id = '', conversation_id = NULL, anonymised_at = :before
        WHERE asked_at < :before AND anonymised_at IS NULL""",
)


class Purging(Rows):
    """Retention."""

    def purge(self, before: datetime) -> int:
        """Let go of what is older than `before` (aware); gives how many rows were changed or deleted.

        A question stays as a line of statistics, under a hash drawn anew for each asker and each purge. One asker has
        therefore several hashes over time; `anonymised_at` names the purge, so that statistics never count them as
        several people.
        """
        self.has_erased = True
        askers = self._all(
            "SELECT DISTINCT asker_hash FROM question WHERE asked_at < :before AND anonymised_at IS NULL", before=before
        )
        for row in askers:
            self._run(
                """UPDATE question SET asker_hash = :new_hash
                WHERE asker_hash = :asker_hash AND asked_at < :before AND anonymised_at IS NULL""",
                new_hash=uuid4().hex,
                asker_hash=row["asker_hash"],
                before=before,
            )
        return sum(self._run(statement, before=before).rowcount for statement in PURGING)
