"""Find the tickets of an inbox: which pile they lie in, how many there are, and which match a search.

Few tickets wait and an index finds them by their state; the many that are answered are found by their role and people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.adapters.storage.rows import Rows
from bot.adapters.storage.tickets import ticket_of
from bot.services.ports import Pile, Seat, Ticket, Wanted

OF_ROLE = "(ticket.role = held.role AND ticket.system IS held.system AND ticket.department IS held.department)"
ESCALATED = """(ticket.escalated_to = held.role AND ifnull(held.system, ticket.system) IS ticket.system
    AND ifnull(held.department, ticket.department) IS ticket.department)"""
IS_OF_ROLE = f"EXISTS (SELECT 1 FROM held WHERE {OF_ROLE})"  # noqa: S608 - our own text, as all below
IS_ESCALATED = f"EXISTS (SELECT 1 FROM held WHERE {ESCALATED})"  # noqa: S608
LIES_WITH_ME = f"""(ticket.assignee_id IN acting OR {IS_ESCALATED}
    OR (ticket.addressee_id IN acting AND (ticket.assignee_id IS NULL OR ticket.due_at < :now))
    OR (ticket.assignee_id IS NULL AND ticket.addressee_id IS NULL AND {IS_OF_ROLE}))"""
IS_MINE_TO_SEE = f"""(:sees_all OR ticket.assignee_id IN acting OR ticket.addressee_id IN acting
    OR {IS_OF_ROLE} OR {IS_ESCALATED})"""
NOT_ASKED_BY_ME = """ticket.requester_id IS NOT :person_id AND NOT EXISTS (
    SELECT 1 FROM ticket_joined WHERE ticket_id = ticket.id AND person_id = :person_id)"""

WAITS = "ticket.state IN ('open', 'assigned')"
WAITING_PILES = {
    Pile.MINE: f"{WAITS} AND {LIES_WITH_ME}",
    Pile.ROLES: WAITS,
    Pile.OVERDUE: f"{WAITS} AND ticket.due_at < :now",
    Pile.AWAITING: "ticket.state = 'awaiting_requester'",
}
IS_UNANSWERED = "ticket.state IN ('open', 'assigned', 'awaiting_requester')"
IS_ANSWERED = "ticket.state IN ('resolved', 'closed')"
URGENT_FIRST = "ORDER BY ticket.urgent DESC, ticket.due_at, ticket.number"
NEWEST_FIRST = "ORDER BY ifnull(ticket.answered_at, ticket.closed_at) DESC, ticket.number DESC"

SEATED = """WITH held AS MATERIALIZED (
    SELECT value ->> 'role' AS role, value ->> 'system' AS system, value ->> 'department' AS department
    FROM json_each(:holdings)), acting AS MATERIALIZED (SELECT value FROM json_each(:acts_for))"""
REACHED = f"""(SELECT ticket.id FROM held CROSS JOIN ticket ON {OF_ROLE}
    UNION SELECT ticket.id FROM held CROSS JOIN ticket ON {ESCALATED}
    UNION SELECT id FROM ticket WHERE assignee_id IN acting
    UNION SELECT id FROM ticket WHERE addressee_id IN acting) AS reached CROSS JOIN ticket ON ticket.id = reached.id"""  # noqa: S608

SAID = """(ticket.text LIKE :{0} ESCAPE '!' OR ticket.answer LIKE :{0} ESCAPE '!'
    OR ticket.requester_name LIKE :{0} ESCAPE '!' OR EXISTS (SELECT 1 FROM ticket_joined
        WHERE ticket_id = ticket.id AND (name LIKE :{0} ESCAPE '!' OR text LIKE :{0} ESCAPE '!')))"""
OF_SYSTEM = """(ticket.system = :system
    OR EXISTS (SELECT 1 FROM question WHERE question.id = ticket.question_id AND question.system = :system))"""


class Inboxes(Rows):
    """The piles of role holders' inboxes."""

    def count_mine(self, seat: Seat, *, now: datetime) -> int:
        """How many tickets lie with somebody and wait for an answer; cheap enough for every page."""
        condition = f"{WAITING_PILES[Pile.MINE]} AND {NOT_ASKED_BY_ME}"
        row = self._one(f"{SEATED} SELECT count(*) FROM ticket WHERE {condition}", now=now, **_seated(seat))  # noqa: S608
        return int(row[0]) if row else 0

    def count_piles(self, seat: Seat, wanted: Wanted, *, now: datetime) -> Mapping[Pile, int]:
        """How many tickets of each pile are what is wanted."""
        conditions, values = _wanted(wanted)
        counts = ", ".join(f"count(*) FILTER (WHERE {which}) AS {pile}" for pile, which in WAITING_PILES.items())
        waiting = f"{_seen(seat, counts, is_answered=False)} {conditions}"
        answered = f"{_seen(seat, 'count(*) AS answered', is_answered=True)} {conditions}"
        rows = [self._one(waiting, now=now, **_seated(seat), **values), self._one(answered, **_seated(seat), **values)]
        return {Pile(name): row[name] for row in rows if row is not None for name in row.keys()}  # noqa: SIM118 - iterating a Row gives values

    def pile(
        self, pile: Pile, seat: Seat, wanted: Wanted, *, now: datetime, limit: int, offset: int = 0
    ) -> Sequence[Ticket]:
        """The tickets of a pile: urgent ones first, then by due time; those answered newest first."""
        conditions, values = _wanted(wanted)
        is_answered = pile is Pile.ANSWERED
        within = "" if is_answered else f"AND {WAITING_PILES[pile]}"
        order = NEWEST_FIRST if is_answered else URGENT_FIRST
        found = f"{_seen(seat, 'ticket.*', is_answered=is_answered)} {within} {conditions}"
        rows = self._all(
            f"{found} {order} LIMIT :limit OFFSET :offset",
            now=now,
            limit=limit,
            offset=offset,
            **_seated(seat),
            **values,
        )
        return [ticket_of(row) for row in rows]

    def ticket_numbered(self, number: int) -> Ticket | None:
        """The ticket people call by this number."""
        row = self._one("SELECT * FROM ticket WHERE number = :number", number=number)
        return None if row is None else ticket_of(row)

    def has_audited(self, actor_id: str, action: str, about: str, *, since: datetime) -> bool:
        """Whether the audit log has such a line since then."""
        row = self._one(
            "SELECT 1 FROM audit WHERE about = :about AND actor_id = :actor_id AND action = :action AND at >= :since",
            about=about,
            actor_id=actor_id,
            action=action,
            since=since,
        )
        return row is not None


