"""Remember which logged questions changed after they were asked, so that what is counted of them is read again."""

from __future__ import annotations

from sqlite_utils import Database

from bot.adapters.storage.migrations.registry import migrations, run

OF_QUESTION = """DELETE FROM question_change WHERE question = {row}.rowid;
    INSERT INTO question_change (question) VALUES ({row}.rowid);"""
OF_TICKET = """DELETE FROM question_change
        WHERE question IN (SELECT question.rowid FROM ticket JOIN question ON question.id = ticket.question_id
            WHERE ticket.id = new.ticket_id);
    INSERT INTO question_change (question)
        SELECT question.rowid FROM ticket JOIN question ON question.id = ticket.question_id
        WHERE ticket.id = new.ticket_id;"""


@migrations(name="0016_question_changes")
def question_changes(db: Database) -> None:
    """The question's row, once, under a number that is higher for each later change; nothing of what it says."""
    run(
        db,
        "CREATE TABLE question_change (number INTEGER PRIMARY KEY AUTOINCREMENT, question INTEGER NOT NULL UNIQUE)",
        f"CREATE TRIGGER question_changes AFTER UPDATE ON question BEGIN {OF_QUESTION.format(row='new')} END",
        f"CREATE TRIGGER question_goes AFTER DELETE ON question BEGIN {OF_QUESTION.format(row='old')} END",
        f"CREATE TRIGGER question_of_ticket_changes AFTER INSERT ON ticket_history BEGIN {OF_TICKET} END",
    )
