"""Read the log for counting: the countable part of each question with its own ticket, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.storage.questions import to_question
from bot.adapters.storage.rows import Rows
from bot.core.desk.columns import NAMES, Row
from bot.services.ports import Question

STEP = "SELECT {} FROM ticket_history WHERE ticket_id = ticket.id AND event IN ({})"
FIRST_HEARD = STEP.format("min(at)", "'ask_back', 'resolve'")
FIRST_ANSWERED = STEP.format("min(at)", "'resolve'")
ASKED_BACK = STEP.format("1", "'ask_back'")
REOPENED = STEP.format("1", "'reopen'")
SAID_LAST = STEP.format("event", "'confirm', 'reopen'") + " ORDER BY number DESC LIMIT 1"

COUNTED = {
    "line": "question.rowid",
    # an asker's hash is 32 hexadecimal digits; 15 of them make a number that SQLite and numpy hold
    "asker": "substr(asker_hash, 1, 15)",
    "asked": "unixepoch(asked_at)",
    "opened": "ifnull(unixepoch(ticket.opened_at), 0)",
    "due": "ifnull(unixepoch(ticket.due_at), 0)",
    "heard": f"ifnull(unixepoch(({FIRST_HEARD})), 0)",
    "kept": f"ifnull(unixepoch(({FIRST_ANSWERED})), 0)",
    "answered": "ifnull(unixepoch(ticket.answered_at), 0)",
    "none_of_these": "chosen IS 'none'",
    "handed_over": "ticket_id IS NOT NULL",
    "own_ticket": "ticket.id IS NOT NULL",
    "waits": "ifnull(ticket.state IN ('open', 'assigned'), 0)",
    "confirmed": f"feedback IS 'helpful' OR ifnull(({SAID_LAST}) = 'confirm', 0)",
    "asked_back": f"EXISTS ({ASKED_BACK})",
    "reopened": f"EXISTS ({REOPENED})",
    "system": "question.system",
    "theme": "theme",
    "department": "question.department",
    "channel": "channel",
    "language": "question.language",
    "reply": "reply",
    "topic": "ifnull(procedure, article)",
    "article": "article",
    "also": "nullif(also, '[]')",
    "feedback": "feedback",
    "reason": "feedback_reason",
    "role": "role",
    "purge": "anonymised_at",
}
LINES = f"""SELECT {", ".join(f"{COUNTED[name]} AS {name}" for name in NAMES)}
    FROM question LEFT JOIN ticket ON ticket.question_id = question.id"""  # noqa: S608 - our own text


class Counting(Rows):
    """The log, by lines."""

    def lines_after(self, line: int, *, limit: int) -> Sequence[Row]:
        """What can be counted of the questions of later lines, in their order."""
        rows = self._all(
            f"{LINES} WHERE question.rowid > :line ORDER BY question.rowid LIMIT :limit", line=line, limit=limit
        )
        return [_counted(row) for row in rows]

    def lines_at(self, lines: Sequence[int]) -> Sequence[Row]:
        """The same of these lines, but for those whose question is not there any more."""
        rows = self._all(f"{LINES} WHERE question.rowid IN (SELECT value FROM json_each(:lines))", lines=list(lines))  # noqa: S608
        return [_counted(row) for row in rows]

    def changes_after(self, number: int) -> Sequence[tuple[int, int]]:
        """(number, line) of each question that was changed or taken away later than that, in their order."""
        rows = self._all(
            "SELECT number, question FROM question_change WHERE number > :number ORDER BY number", number=number
        )
        return [(row["number"], row["question"]) for row in rows]

    def newest_change(self) -> int:
        """The number of the latest change, 0 when there was none."""
        row = self._one("SELECT ifnull(max(number), 0) FROM question_change")
        return int(row[0]) if row else 0

    def questions_at(self, lines: Sequence[int]) -> Sequence[Question]:
        """The questions of these lines, newest first."""
        rows = self._all(
            """SELECT * FROM question WHERE rowid IN (SELECT value FROM json_each(:lines))
            ORDER BY asked_at DESC, rowid DESC""",
            lines=list(lines),
        )
        return [to_question(row) for row in rows]


def _counted(row: Sequence[object]) -> Row:
    return (row[0], int(str(row[1]), 16), *row[2:])
