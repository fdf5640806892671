"""The life of a ticket with those it lies with: hand it on, ask back, answer one or several, put two together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.reply import Route
from bot.core.tickets import TicketEvent, TicketState
from bot.errors import (
    EmptyAnswerError,
    EmptyReasonError,
    NotAllowedError,
    NotMergeableError,
    TransitionError,
    UnknownRouteError,
    UnknownTicketError,
)
from bot.services.acting import (
    answer_tickets,
    ask_back,
    assign_ticket,
    forward_ticket,
    merge_ticket,
    release_ticket,
    take_ticket,
)
from bot.services.ports import Ticket
from bot.services.replying import follow_up
from bot.services.tickets import see_ticket

from .conftest import Bot
from .small_content import BREACH, PASSWORD, TEMPLATE
from .ticketing import (
    COORDINATOR,
    CPR,
    IT,
    SECURITY,
    answered,
    asked_back,
    events,
    history,
    joined,
    manager,
    named,
    notices,
    now_is,
    opened,
    replayed,
    taken,
)

AURORA = Route(role="systemansvarlig", system="aurora")


def _forwarded(bot: Bot, ticket: Ticket, route: Route = AURORA, why: str = "Det er en skabelon.") -> Ticket:
    return forward_ticket(ticket.id, bot.person("ida", IT), route, why, services=bot.services, now=bot.now)


# --- handing it to a colleague ----------------------------------------------------------------------------------------


def test_a_ticket_is_given_to_a_colleague_who_may_act(bot: Bot) -> None:
    ticket, ida, ib = opened(bot), bot.person("ida", IT), named(bot, "ib", "Ib Dahl", IT)
    given = assign_ticket(ticket.id, ida, ib.id, services=bot.services, now=bot.now)

    assert (given.state, given.assignee_id, given.version) == (TicketState.ASSIGNED, ib.id, ticket.version + 1)
    assert (history(bot, ticket)[-1].actor_id, history(bot, ticket)[-1].note) == (ida.id, "Ib Dahl")


def test_a_ticket_somebody_has_taken_is_put_back_and_given_on(bot: Bot) -> None:
    ticket, ib = taken(bot, opened(bot)), bot.person("ib", IT)
    given = assign_ticket(ticket.id, bot.person("karen", COORDINATOR), ib.id, services=bot.services, now=bot.now)

    assert (given.state, given.assignee_id) == (TicketState.ASSIGNED, ib.id)
    assert events(bot, ticket)[-2:] == [TicketEvent.RELEASE, TicketEvent.ASSIGN]


def test_a_colleague_without_the_role_is_given_nothing(bot: Bot) -> None:
    ticket, otto = opened(bot), bot.person("otto", SECURITY)

    with pytest.raises(NotAllowedError):
        assign_ticket(ticket.id, bot.person("ida", IT), otto.id, services=bot.services, now=bot.now)
    assert now_is(bot, ticket) == ticket


def test_a_ticket_put_back_is_open_to_everybody_in_the_role(bot: Bot) -> None:
    ticket = taken(bot, opened(bot))
    released = release_ticket(ticket.id, bot.person("ida"), services=bot.services, now=bot.now)
    again = take_ticket(ticket.id, bot.person("ib", IT), services=bot.services, now=bot.now)

    assert (released.state, released.assignee_id) == (TicketState.OPEN, None)
    assert again.assignee_id == bot.person("ib").id


def test_who_puts_a_ticket_back_is_not_told_of_it_again(bot: Bot) -> None:
    named(bot, "ida", "Ida Holm", IT)
    ib = named(bot, "ib", "Ib Dahl", IT)
    released = release_ticket(taken(bot, opened(bot)).id, bot.person("ida"), services=bot.services, now=bot.now)

    assert released.addressee_id == ib.id


def test_only_a_ticket_somebody_has_taken_is_put_back(bot: Bot) -> None:
    with pytest.raises(TransitionError):
        release_ticket(opened(bot).id, bot.person("ida", IT), services=bot.services, now=bot.now)


# --- sending it on ----------------------------------------------------------------------------------------------------


def test_a_forwarded_ticket_lies_with_the_other_role_and_has_its_time(bot: Bot) -> None:
    ticket, mette = taken(bot, opened(bot)), bot.person("mette", manager("aurora"))
    bot.wait(hours=1)
    forwarded = _forwarded(bot, ticket)

    assert (forwarded.state, forwarded.route, forwarded.assignee_id) == (TicketState.OPEN, AURORA, None)
    assert forwarded.addressee_id == mette.id
    assert forwarded.due_at == datetime(2026, 3, 4, 10, 30, tzinfo=UTC)  # 14 working hours from Monday 11.30 in Denmark
    assert history(bot, ticket)[-1].note == "Det er en skabelon."


def test_the_askers_are_told_where_it_went_and_why(bot: Bot) -> None:
    ticket = opened(bot)
    named(bot, "ida", "Ida Holm", IT)
    forwarded = _forwarded(bot, ticket)
    said = notices(bot)[-1]

    assert said.key == "notice.forwarded"
    assert {name: said.values[name] for name in ("role", "of_system", "why", "who", "due_at")} == {
        "role": "systemansvarlig",
        "of_system": "aurora",
        "why": "Det er en skabelon.",
        "who": "Ida Holm",
        "due_at": forwarded.due_at.isoformat(),
    }


@pytest.mark.parametrize("why", ["", "  \n"])
def test_a_ticket_is_not_forwarded_without_a_word_why(bot: Bot, why: str) -> None:
    ticket = opened(bot)

    with pytest.raises(EmptyReasonError):
        _forwarded(bot, ticket, why=why)
    assert now_is(bot, ticket) == ticket


@pytest.mark.parametrize(
    "route",
    [
        Route(role="ukendt"),
        Route(role="systemansvarlig"),
        Route(role="systemansvarlig", system="ukendt"),
        Route(role="systemansvarlig", system="aurora", department="skole"),
        Route(role="leder"),
        Route(role="leder", department="ukendt"),
        Route(role="leder", department="skole", system="aurora"),
        Route(role="koordinator", system="aurora"),
        Route(role="editor"),
        Route(role="it"),  # where it lies already
    ],
    ids=str,
)
def test_a_ticket_is_forwarded_only_to_another_role_that_is_whole(bot: Bot, route: Route) -> None:
    ticket = opened(bot)

    with pytest.raises(UnknownRouteError):
        _forwarded(bot, ticket, route)
    assert now_is(bot, ticket) == ticket


@pytest.mark.parametrize("route", [AURORA, Route(role="leder", department="skole"), Route(role="koordinator")], ids=str)
def test_a_ticket_is_forwarded_to_a_system_a_department_or_a_central_role(bot: Bot, route: Route) -> None:
    assert _forwarded(bot, opened(bot), route).route == route


def test_what_is_no_longer_theirs_is_not_forwarded_again_by_who_sent_it_on(bot: Bot) -> None:
    ticket = _forwarded(bot, opened(bot))

    with pytest.raises(NotAllowedError):
        _forwarded(bot, ticket, Route(role="koordinator"))


def test_a_breach_that_is_sent_on_stays_urgent_and_gets_no_more_time(bot: Bot) -> None:
    ticket, dorte = opened(bot, BREACH), bot.person("dorte", SECURITY)
    forwarded = forward_ticket(ticket.id, dorte, Route(role="it"), "Se loggen.", services=bot.services, now=bot.now)

    assert forwarded.urgent
    assert forwarded.due_at == ticket.due_at


def test_what_is_sent_on_to_the_breach_role_becomes_urgent(bot: Bot) -> None:
    forwarded = _forwarded(bot, opened(bot), Route(role="brud"), "Det ligner et brud.")

    assert forwarded.urgent
    assert forwarded.due_at == bot.now + timedelta(hours=1)


def test_numbers_of_citizens_are_taken_out_of_every_word_a_manager_writes(bot: Bot) -> None:
    ticket = opened(bot)
    asked_back(bot, ticket, f"Gælder det {CPR}?")
    answered(bot, ticket, f"Slet {CPR}.")
    other = _forwarded(bot, opened(bot, "kodeordet til min telefon er væk, hvad gør jeg", who="bo"), why=f"Om {CPR}")

    assert CPR not in repr(bot.storage.tables)
    assert [step.note for step in history(bot, ticket)[-2:]] == ["Gælder det [CPR-nummer]?", "Slet [CPR-nummer]."]
    assert history(bot, other)[-1].note == "Om [CPR-nummer]"


# --- asking back ------------------------------------------------------------------------------------------------------


def test_asking_back_waits_for_the_asker_and_puts_the_question_to_all_who_wait(bot: Bot) -> None:
    ticket = taken(bot, opened(bot))
    joined(bot, ticket, "bo")
    asked = asked_back(bot, ticket)

    assert (asked.state, asked.assignee_id) == (TicketState.AWAITING_REQUESTER, bot.person("ida").id)
    assert history(bot, ticket)[-1].note == "Hvilket system?"
    for who in ("anna", "bo"):
        assert (notices(bot, who)[-1].key, notices(bot, who)[-1].values["question"]) == (
            "notice.asked_back",
            "Hvilket system?",
        )


def test_asking_back_takes_a_ticket_that_nobody_has(bot: Bot) -> None:
    ticket = opened(bot)
    asked = asked_back(bot, ticket)

    assert asked.assignee_id == bot.person("ida").id
    assert events(bot, ticket) == [None, TicketEvent.ASSIGN, TicketEvent.ASK_BACK]


def test_one_who_joins_a_ticket_that_waits_is_asked_too(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))
    joined(bot, ticket, "bo")

    assert notices(bot, "bo")[-1].key == "notice.asked_back"
    assert [one.key for one in notices(bot)].count("notice.asked_back") == 1


def test_a_question_back_needs_words(bot: Bot) -> None:
    ticket = opened(bot)

    with pytest.raises(EmptyAnswerError):
        asked_back(bot, ticket, " ")
    assert now_is(bot, ticket) == ticket


def test_one_question_at_a_time(bot: Bot) -> None:
    ticket = asked_back(bot, opened(bot))

    with pytest.raises(TransitionError):
        asked_back(bot, ticket, "Og hvornår?")


def test_a_ticket_is_answered_without_waiting_for_the_reply(bot: Bot) -> None:
    assert answered(bot, asked_back(bot, opened(bot))).state is TicketState.RESOLVED


# --- answering several ------------------------------------------------------------------------------------------------


def test_several_are_answered_with_one_text_each_in_its_own_right(bot: Bot) -> None:
    ida = bot.person("ida", IT)
    first, other = opened(bot), opened(bot, TEMPLATE, chosen="aurora", who="bo")
    done = answered(bot, opened(bot, "kodeordet til min telefon er væk, hvad gør jeg", who="carl"))
    outcomes = answer_tickets(
        [first.id, other.id, done.id, "væk", first.id], ida, "Ring til os.", services=bot.services, now=bot.now
    )

    assert [one.ticket_id for one in outcomes] == [first.id, other.id, done.id, "væk"]
    assert [type(one.refusal) for one in outcomes] == [
        type(None),
        NotAllowedError,
        TransitionError,
        UnknownTicketError,
    ]
    assert outcomes[0].ticket == now_is(bot, first)
    assert now_is(bot, first).answer == "Ring til os."
    assert now_is(bot, other) == other


def test_several_are_not_answered_with_nothing(bot: Bot) -> None:
    with pytest.raises(EmptyAnswerError):
        answer_tickets([opened(bot).id], bot.person("ida", IT), " ", services=bot.services, now=bot.now)


def test_one_answer_reaches_all_who_wait_in_their_own_conversation(bot: Bot) -> None:
    ticket = opened(bot)
    joined(bot, ticket, "bo", channel="slack")
    answered(bot, ticket)

    assert notices(bot)[-1].values["answer"] == "Ring til os."
    assert notices(bot, "bo", channel="slack")[-1].values["answer"] == "Ring til os."


def test_the_answer_says_who_gave_it_when_the_name_is_known(bot: Bot) -> None:
    ticket = opened(bot)
    named(bot, "ida", "Ida Holm", IT)
    answered(bot, ticket)

    assert notices(bot)[-1].values["who"] == "Ida Holm"


def test_a_second_answer_does_not_lose_the_first(bot: Bot) -> None:
    ticket = answered(bot, opened(bot))
    follow_up(ticket.id, bot.person("anna"), helped=False, services=bot.services, now=bot.now)
    answered(bot, ticket, "Så prøv igen.")

    assert [step.note for step in history(bot, ticket) if step.event is TicketEvent.RESOLVE] == [
        "Ring til os.",
        "Så prøv igen.",
    ]


# --- two that ask the same --------------------------------------------------------------------------------------------


def _two(bot: Bot) -> tuple[Ticket, Ticket]:
    return opened(bot), opened(bot, "kodeordet til min telefon er væk, hvad gør jeg", who="bo")


def test_a_merged_ticket_is_closed_and_its_askers_wait_for_the_other(bot: Bot) -> None:
    first, second = _two(bot)
    joined(bot, second, "carl")
    into = merge_ticket(second.id, bot.person("ida", IT), first.id, services=bot.services, now=bot.now)
    answered(bot, into)

    assert now_is(bot, second).state is TicketState.CLOSED
    assert history(bot, second)[-1].note == str(first.number)
    with bot.storage.reading() as work:
        assert [one.name for one in work.joined(first.id)] == ["Bo", "Carl"]
    for who in ("bo", "carl"):
        assert [one.key for one in notices(bot, who)][-2:] == ["notice.merged", "notice.answered"]
        assert notices(bot, who)[-2].values["into"] == str(first.number)
        assert notices(bot, who)[-1].values["ticket"] == first.id


def test_one_who_waits_for_both_waits_once(bot: Bot) -> None:
    first, second = _two(bot)
    joined(bot, second, "anna")
    merge_ticket(second.id, bot.person("ida", IT), first.id, services=bot.services, now=bot.now)

    with bot.storage.reading() as work:
        assert [one.name for one in work.joined(first.id)] == ["Bo"]
        assert {question.ticket_id for question in work.questions_of(bot.person("anna").id)} == {first.id}


def test_a_ticket_that_lay_with_one_who_now_waits_for_it_lies_with_another(bot: Bot) -> None:
    bo, ida = bot.person("bo", IT), bot.person("ida", IT)
    first, second = _two(bot)
    assert (first.addressee_id, second.addressee_id) == (bo.id, ida.id)

    into = merge_ticket(second.id, ida, first.id, services=bot.services, now=bot.now)

    assert into.addressee_id == now_is(bot, first).addressee_id == ida.id


def test_a_ticket_is_not_merged_into_one_that_its_asker_has_taken(bot: Bot) -> None:
    bo, ida = bot.person("bo", IT), bot.person("ida", IT)
    first, second = _two(bot)
    take_ticket(first.id, bo, services=bot.services, now=bot.now)

    with pytest.raises(NotMergeableError):
        merge_ticket(second.id, ida, first.id, services=bot.services, now=bot.now)
    assert now_is(bot, second) == second


def test_a_merged_ticket_is_not_reopened(bot: Bot) -> None:
    first, second = _two(bot)
    merge_ticket(taken(bot, second).id, bot.person("ida", IT), first.id, services=bot.services, now=bot.now)

    with pytest.raises(TransitionError):
        follow_up(second.id, bot.person("bo"), helped=False, services=bot.services, now=bot.now)


def test_a_ticket_is_not_merged_into_itself_or_into_an_answered_one(bot: Bot) -> None:
    first, second = _two(bot)
    ida = bot.person("ida", IT)
    answered(bot, first)

    with pytest.raises(NotMergeableError):
        merge_ticket(second.id, ida, second.id, services=bot.services, now=bot.now)
    with pytest.raises(TransitionError):
        merge_ticket(second.id, ida, first.id, services=bot.services, now=bot.now)
    assert now_is(bot, second) == second
    assert notices(bot, "bo")[-1].key != "notice.merged"


def test_a_possible_breach_is_answered_by_itself(bot: Bot) -> None:
    breach, other = opened(bot, BREACH), opened(bot, PASSWORD, who="bo")
    karen = bot.person("karen", COORDINATOR)

    for one, into in ((breach, other), (other, breach)):
        with pytest.raises(NotMergeableError):
            merge_ticket(one.id, karen, into.id, services=bot.services, now=bot.now)


def test_who_merges_must_be_allowed_to_act_on_both(bot: Bot) -> None:
    first, second = opened(bot), opened(bot, TEMPLATE, chosen="aurora", who="bo")

    with pytest.raises(NotAllowedError):
        merge_ticket(first.id, bot.person("ida", IT), second.id, services=bot.services, now=bot.now)


# --- history ----------------------------------------------------------------------------------------------------------


def test_the_whole_life_replayed_through_the_table_gives_the_state(bot: Bot) -> None:
    ticket, ida = opened(bot), bot.person("ida", IT)
    joined(bot, ticket, "bo")
    taken(bot, ticket)
    release_ticket(ticket.id, ida, services=bot.services, now=bot.now)
    asked_back(bot, ticket)
    answered(bot, ticket)
    follow_up(ticket.id, bot.person("bo"), helped=True, services=bot.services, now=bot.now)
    follow_up(ticket.id, bot.person("bo"), helped=False, services=bot.services, now=bot.now)
    forwarded = _forwarded(bot, ticket)
    ask_back(forwarded.id, bot.person("mette", manager("aurora")), "Hvad?", services=bot.services, now=bot.now)

    assert replayed(history(bot, ticket)) is now_is(bot, ticket).state is TicketState.AWAITING_REQUESTER
    quiet = {TicketEvent.JOIN, TicketEvent.THANK}
    assert now_is(bot, ticket).version == len([event for event in events(bot, ticket) if event not in quiet])


def test_who_acts_sees_names_and_who_else_waits_and_an_asker_sees_neither_words_nor_names_of_others(bot: Bot) -> None:
    ticket = opened(bot)
    ida = named(bot, "ida", "Ida Holm", IT)
    joined(bot, ticket, "bo")
    taken(bot, ticket)
    view = see_ticket(ticket.id, ida, services=bot.services, now=bot.now)
    own = see_ticket(ticket.id, bot.person("bo"), services=bot.services, now=bot.now)

    assert (view.may_act, view.version) == (True, 2)
    assert view.names == {ida.id: "Ida Holm", bot.person("anna").id: "Anna", bot.person("bo").id: "Bo"}
    assert [one.name for one in view.joined] == ["Bo"]
    assert (own.may_act, own.joined, own.colleagues) == (False, (), ())
    assert own.names == {ida.id: "Ida Holm"}
    assert [step.event for step in own.history] == [None, TicketEvent.JOIN, TicketEvent.ASSIGN]
    asker = see_ticket(ticket.id, bot.person("anna"), services=bot.services, now=bot.now)
    assert [step.event for step in asker.history] == [None, TicketEvent.ASSIGN]
