"""A ticket carried on in Slack: say that it helped, that it did not, and reply to what a person asks back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from bot.core.tickets import TicketState
from bot.parts import Parts
from bot.services.acting import answer_ticket, ask_back
from bot.services.ports import Holding, Sender, Ticket
from tests.inboxes import inbox

from .conftest import Bot
from .people import Employee, labels, words
from .test_conversations import offered_handoff

ANSWER = "Ja, den skal på sagen."


async def act(parts: Parts, what: Callable[..., Ticket], text: str) -> None:
    """Do something to the one ticket there is, as the coordinator."""

    def do() -> None:
        now = datetime.now(UTC)
        with parts.storage.transaction() as work:
            coordinator = work.person(Sender("web", "karen"), now=now)
            work.grant(coordinator.id, Holding(parts.content.current().catalogue.roles.coordinator))
        [ticket] = inbox(coordinator, services=parts.services, now=now)
        what(ticket.id, coordinator, text, services=parts.services, now=now)

    await asyncio.to_thread(do)


async def sent(who: Employee) -> str:
    """The thread of a question that was sent to a person."""
    thread, offer = await offered_handoff(who)
    await who.presses(offer, "Send")
    await who.sees(thread, replies=3)
    return thread


def the_ticket(bot: Bot) -> Ticket:
    """As it stands."""
    with bot.parts.storage.reading() as work:
        person = work.known_person("slack", "T1:U1")
        [ticket] = work.tickets_of(person.id if person else "")
        return ticket


async def test_an_answer_is_confirmed_by_its_button(anna: Employee, bot: Bot) -> None:
    thread = await sent(anna)
    await act(bot.parts, answer_ticket, ANSWER)
    arrived = await anna.sees(thread, replies=4)

    await anna.presses(arrived, "Ja, det hjalp")

    assert "Godt, at det hjalp" in words(await anna.sees(thread, replies=5))
    assert the_ticket(bot).state is TicketState.CLOSED


async def test_an_answer_that_did_not_help_opens_the_ticket_and_more_is_written_along(anna: Employee, bot: Bot) -> None:
    thread = await sent(anna)
    await act(bot.parts, answer_ticket, ANSWER)
    await anna.presses(await anna.sees(thread, replies=4), "Nej, stadig ikke")
    assert "åbnet igen" in words(await anna.sees(thread, replies=5))

    await anna.says("Det gælder kun på papir.", thread=thread)

    assert "Jeg har sendt din besked" in words(await anna.sees(thread, replies=6))
    assert the_ticket(bot).state is TicketState.ASSIGNED


async def test_a_button_that_comes_too_late_is_explained(anna: Employee, bot: Bot) -> None:
    thread = await sent(anna)
    await act(bot.parts, answer_ticket, ANSWER)
    arrived = await anna.sees(thread, replies=4)
    await anna.presses(arrived, "Nej, stadig ikke")
    await anna.sees(thread, replies=5)

    await anna.presses(arrived, "Ja, det hjalp")

    assert "ændret i mellemtiden" in (await anna.sees(thread, replies=6))["text"]


async def test_what_is_asked_back_is_replied_to_in_the_thread(anna: Employee, bot: Bot) -> None:
    thread = await sent(anna)
    await act(bot.parts, ask_back, "Er den på papir?")
    assert "Er den på papir?" in words(await anna.sees(thread, replies=4))

    await anna.says("Ja, på papir.", thread=thread)

    reply = await anna.sees(thread, replies=5)
    assert "Jeg har sendt din besked" in words(reply)
    assert labels(reply) == ["Det var et nyt spørgsmål"]
    assert the_ticket(bot).state is TicketState.ASSIGNED


async def test_what_was_a_new_question_is_answered_when_that_is_pressed(anna: Employee, bot: Bot) -> None:
    thread = await sent(anna)
    await act(bot.parts, ask_back, "Er den på papir?")
    await anna.sees(thread, replies=4)
    await anna.says("Hvad er notatpligt?", thread=thread)
    reply = await anna.sees(thread, replies=5)

    await anna.presses(reply, "Det var et nyt spørgsmål")

    assert "Står inde for svaret" in words(await anna.sees(thread, replies=6))
