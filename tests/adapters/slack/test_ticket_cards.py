"""A ticket's card in Slack: where it stands, what it says, and that it follows the ticket."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime

import pytest

from bot.adapters.slack.notices import render_card
from bot.content.phrasing import Phrasing
from bot.core.tickets import TicketState
from bot.parts import Parts
from bot.services.acting import answer_ticket, take_ticket
from bot.services.ports import Holding
from bot.services.replying import reply_to_ticket
from bot.services.ticket_cards import Somebody, TicketCard

from .cards import CHANNEL, card_in, cards_in, delivered, hold, mailed, organised, sent, the_ticket
from .conftest import PUBLIC_URL, Bot
from .fake_slack import FakeSlack, Trouble
from .limits import faults_of
from .people import Employee, labels, link_in, words
from .test_conversations import QUESTION
from .test_ticket_conversations import act

ACTS = ["Tag", "Svar", "Spørg tilbage", "Send videre", "Jeg er væk"]
ANSWER = "Ja, den skal på sagen."


@pytest.fixture
def parts(parts: Parts) -> Parts:
    """The coordinator's role has a channel."""
    return organised(parts, slack_channel=CHANNEL, mailbox="esdh@eksempel")


async def test_a_new_ticket_is_shown_in_the_roles_channel_with_what_can_be_done(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo)
    await sent(anna)

    card = await card_in(slack, CHANNEL)

    said = words(card)
    assert card["text"].startswith("Ny henvendelse nr. 1")
    assert f"> {QUESTION}" in said
    assert "*Fra:* name.U1" in said
    assert "*Sendt til:* ESDH-koordinatoren" in said
    assert "*Svar senest:* " in said
    assert "*Besked til:* <@U2>" in said
    assert "Botten viste: " in said
    assert labels(card) == [*ACTS, "Åbn på nettet"]
    assert link_in(card).startswith(f"{PUBLIC_URL}/inbox/")


async def test_what_stands_in_the_channel_is_not_sent_to_the_person_too(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo)
    await sent(anna)
    await delivered(bot.parts, slack)

    assert len(cards_in(slack, CHANNEL)) == 1
    assert cards_in(slack, bo.direct) == []


async def test_the_whole_life_of_a_ticket_in_slack(anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack) -> None:
    carl = Employee(slack, bot.http, id="U4")
    hold(bot.parts, bo)
    hold(bot.parts, carl)
    thread = await sent(anna)
    card = await card_in(slack, CHANNEL)
    as_shown = {**card, "blocks": list(card["blocks"])}

    await bo.presses(card, "Tag")
    await slack.until(lambda: "*Taget af:* <@U2>" in words(card))
    assert "Tag" not in labels(card)

    await carl.presses(as_shown, "Tag")
    await slack.until(lambda: slack.ephemerals)
    assert slack.ephemerals[0]["user"] == "U4"
    assert "tog henvendelsen i dag" in slack.ephemerals[0]["text"]

    await bo.presses(card, "Svar")
    await slack.until(lambda: slack.views)
    assert (await bo.fills(slack.views[0], text=ANSWER)).status_code == 200
    arrived = await anna.sees(thread, replies=4)
    assert ANSWER in words(arrived)
    await slack.until(lambda: "*Besvaret af:* <@U2>" in words(card))
    assert labels(card) == ["Åbn på nettet"]

    await anna.presses(arrived, "Nej, stadig ikke")
    await anna.says("Den er på papir.", thread=thread)
    await anna.sees(thread, replies=6)
    again = await card_in(slack, bo.direct, number=2, button="Svar")
    assert ANSWER in words(again)
    assert "Den er på papir." in words(again)

    await bo.presses(again, "Svar")
    await slack.until(lambda: len(slack.views) == 2)
    await bo.fills(slack.views[1], text="Så skan den ind først.")
    better = await anna.sees(thread, replies=7)
    await anna.presses(better, "Ja, det hjalp")

    await slack.until(lambda: "*Status:* Afsluttet" in words(card) and "*Status:* Afsluttet" in words(again))
    assert (await the_ticket(bot.parts)).state is TicketState.CLOSED


async def test_an_earlier_card_gives_way_to_a_later_one(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo)
    await sent(anna)
    await bo.presses(await card_in(slack, CHANNEL), "Tag")
    await delivered(bot.parts, slack)
    for text in ("Den er på papir.", "Og den er lang."):
        await write_more(bot, anna, text)
    await card_in(slack, bo.direct, number=2)
    await delivered(bot.parts, slack)

    first, second = cards_in(slack, bo.direct)

    assert labels(first) == []
    assert "nyere kort" in first["text"]
    assert "Svar" in labels(second)


async def write_more(bot: Bot, asker: Employee, text: str) -> None:
    """The asker writes more, on the web."""
    ticket = await the_ticket(bot.parts)

    def reply() -> None:
        with bot.parts.storage.reading() as work:
            person = work.known_person("slack", f"T1:{asker.id}")
        assert person is not None
        reply_to_ticket(ticket.id, person, text, services=bot.parts.services, now=datetime.now(UTC))

    await asyncio.to_thread(reply)


async def test_a_press_that_is_delivered_twice_acts_once_and_says_nothing(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo)
    await sent(anna)
    card = await card_in(slack, CHANNEL)

    await bo.presses(card, "Tag")
    answered = await bot.http.interaction(bo.last)

    await slack.until(lambda: "Taget af" in words(card))
    assert answered.status_code == 200
    assert slack.ephemerals == []
    assert (await the_ticket(bot.parts)).version == 2


