"""What must hold of the tickets in a database whatever happened: each function gives what is wrong, in words."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.core.tickets import QUIET, REOPEN_WITHIN, TRANSITIONS, TicketEvent, TicketState
from bot.services.ports import PUSHED, Ticket, TicketStep, Work

HOLDERS_EVENTS = frozenset(
    {
        TicketEvent.ASSIGN,
        TicketEvent.FORWARD,
        TicketEvent.MERGE,
        TicketEvent.RESOLVE,
        TicketEvent.ASK_BACK,
        TicketEvent.RELEASE,
    }
)
"""What only one who does not wait for the answer may do."""
TOLD_AS = {
    TicketEvent.RESOLVE: ("notice.answered", "answer"),
    TicketEvent.ASK_BACK: ("notice.asked_back", "question"),
    TicketEvent.FORWARD: ("notice.forwarded", "why"),
    TicketEvent.MERGE: ("notice.merged", "into"),
}
"""What everybody who waits is told of it, and the value that holds the note of its line of history."""

MAILED_ONCE = frozenset({"asked_back"})
"""One mail is enough for what is put to somebody again who left and came back."""

Told = tuple[str, str, str, str]  # ticket, phrase, words, person
Mailed = tuple[str, str, str]  # ticket, what, person

WRITTEN = """SELECT event_id, reply, person_id, channel, email FROM exchange
    JOIN conversation ON conversation.id = conversation_id JOIN person ON person.id = person_id
    WHERE said IS NULL AND event_id LIKE 'ticket:%'"""
WAITING = "SELECT body, person_id FROM outbox JOIN conversation ON conversation.id = conversation_id"


@dataclass(frozen=True)
class Notices:
    """What the bot wrote of itself into conversations, and what waits to be sent."""

    told: Counter[Told]
    event_ids: frozenset[str]  # of those in channels that the bot writes to
    sent: Counter[str]  # event ids in the outbox
    fetched: Counter[Mailed]  # written to somebody who has to fetch them and has an e-mail address
    mailed: Counter[Mailed]  # in the outbox, as a mail that says so


def all_problems(work: Work, path: Path) -> list[str]:
    """Everything that is wrong with the tickets in the database at `path`, which `work` reads."""
    tickets = [one for one in map(work.ticket, _column(path, "SELECT id FROM ticket ORDER BY number")) if one]
    histories = {ticket.id: work.history(ticket.id) for ticket in tickets}
    notices = notices_in(path)
    return [
        *(problem for ticket in tickets for problem in history_problems(ticket, histories[ticket.id])),
        *(problem for ticket in tickets for problem in asker_problems(work, ticket, histories[ticket.id])),
        *telling_problems(histories, notices),
        *lost_questions(work, path),
    ]


def history_problems(ticket: Ticket, history: Sequence[TicketStep]) -> Iterator[str]:
    """A ticket stands where its history leads when the table is followed line by line, and nowhere else."""
    if not history or history[0].event is not None or history[0].after is not TicketState.OPEN:
        yield f"{ticket.number}: the history does not begin with an open ticket"
        return
    state, closed_at = TicketState.OPEN, None
    for earlier, step in pairwise(history):
        if step.event is None or step.before is not state or TRANSITIONS[state].get(step.event) is not step.after:
            yield f"{ticket.number}: {step.before} –{step.event}→ {step.after} while it was {state}"
        if step.at < earlier.at or (state is TicketState.CLOSED and _is_too_late(step, closed_at)):
            yield f"{ticket.number}: {step.event} at a time when it could not be"
        if step.after is not state:
            closed_at = step.at if step.after is TicketState.CLOSED else None
        state = step.after
    version = 1 + sum(step.event not in QUIET for step in history[1:])
    if (ticket.state, ticket.version, ticket.closed_at) != (state, version, closed_at):
        yield f"{ticket.number} is {ticket.state} v{ticket.version}, its history says {state} v{version}"
    if ticket.state is TicketState.ASSIGNED and ticket.assignee_id is None:
        yield f"{ticket.number} is assigned to nobody"


def _is_too_late(step: TicketStep, closed_at: datetime | None) -> bool:
    is_back = step.event is TicketEvent.REOPEN
    return is_back and (closed_at is None or step.at - closed_at > REOPEN_WITHIN)


def asker_problems(work: Work, ticket: Ticket, history: Sequence[TicketStep]) -> Iterator[str]:
    """Who waits is who came and did not leave; none of them ever acted, and it lies with none of them."""
    waiting: set[str] = set()
    for step, before in zip(history, askers_by_step(history), strict=True):
        waiting = _after(step, before)
        if step.event in HOLDERS_EVENTS and step.actor_id in before:
            yield f"{ticket.number}: {step.event} by one who waits for the answer"
    known = {ticket.requester_id, *(one.person_id for one in work.joined(ticket.id))}
    if known != waiting:
        yield f"{ticket.number}: {len(known)} wait for the answer, the history says {len(waiting)}"
    if ticket.state in (TicketState.OPEN, TicketState.ASSIGNED) and {ticket.assignee_id, ticket.addressee_id} & known:
        yield f"{ticket.number} lies with one who waits for its answer"


def askers_by_step(history: Sequence[TicketStep]) -> Iterator[frozenset[str]]:
    """Who waited for the answer just before each line of a history."""
    waiting: set[str] = set()
    for step in history:
        yield frozenset(waiting)
        waiting = _after(step, waiting)


def _after(step: TicketStep, waiting: set[str] | frozenset[str]) -> set[str]:
    if step.event in (None, TicketEvent.JOIN):
        return {*waiting, step.actor_id}
    return set(waiting) - {step.actor_id} if step.event is TicketEvent.LEAVE else set(waiting)


def telling_problems(histories: Mapping[str, Sequence[TicketStep]], notices: Notices) -> Iterator[str]:
    """Everybody who waited was told every answer, question back, forwarding and merge, once; nobody else was."""
    wanted = Counter(told for ticket_id, history in histories.items() for told in _due_to_be_told(ticket_id, history))
    for told in sorted(wanted.keys() | notices.told.keys()):
        if wanted[told] != notices.told[told]:
            yield f"{told[1]} of {told[0]} was told {notices.told[told]} times to somebody and not {wanted[told]}"
    for event_id in sorted(notices.event_ids):
        if notices.sent[event_id] != 1:
            yield f"{event_id} is {notices.sent[event_id]} times in the outbox"
    for mailed in sorted(notices.fetched.keys() | notices.mailed.keys()):
        least = min(notices.fetched[mailed], 1) if mailed[1] in MAILED_ONCE else notices.fetched[mailed]
        if not least <= notices.mailed[mailed] <= notices.fetched[mailed]:
            yield f"{mailed[1]} of {mailed[0]}: {notices.fetched[mailed]} to fetch, {notices.mailed[mailed]} mails"


def _due_to_be_told(ticket_id: str, history: Sequence[TicketStep]) -> Iterator[Told]:
    asked = ""
    for step, waiting in zip(history, askers_by_step(history), strict=True):
        asked = step.note if step.event is TicketEvent.ASK_BACK else asked
        if step.event in TOLD_AS:
            yield from ((ticket_id, TOLD_AS[step.event][0], step.note, person_id) for person_id in waiting)
        if step.event is TicketEvent.JOIN and step.after is TicketState.AWAITING_REQUESTER:
            yield ticket_id, TOLD_AS[TicketEvent.ASK_BACK][0], asked, step.actor_id


def lost_questions(work: Work, path: Path) -> Iterator[str]:
    """A question that was sent has a ticket, which its asker waits for unless they withdrew it."""
    hashes = _rows(path, "SELECT id FROM person")
    known = {person.asker_hash: person.id for (one,) in hashes if (person := work.person_by_id(one))}
    for question_id, asker_hash, ticket_id in _rows(
        path,
        """SELECT question.id, question.asker_hash, question.ticket_id FROM question
        JOIN exchange ON exchange.question_id = question.id
        WHERE exchange.reply ->> '$.key' IN ('notice.sent', 'notice.sent_before', 'notice.joined')""",
    ):
        ticket = work.ticket(ticket_id) if ticket_id else None
        if ticket is None:
            yield f"question {question_id} was sent and has no ticket"
            continue
        came = [step for step in work.history(ticket.id) if step.actor_id == known[asker_hash]]
        if not any(step.event in (None, TicketEvent.JOIN) for step in came):
            yield f"{ticket.number}: one who asked never waited for the answer"


def notices_in(path: Path) -> Notices:
    """The notices of tickets that are in the database at `path`; nothing of the outbox must have been delivered."""
    told, fetched, mailed = Counter[Told](), Counter[Mailed](), Counter[Mailed]()
    event_ids: set[str] = set()
    words = dict(TOLD_AS.values())
    for event_id, reply, person_id, channel, email in _rows(path, WRITTEN):
        notice: dict[str, Any] = json.loads(reply)
        key, values = notice["key"], notice["values"]
        if key in words:
            told[values["ticket"], key, values[words[key]], person_id] += 1
        if channel in PUSHED:
            event_ids.add(event_id)
        elif email:
            fetched[values["ticket"], key.removeprefix("notice."), person_id] += 1
    waiting = [(json.loads(body), person_id) for body, person_id in _rows(path, WAITING)]
    for body, person_id in waiting:
        if "asker" in body:
            mailed[body["ticket"], body["what"], person_id] += 1
    sent = Counter(body["event_id"] for body, _ in waiting if "event_id" in body)
    return Notices(told, frozenset(event_ids), sent, fetched, mailed)


def _column(path: Path, sql: str) -> list[str]:
    return [row[0] for row in _rows(path, sql)]


def _rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()
