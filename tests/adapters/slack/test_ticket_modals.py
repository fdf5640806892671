"""The dialogs of a ticket's card: what is written is sent once, and is never lost."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.models.views import View

from bot.core.tickets import TicketState
from bot.parts import Parts
from bot.services.acting import answer_ticket, take_ticket
from bot.services.ports import SLACK

from .cards import CHANNEL, card_in, hold, organised, sent, the_ticket
from .conftest import Bot
from .fake_slack import TEAM, FakeSlack, Json, Trouble
from .limits import faults_of_view
from .people import Employee, words
from .test_ticket_conversations import act

ANSWER = "Ja, hvis <den> hører til sagen & er vigtig."


@pytest.fixture
def parts(parts: Parts) -> Parts:
    """The coordinator's role has a channel."""
    return organised(parts, slack_channel=CHANNEL)


async def opened(who: Employee, card: Json, button: str, slack: FakeSlack) -> Json:
    """The dialog that a button opens."""
    before = len(slack.views)
    await who.presses(card, button)
    await slack.until(lambda: len(slack.views) > before)
    view = slack.views[before]
    View(**{key: each for key, each in view.items() if key != "id"}).validate_json()
    return view


@pytest.fixture
async def card(anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack) -> Json:
    """Anna's ticket in the channel of Bo's role."""
    hold(bot.parts, bo)
    await sent(anna)
    return await card_in(slack, CHANNEL)


def thread_of(slack: FakeSlack) -> str:
    """The thread of the question."""
    return str(next(each for each in slack.messages if each["user"] == "U1")["ts"])


async def test_an_answer_arrives_in_the_askers_thread_as_it_was_written(
    card: Json, anna: Employee, bo: Employee, slack: FakeSlack
) -> None:
    view = await opened(bo, card, "Svar", slack)

    await bo.fills(view, text=ANSWER)

    arrived = await anna.sees(thread_of(slack), replies=4)
    assert "Ja, hvis &lt;den&gt; hører til sagen &amp; er vigtig." in words(arrived)