def _seen(seat: Seat, columns: str, *, is_answered: bool) -> str:
    """The statement over every ticket of these states that somebody may see, up to further conditions."""
    if not is_answered:
        return f"{SEATED} SELECT {columns} FROM ticket WHERE {IS_MINE_TO_SEE} AND {NOT_ASKED_BY_ME} AND {IS_UNANSWERED}"  # noqa: S608
    source = "ticket" if seat.sees_all else REACHED
    return f"{SEATED} SELECT {columns} FROM {source} WHERE {NOT_ASKED_BY_ME} AND {IS_ANSWERED}"  # noqa: S608


def _seated(seat: Seat) -> dict[str, object]:
    return {
        "person_id": seat.person_id,
        "holdings": [vars(holding) for holding in dict.fromkeys(seat.holdings)],
        "acts_for": list(seat.acts_for),
        "sees_all": int(seat.sees_all),
    }


def _wanted(wanted: Wanted) -> tuple[str, dict[str, object]]:
    """The further conditions and their parameters; what somebody typed is never part of the statement."""
    conditions: list[str] = []
    values: dict[str, object] = {}
    for at, word in enumerate(wanted.words):
        patterns = {f"word{at}_{form}": f"%{_literal(text)}%" for form, text in enumerate(_capitals(word))}
        said = " OR ".join(SAID.format(name) for name in patterns)
        conditions.append(f"AND (CAST(ticket.number AS TEXT) = :number{at} OR {said})")
        values |= {**patterns, f"number{at}": word}
    if wanted.system:
        conditions.append(f"AND {OF_SYSTEM}")
        values["system"] = wanted.system
    return " ".join(conditions), values


def _capitals(word: str) -> list[str]:
    """The word as it may be written: SQLite takes A for a, but not Å for å."""
    return [word] if word.isascii() else list(dict.fromkeys([word.lower(), word.capitalize(), word.upper()]))


def _literal(word: str) -> str:
    """`word` with the signs of LIKE's patterns taken at their letter."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
