"""Remembering: only what a person asked for, seen, changed, exported and forgotten at will."""

from __future__ import annotations

import pytest

from bot.core.dialogue.moves import SendHandoff
from bot.core.tickets import TicketEvent, TicketState
from bot.errors import UnknownPersonIdError
from bot.services.acting import answer_ticket, take_ticket
from bot.services.moving_on import join
from bot.services.ports import Holding, Joined, Profile, Sender, Ticket
from bot.services.remembering import change_profile, export, find_person, forget, see_profile, who_is
from bot.services.replying import follow_up

from .conftest import Bot
from .small_content import NOTE, PASSWORD

ANNA = Sender("web", "anna", name="Anna")
IT = Holding("it")


def test_a_person_is_made_known_on_first_sight_and_known_afterwards(bot: Bot) -> None:
    first = who_is(ANNA, services=bot.services, now=bot.now)
    again = who_is(ANNA, services=bot.services, now=bot.now)

    assert again == first
    assert len(bot.storage.tables.identities) == 1


def test_the_same_name_on_another_channel_is_another_until_they_are_joined(bot: Bot) -> None:
    on_web = who_is(ANNA, services=bot.services, now=bot.now)
    on_slack = who_is(Sender("slack", "anna"), services=bot.services, now=bot.now)

    assert on_web != on_slack


def test_nothing_is_remembered_of_a_stranger(bot: Bot) -> None:
    anna = who_is(ANNA, services=bot.services, now=bot.now)
    bot.ask(NOTE, who="anna")

    assert see_profile(anna, services=bot.services) == Profile()


def _change(bot: Bot, *systems: str, language: str | None = None, department: str | None = None) -> Profile:
    anna = who_is(ANNA, services=bot.services, now=bot.now)
    return change_profile(
        anna, systems=systems, language=language, department=department, services=bot.services, now=bot.now
    )


def test_what_a_person_wishes_is_remembered_with_the_time_of_consent(bot: Bot) -> None:
    kept = _change(bot, "aurora", "bifrost", language="en", department="skole")

    assert kept == Profile(("aurora", "bifrost"), "en", "skole", consented_at=bot.now)
    assert see_profile(bot.person("anna"), services=bot.services) == kept


def test_ids_nobody_knows_are_left_out(bot: Bot) -> None:
    kept = _change(bot, "ukendt", "aurora", language="tysk", department="ukendt")

    assert kept == Profile(("aurora",), None, None, consented_at=bot.now)


def test_a_change_replaces_what_was_and_keeps_the_time_of_consent(bot: Bot) -> None:
    consented_at = bot.now
    _change(bot, "aurora", language="en", department="skole")
    bot.wait(days=3)

    assert _change(bot, "bifrost") == Profile(("bifrost",), consented_at=consented_at)


def test_one_who_is_forgotten_is_a_stranger_again(bot: Bot) -> None:
    exchange = bot.ask(NOTE, who="anna")
    _change(bot, "aurora")
    forget(bot.person("anna"), services=bot.services, now=bot.now)

    assert bot.storage.tables.profiles == {}
    assert bot.storage.tables.identities == {}
    assert bot.question(exchange).text == ""


def test_everything_stored_is_exported(bot: Bot) -> None:
    hers = bot.ask(NOTE, who="anna")
    bot.ask(NOTE, who="bo")
    anna = bot.person("anna")

    exported = export(anna, services=bot.services)

    assert exported["person"] == {"id": anna.id, "asker_hash": anna.asker_hash}
    assert [(each["id"], each["text"]) for each in exported["questions"]] == [(hers.question_id, NOTE)]
    assert [each["external_id"] for each in exported["identities"]] == ["anna"]
    assert [each["said"] for each in exported["exchanges"]] == [NOTE]


# --- leaving ----------------------------------------------------------------------------------------------------------


def _sent(bot: Bot, who: str) -> Ticket:
    asked = bot.ask(PASSWORD, who=who)
    bot.press(SendHandoff(chosen=None), asked.question_id, who=who)
    return list(bot.storage.tables.tickets.values())[-1]


def _forget(bot: Bot, who: str) -> None:
    forget(bot.person(who), services=bot.services, now=bot.now)


def _now(bot: Bot, ticket: Ticket) -> Ticket:
    return bot.storage.tables.tickets[ticket.id]


