"""What can be counted is read line by line, and every change of a question is found again without its words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.storage import SqliteStorage
from bot.core.desk.columns import NAMES
from bot.core.tickets import TicketEvent, TicketState
from bot.services.ports import Question, Sender, Ticket, TicketStep

Ask = Callable[..., Question]
OpenTicket = Callable[..., Ticket]
HOUR = timedelta(hours=1)


def lines(storage: SqliteStorage, after: int = 0) -> list[dict[str, Any]]:
    """Every line, by the names of its columns."""
    with storage.reading() as work:
        found = work.lines_after(after, limit=100)
    return [dict(zip(NAMES, row, strict=True)) for row in zip(*(found[name] for name in NAMES), strict=True)]


def changed(storage: SqliteStorage, after: int = 0) -> list[int]:
    """The lines that changed since."""
    with storage.reading() as work:
        return [line for _, line in work.changes_after(after)]


def test_a_line_holds_codes_and_times_and_no_words(storage: SqliteStorage, ask: Ask, now: datetime) -> None:
    question = ask("anna", "e1", text="hemmeligt", system="nexus", article="mail", also=("sms",), chosen="none")

    (line,) = lines(storage)
    assert line["asker"] == int(question.asker_hash[:15], 16)
    assert (line["asked"], line["system"], line["topic"]) == (int(now.timestamp()), "nexus", "mail")
    assert (line["also"], line["none_of_these"], line["opened"], line["role"]) == ('["sms"]', 1, 0, None)
    assert not {"hemmeligt", question.asker_hash, question.id} & {str(value) for value in line.values()}


def test_a_procedure_is_one_topic_whichever_the_system(storage: SqliteStorage, ask: Ask) -> None:
    ask("anna", "e1", article="nexus-sag", procedure="sag")

    assert lines(storage)[0]["topic"] == "sag"


def test_later_lines_follow_on_earlier_ones(storage: SqliteStorage, ask: Ask) -> None:
    for number in range(3):
        ask("anna", f"e{number}")

    first, second, third = (line["line"] for line in lines(storage))
    assert [line["line"] for line in lines(storage, after=first)] == [second, third]
    with storage.reading() as work:
        assert list(work.lines_at([third, first, 99])["line"]) == [first, third]
        assert [question.id for question in work.questions_at([first, third])] == ["q-e2", "q-e0"]


def test_a_ticket_stands_on_the_line_of_the_question_it_was_opened_for(
    storage: SqliteStorage, ask: Ask, open_ticket: OpenTicket, now: datetime
) -> None:
    ticket = open_ticket(ask("anna", "e1"), due_at=now + 8 * HOUR)
    _steps(storage, ticket, now, TicketEvent.ASK_BACK, TicketEvent.REQUESTER_REPLIES, TicketEvent.RESOLVE)

    (line,) = lines(storage)
    seconds = int(now.timestamp())
    assert (line["handed_over"], line["own_ticket"], line["asked_back"], line["reopened"]) == (1, 1, 1, 0)
    assert (line["opened"], line["due"]) == (seconds, seconds + 8 * 3600)
    assert (line["heard"], line["kept"], line["confirmed"]) == (seconds + 3600, seconds + 3 * 3600, 0)


def test_an_answer_is_confirmed_until_the_ticket_is_opened_again(
    storage: SqliteStorage, ask: Ask, open_ticket: OpenTicket, now: datetime
) -> None:
    ticket = open_ticket(ask("anna", "e1"))
    _steps(storage, ticket, now, TicketEvent.RESOLVE, TicketEvent.CONFIRM)
    assert lines(storage)[0]["confirmed"] == 1

    _steps(storage, ticket, now + 5 * HOUR, TicketEvent.REOPEN)

    assert (lines(storage)[0]["confirmed"], lines(storage)[0]["reopened"]) == (0, 1)


def test_a_question_is_among_the_changes_once_and_under_a_higher_number_each_time(
    storage: SqliteStorage, ask: Ask, open_ticket: OpenTicket, now: datetime
) -> None:
    first, second = ask("anna", "e1"), ask("bo", "e2")
    assert changed(storage) == []
    with storage.transaction() as work:
        work.update_question(first.id, feedback="helpful")
        work.update_question(second.id, feedback="helpful")
        work.update_question(first.id, feedback="not_helpful")
    assert changed(storage) == [2, 1]
    with storage.reading() as work:
        seen = work.newest_change()

    ticket = open_ticket(second)
    assert changed(storage, after=seen) == [2]
    with storage.reading() as work:
        seen = work.newest_change()
    _steps(storage, ticket, now, TicketEvent.RESOLVE)

    assert changed(storage, after=seen) == [2]
    assert changed(storage) == [1, 2]


def test_forgetting_and_retention_are_changes(storage: SqliteStorage, ask: Ask, now: datetime) -> None:
    ask("anna", "e1")
    ask("bo", "e2")
    with storage.transaction() as work:
        work.forget(work.person(Sender("slack", "anna"), now=now).id)
    assert changed(storage) == [1]

    storage.purge(names_before=now + HOUR, texts_before=now + HOUR)

    assert sorted(changed(storage)) == [1, 2]
    assert [line["purge"] is not None for line in lines(storage)] == [True, True]


def test_a_question_that_is_taken_away_is_a_change(storage: SqliteStorage, ask: Ask, path: Path) -> None:
    ask("anna", "e1")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM exchange")
        connection.execute("DELETE FROM question")

    assert changed(storage) == [1]
    with storage.reading() as work:
        assert not work.lines_at([1])["line"]


def _steps(storage: SqliteStorage, ticket: Ticket, now: datetime, *events: TicketEvent) -> None:
    """These happen to the ticket, an hour between them."""
    with storage.transaction() as work:
        for number, event in enumerate(events, 1):
            after = TicketState.RESOLVED
            step = TicketStep(ticket.id, now + number * HOUR, ticket.requester_id, event, ticket.state, after)
            work.save_ticket(replace(ticket, state=after), step)
