"""Chasing: each step is told once, in its time, whatever the bot has slept through; silence closes what it closes."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.reply import Notice
from bot.core.tickets import TicketEvent, TicketState
from bot.core.worktime import DANISH_TIME
from bot.services import chasing
from bot.services.acting import answer_ticket, ask_back, take_ticket
from bot.services.chasing import chase
from bot.services.ports import Holding, Person, Ticket
from bot.services.replying import follow_up, reply_to_ticket
from bot.services.telling import tell_holders
from bot.services.ticket_rights import may_act

from .conftest import Bot
from .ladders import COORDINATOR, IT, away, hold, laddered, manager, opened, owner, told
from .small_content import BREACH, PASSWORD, TEMPLATE

METTE, OWNER, KAREN = "mette@eksempel", "oda@eksempel", "karen@eksempel"


@pytest.fixture(autouse=True)
def roles(bot: Bot) -> None:
    bot.content.snapshot = laddered(bot.content.snapshot)


@pytest.fixture
def people(bot: Bot) -> dict[str, str]:
    """A manager with a deputy, an owner above and a coordinator on top."""
    ids = {
        "mette": hold(bot, "mette", manager()),
        "dagny": hold(bot, "dagny"),
        "oda": hold(bot, "oda", owner()),
        "karen": hold(bot, "karen", COORDINATOR),
    }
    with bot.storage.transaction() as work:
        work.set_deputy(ids["mette"], ids["dagny"])
    return ids


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=DANISH_TIME).astimezone(UTC)


def _chase(bot: Bot, at: str) -> list[tuple[str, str]]:
    """What is told when the bot looks at this time, Danish."""
    bot.now = _local(at)
    before = len(told(bot))
    chase(services=bot.services, now=bot.now)
    return told(bot)[before:]


def _asked_monday(bot: Bot) -> Ticket:
    """Opened Monday at 8: 14 hours of 7 a day, so due Tuesday at 15, half of it Monday at 15."""
    bot.now = _local("2026-03-02 08:00")
    return opened(bot, TEMPLATE, chosen="aurora")


def _person(person_id: str) -> Person:
    return Person(person_id, "")


def _latest(bot: Bot, ticket: Ticket) -> Ticket:
    return bot.storage.tables.tickets[ticket.id]


# --- up the rungs -----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_every_rung_is_told_in_its_time(bot: Bot) -> None:
    _asked_monday(bot)
    times = ("03-02 15:00", "03-03 11:29", "03-03 11:30", "03-03 14:59", "03-03 15:00")
    later = ("03-04 14:59", "03-04 15:00", "03-05 14:59", "03-05 15:00", "03-20 12:00")

    assert [_chase(bot, f"2026-{at}") for at in times] == [
        [],
        [],
        [(METTE, "reminder")],  # three quarters of 14 hours
        [],
        [(METTE, "overdue"), ("dagny@eksempel", "deputy")],
    ]
    assert [_chase(bot, f"2026-{at}") for at in later] == [
        [],
        [(OWNER, "escalated")],  # half as long again
        [],
        [(KAREN, "escalated")],  # twice as long
        [],
    ]


def test_the_role_above_sees_it_and_may_act_and_the_history_says_so(bot: Bot, people: dict[str, str]) -> None:
    ticket = _asked_monday(bot)
    for at in ("03-03 15:00", "03-04 15:00", "03-05 15:00"):
        _chase(bot, f"2026-{at}")
    escalated = _latest(bot, ticket)
    with bot.storage.reading() as work:
        may = [who for who, one in people.items() if may_act(work, escalated, one, services=bot.services, now=bot.now)]

    assert escalated.escalated_to == "systemejer"
    assert escalated.addressee_id == people["dagny"]
    assert may == ["mette", "dagny", "oda", "karen"]
    assert [(step.event, step.before, step.after) for step in bot.storage.tables.history[1:]] == [
        (TicketEvent.ESCALATE, TicketState.OPEN, TicketState.OPEN)
    ] * 3


@pytest.mark.usefixtures("people")
def test_being_escalated_does_not_stop_one_who_is_writing_the_answer(bot: Bot) -> None:
    ticket = _asked_monday(bot)
    _chase(bot, "2026-03-05 15:00")

    assert _latest(bot, ticket).version == ticket.version


@pytest.mark.usefixtures("people")
def test_each_step_is_told_once_however_often_the_bot_looks(bot: Bot) -> None:
    _asked_monday(bot)
    for _ in range(30 * 24 * 2):
        chase(services=bot.services, now=bot.now)
        bot.wait(minutes=30)

    assert told(bot) == [
        (METTE, "new"),
        (METTE, "reminder"),
        (METTE, "overdue"),
        ("dagny@eksempel", "deputy"),
        (OWNER, "escalated"),
        (KAREN, "escalated"),
    ]


@pytest.mark.usefixtures("people")
def test_each_step_is_told_once_though_the_process_dies_in_the_middle_of_each(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    _asked_monday(bot)

    def dies(*args: object, **words: object) -> None:
        tell_holders(*args, **words)  # type: ignore[arg-type]  # handed on as they are
        raise KeyboardInterrupt

    for at in ("03-03 11:30", "03-03 15:00", "03-04 15:00", "03-05 15:00"):
        monkeypatch.setattr(chasing, "tell_holders", dies)
        with pytest.raises(KeyboardInterrupt):
            _chase(bot, f"2026-{at}")
        monkeypatch.setattr(chasing, "tell_holders", tell_holders)
        _chase(bot, f"2026-{at}")

    assert [what for _, what in told(bot)] == ["new", "reminder", "overdue", "deputy", "escalated", "escalated"]


@pytest.mark.usefixtures("people")
def test_a_bot_that_has_slept_tells_what_is_true_now_and_no_late_reminder(bot: Bot) -> None:
    _asked_monday(bot)

    assert _chase(bot, "2026-03-20 12:00") == [
        (METTE, "overdue"),
        ("dagny@eksempel", "deputy"),
        (OWNER, "escalated"),
        (KAREN, "escalated"),
    ]


def test_who_has_taken_it_is_reminded(bot: Bot, people: dict[str, str]) -> None:
    ticket = _asked_monday(bot)
    hold(bot, "mona", manager())
    with bot.storage.reading() as work:
        mona = work.person_by_email("mona@eksempel")
    assert mona is not None
    take_ticket(ticket.id, mona, services=bot.services, now=bot.now)

    assert _chase(bot, "2026-03-03 11:30") == [("mona@eksempel", "reminder")]
    assert _latest(bot, ticket).addressee_id == people["mette"]


def test_a_role_above_with_nobody_is_passed_over(bot: Bot) -> None:
    hold(bot, "mette", manager())
    hold(bot, "karen", COORDINATOR)
    ticket = _asked_monday(bot)
    _chase(bot, "2026-03-03 15:00")

    assert _chase(bot, "2026-03-04 15:00") == [(KAREN, "escalated")]
    assert _chase(bot, "2026-03-20 12:00") == []
    assert _latest(bot, ticket).escalated_to == "koordinator"


def test_with_nobody_above_the_mailboxes_are_told(bot: Bot) -> None:
    _asked_monday(bot)

    assert _chase(bot, "2026-03-20 12:00") == [
        ("aurora@eksempel", "overdue"),
        ("aurora@eksempel", "escalated"),
        ("post@eksempel", "escalated"),
    ]


def test_nothing_is_above_the_coordinator(bot: Bot) -> None:
    hold(bot, "karen", COORDINATOR)
    bot.now = _local("2026-03-02 08:00")
    ticket = opened(bot, TEMPLATE, chosen="?")

    assert _chase(bot, "2026-03-20 12:00") == [(KAREN, "overdue")]
    assert _latest(bot, ticket).escalated_to is None


def test_one_above_who_asked_is_not_told(bot: Bot) -> None:
    hold(bot, "mette", manager())
    bot.person("anna", owner())
    hold(bot, "karen", COORDINATOR)
    _asked_monday(bot)
    _chase(bot, "2026-03-03 15:00")

    assert _chase(bot, "2026-03-04 15:00") == [(KAREN, "escalated")]


def test_one_who_is_away_when_it_is_due_is_stood_in_for(bot: Bot, people: dict[str, str]) -> None:
    _asked_monday(bot)
    away(bot, people["mette"], date(2026, 3, 3), date(2026, 3, 6))

    assert _chase(bot, "2026-03-03 15:00") == [("dagny@eksempel", "overdue")]


# --- the clock and the calendar ---------------------------------------------------------------------------------------


def test_a_breach_on_a_friday_at_four_is_chased_through_the_evening(bot: Bot) -> None:
    hold(bot, "dorte", Holding("sikkerhed"))
    hold(bot, "karen", COORDINATOR)
    bot.now = _local("2026-11-27 16:00")
    opened(bot, BREACH)
    times = ("16:44", "16:45", "17:00", "17:29", "17:30", "18:00", "23:00")

    assert [_chase(bot, f"2026-11-27 {at}") for at in times] == [
        [],
        [("dorte@eksempel", "reminder")],
        [("dorte@eksempel", "overdue")],
        [],
        [(KAREN, "escalated")],
        [],
        [],
    ]


def test_nobody_is_chased_over_easter(bot: Bot) -> None:
    hold(bot, "ida", IT)
    bot.now = _local("2027-03-24 14:00")  # Wednesday; seven hours: one today, six on Tuesday
    opened(bot, PASSWORD)
    over_easter = [_chase(bot, f"2027-03-{day} 12:00") for day in range(25, 30)]

    assert over_easter == [[]] * 5
    assert _chase(bot, "2027-03-30 12:15") == [("ida@eksempel", "reminder")]
    assert _chase(bot, "2027-03-30 14:00") == [("ida@eksempel", "overdue")]


# --- what is not chased -----------------------------------------------------------------------------------------------


def test_a_ticket_that_waits_for_its_asker_is_not_chased(bot: Bot, people: dict[str, str]) -> None:
    ticket = _asked_monday(bot)
    ask_back(ticket.id, _person(people["mette"]), "Hvilken skabelon?", services=bot.services, now=bot.now)

    assert _chase(bot, "2026-03-06 12:00") == []


def test_an_answered_ticket_is_not_chased(bot: Bot, people: dict[str, str]) -> None:
    ticket = _asked_monday(bot)
    answer_ticket(ticket.id, _person(people["mette"]), "Sådan.", services=bot.services, now=bot.now)

    assert _chase(bot, "2026-03-06 12:00") == []


def test_a_reopened_ticket_is_chased_anew(bot: Bot, people: dict[str, str]) -> None:
    ticket = _asked_monday(bot)
    _chase(bot, "2026-03-03 12:00")
    answer_ticket(ticket.id, _person(people["mette"]), "Sådan.", services=bot.services, now=bot.now)
    bot.now = _local("2026-03-04 08:00")
    follow_up(ticket.id, bot.person("anna"), helped=False, services=bot.services, now=bot.now)

    assert _chase(bot, "2026-03-05 11:29") == []
    assert _chase(bot, "2026-03-05 11:30") == [(METTE, "reminder")]


# --- silence ----------------------------------------------------------------------------------------------------------


def _asked_back(bot: Bot, people: dict[str, str]) -> Ticket:
    """Waits for Anna since Monday at 8."""
    ticket = _asked_monday(bot)
    return ask_back(ticket.id, _person(people["mette"]), "Hvilken?", services=bot.services, now=bot.now)


def _notices(bot: Bot) -> list[str]:
    replies = (one.reply for one in bot.storage.tables.exchanges.values())
    return [reply.key for reply in replies if isinstance(reply, Notice)]


def test_a_silent_asker_is_asked_again_and_then_it_ends(bot: Bot, people: dict[str, str]) -> None:
    ticket = _asked_back(bot, people)
    before = len(_notices(bot))
    said = {}
    for at in ("03-06 14:59", "03-06 15:00", "03-09 12:00", "03-13 14:59", "03-13 15:00", "03-16 12:00"):
        _chase(bot, f"2026-{at}")
        said[at] = _notices(bot)[before:]
    silent = _latest(bot, ticket)

    assert said["03-06 14:59"] == []
    assert said["03-06 15:00"] == said["03-13 14:59"] == ["notice.still_waiting"]
    assert said["03-13 15:00"] == said["03-16 12:00"] == ["notice.still_waiting", "notice.closed_silently"]
    assert (silent.state, silent.answer, silent.version) == (TicketState.RESOLVED, None, ticket.version + 1)
    assert bot.storage.tables.history[-1].event is TicketEvent.FALL_SILENT
    assert bot.storage.tables.history[-1].note


def test_the_asker_is_told_until_when_they_may_reply(bot: Bot, people: dict[str, str]) -> None:
    _asked_back(bot, people)
    _chase(bot, "2026-03-09 12:00")
    notice = list(bot.storage.tables.exchanges.values())[-1].reply

    assert isinstance(notice, Notice)
    assert datetime.fromisoformat(notice.values["due_at"]) == _local("2026-03-13 15:00")


def test_one_who_replies_in_time_is_not_silent(bot: Bot, people: dict[str, str]) -> None:
    ticket = _asked_back(bot, people)
    _chase(bot, "2026-03-12 12:00")
    reply_to_ticket(ticket.id, bot.person("anna"), "Den til breve.", services=bot.services, now=bot.now)
    _chase(bot, "2026-03-13 15:00")

    assert _latest(bot, ticket).state is TicketState.ASSIGNED


def test_one_who_is_asked_back_again_has_the_whole_time_again(bot: Bot, people: dict[str, str]) -> None:
    ticket = _asked_back(bot, people)
    bot.now = _local("2026-03-11 08:00")
    reply_to_ticket(ticket.id, bot.person("anna"), "Den til breve.", services=bot.services, now=bot.now)
    ask_back(ticket.id, _person(people["mette"]), "Og hvilket brev?", services=bot.services, now=bot.now)
    before = len(_notices(bot))
    _chase(bot, "2026-03-17 14:59")
    too_early = _notices(bot)[before:]
    _chase(bot, "2026-03-17 15:00")

    assert too_early == []
    assert _notices(bot)[before:] == ["notice.still_waiting"]


def test_an_answer_nobody_minds_closes_after_five_working_days(bot: Bot, people: dict[str, str]) -> None:
    ticket = _asked_monday(bot)
    answer_ticket(ticket.id, _person(people["mette"]), "Sådan.", services=bot.services, now=bot.now)
    before = _notices(bot)
    _chase(bot, "2026-03-06 14:59")
    then = _latest(bot, ticket).state
    _chase(bot, "2026-03-06 15:00")
    closed = _latest(bot, ticket)

    assert then is TicketState.RESOLVED
    assert (closed.state, closed.closed_at, closed.answer) == (TicketState.CLOSED, bot.now, "Sådan.")
    assert _notices(bot) == before


def test_a_ticket_closed_by_silence_is_reopened_by_its_asker(bot: Bot, people: dict[str, str]) -> None:
    ticket = _asked_back(bot, people)
    for at in ("03-13 15:00", "03-23 12:00"):
        _chase(bot, f"2026-{at}")
    closed = _latest(bot, ticket)
    reopened = follow_up(ticket.id, bot.person("anna"), helped=False, services=bot.services, now=bot.now)

    assert closed.state is TicketState.CLOSED
    assert reopened.state is TicketState.ASSIGNED


# --- one and the others -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_one_ticket_that_fails_does_not_stop_the_others_and_is_tried_again(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hold(bot, "ida", IT)
    first = _asked_monday(bot)
    opened(bot, PASSWORD, who="bo")

    def fails(work: object, ticket: Ticket, *args: object, **words: object) -> None:
        if ticket.id == first.id:
            raise ValueError(ticket.text)
        tell_holders(work, ticket, *args, **words)  # type: ignore[arg-type]  # handed on as they are

    monkeypatch.setattr(chasing, "tell_holders", fails)
    with caplog.at_level(logging.ERROR):
        chased = _chase(bot, "2026-03-02 13:15")
        failed = _chase(bot, "2026-03-03 11:30")
    monkeypatch.setattr(chasing, "tell_holders", tell_holders)

    assert chased == [("ida@eksempel", "reminder")]
    assert failed == [("ida@eksempel", "overdue"), (KAREN, "escalated")]
    assert [record.getMessage() for record in caplog.records] == [f"ticket {first.id} could not be chased: ValueError"]
    assert _chase(bot, "2026-03-03 11:31") == [(METTE, "reminder")]


@pytest.mark.usefixtures("people")
def test_it_says_how_many_tickets_something_was_done_to(bot: Bot) -> None:
    _asked_monday(bot)
    now = _local("2026-03-03 11:30")

    assert [chase(services=bot.services, now=now + timedelta(minutes=each)) for each in (-1, 0, 1)] == [0, 1, 0]


def test_a_ticket_of_a_role_taken_out_of_the_content_is_chased_as_the_coordinators(bot: Bot) -> None:
    hold(bot, "ida", IT)
    hold(bot, "karen", COORDINATOR)
    bot.now = _local("2026-03-02 08:00")
    ticket = opened(bot, PASSWORD)
    organisation = bot.content.snapshot.library.organisation
    del organisation.roles["it"]
    _chase(bot, "2026-03-20 12:00")

    assert _latest(bot, ticket).escalated_to == "koordinator"
