"""What is kept comes back as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import get_args

import pytest

from bot.adapters.storage import SqliteStorage
from bot.core import reply as replies
from bot.core.guide import Answer as Answered
from bot.core.guide import GuideState
from bot.core.reply import Reply, Route, State
from bot.core.tickets import TicketEvent, TicketState
from bot.services.ports import Conversation, Exchange, Holding, Place, Profile, Question, Sender, TicketStep

GUIDE = GuideState(known={"document": "mail"}, answers=(Answered(step="first", option="nothing"),))
PAUSED = replies.Paused(question_id="q0", state=GUIDE)

EVERY_REPLY: tuple[Reply, ...] = (
    replies.Fallback(),
    replies.HandoffOffer(reason="topic", topic="fejl", article="acadre-fejl"),
    replies.Guide(state=GUIDE),
    replies.ClarifySystem(procedure="opret-sag", systems=("acadre", "sbsys"), own=1),
    replies.Answer(article="mail", procedure="p", system="acadre", also=("sms",), handoff_first=True, remembered=True),
    replies.ClarifyChoice(candidates=("mail", "sms")),
    replies.OutOfScope(),
    replies.Notice(key="notice.answered", values={"answer": "Ja, »æøå« 🙂"}),
)
EVERY_STATE: tuple[State, ...] = (
    replies.Idle(paused=PAUSED),
    replies.AwaitingSystem(question_id="q1", procedure="opret-sag", systems=("acadre",)),
    replies.AwaitingChoice(question_id="q1", candidates=("mail", "sms"), paused=PAUSED),
    replies.InGuide(question_id="q1", state=GUIDE),
    replies.AwaitingSend(question_id="q1"),
    replies.AwaitingReply(question_id="q1", ticket_id="t1"),
)


@pytest.mark.parametrize("reply", EVERY_REPLY, ids=lambda reply: reply.kind)
def test_an_exchange_comes_back_with_any_reply(
    storage: SqliteStorage, ask: Callable[..., Question], now: datetime, reply: Reply
) -> None:
    question = ask("anna", "e0")
    exchange = Exchange("e1", question.conversation_id, question.id, "hej", reply, "en", now, ("cpr", "name"), "q0")
    with storage.transaction() as work:
        work.add_exchange(exchange)

    with storage.reading() as work:
        assert work.exchange("e1") == exchange


@pytest.mark.parametrize("state", EVERY_STATE, ids=lambda state: state.kind)
def test_a_conversation_comes_back_with_any_state(
    storage: SqliteStorage, begin: Callable[..., Conversation], now: datetime, state: State
) -> None:
    with storage.transaction() as work:
        begun = begin(work)
        work.save_state(begun.id, state, now=now)

    with storage.reading() as work:
        assert work.conversation_by_id(begun.id) == replace(begun, state=state, state_at=now)


def test_the_replies_and_states_above_are_all_there_are() -> None:
    assert {type(reply) for reply in EVERY_REPLY} == set(get_args(get_args(Reply)[0]))
    assert {type(state) for state in EVERY_STATE} == set(get_args(get_args(State)[0]))


def test_a_question_comes_back_with_every_field(storage: SqliteStorage, ask: Callable[..., Question]) -> None:
    question = ask(
        "anna",
        "e1",
        department="teknik",
        system="acadre",
        document_type="mail",
        procedure="opret-sag",
        theme="duty",
        article="mail",
        also=("sms",),
        candidates=("mail", "sms"),
        chosen="none",
        probability=0.7,
        in_field=0.9,
        ticket_id="t1",
        feedback="not_helpful",
        feedback_reason="outdated",
        latency_ms=1.5,
    )

    with storage.reading() as work:
        assert work.question(question.id) == question


def test_columns_of_a_question_are_set_by_name(storage: SqliteStorage, ask: Callable[..., Question]) -> None:
    question = ask("anna", "e1")
    route = Route(role="systemansvarlig", system="acadre")
    with storage.transaction() as work:
        work.update_question(question.id, chosen="mail", route=route, also=("sms",))

    with storage.reading() as work:
        assert work.question(question.id) == replace(question, chosen="mail", route=route, also=("sms",))


def test_a_misspelt_column_is_refused(storage: SqliteStorage, ask: Callable[..., Question]) -> None:
    question = ask("anna", "e1")

    with storage.transaction() as work, pytest.raises(ValueError, match="a question has no chosn"):
        work.update_question(question.id, chosn="mail")


def test_a_ticket_comes_back_with_every_field_and_its_history(
    storage: SqliteStorage, ask: Callable[..., Question], open_ticket: Callable[..., object], now: datetime
) -> None:
    question = ask("anna", "e1")
    open_ticket(question, route=Route(role="leder", department="teknik"), urgent=True)
    with storage.transaction() as work:
        before = work.ticket("t-q-e1")
        assert before is not None
        closed = replace(
            before,
            state=TicketState.CLOSED,
            assignee_id=before.requester_id,
            answer="Ja",
            answered_at=now,
            closed_at=now + timedelta(days=1),
        )
        step = TicketStep(before.id, now, before.requester_id, TicketEvent.MERGE, before.state, closed.state, "samme")
        work.save_ticket(closed, step)

    with storage.reading() as work:
        assert work.ticket(before.id) == closed
        assert [each.event for each in work.history(before.id)] == [None, TicketEvent.MERGE]
        assert work.history(before.id)[1] == step


def test_a_profile_comes_back_and_replaces_what_was(storage: SqliteStorage, now: datetime) -> None:
    profile = Profile(systems=("acadre", "sbsys"), language="en", department="teknik", consented_at=now)
    with storage.transaction() as work:
        person = work.person(Sender("web", "cookie"), now=now)
        work.save_profile(person.id, Profile(systems=("nova",)))
        work.save_profile(person.id, profile)

    with storage.reading() as work:
        assert work.profile(person.id) == profile
        assert work.profile("nobody") == Profile()


def test_a_time_comes_back_in_utc_whatever_zone_it_came_in(
    storage: SqliteStorage, begin: Callable[..., Conversation], now: datetime
) -> None:
    danish = now.astimezone(timezone(timedelta(hours=1)))
    with storage.transaction() as work:
        conversation = begin(work)
        work.save_state(conversation.id, replies.Idle(), now=danish)

    with storage.reading() as work:
        kept = work.conversation_by_id(conversation.id)
    assert kept is not None
    assert kept.state_at == now
    assert str(kept.state_at) == str(now)


def test_a_time_without_a_zone_is_refused(
    storage: SqliteStorage, begin: Callable[..., Conversation], now: datetime
) -> None:
    with storage.transaction() as work, pytest.raises(ValueError, match="has no time zone"):
        work.save_state(begin(work).id, replies.Idle(), now=now.replace(tzinfo=None))


def test_a_role_is_held_once_however_often_it_is_granted(storage: SqliteStorage, now: datetime) -> None:
    acadre, central = Holding("systemansvarlig", system="acadre"), Holding("koordinator")
    with storage.transaction() as work:
        anna, bo = (work.person(Sender("slack", name), now=now).id for name in ("anna", "bo"))
        for person_id, holding in ((anna, acadre), (anna, acadre), (bo, acadre), (anna, central)):
            work.grant(person_id, holding)

    with storage.reading() as work:
        assert work.holdings(anna) == [acadre, central]
        assert work.holders(acadre) == [anna, bo]
        assert work.holders(Holding("systemansvarlig")) == []


def test_a_place_is_one_conversation_per_person_with_the_latest_address(storage: SqliteStorage, now: datetime) -> None:
    with storage.transaction() as work:
        anna, bo = (work.person(Sender("slack", name), now=now).id for name in ("anna", "bo"))
        first = work.conversation("slack", Place("thread", {"ts": "1"}), anna)
        again = work.conversation("slack", Place("thread", {"ts": "2"}), anna)
        other = work.conversation("slack", Place("thread", {"ts": "1"}), bo)
        work.enqueue(first.id, {}, dedupe_key="k", now=now)

    [item] = storage.outbox.lease("slack", now=now, lease_for=timedelta(minutes=1), limit=9)
    assert first == again
    assert other.id != first.id
    assert item.address == {"ts": "2"}