async def test_a_dialog_that_is_delivered_twice_is_followed_once(
    card: Json, anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    view = await opened(bo, card, "Svar", slack)

    await bo.fills(view, text=ANSWER)
    again = await bot.http.interaction(bo.last)

    await anna.sees(thread_of(slack), replies=4)
    assert (again.status_code, again.text) == (200, "")
    assert len(slack.replies(anna.direct, thread_of(slack))) == 4


async def test_what_is_asked_back_waits_for_the_asker_and_comes_back_on_a_card(
    card: Json, anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    view = await opened(bo, card, "Spørg tilbage", slack)
    await bo.fills(view, text="Er den på papir?")
    assert "Er den på papir?" in words(await anna.sees(thread_of(slack), replies=4))
    await slack.until(lambda: "Venter på spørgeren" in words(card))

    await anna.says("Ja, på papir.", thread=thread_of(slack))

    assert "Ja, på papir." in words(await card_in(slack, bo.direct))
    assert (await the_ticket(bot.parts)).state is TicketState.ASSIGNED


async def test_a_ticket_is_sent_on_to_another_role_with_a_word_why(
    card: Json, anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    view = await opened(bo, card, "Send videre", slack)

    await bo.fills(view, to="it||", text="Det er et login.")

    assert "Det er et login." in words(await anna.sees(thread_of(slack), replies=4))
    assert (await the_ticket(bot.parts)).route.role == "it"
    await slack.until(lambda: "Det er et login." in words(card))


async def test_every_place_can_be_chosen_but_the_one_it_lies_at(card: Json, bo: Employee, slack: FakeSlack) -> None:
    view = await opened(bo, card, "Send videre", slack)
    groups = view["blocks"][0]["element"]["option_groups"]
    values = [option["value"] for group in groups for option in group["options"]]

    assert "koordinator||" not in values
    assert {"it||", "systemejer|nexus|", "leder||by-og-miljoe"} <= set(values)


async def test_an_empty_text_is_said_at_its_field(card: Json, bo: Employee, slack: FakeSlack) -> None:
    view = await opened(bo, card, "Svar", slack)

    refused = await bo.fills(view, text="  \n")

    assert refused.json()["response_action"] == "errors"
    assert list(refused.json()["errors"]) == ["text"]


async def test_a_ticket_that_moved_on_keeps_the_text_and_can_be_sent_after_that(
    card: Json, anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    view = await opened(bo, card, "Svar", slack)
    await act(bot.parts, lambda ticket, person, _text, **rest: take_ticket(ticket, person, **rest), "")

    refused = (await bo.fills(view, text=ANSWER)).json()

    assert refused["response_action"] == "update"
    shown = refused["view"]
    assert faults_of_view(shown) == []
    assert "tog henvendelsen i dag" in shown["blocks"][0]["text"]["text"]
    assert shown["blocks"][1]["element"]["initial_value"] == ANSWER

    await bo.fills({**shown, "id": view["id"]}, text=ANSWER)
    assert "hører til sagen" in words(await anna.sees(thread_of(slack), replies=4))


async def test_a_text_for_a_ticket_that_was_answered_meanwhile_is_shown_to_copy(
    card: Json, anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    view = await opened(bo, card, "Svar", slack)
    await act(bot.parts, answer_ticket, "Nej.")

    refused = (await bo.fills(view, text=ANSWER)).json()

    shown = refused["view"]
    assert faults_of_view(shown) == []
    assert "submit" not in shown
    assert "hører til sagen &amp; er vigtig" in str(shown["blocks"])
    await anna.sees(thread_of(slack), replies=4)
    assert (await the_ticket(bot.parts)).answer == "Nej."


async def test_nobody_begins_to_write_on_a_card_that_is_outdated(
    card: Json, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    as_shown = {**card, "blocks": list(card["blocks"])}
    await act(bot.parts, answer_ticket, "Nej.")

    await bo.presses(as_shown, "Svar")

    await slack.until(lambda: slack.ephemerals)
    assert "svarede i dag" in slack.ephemerals[0]["text"]
    assert slack.views == []


async def test_a_dialog_that_slack_did_not_open_in_time_is_told(card: Json, bo: Employee, slack: FakeSlack) -> None:
    slack.troubles["views.open"] = deque([Trouble(error="expired_trigger_id")])

    await bo.presses(card, "Svar")

    await slack.until(lambda: slack.ephemerals)
    assert "Tryk på knappen igen" in slack.ephemerals[0]["text"]


async def test_one_says_from_the_card_that_one_is_away(card: Json, bo: Employee, bot: Bot, slack: FakeSlack) -> None:
    view = await opened(bo, card, "Jeg er væk", slack)
    today = datetime.now(UTC).date()
    last = today + timedelta(days=9)

    told = (await bo.fills(view, first=today.isoformat(), last=last.isoformat())).json()

    assert told["response_action"] == "update"
    assert faults_of_view(told["view"]) == []
    assert "Du er noteret som væk" in told["view"]["blocks"][0]["text"]["text"]
    assert last in await asyncio.to_thread(away_until, bot.parts)


async def test_days_that_cannot_be_meant_are_said_at_the_field(card: Json, bo: Employee, slack: FakeSlack) -> None:
    view = await opened(bo, card, "Jeg er væk", slack)

    refused = (await bo.fills(view, first="2030-02-02", last="2030-02-01")).json()

    assert list(refused["errors"]) == ["last"]


@pytest.mark.parametrize("metadata", ["", "{}", "[]", '{"ticket": "x", "seen": "nul", "channel": "C9"}'])
async def test_a_dialog_of_an_unknown_shape_is_left_alone(
    metadata: str, card: Json, bo: Employee, slack: FakeSlack
) -> None:
    view = await opened(bo, card, "Svar", slack)

    answered = await bo.fills({**view, "private_metadata": metadata}, text=ANSWER)

    assert (answered.status_code, answered.text) == (200, "")


def away_until(parts: Parts) -> list[object]:
    """The last days of Bo's absences."""
    with parts.storage.reading() as work:
        person = work.known_person(SLACK, f"{TEAM}:U2")
        return [absence.last_day for absence in work.absences(person.id)] if person else []
