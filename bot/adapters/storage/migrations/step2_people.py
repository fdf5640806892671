"""Signed-in people, the audit log, and the whole life of a ticket."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run


@migrations(name="0005_identities")
def identities(db: Database) -> None:
    """Who somebody is across channels, who stands in for them, and where they are signed in."""
    run(
        db,
        "ALTER TABLE person ADD COLUMN name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE person ADD COLUMN email TEXT",  # in small letters
        "ALTER TABLE person ADD COLUMN deputy_id TEXT REFERENCES person ON UPDATE CASCADE ON DELETE SET NULL",
        "CREATE UNIQUE INDEX person_email ON person (email)",
        "CREATE INDEX person_deputy ON person (deputy_id)",
        "ALTER TABLE role_holder ADD COLUMN source TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE role_holder ADD COLUMN chosen INTEGER NOT NULL DEFAULT 0",  # round robin: when it was one's turn
        """CREATE TABLE absence (
            id INTEGER PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES person ON UPDATE CASCADE,
            first_day TEXT NOT NULL,
            last_day TEXT NOT NULL
        )""",
        "CREATE INDEX absence_person ON absence (person_id)",
        """CREATE TABLE session (
            id TEXT PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES person ON UPDATE CASCADE,
            began_at TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            ended_at TEXT
        )""",
        "CREATE INDEX session_person ON session (person_id)",
        """CREATE TABLE sign_in_link (
            id TEXT PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES person ON UPDATE CASCADE,
            expires_at TEXT NOT NULL,
            used_at TEXT
        )""",
        "CREATE INDEX sign_in_link_person ON sign_in_link (person_id)",
    )


@migrations(name="0006_audit")
def audit(db: Database) -> None:
    """What people did that somebody may ask about later. Lines are added, never changed or taken away.

    Only who is meant may be replaced, by somebody nobody knows, when a person is forgotten.
    """
    run(
        db,
        """CREATE TABLE audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            actor_id TEXT NOT NULL,
            action TEXT NOT NULL,
            about TEXT NOT NULL,
            details TEXT NOT NULL
        )""",
        "CREATE INDEX audit_actor ON audit (actor_id)",
        "CREATE INDEX audit_about ON audit (about)",
        """CREATE TRIGGER audit_stays BEFORE UPDATE OF number, at, action, details ON audit
            BEGIN SELECT RAISE(ABORT, 'a line of the audit log is never changed'); END""",
        """CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'a line of the audit log is never taken away'); END""",
        """CREATE TRIGGER ticket_history_stays
            BEFORE UPDATE OF number, ticket_id, at, event, before, after ON ticket_history
            BEGIN SELECT RAISE(ABORT, 'a line of history is never changed'); END""",
        """CREATE TRIGGER ticket_history_is_kept BEFORE DELETE ON ticket_history
            BEGIN SELECT RAISE(ABORT, 'a line of history is never taken away'); END""",
    )


@migrations(name="0007_ticket_life")
def ticket_life(db: Database) -> None:
    """Who was told of a ticket, who sees it because nobody acted, who else asked, and what has been told once."""
    run(
        db,
        "ALTER TABLE ticket ADD COLUMN addressee_id TEXT REFERENCES person ON UPDATE CASCADE",
        "ALTER TABLE ticket ADD COLUMN escalated_to TEXT",
        "ALTER TABLE ticket ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
        "CREATE INDEX ticket_addressee ON ticket (addressee_id)",
        "CREATE INDEX ticket_state ON ticket (state, due_at)",
        """CREATE TABLE ticket_joined (
            ticket_id TEXT NOT NULL REFERENCES ticket,
            person_id TEXT NOT NULL REFERENCES person ON UPDATE CASCADE,
            name TEXT NOT NULL,
            conversation_id TEXT NOT NULL REFERENCES conversation,
            question_id TEXT NOT NULL REFERENCES question,
            text TEXT NOT NULL,
            language TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (ticket_id, person_id)
        )""",
        "CREATE INDEX ticket_joined_person ON ticket_joined (person_id)",
        "CREATE INDEX ticket_joined_conversation ON ticket_joined (conversation_id)",
        "CREATE INDEX ticket_joined_question ON ticket_joined (question_id)",
        """CREATE TABLE ticket_told (
            ticket_id TEXT NOT NULL REFERENCES ticket,
            what TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (ticket_id, what)
        ) WITHOUT ROWID""",
    )
