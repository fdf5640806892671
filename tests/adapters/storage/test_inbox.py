"""The piles of an inbox: what lies with whom, what is found by a search, and what no one may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.adapters.storage import SqliteStorage
from bot.core.reply import Route
from bot.core.tickets import TicketState
from bot.services.ports import Audited, Holding, Joined, Pile, Question, Seat, Sender, Ticket, TicketStep, Wanted

ACADRE = Holding("systemansvarlig", system="acadre")
NOTHING = Wanted()

Open = Callable[..., Ticket]


@pytest.fixture
def opened(storage: SqliteStorage, ask: Callable[..., Question], open_ticket: Callable[..., Ticket]) -> Open:
    """`opened("e1", who="anna", text=…, state=…)`: a ticket of Acadre's as it stands."""

    def made(event: str, *, who: str = "anna", text: str = "hvordan opretter jeg en sag", **fields: object) -> Ticket:
        route = Route(role="systemansvarlig", system="acadre")
        ticket = open_ticket(ask(who, event, text=text), **{"route": route, **fields})
        return _stored(storage, ticket)

    return made


def _stored(storage: SqliteStorage, ticket: Ticket) -> Ticket:
    with storage.reading() as work:
        found = work.ticket(ticket.id)
    assert found is not None
    return found


def _id(storage: SqliteStorage, who: str, now: datetime) -> str:
    with storage.transaction() as work:
        return work.person(Sender("slack", who), now=now).id


def _seat(person_id: str, *holdings: Holding, acts_for: tuple[str, ...] = (), sees_all: bool = False) -> Seat:
    return Seat(person_id, holdings, (person_id, *acts_for), sees_all)


def _pile(storage: SqliteStorage, pile: Pile, seat: Seat, now: datetime, wanted: Wanted = NOTHING) -> list[str]:
    with storage.reading() as work:
        found = [ticket.id for ticket in work.pile(pile, seat, wanted, now=now, limit=50)]
        assert work.count_piles(seat, wanted, now=now)[pile] == len(found)
        if pile is Pile.MINE and wanted == NOTHING:
            assert work.count_mine(seat, now=now) == len(found)
    return found


# --- whom a ticket lies with ------------------------------------------------------------------------------------------


def test_a_ticket_that_nobody_was_told_of_is_every_holders(storage: SqliteStorage, opened: Open, now: datetime) -> None:
    ticket = opened("e1")

    assert _pile(storage, Pile.MINE, _seat("mette", ACADRE), now) == [ticket.id]
    assert _pile(storage, Pile.MINE, _seat("otto", Holding("systemansvarlig", system="sbsys")), now) == []
    assert _pile(storage, Pile.ROLES, _seat("otto"), now) == []


def test_one_that_a_colleague_was_told_of_or_took_is_only_the_roles(
    storage: SqliteStorage, opened: Open, now: datetime
) -> None:
    later = now + timedelta(hours=1)
    ida, mette = _id(storage, "ida", now), _id(storage, "mette", now)
    told = opened("e1", addressee_id=ida, due_at=later)
    taken = opened("e2", assignee_id=ida, addressee_id=mette, state=TicketState.ASSIGNED, due_at=later)

    assert _pile(storage, Pile.MINE, _seat(mette, ACADRE), now) == []
    assert _pile(storage, Pile.MINE, _seat(ida, ACADRE), now) == [told.id, taken.id]
    assert _pile(storage, Pile.ROLES, _seat(mette, ACADRE), now) == [told.id, taken.id]


def test_what_a_colleague_took_and_is_late_with_comes_back_to_who_was_told(
    storage: SqliteStorage, opened: Open, now: datetime
) -> None:
    ida, mette = _id(storage, "ida", now), _id(storage, "mette", now)
    ticket = opened("e1", assignee_id=ida, addressee_id=mette, state=TicketState.ASSIGNED, due_at=now)

    assert _pile(storage, Pile.MINE, _seat(mette, ACADRE), now + timedelta(minutes=1)) == [ticket.id]


