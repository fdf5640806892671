"""Keep who is signed in, the one-time links, and the audit log that nobody changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from bot.adapters.storage.rows import Rows, to_time, to_time_if_any
from bot.services.ports import Audited, Person, Session


class Sessions(Rows):
    """Sessions, links and the audit log."""

    def add_session(self, session: Session) -> None:
        """Somebody signed in."""
        self._add("session", vars(session))

    def session(self, session_id: str) -> Session | None:
        """A session, also one that has ended or expired."""
        row = self._one("SELECT * FROM session WHERE id = :id", id=session_id)
        return None if row is None else _session(row)

    def sessions_of(self, person_id: str) -> Sequence[Session]:
        """A person's sessions that have not ended, newest first."""
        rows = self._all(
            "SELECT * FROM session WHERE person_id = :person_id AND ended_at IS NULL ORDER BY began_at DESC",
            person_id=person_id,
        )
        return [_session(row) for row in rows]

    def end_session(self, session_id: str, *, now: datetime) -> None:
        """Signed out."""
        self._run("UPDATE session SET ended_at = :now WHERE id = :id AND ended_at IS NULL", id=session_id, now=now)

    def add_link(self, link_id: str, person_id: str, *, expires_at: datetime) -> None:
        """A one-time link; `link_id` is the hash of its token."""
        self._add("sign_in_link", {"id": link_id, "person_id": person_id, "expires_at": expires_at})

    def use_link(self, link_id: str, *, now: datetime) -> Person | None:
        """The person the link signs in, once: None when it is unknown, used or expired."""
        row = self._one(
            """UPDATE sign_in_link SET used_at = :now
            WHERE id = :id AND used_at IS NULL AND expires_at > :now RETURNING person_id""",
            id=link_id,
            now=now,
        )
        return None if row is None else Person(row["person_id"], self._asker_hash(row["person_id"]))

    def link_owner(self, link_id: str) -> str | None:
        """The id of the person a link was made for, also when it is used or expired; None when it is unknown."""
        row = self._one("SELECT person_id FROM sign_in_link WHERE id = :id", id=link_id)
        return None if row is None else str(row["person_id"])

    def audit(self, line: Audited) -> None:
        """Write a line that nobody changes afterwards."""
        self._add("audit", {**vars(line), "details": dict(line.details)})

    def audited(
        self, *, limit: int = 200, before: int | None = None, action: str = ""
    ) -> Sequence[tuple[int, Audited]]:
        """(number, line), newest first, those numbered below `before`; of one `action`, or of all when it is ''."""
        rows = self._all(
            """SELECT * FROM audit WHERE (:before IS NULL OR number < :before) AND (:action = '' OR action = :action)
            ORDER BY number DESC LIMIT :limit""",
            before=before,
            action=action,
            limit=limit,
        )
        return [(row["number"], _line(row)) for row in rows]

    def audited_actions(self) -> Sequence[str]:
        """Every action the audit log has a line of."""
        return [row["action"] for row in self._all("SELECT DISTINCT action FROM audit ORDER BY action")]


def _session(row: sqlite3.Row) -> Session:
    return Session(
        id=row["id"],
        person_id=row["person_id"],
        began_at=to_time(row["began_at"]),
        expires_at=to_time(row["expires_at"]),
        ended_at=to_time_if_any(row["ended_at"]),
    )


def _line(row: sqlite3.Row) -> Audited:
    return Audited(
        at=to_time(row["at"]),
        actor_id=row["actor_id"],
        action=row["action"],
        about=row["about"],
        details=json.loads(row["details"]),
    )
