"""Serve an employee's rights: be forgotten, and see everything that is kept."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from bot.adapters.storage.questions import STRUCTURED
from bot.adapters.storage.rows import Rows, plain
from bot.core.reply import Idle

KEPT_AS_JSON = {
    "profile": frozenset({"systems"}),
    "conversations": frozenset({"address", "state"}),
    "exchanges": frozenset({"reply", "redacted"}),
    "questions": STRUCTURED,
    "messages_waiting": frozenset({"address"}),
}
EXPORTED = {
    "identities": "SELECT channel, external_id FROM channel_identity WHERE person_id = :person_id",
    "profile": "SELECT systems, language, department, consented_at FROM profile WHERE person_id = :person_id",
    "roles": "SELECT role, system, department FROM role_holder WHERE person_id = :person_id",
    "conversations": "SELECT * FROM conversation WHERE person_id = :person_id",
    "exchanges": """SELECT exchange.* FROM exchange JOIN conversation ON conversation.id = conversation_id
        WHERE person_id = :person_id ORDER BY number""",
    "questions": "SELECT * FROM question WHERE asker_hash = :asker_hash ORDER BY asked_at",
    "tickets": "SELECT * FROM ticket WHERE requester_id = :person_id ORDER BY number",
    "ticket_history": """SELECT ticket_history.* FROM ticket_history JOIN ticket ON ticket.id = ticket_id
        WHERE requester_id = :person_id OR actor_id = :person_id ORDER BY ticket_history.number""",
    "messages_waiting": """SELECT outbox.address, outbox.created_at FROM outbox
        JOIN conversation ON conversation.id = conversation_id
        WHERE person_id = :person_id AND delivered_at IS NULL ORDER BY outbox.id""",
}

# in this order: a message, an identity and a role go; texts are emptied; last, the person becomes somebody nobody knows
FORGETTING = (
    "DELETE FROM outbox WHERE conversation_id IN (SELECT id FROM conversation WHERE person_id = :person_id)",
    "DELETE FROM channel_identity WHERE person_id = :person_id",
    "DELETE FROM profile WHERE person_id = :person_id",
    "DELETE FROM role_holder WHERE person_id = :person_id",
    """UPDATE exchange SET said = iif(said IS NULL, NULL, ''), redacted = '[]', reply = iif(
            reply ->> 'kind' = 'notice',
            json_set(reply, '$.values',
                (SELECT json_group_object(value.key, '') FROM json_each(reply, '$.values') AS value)),
            reply)
        WHERE conversation_id IN (SELECT id FROM conversation WHERE person_id = :person_id)""",
    "UPDATE question SET text = '', asker_hash = :new_hash WHERE asker_hash = :asker_hash",
    """UPDATE ticket_history SET note = ''
        WHERE ticket_id IN (SELECT id FROM ticket WHERE requester_id = :person_id)""",
    """UPDATE ticket SET requester_name = '', text = '', answer = iif(answer IS NULL, NULL, '')
        WHERE requester_id = :person_id""",
    "UPDATE ticket_history SET actor_id = :new_id WHERE actor_id = :person_id",
    """UPDATE conversation SET external_id = :new_id || ':' || id, address = '{}', state = :idle, state_at = NULL
        WHERE person_id = :person_id""",
    "UPDATE person SET id = :new_id WHERE id = :person_id",
)


class Rights(Rows):
    """Forgetting and exporting a person."""

    def forget(self, person_id: str) -> None:
        """Remove what tells who the person is and what they wrote; keep the rows that statistics count.

        The rows left belong to a new random id with no identity, and its hash: nothing leads from them to anybody.
        """
        self.has_erased = True
        new_id = uuid4().hex
        values = {
            "person_id": person_id,
            "asker_hash": self._asker_hash(person_id),
            "new_id": new_id,
            "new_hash": self._asker_hash(new_id),
            "idle": Idle(),
        }
        for statement in FORGETTING:
            self._run(statement, **values)

    def export(self, person_id: str) -> dict[str, Any]:
        """Everything stored about the person, as plain data: a list of rows per kind."""
        asker_hash = self._asker_hash(person_id)
        exported: dict[str, Any] = {"person": {"id": person_id, "asker_hash": asker_hash}}
        for name, sql in EXPORTED.items():
            rows = self._all(sql, person_id=person_id, asker_hash=asker_hash)
            exported[name] = [plain(row, structured=KEPT_AS_JSON.get(name, frozenset())) for row in rows]
        return exported