async def test_one_who_does_not_hold_the_role_is_told_so_alone(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    await sent(anna)
    card = await card_in(slack, CHANNEL)

    for button in ("Tag", "Svar"):
        await bo.presses(card, button)

    await slack.until(lambda: len(slack.ephemerals) == 2)
    assert {each["user"] for each in slack.ephemerals} == {"U2"}
    assert slack.views == []
    assert (await the_ticket(bot.parts)).state is TicketState.OPEN


async def test_one_who_was_given_the_role_by_address_is_known_by_their_first_press(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    role = bot.parts.content.current().catalogue.roles.coordinator
    await give_to_bo(bot, role)
    slack.users["U2"] = {"profile": {"real_name": "Bo Ibsen", "email": "bo@eksempel"}}
    await sent(anna)
    card = await card_in(slack, CHANNEL)

    await bo.presses(card, "Tag")

    await slack.until(lambda: "*Taget af:* <@U2>" in words(card))
    assert mailed(bot.parts) == ["bo@eksempel"]


async def give_to_bo(bot: Bot, role: str) -> None:
    """Give bo@eksempel the role."""

    def grant() -> None:
        with bot.parts.storage.transaction() as work:
            person = work.employ("bo@eksempel", "Bo Ibsen", now=datetime.now(UTC))
            work.grant(person.id, Holding(role))

    await asyncio.to_thread(grant)


async def test_what_is_done_on_the_web_is_shown_on_the_card(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    await sent(anna)
    card = await card_in(slack, CHANNEL)

    await act(bot.parts, lambda ticket, person, _text, **rest: take_ticket(ticket, person, **rest), "")
    await slack.until(lambda: "*Status:* Taget" in words(card))
    await act(bot.parts, answer_ticket, ANSWER)

    await slack.until(lambda: "*Status:* Besvaret" in words(card))
    assert ANSWER in words(card)


async def test_a_card_that_somebody_deleted_is_no_failure(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo)
    thread = await sent(anna)
    card = await card_in(slack, CHANNEL)
    await delivered(bot.parts, slack)
    slack.messages.remove(card)

    await act(bot.parts, answer_ticket, ANSWER)
    await anna.sees(thread, replies=4)
    await delivered(bot.parts, slack)

    assert bot.parts.storage.vitals.given_up() == {}


async def test_a_late_change_shows_the_newest_state(anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack) -> None:
    hold(bot.parts, bo)
    await sent(anna)
    card = await card_in(slack, CHANNEL)
    await delivered(bot.parts, slack)
    slack.troubles["chat.update"] = deque([Trouble(status=500), Trouble(status=429, retry_after=0)])

    await bo.presses(card, "Tag")
    await act(bot.parts, answer_ticket, ANSWER)

    await slack.until(lambda: "*Status:* Besvaret" in words(card))
    await delivered(bot.parts, slack)
    assert "*Status:* Besvaret" in words(card)


@pytest.mark.parametrize("reason", ["is_archived", "not_in_channel", "channel_not_found"])
async def test_a_channel_that_takes_nothing_is_a_fault_and_the_person_is_told_instead(
    reason: str, anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo)
    slack.closed[CHANNEL] = reason

    await sent(anna)

    card = await card_in(slack, bo.direct)
    await delivered(bot.parts, slack)
    assert labels(card)[:5] == ACTS
    assert bot.parts.storage.vitals.given_up() == {"slack": 1}


async def test_where_the_person_cannot_be_reached_either_it_goes_to_their_mail(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo, email="bo@eksempel")
    slack.closed |= {CHANNEL: "is_archived", bo.direct: "user_not_found"}

    await sent(anna)

    await slack.until(lambda: bot.parts.storage.vitals.given_up() == {"slack": 2})
    assert mailed(bot.parts) == ["bo@eksempel"]


async def test_where_nobody_holds_the_role_a_dead_channel_leads_to_its_mailbox(
    anna: Employee, bot: Bot, slack: FakeSlack
) -> None:
    slack.closed[CHANNEL] = "is_archived"

    await sent(anna)

    await slack.until(lambda: bot.parts.storage.vitals.given_up() == {"slack": 1})
    assert mailed(bot.parts) == ["esdh@eksempel"]


def test_a_card_stays_within_slacks_limits_and_mentions_nobody_by_accident(parts: Parts) -> None:
    snapshot = parts.content.current()
    long = "<!channel> & <@U1> " * 500
    shown = TicketCard(
        ticket_id="t" * 32,
        number=1,
        version=1,
        steps=1,
        state=TicketState.OPEN,
        headline="Ny henvendelse nr. 1",
        asker="<!here>",
        others=2,
        system="Et & andet",
        department="",
        role="koordinatoren",
        due="i morgen",
        text=long,
        path="/inbox/t1",
        lies_with=Somebody("<!channel>", "!channel"),
        told=((long[:200], long),) * 3,
        offered=("Et <svar>",) * 50,
        possible=("take", "answer", "ask", "forward", "away"),
    )

    message = render_card(shown, words=Phrasing(snapshot.library, snapshot.catalogue, "da"), public_url="")

    card = {"text": message.text, "blocks": list(message.blocks)}
    assert faults_of(card) == []
    assert "vælg Indbakke" in words(card)
    assert "<!" not in words(card)
    assert "<@" not in words(card)
    assert "og 2 andre" in words(card)
    assert labels(card) == ACTS
