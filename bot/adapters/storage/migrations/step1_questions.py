"""The first tables: people, what was said, tickets, and the outbox."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run

QUESTION = """CREATE TABLE question (
    id TEXT PRIMARY KEY,
    event_id TEXT NOT NULL,
    conversation_id TEXT REFERENCES conversation,
    channel TEXT NOT NULL,
    asker_hash TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    reply TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    route TEXT NOT NULL,
    department TEXT,
    system TEXT,
    document_type TEXT,
    procedure TEXT,
    theme TEXT,
    article TEXT,
    also TEXT NOT NULL,
    candidates TEXT NOT NULL,
    chosen TEXT,
    probability REAL NOT NULL,
    in_field REAL NOT NULL,
    ticket_id TEXT,
    feedback TEXT,
    feedback_reason TEXT,
    latency_ms REAL NOT NULL,
    anonymised_at TEXT
)"""


@migrations(name="0001_people")
def people(db: Database) -> None:
    """Who uses the bot. A person's id changes when they are forgotten, and what refers to it follows."""
    run(
        db,
        "CREATE TABLE person (id TEXT PRIMARY KEY, created_at TEXT NOT NULL)",
        """CREATE TABLE channel_identity (
            channel TEXT NOT NULL,
            external_id TEXT NOT NULL,
            person_id TEXT NOT NULL REFERENCES person ON UPDATE CASCADE,
            PRIMARY KEY (channel, external_id)
        ) WITHOUT ROWID""",
        "CREATE INDEX channel_identity_person ON channel_identity (person_id)",
        """CREATE TABLE profile (
            person_id TEXT PRIMARY KEY REFERENCES person ON UPDATE CASCADE,
            systems TEXT NOT NULL,
            language TEXT,
            department TEXT,
            consented_at TEXT
        )""",
        """CREATE TABLE role_holder (
            person_id TEXT NOT NULL REFERENCES person ON UPDATE CASCADE,
            role TEXT NOT NULL,
            system TEXT,
            department TEXT
        )""",
        # NULLs are all different to a UNIQUE constraint
        """CREATE UNIQUE INDEX role_holder_once
            ON role_holder (role, ifnull(system, ''), ifnull(department, ''), person_id)""",
        "CREATE INDEX role_holder_person ON role_holder (person_id)",
    )


@migrations(name="0002_conversations")
def conversations(db: Database) -> None:
    """What was said. A retained question is cut loose from its conversation, hence the column that may be NULL."""
    run(
        db,
        """CREATE TABLE conversation (
            id TEXT PRIMARY KEY,
            channel TEXT NOT NULL,
            external_id TEXT NOT NULL,
            person_id TEXT NOT NULL REFERENCES person ON UPDATE CASCADE,
            address TEXT NOT NULL,
            state TEXT NOT NULL,
            state_at TEXT,
            UNIQUE (channel, external_id, person_id)
        )""",
        "CREATE INDEX conversation_person ON conversation (person_id)",
        QUESTION,
        "CREATE INDEX question_asked ON question (asked_at)",
        "CREATE INDEX question_asker ON question (asker_hash, asked_at)",
        "CREATE INDEX question_conversation ON question (conversation_id)",
        """CREATE TABLE exchange (
            number INTEGER PRIMARY KEY,
            event_id TEXT NOT NULL UNIQUE,
            conversation_id TEXT NOT NULL REFERENCES conversation,
            question_id TEXT REFERENCES question,
            said TEXT,
            reply TEXT NOT NULL,
            language TEXT NOT NULL,
            at TEXT NOT NULL,
            redacted TEXT NOT NULL,
            paused_question_id TEXT
        )""",
        "CREATE INDEX exchange_conversation ON exchange (conversation_id, at)",
        "CREATE INDEX exchange_at ON exchange (at)",
        "CREATE INDEX exchange_question ON exchange (question_id)",
    )


@migrations(name="0003_tickets")
def tickets(db: Database) -> None:
    """Questions that a person answers, under the number they are called by."""
    run(
        db,
        "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
        """CREATE TABLE ticket (
            id TEXT PRIMARY KEY,
            number INTEGER NOT NULL UNIQUE,
            question_id TEXT NOT NULL REFERENCES question,
            conversation_id TEXT REFERENCES conversation,
            requester_id TEXT REFERENCES person ON UPDATE CASCADE,
            requester_name TEXT NOT NULL,
            text TEXT NOT NULL,
            language TEXT NOT NULL,
            role TEXT NOT NULL,
            system TEXT,
            department TEXT,
            state TEXT NOT NULL,
            urgent INTEGER NOT NULL,
            opened_at TEXT NOT NULL,
            due_at TEXT NOT NULL,
            assignee_id TEXT REFERENCES person ON UPDATE CASCADE,
            answer TEXT,
            answered_at TEXT,
            closed_at TEXT
        )""",
        "CREATE INDEX ticket_role ON ticket (role, system, department)",
        "CREATE INDEX ticket_requester ON ticket (requester_id)",
        "CREATE INDEX ticket_assignee ON ticket (assignee_id)",
        "CREATE INDEX ticket_question ON ticket (question_id)",
        "CREATE INDEX ticket_conversation ON ticket (conversation_id)",
        """CREATE TABLE ticket_history (
            number INTEGER PRIMARY KEY,
            ticket_id TEXT NOT NULL REFERENCES ticket,
            at TEXT NOT NULL,
            actor_id TEXT NOT NULL,
            event TEXT,
            before TEXT,
            after TEXT NOT NULL,
            note TEXT NOT NULL
        )""",
        "CREATE INDEX ticket_history_ticket ON ticket_history (ticket_id)",
        "CREATE INDEX ticket_history_actor ON ticket_history (actor_id)",
    )


@migrations(name="0004_outbox")
def outbox(db: Database) -> None:
    """Messages that must arrive. Ids are never used twice, because they are the order of delivery."""
    run(
        db,
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation_id TEXT NOT NULL REFERENCES conversation,
            channel TEXT NOT NULL,
            address TEXT NOT NULL,
            body TEXT NOT NULL,
            dedupe_key TEXT NOT NULL UNIQUE,
            attempts INTEGER NOT NULL DEFAULT 0,
            created_at TEXT NOT NULL,
            due_at TEXT NOT NULL,
            leased_until TEXT,
            delivered_at TEXT,
            given_up_at TEXT,
            reason TEXT
        )""",
        """CREATE INDEX outbox_due ON outbox (channel, due_at)
            WHERE delivered_at IS NULL AND given_up_at IS NULL""",
        """CREATE INDEX outbox_waiting ON outbox (conversation_id, id)
            WHERE delivered_at IS NULL AND given_up_at IS NULL""",
        "CREATE INDEX outbox_conversation ON outbox (conversation_id)",
        "CREATE INDEX outbox_created ON outbox (created_at)",
    )
