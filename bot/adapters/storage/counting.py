"""Read the log for counting: the countable part of each question with its own ticket, line by line."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from bot.adapters.storage.questions import to_question
from bot.adapters.storage.rows import Rows
from bot.core.desk.columns import WORDS, Lines, lines_of
from bot.services.ports import Question

STEP = "SELECT {} FROM ticket_history WHERE ticket_id = ticket.id AND event IN ({})"
FIRST_HEARD = STEP.format("min(at)", "'ask_back', 'resolve'")
FIRST_ANSWERED = STEP.format("min(at)", "'resolve'")
ASKED_BACK = STEP.format("1", "'ask_back'")
REOPENED = STEP.format("1", "'reopen'")
SAID_LAST = STEP.format("event", "'confirm', 'reopen'") + " ORDER BY number DESC LIMIT 1"

OF_QUESTION = {
    "line": "question.rowid",
    # an asker's hash is 32 hexadecimal digits; 15 of them make a number that SQLite and numpy hold
    "asker": "substr(asker_hash, 1, 15)",
    "asked": "unixepoch(asked_at)",
    "none_of_these": "chosen IS 'none'",
    "handed_over": "ticket_id IS NOT NULL",
    "confirmed": "feedback IS 'helpful'",
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
    "purge": "anonymised_at",
}
OF_TICKET = {
    "opened": "ifnull(unixepoch(ticket.opened_at), 0)",
    "due": "ifnull(unixepoch(ticket.due_at), 0)",
    "heard": f"ifnull(unixepoch(({FIRST_HEARD})), 0)",
    "kept": f"ifnull(unixepoch(({FIRST_ANSWERED})), 0)",
    "answered": "ifnull(unixepoch(ticket.answered_at), 0)",
    "own_ticket": "1",
    "waits": "ticket.state IN ('open', 'assigned')",
    "confirmed": f"feedback IS 'helpful' OR ifnull(({SAID_LAST}) = 'confirm', 0)",
    "asked_back": f"EXISTS ({ASKED_BACK})",
    "reopened": f"EXISTS ({REOPENED})",
    "role": "role",
}
"""What a question's own ticket adds; few have one, and it is read apart: that is twice as fast."""


def _selecting(columns: Mapping[str, str]) -> str:
    return "SELECT " + ", ".join(f"{column} AS {name}" for name, column in columns.items())


QUESTIONS = f"{_selecting(OF_QUESTION)} FROM question"
TICKETS = f"""{_selecting({"line": "question.rowid", **OF_TICKET})}
    FROM question JOIN ticket ON ticket.question_id = question.id"""


class Counting(Rows):
    """The log, by lines."""

    def lines_after(self, line: int, *, limit: int) -> Lines:
        """What can be counted of the questions of later lines, in their order."""
        questions = self._all(
            f"{QUESTIONS} WHERE question.rowid > :line ORDER BY question.rowid LIMIT :limit", line=line, limit=limit
        )
        last = questions[-1]["line"] if questions else line
        tickets = self._all(f"{TICKETS} WHERE question.rowid > :line AND question.rowid <= :last", line=line, last=last)
        return _counted(questions, tickets)

    def lines_at(self, lines: Sequence[int]) -> Lines:
        """The same of these lines, but for those whose question is not there any more."""
        at_lines = "WHERE question.rowid IN (SELECT value FROM json_each(:lines))"
        questions = self._all(f"{QUESTIONS} {at_lines} ORDER BY question.rowid", lines=list(lines))
        return _counted(questions, self._all(f"{TICKETS} {at_lines}", lines=list(lines)))

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


def _counted(questions: Sequence[sqlite3.Row], tickets: Sequence[sqlite3.Row]) -> Lines:
    """The values by name, with numbers for askers, of whom there are many fewer than questions."""
    lines: dict[str, Sequence[Any]] = lines_of(questions, tuple(OF_QUESTION))
    numbers = {digits: int(digits, 16) for digits in set(lines["asker"])}
    lines["asker"] = [numbers[digits] for digits in lines["asker"]]
    places = {line: place for place, line in enumerate(lines["line"])}
    for name in OF_TICKET:
        values = list(lines.get(name) or [None if name in WORDS else 0] * len(places))
        for ticket in tickets:
            values[places[ticket["line"]]] = ticket[name]
        lines[name] = values
    return lines