def test_nobody_has_to_answer_one_who_is_forgotten(bot: Bot) -> None:
    ticket = _sent(bot, "anna")
    _forget(bot, "anna")

    assert _now(bot, ticket).state is TicketState.CLOSED
    assert _now(bot, ticket).text == _now(bot, ticket).requester_name == ""
    with bot.storage.reading() as work:
        assert [step.event for step in work.history(ticket.id)] == [None, TicketEvent.WITHDRAW]


def test_a_ticket_others_wait_for_goes_on_as_theirs(bot: Bot) -> None:
    ida = bot.person("ida", IT)
    ticket, other = _sent(bot, "anna"), bot.ask(PASSWORD, who="bo")
    bo = bot.person("bo")
    with bot.storage.transaction() as work:
        conversation = bot.storage.tables.exchanges[other.event_id].conversation_id
        waiting = Joined(ticket.id, bo.id, "Bo", conversation, other.question_id or "", "bos ord", "da", bot.now)
        join(work, ticket, waiting, now=bot.now)
    _forget(bot, "anna")

    kept = _now(bot, ticket)
    assert (kept.state, kept.requester_id, kept.requester_name, kept.text) == (TicketState.OPEN, bo.id, "Bo", "bos ord")
    answer_ticket(ticket.id, ida, "Sådan.", services=bot.services, now=bot.now)
    assert "Sådan." in bot.card(bot.storage.tables.exchanges[_last_event(bot, conversation)]).text


def _last_event(bot: Bot, conversation_id: str) -> str:
    with bot.storage.reading() as work:
        return work.transcript(conversation_id)[-1].event_id


def test_one_who_joined_and_is_forgotten_leaves_the_ticket_to_its_asker(bot: Bot) -> None:
    ticket, other = _sent(bot, "anna"), bot.ask(PASSWORD, who="bo")
    with bot.storage.transaction() as work:
        waiting = Joined(
            ticket.id, bot.storage.tables.identities["web", "bo"], "Bo", other.conversation_id, other.question_id or "",
            "bos ord", "da", bot.now,
        )  # fmt: skip
        join(work, ticket, waiting, now=bot.now)
    _forget(bot, "bo")

    with bot.storage.reading() as work:
        assert work.joined(ticket.id) == []
        assert "bos ord" not in [step.note for step in work.history(ticket.id)]
    assert _now(bot, ticket).state is TicketState.OPEN


def test_what_a_forgotten_role_holder_had_taken_goes_to_the_next_in_the_role(bot: Bot) -> None:
    ida, ib = bot.person("ida", IT), bot.person("ib", IT)
    ticket = _sent(bot, "anna")
    take_ticket(ticket.id, ida, services=bot.services, now=bot.now)
    _forget(bot, "ida")

    kept = _now(bot, ticket)
    assert (kept.state, kept.assignee_id, kept.addressee_id) == (TicketState.OPEN, None, ib.id)


def test_an_answered_ticket_of_a_forgotten_role_holder_can_still_be_opened_again(bot: Bot) -> None:
    ida, ib = bot.person("ida", IT), bot.person("ib", IT)
    ticket = _sent(bot, "anna")
    answer_ticket(ticket.id, ida, "Ring til os.", services=bot.services, now=bot.now)
    _forget(bot, "ida")
    reopened = follow_up(ticket.id, bot.person("anna"), helped=False, services=bot.services, now=bot.now)

    assert (reopened.state, reopened.assignee_id, reopened.answer) == (TicketState.ASSIGNED, ib.id, "Ring til os.")


def test_that_somebody_was_forgotten_is_audited_without_saying_who(bot: Bot) -> None:
    anna = bot.person("anna")
    _forget(bot, "anna")

    with bot.storage.reading() as work:
        [(_, line)] = work.audited()
    assert line.action == "person_forgotten"
    assert line.actor_id == line.about != anna.id


def test_a_person_is_found_by_address_or_by_what_a_channel_calls_them(bot: Bot) -> None:
    with bot.storage.transaction() as work:
        karen = work.person(Sender("slack", "T1:U7", name="Karen", email="karen@eksempel.dk"), now=bot.now)

    assert find_person(" Karen@eksempel.dk", services=bot.services) == karen
    assert find_person("slack:T1:U7", services=bot.services) == karen
    with pytest.raises(UnknownPersonIdError):
        find_person("slack:T1:U8", services=bot.services)
