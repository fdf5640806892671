"""Tickets reach exactly the inboxes they were routed to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.adapters.storage import SqliteStorage
from bot.core.reply import Route
from bot.core.tickets import TicketEvent, TicketState
from bot.services.ports import Holding, Joined, Question, Ticket, TicketStep


@pytest.fixture
def three(
    storage: SqliteStorage, ask: Callable[..., Question], open_ticket: Callable[..., Ticket], now: datetime
) -> list[Ticket]:
    """Two of Acadre's, the first due last, and the coordinator's, which is closed."""
    acadre = Route(role="systemansvarlig", system="acadre")
    late = open_ticket(ask("anna", "e1"), route=acadre, due_at=now + timedelta(days=2))
    soon = open_ticket(ask("bo", "e2"), route=acadre, due_at=now + timedelta(days=1))
    closed = replace(open_ticket(ask("anna", "e3")), state=TicketState.CLOSED)
    with storage.transaction() as work:
        step = TicketStep(closed.id, now, "anna", TicketEvent.WITHDRAW, TicketState.OPEN, TicketState.CLOSED)
        work.save_ticket(closed, step)
    return [late, soon, closed]


def test_an_inbox_holds_its_own_tickets_oldest_due_first(storage: SqliteStorage, three: list[Ticket]) -> None:
    late, soon, _ = three
    acadre = Holding("systemansvarlig", system="acadre")

    with storage.reading() as work:
        assert work.tickets_for([acadre, acadre]) == [soon, late]
        assert work.tickets_for([Holding("systemansvarlig")]) == []
        assert work.tickets_for([]) == []


def test_the_whole_inbox_has_the_closed_ones_last(storage: SqliteStorage, three: list[Ticket]) -> None:
    late, soon, closed = three

    with storage.reading() as work:
        assert work.tickets_for([], everything=True) == [soon, late, closed]


def test_an_asker_sees_their_own_tickets_newest_first(storage: SqliteStorage, three: list[Ticket]) -> None:
    late, _, closed = three

    with storage.reading() as work:
        assert work.tickets_of(late.requester_id) == [closed, late]


def test_ticket_numbers_count_from_one_and_an_undone_one_is_given_again(storage: SqliteStorage) -> None:
    with storage.transaction() as work:
        assert [work.next_ticket_number(), work.next_ticket_number()] == [1, 2]
    with suppress(KeyError), storage.transaction() as work:
        work.next_ticket_number()
        raise KeyError

    with storage.transaction() as work:
        assert work.next_ticket_number() == 3


def test_one_who_leaves_no_longer_waits_and_the_others_do(
    storage: SqliteStorage, three: list[Ticket], now: datetime
) -> None:
    ticket, other, _ = three
    with storage.transaction() as work:
        for person_id in (other.requester_id, ticket.requester_id):
            asked = Joined(
                ticket_id=ticket.id,
                person_id=person_id,
                name="",
                conversation_id=other.conversation_id,
                question_id=other.question_id,
                text="",
                language="da",
                at=now,
            )
            work.join(asked)
        work.leave(ticket.id, other.requester_id)
        work.leave(ticket.id, "nobody")

    with storage.reading() as work:
        assert [one.person_id for one in work.joined(ticket.id)] == [ticket.requester_id]
