"""Keep tickets and their append-only history."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from bot.adapters.storage.rows import Rows, to_time, to_time_if_any
from bot.core.reply import Route
from bot.core.tickets import TicketEvent, TicketState
from bot.services.ports import Holding, Ticket, TicketStep

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
        return None if row is None else _ticket(row)

    def save_ticket(self, ticket: Ticket, step: TicketStep) -> None:
        """Write the ticket's new state and the line of history that led to it."""
        self._set("ticket", ticket.id, _columns(ticket))
        self._add("ticket_history", vars(step))

    def tickets_for(self, holdings: Sequence[Holding], *, everything: bool = False) -> Sequence[Ticket]:
        """Tickets routed to exactly these roles (or all), oldest due first, closed last."""
        if everything:
            return [_ticket(row) for row in self._all(f"SELECT * FROM ticket {INBOX_ORDER}")]  # noqa: S608 - our own text
        rows = self._all(
            f"""SELECT ticket.* FROM json_each(:holdings) AS held CROSS JOIN ticket
            ON ticket.role = held.value ->> 'role'
            AND ticket.system IS held.value ->> 'system'
            AND ticket.department IS held.value ->> 'department' {INBOX_ORDER}""",  # noqa: S608 - our own text
            holdings=[vars(holding) for holding in dict.fromkeys(holdings)],
        )
        return [_ticket(row) for row in rows]

    def tickets_of(self, person_id: str) -> Sequence[Ticket]:
        """Tickets a person has asked for, newest first."""
        rows = self._all(
            "SELECT * FROM ticket WHERE requester_id = :person_id ORDER BY number DESC", person_id=person_id
        )
        return [_ticket(row) for row in rows]

    def history(self, ticket_id: str) -> Sequence[TicketStep]:
        """A ticket's history, oldest first."""
        rows = self._all("SELECT * FROM ticket_history WHERE ticket_id = :id ORDER BY number", id=ticket_id)
        return [_step(row) for row in rows]


def _columns(ticket: Ticket) -> Mapping[str, object]:
    """The route is kept as three columns, so that an inbox is found by index."""
    columns = {**vars(ticket), **ticket.route.model_dump()}
    del columns["route"]
    return columns


def _ticket(row: sqlite3.Row) -> Ticket:
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
    )


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