def test_who_was_told_sees_it_without_the_role(storage: SqliteStorage, opened: Open, now: datetime) -> None:
    ida = _id(storage, "ida", now)
    ticket = opened("e1", addressee_id=ida)

    assert _pile(storage, Pile.MINE, _seat(ida), now) == [ticket.id]
    assert _pile(storage, Pile.ROLES, _seat(ida), now) == [ticket.id]


def test_the_tickets_of_one_who_is_away_are_the_deputys(storage: SqliteStorage, opened: Open, now: datetime) -> None:
    ida = _id(storage, "ida", now)
    ticket = opened("e1", assignee_id=ida, state=TicketState.ASSIGNED)

    assert _pile(storage, Pile.MINE, _seat("bo", acts_for=(ida,)), now) == [ticket.id]


@pytest.mark.parametrize("holding", [Holding("systemejer", system="acadre"), Holding("systemejer")])
def test_one_that_moved_up_is_the_next_roles_for_its_own_system(
    storage: SqliteStorage, opened: Open, now: datetime, holding: Holding
) -> None:
    ticket = opened("e1", assignee_id=_id(storage, "ida", now), escalated_to="systemejer", state=TicketState.ASSIGNED)

    assert _pile(storage, Pile.MINE, _seat("ole", holding), now) == [ticket.id]
    assert _pile(storage, Pile.ROLES, _seat("ole", Holding("systemejer", system="sbsys")), now) == []


def test_who_sees_all_has_only_their_own_among_mine(storage: SqliteStorage, opened: Open, now: datetime) -> None:
    ticket = opened("e1")
    karen = _seat("karen", Holding("koordinator"), sees_all=True)

    assert _pile(storage, Pile.MINE, karen, now) == []
    assert _pile(storage, Pile.ROLES, karen, now) == [ticket.id]


@pytest.mark.parametrize("sees_all", [False, True])
@pytest.mark.parametrize("pile", list(Pile))
def test_what_one_asked_or_joined_is_never_in_ones_inbox(
    storage: SqliteStorage, opened: Open, ask: Callable[..., Question], now: datetime, pile: Pile, sees_all: bool
) -> None:
    states = {Pile.AWAITING: TicketState.AWAITING_REQUESTER, Pile.ANSWERED: TicketState.RESOLVED}
    ticket = opened("e1", who="anna", state=states.get(pile, TicketState.OPEN), due_at=now - timedelta(hours=1))
    question, bo = ask("bo", "e2"), _id(storage, "bo", now)
    with storage.transaction() as work:
        work.join(Joined(ticket.id, bo, "Bo", question.conversation_id, question.id, "samme", "da", now))

    for person_id in (_id(storage, "anna", now), bo):
        assert _pile(storage, pile, _seat(person_id, ACADRE, sees_all=sees_all), now) == []
    assert _pile(storage, pile, _seat("mette", ACADRE, sees_all=sees_all), now) == [ticket.id]


def test_each_state_lies_in_its_pile(storage: SqliteStorage, opened: Open, now: datetime) -> None:
    by_state = {state: opened(f"e{at}", state=state).id for at, state in enumerate(TicketState)}
    seat, later = _seat("mette", ACADRE), now + timedelta(hours=1)

    waits = {by_state[TicketState.OPEN], by_state[TicketState.ASSIGNED]}
    assert set(_pile(storage, Pile.ROLES, seat, later)) == waits
    assert set(_pile(storage, Pile.OVERDUE, seat, later)) == waits
    assert _pile(storage, Pile.OVERDUE, seat, now) == []
    assert _pile(storage, Pile.AWAITING, seat, later) == [by_state[TicketState.AWAITING_REQUESTER]]
    assert set(_pile(storage, Pile.ANSWERED, seat, later)) == {
        by_state[TicketState.RESOLVED],
        by_state[TicketState.CLOSED],
    }


# --- in which order ---------------------------------------------------------------------------------------------------


