"""Keep tickets and their append-only history."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.adapters.storage.rows import Rows, to_time, to_time_if_any
from bot.core.reply import Route
from bot.core.tickets import TicketEvent, TicketState
from bot.services.ports import Holding, Joined, Ticket, TicketStep

MOST_COMPARED = 200  # tickets of one role that a new question is compared with
INBOX_ORDER = "ORDER BY ticket.state = 'closed', ticket.due_at, ticket.number"


class Tickets(Rows):
    """Tickets and their history."""

    def next_ticket_number(self) -> int:
        """The number people will call the ticket by; no number is given twice, not even after a purge."""
        row = self._one(
            """INSERT INTO counter (name, value) VALUES ('ticket', 1)
            ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"""
        )
        assert row is not None  # noqa: S101 - RETURNING of an upsert without a condition always gives its row
        return int(row["value"])

    def add_ticket(self, ticket: Ticket) -> None:
        """Open a ticket."""
        self._add("ticket", _columns(ticket))

    def ticket(self, ticket_id: str) -> Ticket | None:
        """A ticket."""
        row = self._one("SELECT * FROM ticket WHERE id = :id", id=ticket_id)
        return None if row is None else ticket_of(row)

    def save_ticket(self, ticket: Ticket, step: TicketStep) -> None:
        """Write the ticket's new state and the line of history that led to it."""
        self._set("ticket", ticket.id, _columns(ticket))
        self._add("ticket_history", vars(step))

    def tickets_for(self, holdings: Sequence[Holding], *, everything: bool = False) -> Sequence[Ticket]:
        """Tickets routed or escalated to exactly these roles (or all), oldest due first, closed last."""
        if everything:
            return [ticket_of(row) for row in self._all(f"SELECT * FROM ticket {INBOX_ORDER}")]  # noqa: S608 - our own text
        rows = self._all(
            f"""SELECT ticket.* FROM json_each(:holdings) AS held CROSS JOIN ticket
            ON (ticket.role = held.value ->> 'role'
                AND ticket.system IS held.value ->> 'system'
                AND ticket.department IS held.value ->> 'department')
            OR (ticket.escalated_to = held.value ->> 'role'
                AND ifnull(held.value ->> 'system', ticket.system) IS ticket.system
                AND ifnull(held.value ->> 'department', ticket.department) IS ticket.department)
            GROUP BY ticket.id {INBOX_ORDER}""",  # noqa: S608 - our own text
            holdings=[vars(holding) for holding in dict.fromkeys(holdings)],
        )
        return [ticket_of(row) for row in rows]

    def tickets_of(self, person_id: str) -> Sequence[Ticket]:
        """Tickets a person waits or has waited for, their own and those they joined, newest first."""
        rows = self._all(
            """SELECT * FROM ticket WHERE requester_id = :person_id
            OR id IN (SELECT ticket_id FROM ticket_joined WHERE person_id = :person_id) ORDER BY number DESC""",
            person_id=person_id,
        )
        return [ticket_of(row) for row in rows]

    def history(self, ticket_id: str) -> Sequence[TicketStep]:
        """A ticket's history, oldest first."""
        rows = self._all("SELECT * FROM ticket_history WHERE ticket_id = :id ORDER BY number", id=ticket_id)
        return [_step(row) for row in rows]

    def join(self, joined: Joined) -> None:
        """Let somebody wait for the answer of a ticket; nothing happens when they do already."""
        if not any(one.person_id == joined.person_id for one in self.joined(joined.ticket_id)):
            self._add("ticket_joined", vars(joined))

    def leave(self, ticket_id: str, person_id: str) -> None:
        """Somebody who joined no longer waits for the answer."""
        self._run(
            "DELETE FROM ticket_joined WHERE ticket_id = :ticket_id AND person_id = :person_id",
            ticket_id=ticket_id,
            person_id=person_id,
        )

    def joined(self, ticket_id: str) -> Sequence[Joined]:
        """Who else waits for the answer, in the order they came; the requester is not among them."""
        rows = self._all("SELECT * FROM ticket_joined WHERE ticket_id = :id ORDER BY at, rowid", id=ticket_id)
        return [_joined(row) for row in rows]

    def waiting_tickets(self) -> Sequence[Ticket]:
        """Tickets that are open, assigned or wait for their asker, and those answered but not closed; by due time."""
        rows = self._all("SELECT * FROM ticket WHERE state <> 'closed' ORDER BY due_at, number")
        return [ticket_of(row) for row in rows]

    def texts_of(self, holding: Holding, states: Collection[TicketState]) -> Sequence[tuple[str, str]]:
        """(id, text) of a role's tickets in these states, newest first, at most 200."""
        rows = self._all(
            """SELECT id, text FROM ticket WHERE role = :role AND system IS :system AND department IS :department
            AND state IN (SELECT value FROM json_each(:states)) ORDER BY number DESC LIMIT :most""",
            states=list(states),
            most=MOST_COMPARED,
            **vars(holding),
        )
        return [(row["id"], row["text"]) for row in rows]

    def tell_once(self, ticket_id: str, what: str, *, now: datetime) -> bool:
        """Whether `what` (a reminder, an escalation) has not been told of this ticket before; now it has."""
        added = self._run(
            "INSERT INTO ticket_told (ticket_id, what, at) VALUES (:ticket_id, :what, :now) ON CONFLICT DO NOTHING",
            ticket_id=ticket_id,
            what=what,
            now=now,
        )
        return added.rowcount > 0

    def told(self, ticket_id: str) -> frozenset[str]:
        """Everything that `tell_once` has been told of a ticket."""
        return frozenset(
            row["what"] for row in self._all("SELECT what FROM ticket_told WHERE ticket_id = :id", id=ticket_id)
        )

    def last_steps(self, ticket_ids: Sequence[str]) -> Mapping[str, TicketStep]:
        """The newest line of history of each ticket."""
        rows = self._all(
            """SELECT * FROM ticket_history WHERE number IN (
                SELECT max(number) FROM ticket_history
                WHERE ticket_id IN (SELECT value FROM json_each(:ids)) GROUP BY ticket_id)""",
            ids=list(ticket_ids),
        )
        return {row["ticket_id"]: _step(row) for row in rows}


