"""What people missed, gathered into items for the network to act on."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run

ITEM = """CREATE TABLE backlog_item (
    id TEXT PRIMARY KEY,
    made_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    title TEXT NOT NULL,
    typical_id TEXT REFERENCES question,
    typical_among INTEGER NOT NULL,
    kind TEXT,
    state TEXT NOT NULL,
    owner TEXT NOT NULL,
    due_on TEXT,
    notes TEXT NOT NULL,
    reason TEXT NOT NULL,
    done_at TEXT,
    returned_at TEXT,
    draft_id TEXT REFERENCES draft ON DELETE SET NULL,
    ticket_id TEXT REFERENCES ticket ON DELETE SET NULL,
    merged_into TEXT REFERENCES backlog_item,
    by_hand INTEGER NOT NULL,
    version INTEGER NOT NULL,
    questions INTEGER NOT NULL DEFAULT 0,
    people INTEGER NOT NULL DEFAULT 0,
    first_at TEXT,
    last_at TEXT,
    systems TEXT NOT NULL DEFAULT '[]',
    weeks TEXT NOT NULL DEFAULT '[]',
    week_of TEXT,
    trend INTEGER NOT NULL DEFAULT 0
)"""


@migrations(name="0017_backlog")
def backlog(db: Database) -> None:
    """An item refers to the questions behind it and copies none of their words; what they add up to is kept with it."""
    run(
        db,
        ITEM,
        "CREATE INDEX backlog_item_typical ON backlog_item (typical_id)",
        "CREATE INDEX backlog_item_merged ON backlog_item (merged_into)",
        "CREATE INDEX backlog_item_draft ON backlog_item (draft_id)",
        "CREATE INDEX backlog_item_ticket ON backlog_item (ticket_id)",
        """CREATE TABLE backlog_question (
            question_id TEXT PRIMARY KEY REFERENCES question,
            item_id TEXT NOT NULL REFERENCES backlog_item,
            cluster TEXT NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX backlog_question_item ON backlog_question (item_id, cluster)",
        """CREATE TABLE backlog_history (
            number INTEGER PRIMARY KEY,
            item_id TEXT NOT NULL REFERENCES backlog_item,
            at TEXT NOT NULL,
            actor_id TEXT REFERENCES person ON UPDATE CASCADE,
            event TEXT NOT NULL,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            note TEXT NOT NULL
        )""",
        "CREATE INDEX backlog_history_item ON backlog_history (item_id)",
        "CREATE INDEX backlog_history_actor ON backlog_history (actor_id)",
        """CREATE TRIGGER backlog_history_stays
            BEFORE UPDATE OF number, item_id, at, event, before, after ON backlog_history
            BEGIN SELECT RAISE(ABORT, 'a line of history is never changed'); END""",
        """CREATE TRIGGER backlog_history_is_kept BEFORE DELETE ON backlog_history
            BEGIN SELECT RAISE(ABORT, 'a line of history is never taken away'); END""",
    )
