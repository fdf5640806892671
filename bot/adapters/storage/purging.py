"""Let go of what is past retention: names first, then texts, turns and the ties that lead from the log to a person."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from bot.adapters.storage.rows import Rows
from bot.core.reply import Idle

ENDED = "ifnull(closed_at, ifnull(answered_at, opened_at)) < :before"
LONG_CLOSED = f"""SELECT id FROM ticket WHERE state = 'closed' AND {ENDED} AND (requester_id IS NOT NULL
    OR requester_name <> '' OR assignee_id IS NOT NULL OR addressee_id IS NOT NULL)"""  # noqa: S608 - our own text, as all below
LONG_ANSWERED = f"""SELECT id FROM ticket WHERE state IN ('resolved', 'closed') AND {ENDED}
    AND (text <> '' OR requester_id IS NOT NULL OR answer <> '')"""  # noqa: S608
OLD_QUESTIONS = "asked_at < :before AND anonymised_at IS NULL"


def _names_of(tickets: str) -> tuple[str, ...]:
    return (
        f"DELETE FROM ticket_card WHERE ticket_id IN ({tickets})",  # noqa: S608
        f"UPDATE ticket_joined SET name = '', person_id = NULL, conversation_id = NULL WHERE ticket_id IN ({tickets})",  # noqa: S608
        f"UPDATE ticket_history SET note = '' WHERE event = 'assign' AND ticket_id IN ({tickets})",  # noqa: S608
        f"""UPDATE ticket SET requester_id = NULL, requester_name = '', conversation_id = NULL,
            assignee_id = NULL, addressee_id = NULL WHERE id IN ({tickets})""",  # noqa: S608
    )


NAMES = _names_of(LONG_CLOSED)
TEXTS = (
    "DELETE FROM exchange WHERE at < :before",
    """DELETE FROM outbox
        WHERE created_at < :before AND (delivered_at IS NOT NULL OR given_up_at IS NOT NULL)""",
    f"DELETE FROM ticket_card WHERE ticket_id IN ({LONG_ANSWERED})",  # noqa: S608
    f"DELETE FROM ticket_joined WHERE ticket_id IN ({LONG_ANSWERED})",  # noqa: S608
    f"DELETE FROM ticket_told WHERE ticket_id IN ({LONG_ANSWERED})",  # noqa: S608
    f"UPDATE ticket_history SET note = '', actor_id = '' WHERE ticket_id IN ({LONG_ANSWERED})",  # noqa: S608
    f"""UPDATE ticket SET requester_id = NULL, requester_name = '', conversation_id = NULL, assignee_id = NULL,
        addressee_id = NULL, text = '', answer = iif(answer IS NULL, NULL, '') WHERE id IN ({LONG_ANSWERED})""",  # noqa: S608
    f"""UPDATE question SET text = '', event_id = '', conversation_id = NULL, anonymised_at = :before
        WHERE {OLD_QUESTIONS}""",  # noqa: S608
    "UPDATE blind_check SET note = '' WHERE judged_at < :before AND note <> ''",
    """UPDATE backlog_item SET title = '', notes = '', reason = '' WHERE state IN ('done', 'declined')
        AND changed_at < :before AND (title <> '' OR notes <> '' OR reason <> '')""",
    "UPDATE backlog_history SET note = '' WHERE at < :before AND note <> ''",
    """UPDATE draft SET reason = '', trial = NULL,
        text = json_set(text, '$.utterances_da', json('[]'), '$.utterances_en', json('[]'))
        WHERE state <> 'proposed' AND changed_at < :before AND (reason <> '' OR trial IS NOT NULL
            OR text ->> '$.utterances_da' <> '[]' OR text ->> '$.utterances_en' <> '[]')""",
)

# somebody nobody has heard from since, whom nothing that is kept needs: no role, no words, no ticket, nobody's deputy
GONE = """SELECT id FROM person WHERE created_at < :before
    AND (name <> '' OR email IS NOT NULL OR EXISTS (SELECT 1 FROM channel_identity WHERE person_id = person.id))
    AND NOT EXISTS (SELECT 1 FROM role_holder WHERE person_id = person.id)
    AND NOT EXISTS (SELECT 1 FROM session WHERE person_id = person.id AND expires_at >= :before)
    AND NOT EXISTS (SELECT 1 FROM conversation JOIN exchange ON exchange.conversation_id = conversation.id
        WHERE conversation.person_id = person.id)
    AND NOT EXISTS (SELECT 1 FROM conversation JOIN outbox ON outbox.conversation_id = conversation.id
        WHERE conversation.person_id = person.id)
    AND NOT EXISTS (SELECT 1 FROM ticket WHERE person.id IN (requester_id, assignee_id, addressee_id))
    AND NOT EXISTS (SELECT 1 FROM ticket_joined WHERE person_id = person.id)
    AND NOT EXISTS (SELECT 1 FROM person AS other WHERE other.deputy_id = person.id)"""
OF_GONE = (
    f"DELETE FROM {table} WHERE person_id IN (SELECT value FROM json_each(:gone))"  # noqa: S608
    for table in ("channel_identity", "profile", "absence", "session", "sign_in_link")
)
PEOPLE = (
    *OF_GONE,
    """UPDATE conversation SET external_id = id, address = '{}', state = :idle, state_at = NULL
        WHERE person_id IN (SELECT value FROM json_each(:gone))""",
    """UPDATE person SET name = '', email = NULL, deputy_id = NULL
        WHERE id IN (SELECT value FROM json_each(:gone))""",
)

# what makes the sign-in and the routing work, and serves nobody afterwards: no record that is to be kept
EXPIRED = (
    "DELETE FROM session WHERE min(expires_at, ifnull(ended_at, expires_at)) < :before",
    "DELETE FROM sign_in_link WHERE expires_at < :before",
    "DELETE FROM absence WHERE last_day < substr(:before, 1, 10)",
)


class Purging(Rows):
    """Retention: each method gives how many rows were changed or deleted; `before` is aware."""

    def purge_names(self, before: datetime) -> int:
        """Let go of who asked, took and answered tickets that were closed before then; what was written stays.

        Of those who did something their hash is left, as in the log of questions: it names nobody, but whoever knows
        who they are, because they ask to be forgotten, still finds what they wrote.
        """
        self.has_erased = True
        history = f"ticket_history WHERE ticket_id IN ({LONG_CLOSED})"
        for row in self._all(f"SELECT DISTINCT actor_id FROM {history} AND actor_id <> ''", before=before):  # noqa: S608
            self._run(
                f"""UPDATE ticket_history SET actor_id = :hash
                WHERE actor_id = :actor_id AND ticket_id IN ({LONG_CLOSED})""",  # noqa: S608
                hash=self._asker_hash(row["actor_id"]),
                actor_id=row["actor_id"],
                before=before,
            )
        return sum(self._run(statement, before=before).rowcount for statement in NAMES)

    def purge_texts(self, before: datetime) -> int:
        """Let go of questions, conversations and tickets' texts older than that, and of people nothing is left of.

        A question stays as a line of statistics, under a hash drawn anew for each asker and each purge. One asker has
        therefore several hashes over time; `anonymised_at` names the purge, so that statistics never count them as
        several people.
        """
        self.has_erased = True
        askers = self._all(f"SELECT DISTINCT asker_hash FROM question WHERE {OLD_QUESTIONS}", before=before)  # noqa: S608
        for row in askers:
            self._run(
                f"UPDATE question SET asker_hash = :new_hash WHERE asker_hash = :asker_hash AND {OLD_QUESTIONS}",  # noqa: S608
                new_hash=uuid4().hex,
                asker_hash=row["asker_hash"],
                before=before,
            )
        changed = sum(self._run(statement, before=before).rowcount for statement in TEXTS)
        gone = [row["id"] for row in self._all(GONE, before=before)]
        return changed + sum(self._run(statement, gone=gone, idle=Idle()).rowcount for statement in PEOPLE if gone)

    def purge_expired(self, before: datetime) -> int:
        """Remove sessions, links and absences that were over before then."""
        self.has_erased = True
        return sum(self._run(statement, before=before).rowcount for statement in EXPIRED)

    def waiting_for_purge(self, *, names_before: datetime, texts_before: datetime) -> tuple[int, int]:
        """How many tickets' names, and how many questions' texts, are past their time."""
        (tickets,) = self._all(f"SELECT count(*) AS count FROM ({LONG_CLOSED})", before=names_before)  # noqa: S608
        (questions,) = self._all(f"SELECT count(*) AS count FROM question WHERE {OLD_QUESTIONS}", before=texts_before)  # noqa: S608
        return tickets["count"], questions["count"]
