"""Telling: each person where they are, once, and nobody who waits for the answer themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core.reply import Notice
from bot.services.acting import take_ticket
from bot.services.ports import MAIL, SLACK, Joined, Place, Sender, Ticket
from bot.services.telling import What, tell_askers, tell_holders

from .conftest import Bot
from .ladders import COORDINATOR, IT, away, hold, laddered, manager, opened, owner, told
from .small_content import PASSWORD, TEMPLATE

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def roles(bot: Bot) -> None:
    bot.content.snapshot = laddered(bot.content.snapshot)


def _tell(bot: Bot, ticket: Ticket, what: What) -> list[tuple[str, str]]:
    """What is told by this, and nothing that was told before."""
    before = len(told(bot))
    with bot.storage.transaction() as work:
        tell_holders(work, ticket, what, services=bot.services, now=bot.now)
    return told(bot)[before:]


def _join(bot: Bot, ticket: Ticket, who: str, channel: str = "web") -> str:
    """`who` waits for the answer of `ticket` too; gives the conversation they do it in."""
    asked = bot.ask(PASSWORD, who=who, channel=channel)
    question = bot.question(asked)
    with bot.storage.transaction() as work:
        person = work.known_person(channel, who)
        assert person is not None
        joined = Joined(ticket.id, person.id, who, asked.conversation_id, question.id, "", "en", bot.now)
        work.join(joined)
    return asked.conversation_id


# --- whom -------------------------------------------------------------------------------------------------------------


def test_who_has_taken_it_is_told_before_who_it_was_addressed_to(bot: Bot) -> None:
    hold(bot, "ida", IT)
    ticket = opened(bot)
    hold(bot, "ib", IT)
    with bot.storage.reading() as work:
        ib = work.person_by_email("ib@eksempel")
    assert ib is not None

    assert _tell(bot, ticket, "replied") == [("ida@eksempel", "replied")]
    taken = take_ticket(ticket.id, ib, services=bot.services, now=bot.now)
    assert _tell(bot, taken, "replied") == [("ib@eksempel", "replied")]


def test_everybody_with_the_role_is_told_when_it_is_nobodys_in_particular(bot: Bot) -> None:
    for who in ("ida", "ib"):
        hold(bot, who, IT)
    ticket = replace(opened(bot), addressee_id=None)

    assert _tell(bot, ticket, "forwarded") == [("ida@eksempel", "forwarded"), ("ib@eksempel", "forwarded")]


def test_who_is_away_is_stood_in_for(bot: Bot) -> None:
    ida, dagny = hold(bot, "ida", IT), hold(bot, "dagny")
    ticket = opened(bot)
    away(bot, ida, TODAY, deputy=dagny)

    assert _tell(bot, ticket, "replied") == [("dagny@eksempel", "replied")]


def test_the_role_is_told_when_who_has_it_is_away_and_nobody_stands_in(bot: Bot) -> None:
    ida = hold(bot, "ida", IT)
    ticket = opened(bot)
    away(bot, ida, TODAY)
    hold(bot, "ib", IT)

    assert _tell(bot, ticket, "replied") == [("ib@eksempel", "replied")]


def test_one_who_waits_for_the_answer_is_not_told(bot: Bot) -> None:
    hold(bot, "ida", IT)
    ticket = replace(opened(bot), addressee_id=None)
    _join(bot, ticket, "ib")
    hold(bot, "ib", IT, email="ib@eksempel")
    with bot.storage.transaction() as work:
        work.person(Sender("web", "ib", email="ib@eksempel"), now=bot.now)

    assert _tell(bot, ticket, "replied") == [("ida@eksempel", "replied")]


def test_the_deputy_of_one_who_is_here_is_told_as_the_deputy(bot: Bot) -> None:
    ida, dagny = hold(bot, "ida", IT), hold(bot, "dagny")
    with bot.storage.transaction() as work:
        work.set_deputy(ida, dagny)
    ticket = opened(bot)

    assert _tell(bot, ticket, "deputy") == [("dagny@eksempel", "deputy")]


def test_no_mailbox_gets_what_is_for_a_deputy(bot: Bot) -> None:
    ticket = opened(bot)

    assert _tell(bot, ticket, "deputy") == []


def test_the_role_above_is_told_for_the_same_system(bot: Bot) -> None:
    hold(bot, "oda", owner("aurora"))
    hold(bot, "otto", owner("bifrost"))
    hold(bot, "mette", manager("aurora"))
    ticket = opened(bot, TEMPLATE, chosen="aurora")

    assert _tell(bot, replace(ticket, escalated_to="systemejer"), "escalated") == [("oda@eksempel", "escalated")]
    assert _tell(bot, replace(ticket, escalated_to="koordinator"), "escalated") == [("post@eksempel", "escalated")]


# --- where ------------------------------------------------------------------------------------------------------------


def test_slack_comes_before_mail(bot: Bot) -> None:
    hold(bot, "ida", IT, slack="T1:U1")
    opened(bot)

    assert told(bot) == [("U1", "new")]


def test_a_direct_conversation_that_is_there_is_written_in_and_no_thread_of_it(bot: Bot) -> None:
    ida = hold(bot, "ida", IT, slack="T1:U1")
    with bot.storage.transaction() as work:
        work.conversation(SLACK, Place("C9:55.1", {"team": "T1", "channel": "C9", "thread_ts": "55.1"}), ida)
        work.conversation(SLACK, Place("D7", {"team": "T1", "channel": "D7", "thread_ts": "44.1"}), ida)
    opened(bot)
    (row,) = bot.storage.rows("SELECT channel, address, body FROM outbox WHERE body ->> 'what' = 'new'")

    assert (row["channel"], row["address"]) == (SLACK, '{"team": "T1", "channel": "D7"}')


def test_one_who_can_be_written_to_nowhere_finds_it_in_the_inbox(bot: Bot) -> None:
    ida = bot.person("ida", IT)

    assert opened(bot).addressee_id == ida.id
    assert told(bot) == []


def test_what_nobody_has_taken_is_shown_in_the_roles_channel_and_mailed_to_who_is_not_in_slack(bot: Bot) -> None:
    bot.content.snapshot = laddered(bot.content.snapshot, it={"slack_channel": "#it-vagt"})
    hold(bot, "ida", IT)
    opened(bot)

    assert told(bot) == [("#it-vagt", "new"), ("ida@eksempel", "new")]


def test_the_channel_of_a_systems_role_is_the_systems_own(bot: Bot) -> None:
    bot.content.snapshot = laddered(bot.content.snapshot, systemansvarlig={"slack_channel": "#esdh-{system}"})
    hold(bot, "mette", manager("aurora"), slack="T1:U1")
    opened(bot, TEMPLATE, chosen="aurora")

    assert told(bot) == [("#esdh-aurora", "new")]


def test_a_channel_that_is_an_example_is_never_written_to(bot: Bot) -> None:
    bot.content.snapshot = laddered(bot.content.snapshot, it={"slack_channel": "C9", "example": True})
    hold(bot, "ida", IT)
    opened(bot)

    assert told(bot) == [("ida@eksempel", "new")]


def test_one_who_has_taken_a_ticket_is_told_themself_and_not_in_the_channel(bot: Bot) -> None:
    bot.content.snapshot = laddered(bot.content.snapshot, it={"slack_channel": "C9"})
    ida = hold(bot, "ida", IT, slack="T1:U1")
    ticket = replace(opened(bot), assignee_id=ida)

    assert _tell(bot, ticket, "replied") == [("U1", "replied")]


def test_a_mailbox_that_is_an_example_is_never_written_to(bot: Bot) -> None:
    bot.content.snapshot = laddered(bot.content.snapshot, it={"example": True})
    opened(bot)

    assert told(bot) == []


def test_a_notice_holds_ids_and_no_words(bot: Bot) -> None:
    hold(bot, "ida", IT)
    ticket = opened(bot)
    (row,) = bot.storage.rows("SELECT body, dedupe_key FROM outbox")

    assert row["body"] == f'{{"ticket": "{ticket.id}", "what": "new"}}'
    assert row["dedupe_key"] == f"ticket:{ticket.id}:1:new:{ticket.addressee_id}"


def test_the_same_is_told_once_of_a_ticket_as_it_stands(bot: Bot) -> None:
    hold(bot, "ida", IT)
    ticket = opened(bot)

    assert _tell(bot, ticket, "reminder") == [("ida@eksempel", "reminder")]
    assert _tell(bot, ticket, "reminder") == []
    assert _tell(bot, replace(ticket, version=2), "reminder") == [("ida@eksempel", "reminder")]


# --- the askers -------------------------------------------------------------------------------------------------------


def _tell_askers(bot: Bot, ticket: Ticket) -> list[tuple[str, Notice, str]]:
    """(conversation, notice, language) of what is written by this."""
    before = len(bot.storage.tables.exchanges)
    with bot.storage.transaction() as work:
        tell_askers(work, ticket, "notice.still_waiting", now=bot.now, values={"due_at": bot.now.isoformat()})
    written = list(bot.storage.tables.exchanges.values())[before:]
    return [(one.conversation_id, one.reply, one.language) for one in written if isinstance(one.reply, Notice)]


def test_everybody_who_waits_is_told_in_their_own_conversation(bot: Bot) -> None:
    ticket = opened(bot)
    joined = _join(bot, ticket, "bo")
    values = {"number": "1", "ticket": ticket.id, "due_at": bot.now.isoformat()}
    notice = Notice(key="notice.still_waiting", values=values)

    assert _tell_askers(bot, ticket) == [(ticket.conversation_id, notice, "da"), (joined, notice, "en")]


def test_an_asker_who_fetches_it_is_told_by_mail_when_they_have_an_address(bot: Bot) -> None:
    ticket = opened(bot)
    _join(bot, ticket, "bo")
    with bot.storage.transaction() as work:
        work.person(Sender("web", "bo", email="bo@eksempel"), now=bot.now)
    _tell_askers(bot, ticket)
    rows = bot.storage.rows("SELECT channel, address, body FROM outbox WHERE body ->> 'asker'")

    assert [tuple(row) for row in rows] == [
        (MAIL, '{"to": "bo@eksempel"}', f'{{"ticket": "{ticket.id}", "what": "still_waiting", "asker": true}}')
    ]


def test_an_asker_in_slack_is_written_to_there_and_gets_no_mail(bot: Bot) -> None:
    ticket = opened(bot)
    conversation_id = _join(bot, ticket, "bo", channel="slack")
    with bot.storage.transaction() as work:
        work.person(Sender("slack", "bo", email="bo@eksempel"), now=bot.now)
    before = set(bot.storage.tables.outbox)
    _tell_askers(bot, ticket)
    (queued,) = [row for key, row in bot.storage.tables.outbox.items() if key not in before]

    assert queued[0] == conversation_id
    assert list(queued[1]) == ["event_id"]


def test_an_asker_who_was_forgotten_is_nobody_to_tell(bot: Bot) -> None:
    ticket = replace(opened(bot), conversation_id="")

    assert _tell_askers(bot, ticket) == []


def test_the_coordinator_is_told_like_any_role(bot: Bot) -> None:
    hold(bot, "karen", COORDINATOR)
    ticket = opened(bot, TEMPLATE, chosen="?")

    assert ticket.route.role == "koordinator"
    assert told(bot) == [("karen@eksempel", "new")]
