"""Answers put before the coordinator to be judged, and past questions asked again after a change."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run


@migrations(name="0019_checks")
def checks(db: Database) -> None:
    """The question's text stays in the log alone, so that what is forgotten there is gone here too."""
    run(
        db,
        """CREATE TABLE check_week (
            week TEXT PRIMARY KEY,
            seed TEXT NOT NULL,
            drawn_at TEXT NOT NULL,
            answers INTEGER NOT NULL,
            closed_at TEXT,
            closed_by TEXT REFERENCES person ON UPDATE CASCADE
        )""",
        "CREATE INDEX check_week_closed_by ON check_week (closed_by)",
        """CREATE TABLE blind_check (
            week TEXT NOT NULL REFERENCES check_week,
            number INTEGER NOT NULL,
            question_id TEXT NOT NULL REFERENCES question,
            article TEXT NOT NULL,
            probability REAL NOT NULL,
            title TEXT NOT NULL,
            answer TEXT NOT NULL,
            is_as_given INTEGER NOT NULL,
            judgement TEXT,
            note TEXT NOT NULL,
            judged_at TEXT,
            judged_by TEXT REFERENCES person ON UPDATE CASCADE,
            wanted TEXT NOT NULL,
            ticket_id TEXT REFERENCES ticket ON DELETE SET NULL,
            draft_id TEXT REFERENCES draft ON DELETE SET NULL,
            PRIMARY KEY (week, number)
        )""",
        "CREATE INDEX blind_check_question ON blind_check (question_id)",
        "CREATE INDEX blind_check_judged_by ON blind_check (judged_by)",
        "CREATE INDEX blind_check_ticket ON blind_check (ticket_id)",
        "CREATE INDEX blind_check_draft ON blind_check (draft_id)",
    )


@migrations(name="0020_replays")
def replays(db: Database) -> None:
    """Which content answered when, and what other content replies to the same questions."""
    run(
        db,
        "CREATE TABLE served (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, since TEXT NOT NULL)",
        """CREATE TABLE replay (
            id TEXT PRIMARY KEY,
            change INTEGER NOT NULL REFERENCES served,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            since TEXT NOT NULL,
            made_at TEXT NOT NULL,
            unanswered INTEGER NOT NULL,
            answered INTEGER NOT NULL,
            is_beside_log INTEGER NOT NULL,
            topics TEXT NOT NULL,
            counts TEXT NOT NULL,
            failed INTEGER NOT NULL
        )""",
        "CREATE INDEX replay_change ON replay (change, made_at)",
        """CREATE TABLE replayed (
            replay_id TEXT NOT NULL REFERENCES replay,
            question_id TEXT NOT NULL REFERENCES question,
            kind TEXT NOT NULL,
            was TEXT NOT NULL,
            became TEXT NOT NULL,
            topic TEXT,
            PRIMARY KEY (replay_id, question_id)
        ) WITHOUT ROWID""",
        "CREATE INDEX replayed_question ON replayed (question_id)",
    )
