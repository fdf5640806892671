"""Two people at once: one wins, the other is told who did what, and nothing is half written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread

import pytest

from bot.core.reply import Route
from bot.core.tickets import TicketEvent, TicketState
from bot.errors import BotError, TicketChangedError, TransitionError
from bot.services import acting
from bot.services.acting import (
    answer_ticket,
    answer_tickets,
    ask_back,
    assign_ticket,
    forward_ticket,
    merge_ticket,
    release_ticket,
    take_ticket,
)
from bot.services.ports import Person, Ticket
from bot.services.replying import follow_up, reply_to_ticket, withdraw_ticket

from .conftest import Bot
from .ticketing import (
    COORDINATOR,
    IT,
    answered,
    events,
    history,
    joined,
    named,
    notices,
    now_is,
    opened,
    replayed,
    taken,
)

Act = Callable[[Bot, Ticket, Person, int | None], object]

BY_MANAGER: dict[str, tuple[Act, bool]] = {
    "take": (lambda bot, it, by, seen: take_ticket(it.id, by, services=bot.services, now=bot.now, seen=seen), False),
    "assign": (
        lambda bot, it, by, seen: assign_ticket(it.id, by, by.id, services=bot.services, now=bot.now, seen=seen),
        False,
    ),
    "release": (
        lambda bot, it, by, seen: release_ticket(it.id, by, services=bot.services, now=bot.now, seen=seen),
        False,
    ),
    "forward": (
        lambda bot, it, by, seen: forward_ticket(
            it.id, by, Route(role="koordinator"), "Fordi.", services=bot.services, now=bot.now, seen=seen
        ),
        True,
    ),
    "ask back": (
        lambda bot, it, by, seen: ask_back(it.id, by, "Hvad?", services=bot.services, now=bot.now, seen=seen),
        True,
    ),
    "answer": (
        lambda bot, it, by, seen: answer_ticket(it.id, by, "Sådan.", services=bot.services, now=bot.now, seen=seen),
        True,
    ),
    "merge": (
        lambda bot, it, by, seen: merge_ticket(it.id, by, it.id, services=bot.services, now=bot.now, seen=seen),
        False,
    ),
}
BY_ASKER: dict[str, tuple[Act, bool]] = {
    "reply": (
        lambda bot, it, by, seen: reply_to_ticket(it.id, by, "Mere.", services=bot.services, now=bot.now, seen=seen),
        True,
    ),
    "confirm": (
        lambda bot, it, by, seen: follow_up(it.id, by, helped=True, services=bot.services, now=bot.now, seen=seen),
        False,
    ),
    "reopen": (
        lambda bot, it, by, seen: follow_up(
            it.id, by, helped=False, why="Nej.", services=bot.services, now=bot.now, seen=seen
        ),
        True,
    ),
    "withdraw": (
        lambda bot, it, by, seen: withdraw_ticket(it.id, by, services=bot.services, now=bot.now, seen=seen),
        False,
    ),
}


@pytest.mark.parametrize(("act", "unsent"), BY_MANAGER.values(), ids=BY_MANAGER)
def test_who_acts_on_an_older_version_is_told_who_did_what_and_nothing_happens(
    bot: Bot, act: Act, unsent: bool
) -> None:
    ticket, ida = opened(bot), named(bot, "ida", "Ida Holm", IT)
    ib = bot.person("ib", IT)
    bot.wait(minutes=12)
    taken(bot, ticket)
    before = bot.storage.tables

    with pytest.raises(TicketChangedError) as changed:
        act(bot, ticket, ib, ticket.version)
    told = changed.value
    assert (told.number, told.event, told.actor, told.at) == (ticket.number, "assign", "Ida Holm", bot.now)
    assert told.unsent is unsent
    assert bot.storage.tables == before
    assert ida.id == now_is(bot, ticket).assignee_id


@pytest.mark.parametrize(("act", "unsent"), BY_ASKER.values(), ids=BY_ASKER)
def test_an_asker_who_acts_on_an_older_version_is_told_too(bot: Bot, act: Act, unsent: bool) -> None:
    ticket = opened(bot)
    named(bot, "ida", "Ida Holm", IT)
    answered(bot, ticket)
    before = bot.storage.tables

    with pytest.raises(TicketChangedError) as changed:
        act(bot, ticket, bot.person("anna"), ticket.version)
    assert (changed.value.event, changed.value.actor, changed.value.unsent) == ("resolve", "Ida Holm", unsent)
    assert bot.storage.tables == before


def test_who_has_seen_the_newest_acts(bot: Bot) -> None:
    ticket = taken(bot, opened(bot))
    ida = bot.person("ida")

    assert answer_ticket(ticket.id, ida, "Ring.", services=bot.services, now=bot.now, seen=2).version == 3


def test_an_asker_s_words_come_before_an_answer_written_without_them(bot: Bot) -> None:
    ticket, ida = opened(bot), bot.person("ida", IT)
    reply_to_ticket(ticket.id, bot.person("anna"), "Det er løst.", services=bot.services, now=bot.now)

    with pytest.raises(TicketChangedError) as changed:
        answer_ticket(ticket.id, ida, "Ring.", services=bot.services, now=bot.now, seen=ticket.version)
    assert (changed.value.event, changed.value.actor) == ("add", "Anna")


def test_somebody_who_joins_does_not_stop_an_answer(bot: Bot) -> None:
    ticket, ida = opened(bot), bot.person("ida", IT)
    joined(bot, ticket, "bo")
    answer_ticket(ticket.id, ida, "Ring.", services=bot.services, now=bot.now, seen=ticket.version)

    assert notices(bot, "bo")[-1].values["answer"] == "Ring."


def test_of_several_answered_at_once_only_those_that_moved_on_are_left(bot: Bot) -> None:
    first, second = opened(bot), opened(bot, "kodeordet til min telefon er væk, hvad gør jeg", who="bo")
    seen = {first.id: first.version, second.id: second.version}
    taken(bot, second, "ib")
    outcomes = answer_tickets(
        [second.id, first.id], bot.person("ida", IT), "Ring.", services=bot.services, now=bot.now, seen=seen
    )

    assert isinstance(outcomes[0].refusal, TicketChangedError)
    assert outcomes[1].ticket == now_is(bot, first)
    assert now_is(bot, second).answer is None


# --- two threads ------------------------------------------------------------------------------------------------------


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of them gives or is refused with, all begun at the same moment."""
    together = Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        together.wait()
        try:
            results[number] = act()
        except BotError as refused:
            results[number] = refused

    threads = [Thread(target=run, args=(number, act)) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize(
    "act",
    [
        lambda bot, it, by, seen: take_ticket(it.id, by, services=bot.services, now=bot.now, seen=seen),
        lambda bot, it, by, seen: answer_ticket(it.id, by, by.id, services=bot.services, now=bot.now, seen=seen),
    ],
    ids=["take", "answer"],
)
@pytest.mark.parametrize("knows", [True, False], ids=["seen", "unseen"])
def test_of_two_threads_one_wins_and_the_other_is_refused(bot: Bot, act: Act, knows: bool) -> None:
    ticket = opened(bot)
    people = [named(bot, "ida", "Ida Holm", IT), named(bot, "ib", "Ib Dahl", IT)]
    seen = ticket.version if knows else None
    results = _at_once(*(partial(act, bot, ticket, by, seen) for by in people))

    (won,) = [one for one in results if isinstance(one, Ticket)]
    (lost,) = [one for one in results if isinstance(one, BotError)]
    winner = people[results.index(won)]
    assert now_is(bot, ticket) == won
    assert won.assignee_id == winner.id
    assert isinstance(lost, TicketChangedError if knows else TransitionError)
    assert [step.actor_id for step in history(bot, ticket)[1:]] == [winner.id]
    assert replayed(history(bot, ticket)) is won.state


def test_many_threads_lose_no_words_and_count_every_step(bot: Bot) -> None:
    ticket, anna = opened(bot), bot.person("anna")
    people = [bot.person(f"it-{number}", IT) for number in range(4)]
    say = partial(reply_to_ticket, ticket.id, anna, services=bot.services, now=bot.now)
    take = partial(take_ticket, ticket.id, services=bot.services, now=bot.now)
    acts = [*(partial(say, f"ord {number}") for number in range(8)), *(partial(take, by) for by in people)]
    _at_once(*acts)
    notes = {step.note for step in history(bot, ticket) if step.event is TicketEvent.ADD}

    assert notes == {f"ord {number}" for number in range(8)}
    assert events(bot, ticket).count(TicketEvent.ASSIGN) == 1
    assert now_is(bot, ticket).version == 1 + 8 + 1
    assert replayed(history(bot, ticket)) is TicketState.ASSIGNED


# --- nothing half written ---------------------------------------------------------------------------------------------


class Broken(Exception):
    """Something that should never happen."""


@pytest.mark.parametrize("name", ["answer", "ask back", "assign", "release"])
def test_what_fails_half_way_is_not_written_at_all(bot: Bot, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    ticket, ib = taken(bot, opened(bot)), named(bot, "ib", "Ib Dahl", IT)
    joined(bot, ticket, "bo")
    before = bot.storage.tables

    def fail(*_: object, **__: object) -> None:
        raise Broken

    for last in ("tell_askers", "tell_holders"):
        monkeypatch.setattr(acting, last, fail)
    ida = bot.person("ida")
    act: Callable[[], object] = partial(BY_MANAGER[name][0], bot, ticket, ida, ticket.version)
    if name == "assign":
        act = partial(assign_ticket, ticket.id, ida, ib.id, services=bot.services, now=bot.now)
    with pytest.raises(Broken):
        act()

    assert bot.storage.tables == before


def test_the_newest_that_counts_is_told_not_what_is_quiet(bot: Bot) -> None:
    ticket = opened(bot)
    karen = named(bot, "karen", "Karen Bech", COORDINATOR)
    take_ticket(ticket.id, karen, services=bot.services, now=bot.now)
    bot.wait(minutes=5)
    joined(bot, ticket, "bo")

    with pytest.raises(TicketChangedError) as changed:
        answer_ticket(ticket.id, bot.person("ida", IT), "Ring.", services=bot.services, now=bot.now, seen=1)
    assert (changed.value.actor, changed.value.at) == ("Karen Bech", bot.now - timedelta(minutes=5))
