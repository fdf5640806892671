"""Let go of names before texts, and find the lines of the audit log by what was done."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run


@migrations(name="0012_audit_action")
def audit_action(db: Database) -> None:
    """The log only grows, and the page shows one action at a time."""
    run(db, "CREATE INDEX audit_action ON audit (action, number)")


@migrations(name="0013_joined_cut_loose")
def joined_cut_loose(db: Database) -> None:
    """What was asked may be kept longer than who asked it: person and conversation may be NULL, as a ticket's may."""
    run(
        db,
        """CREATE TABLE joined_loosely (
            ticket_id TEXT NOT NULL REFERENCES ticket,
            person_id TEXT REFERENCES person ON UPDATE CASCADE,
            name TEXT NOT NULL,
            conversation_id TEXT REFERENCES conversation,
            question_id TEXT NOT NULL REFERENCES question,
            text TEXT NOT NULL,
            language TEXT NOT NULL,
            at TEXT NOT NULL,
            UNIQUE (ticket_id, person_id)
        )""",
        """INSERT INTO joined_loosely (ticket_id, person_id, name, conversation_id, question_id, text, language, at)
            SELECT ticket_id, person_id, name, conversation_id, question_id, text, language, at
            FROM ticket_joined ORDER BY rowid""",
        "DROP TABLE ticket_joined",
        "ALTER TABLE joined_loosely RENAME TO ticket_joined",
        "CREATE INDEX ticket_joined_person ON ticket_joined (person_id)",
        "CREATE INDEX ticket_joined_conversation ON ticket_joined (conversation_id)",
        "CREATE INDEX ticket_joined_question ON ticket_joined (question_id)",
    )
