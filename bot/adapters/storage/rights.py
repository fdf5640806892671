"""Serve an employee's rights: be forgotten, and see everything that is kept."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from bot.adapters.storage.questions import STRUCTURED
from bot.adapters.storage.rows import plain
from bot.adapters.storage.wordings import Wordings
from bot.core.reply import Idle

OWN_QUESTIONS = "SELECT id FROM question WHERE asker_hash = :asker_hash"
# the name may have been let go of before the text: then only the log's hash leads from the ticket to its asker
OWN_TICKETS = f"""SELECT id FROM ticket WHERE requester_id = :person_id
    OR (requester_id IS NULL AND question_id IN ({OWN_QUESTIONS}))"""  # noqa: S608 - our own text, as all below
OWN_CONVERSATIONS = "SELECT id FROM conversation WHERE person_id = :person_id"
OWN_JOINED = f"person_id = :person_id OR (person_id IS NULL AND question_id IN ({OWN_QUESTIONS}))"
ACTED = "actor_id IN (:person_id, :asker_hash)"
SAID = """lower(trim({words}, ' .?!')) IN (SELECT lower(trim(text, ' .?!')) FROM question
    WHERE asker_hash = :asker_hash AND text <> '')"""
AS_ASKER = """(event IS NULL OR event IN
    ('join', 'leave', 'add', 'thank', 'requester_replies', 'confirm', 'reopen', 'withdraw', 'fall_silent'))"""

KEPT_AS_JSON = {
    "profile": frozenset({"systems"}),
    "conversations": frozenset({"address", "state"}),
    "exchanges": frozenset({"reply", "redacted"}),
    "questions": STRUCTURED,
    "messages_waiting": frozenset({"address"}),
    "audit": frozenset({"details"}),
    "drafts": frozenset({"text"}),
}
EXPORTED = {
    "names": "SELECT name, email, created_at FROM person WHERE id = :person_id",
    "identities": "SELECT channel, external_id FROM channel_identity WHERE person_id = :person_id",
    "profile": "SELECT systems, language, department, consented_at FROM profile WHERE person_id = :person_id",
    "roles": "SELECT role, system, department, source FROM role_holder WHERE person_id = :person_id",
    "absences": "SELECT first_day, last_day FROM absence WHERE person_id = :person_id ORDER BY first_day",
    "deputies": """SELECT deputy.name, deputy.email FROM person
        JOIN person AS deputy ON deputy.id = person.deputy_id WHERE person.id = :person_id""",
    "deputy_for": "SELECT name, email FROM person WHERE deputy_id = :person_id ORDER BY name",
    "sessions": "SELECT began_at, expires_at, ended_at FROM session WHERE person_id = :person_id ORDER BY began_at",
    "sign_in_links": "SELECT expires_at, used_at FROM sign_in_link WHERE person_id = :person_id ORDER BY expires_at",
    "conversations": "SELECT * FROM conversation WHERE person_id = :person_id",
    "exchanges": f"SELECT * FROM exchange WHERE conversation_id IN ({OWN_CONVERSATIONS}) ORDER BY number",  # noqa: S608
    "questions": "SELECT * FROM question WHERE asker_hash = :asker_hash ORDER BY asked_at",
    "tickets": f"SELECT * FROM ticket WHERE id IN ({OWN_TICKETS}) ORDER BY number",  # noqa: S608
    "tickets_joined": f"""SELECT ticket.number, ticket_joined.name, ticket_joined.text, ticket_joined.at, ticket.answer
        FROM ticket_joined JOIN ticket ON ticket.id = ticket_id
        WHERE ticket_joined.person_id = :person_id
        OR (ticket_joined.person_id IS NULL AND ticket_joined.question_id IN ({OWN_QUESTIONS})) ORDER BY number""",  # noqa: S608
    "ticket_history": f"""SELECT * FROM ticket_history WHERE {ACTED} OR ticket_id IN ({OWN_TICKETS})
        ORDER BY number""",  # noqa: S608
    "drafts": """SELECT id, state, text, made_at, changed_at, published_at FROM draft
        WHERE :person_id IN (made_by, changed_by, published_by) ORDER BY made_at""",
    "checks": f"""SELECT week, number, question_id, title, answer, judgement, note, judged_at FROM blind_check
        WHERE judged_by = :person_id OR question_id IN ({OWN_QUESTIONS}) ORDER BY week, number""",  # noqa: S608
    "questions_asked_again": f"""SELECT question_id, changed_at, was, became FROM replayed
        JOIN replay ON replay.id = replay_id WHERE question_id IN ({OWN_QUESTIONS}) ORDER BY changed_at""",  # noqa: S608
    "backlog": """SELECT item_id, at, event, before, after, note FROM backlog_history
        WHERE actor_id = :person_id ORDER BY number""",
    "audit": "SELECT * FROM audit WHERE :person_id IN (actor_id, about) ORDER BY number",
    "messages_waiting": f"""SELECT channel, address, created_at FROM outbox
        WHERE conversation_id IN ({OWN_CONVERSATIONS}) AND delivered_at IS NULL ORDER BY id""",  # noqa: S608
}

# in this order: what is the person's alone goes; texts are emptied, those found by the log's hash before the hash is
# changed; last, the person becomes somebody nobody knows, and every foreign key follows
FORGETTING = (
    f"DELETE FROM ticket_card WHERE conversation_id IN ({OWN_CONVERSATIONS})",  # noqa: S608
    f"DELETE FROM outbox WHERE conversation_id IN ({OWN_CONVERSATIONS})",  # noqa: S608
    "DELETE FROM channel_identity WHERE person_id = :person_id",
    "DELETE FROM profile WHERE person_id = :person_id",
    "DELETE FROM role_holder WHERE person_id = :person_id",
    "DELETE FROM absence WHERE person_id = :person_id",
    "DELETE FROM session WHERE person_id = :person_id",
    "DELETE FROM sign_in_link WHERE person_id = :person_id",
    f"""UPDATE exchange SET said = iif(said IS NULL, NULL, ''), redacted = '[]', reply = iif(
            reply ->> 'kind' = 'notice',
            json_set(reply, '$.values',
                (SELECT json_group_object(value.key, '') FROM json_each(reply, '$.values') AS value)),
            reply)
        WHERE conversation_id IN ({OWN_CONVERSATIONS})""",  # noqa: S608
    # whoever answered is named to those who asked
    """UPDATE exchange SET reply = json_set(reply, '$.values.who', '')
        WHERE reply ->> '$.values.who' = (SELECT name FROM person WHERE id = :person_id AND name <> '')
        AND reply ->> '$.values.ticket' IN (SELECT ticket_id FROM ticket_history WHERE actor_id = :person_id)""",
    # to whom a ticket was given stands in its history by name
    """UPDATE ticket_history SET note = '' WHERE event = 'assign'
        AND note = (SELECT name FROM person WHERE id = :person_id AND name <> '')""",
    f"UPDATE ticket_history SET note = '' WHERE {AS_ASKER} AND {ACTED}",  # noqa: S608
    f"UPDATE ticket SET requester_name = '', text = '' WHERE id IN ({OWN_TICKETS})",  # noqa: S608
    f"DELETE FROM ticket_joined WHERE {OWN_JOINED}",  # noqa: S608
    f"UPDATE blind_check SET note = '' WHERE question_id IN ({OWN_QUESTIONS})",  # noqa: S608
    # what the coordinator took over word by word
    f"UPDATE backlog_item SET title = '' WHERE {SAID.format(words='title')}",  # noqa: S608
    f"UPDATE backlog_history SET note = '' WHERE {SAID.format(words='note')}",  # noqa: S608
    "UPDATE question SET text = '', asker_hash = :new_hash WHERE asker_hash = :asker_hash",
    f"UPDATE ticket_history SET actor_id = :new_id WHERE {ACTED}",  # noqa: S608
    "UPDATE audit SET actor_id = :new_id WHERE actor_id = :person_id",
    "UPDATE audit SET about = :new_id WHERE about = :person_id",
    """UPDATE conversation SET external_id = :new_id || ':' || id, address = '{}', state = :idle, state_at = NULL
        WHERE person_id = :person_id""",
    "UPDATE person SET deputy_id = NULL WHERE deputy_id = :person_id",
    "UPDATE person SET id = :new_id, name = '', email = NULL, deputy_id = NULL WHERE id = :person_id",
)


class Rights(Wordings):
    """Forgetting and exporting a person."""

    def forget(self, person_id: str) -> None:
        """Remove what tells who the person is and what they wrote; keep the rows that statistics count.

        The rows left belong to a new random id with no identity, and its hash: nothing leads from them to anybody.
        What others answered them stays, without their name: it is the municipality's, as is what they answered others.
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
        self._take_name_out_of_answers(OWN_TICKETS, values)
        self._take_wordings_out_of_drafts(OWN_TICKETS, OWN_JOINED, values)
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