def _columns(ticket: Ticket) -> Mapping[str, object]:
    """The route is kept as three columns, so that an inbox is found by index."""
    columns = {**vars(ticket), **ticket.route.model_dump()}
    del columns["route"]
    return columns


def ticket_of(row: sqlite3.Row) -> Ticket:
    """The ticket a row of its table holds."""
    return Ticket(
        id=row["id"],
        number=row["number"],
        question_id=row["question_id"],
        conversation_id=row["conversation_id"] or "",
        requester_id=row["requester_id"] or "",
        requester_name=row["requester_name"],
        text=row["text"],
        language=row["language"],
        route=Route(role=row["role"], system=row["system"], department=row["department"]),
        state=TicketState(row["state"]),
        urgent=bool(row["urgent"]),
        opened_at=to_time(row["opened_at"]),
        due_at=to_time(row["due_at"]),
        assignee_id=row["assignee_id"],
        answer=row["answer"],
        answered_at=to_time_if_any(row["answered_at"]),
        closed_at=to_time_if_any(row["closed_at"]),
        addressee_id=row["addressee_id"],
        escalated_to=row["escalated_to"],
        version=row["version"],
    )


def _joined(row: sqlite3.Row) -> Joined:
    loose = {"person_id": row["person_id"] or "", "conversation_id": row["conversation_id"] or ""}
    return Joined(**{**dict(row), **loose, "at": to_time(row["at"])})


def _step(row: sqlite3.Row) -> TicketStep:
    return TicketStep(
        ticket_id=row["ticket_id"],
        at=to_time(row["at"]),
        actor_id=row["actor_id"],
        event=TicketEvent(row["event"]) if row["event"] else None,
        before=TicketState(row["before"]) if row["before"] else None,
        after=TicketState(row["after"]),
        note=row["note"],
    )