def test_urgent_ones_stand_first_then_those_due_first(storage: SqliteStorage, opened: Open, now: datetime) -> None:
    late = opened("e1", due_at=now + timedelta(hours=3))
    soon = opened("e2", due_at=now + timedelta(hours=1))
    urgent = opened("e3", due_at=now + timedelta(hours=9), urgent=True)

    assert _pile(storage, Pile.ROLES, _seat("mette", ACADRE), now) == [urgent.id, soon.id, late.id]


def test_answered_ones_stand_newest_first(storage: SqliteStorage, opened: Open, now: datetime) -> None:
    old = opened("e1", state=TicketState.RESOLVED, answered_at=now - timedelta(days=1))
    new = opened("e2", state=TicketState.CLOSED, answered_at=now)
    withdrawn = opened("e3", state=TicketState.CLOSED, closed_at=now - timedelta(hours=1))

    assert _pile(storage, Pile.ANSWERED, _seat("mette", ACADRE), now) == [new.id, withdrawn.id, old.id]


def test_a_page_begins_where_the_last_ended(storage: SqliteStorage, opened: Open, now: datetime) -> None:
    made = [opened(f"e{at}", due_at=now + timedelta(hours=at)).id for at in range(5)]
    seat = _seat("mette", ACADRE)

    with storage.reading() as work:
        pages = [work.pile(Pile.ROLES, seat, NOTHING, now=now, limit=2, offset=at) for at in (0, 2, 4)]

    assert [[one.id for one in page] for page in pages] == [made[0:2], made[2:4], made[4:]]


# --- search -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        (("sag",), True),
        (("SAG", "årsplan"), True),
        (("ÅRSPLAN",), True),
        (("årsPlan",), True),
        (("jensen",), True),
        (("brev",), True),
        (("øverst",), True),
        (("1",), True),
        (("sag", "nova"), False),
        (("11",), False),
        (("100%",), True),
        (("10%",), False),
        (("a_b",), False),
        (("!",), False),
        (("'",), False),
        (("--",), False),
    ],
)
def test_all_words_must_stand_in_question_answer_name_or_number(
    storage: SqliteStorage, opened: Open, now: datetime, words: tuple[str, ...], is_found: bool
) -> None:
    ticket = opened("e1", text="Årsplan på en sag, 100% sikker, axb", state=TicketState.RESOLVED)
    step = TicketStep(ticket.id, now, "ida", None, None, TicketState.RESOLVED)
    with storage.transaction() as work:
        work.save_ticket(replace(ticket, answer="Det er et brev. ØVERST til højre."), step)

    found = _pile(storage, Pile.ANSWERED, _seat("mette", ACADRE), now, Wanted(words))

    assert found == ([ticket.id] if is_found else [])


def test_a_system_is_the_tickets_or_the_questions(
    storage: SqliteStorage, ask: Callable[..., Question], open_ticket: Open, opened: Open, now: datetime
) -> None:
    routed = opened("e1")
    asked = open_ticket(ask("bo", "e2", system="acadre"))
    open_ticket(ask("bo", "e3", system="nexus"))

    found = _pile(storage, Pile.ROLES, _seat("karen", sees_all=True), now, Wanted(system="acadre"))

    assert found == [routed.id, asked.id]


def test_a_ticket_is_found_by_its_number(storage: SqliteStorage, opened: Open) -> None:
    ticket = opened("e1")

    with storage.reading() as work:
        assert work.ticket_numbered(ticket.number) == ticket
        assert work.ticket_numbered(99) is None


# --- what was noted ---------------------------------------------------------------------------------------------------


def test_a_line_of_the_audit_log_is_found_by_who_what_and_since_when(storage: SqliteStorage, now: datetime) -> None:
    with storage.transaction() as work:
        work.audit(Audited(now, "ida", "ticket_read", "t1"))

    with storage.reading() as work:
        assert work.has_audited("ida", "ticket_read", "t1", since=now)
        assert not work.has_audited("ida", "ticket_read", "t1", since=now + timedelta(seconds=1))
        assert not work.has_audited("bo", "ticket_read", "t1", since=now)
        assert not work.has_audited("ida", "ticket_read", "t2", since=now)
        assert not work.has_audited("ida", "signed_in", "t1", since=now)
