"""The app against a Slack that nobody here wrote, which checks tokens, scopes, triggers and where things are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from bot.parts import Parts
from bot.services.ports import SLACK, Holding, Sender

from .cards import organised
from .conftest import Bot
from .emulated import Colleague, Forwarder, channels, colleague, emulating, program, until
from .fake_slack import TEAM
from .people import labels, words
from .test_conversations import NOT_HELPFUL, QUESTION, answer_as_coordinator

pytestmark = pytest.mark.slow
UNKNOWN_TO_IT = {f"assistant.threads.{method}: 404" for method in ("setStatus", "setSuggestedPrompts")}


@pytest.fixture(scope="module")
def emulated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of its Web API."""
    cache = request.config.cache
    assert cache is not None
    with emulating(program(cache.mkdir("emulate")), tmp_path_factory.mktemp("emulate")) as url:
        yield url


@pytest.fixture
def emulate(emulated: str) -> Iterator[Forwarder]:
    """What stands before it, and knows what was called; nothing may be refused but what it does not have at all."""
    forwarder = Forwarder(emulated)
    yield forwarder
    assert forwarder.refused <= UNKNOWN_TO_IT


@pytest.fixture
async def api_url(emulate: Forwarder) -> AsyncIterator[str]:
    """It takes the place of the fake."""
    async with emulate.forwarding() as url:
        yield url


@pytest.fixture
async def parts(parts: Parts, api_url: str) -> Parts:
    """The coordinator's role has a channel."""
    return organised(parts, slack_channel=(await channels(api_url))["esdh"])


@pytest.fixture
async def anna(bot: Bot, emulate: Forwarder, api_url: str) -> Colleague:
    """An employee."""
    return await colleague("anna", emulate, api_url, bot.http)


@pytest.fixture
async def karen(bot: Bot, emulate: Forwarder, api_url: str) -> Colleague:
    """The coordinator."""
    karen = await colleague("karen", emulate, api_url, bot.http)
    with bot.parts.storage.transaction() as work:
        person = work.person(Sender(SLACK, f"{TEAM}:{karen.id}", "Karen"), now=datetime.now(UTC))
        work.grant(person.id, Holding(bot.parts.content.current().catalogue.roles.coordinator))
    return karen


async def sends(who: Colleague) -> str:
    """Ask, and send the question to a person; gives its thread."""
    thread = await who.says(QUESTION)
    await who.presses(await who.sees(thread), NOT_HELPFUL)
    await who.presses(await who.sees(thread, replies=2), "Send")
    await who.sees(thread, replies=3)
    return thread


async def delivered(parts: Parts) -> None:
    """Wait until nothing waits to be sent."""
    await until(lambda: asyncio.to_thread(parts.storage.outbox.waiting), lambda waiting: waiting == 0)


async def test_direct_question_is_answered_in_its_thread_with_a_key_to_find_it_by(anna: Colleague) -> None:
    thread = await anna.says(QUESTION)

    reply = await anna.sees(thread)

    assert "Ja, hvis beskeden rummer oplysninger" in reply["text"]
    assert "Står inde for svaret" in words(reply)
    assert reply["thread_ts"] == thread
    assert reply["metadata"]["event_payload"]["dedupe_key"].startswith(f"reply:{SLACK}:")


async def test_mention_is_answered_in_the_channels_thread(anna: Colleague, api_url: str) -> None:
    channel = (await channels(api_url))["afdeling"]

    thread = await anna.says(QUESTION, channel=channel)

    assert "Ja, hvis beskeden" in words(await anna.sees(thread, channel=channel))


async def test_what_the_asker_alone_is_shown_is_seen_by_nobody_else(
    anna: Colleague, bot: Bot, emulate: Forwarder, api_url: str
) -> None:
    channel = (await channels(api_url))["afdeling"]

    thread = await anna.says("Skal jeg journalisere det her?", channel=channel)
    await delivered(bot.parts)

    assert emulate.calls.count("chat.postEphemeral") == 1
    assert await anna.thread(channel, thread) == []


async def test_ticket_goes_from_its_card_in_the_roles_channel_back_to_the_askers_thread(
    anna: Colleague, karen: Colleague, bot: Bot, api_url: str
) -> None:
    channel = (await channels(api_url))["esdh"]
    thread = await sends(anna)
    card = await karen.sees_card(channel, shows=QUESTION)

    await karen.presses(card, "Tag")
    taken = await karen.sees_card(channel, shows=f"*Taget af:* <@{karen.id}>")
    await answer_as_coordinator(bot.parts, "Ja, den skal på sagen.")

    answer = await anna.sees(thread, replies=4)
    assert taken["ts"] == card["ts"]
    assert "Tag" not in labels(taken)
    assert "Ja, den skal på sagen." in words(answer)


async def test_reply_whose_arrival_slack_did_not_tell_is_found_and_not_sent_again(
    anna: Colleague, bot: Bot, emulate: Forwarder
) -> None:
    event = await anna.writes(QUESTION)
    emulate.lost.add("chat.postMessage")

    await bot.http.event(event)
    await delivered(bot.parts)

    assert emulate.calls.count("chat.postMessage") == 2  # hers, and the bot's
    assert emulate.calls.count("conversations.replies") == 1
    assert len(await anna.thread(anna.direct, event["event"]["ts"])) == 1


async def test_whoever_writes_is_known_by_their_address(anna: Colleague, bot: Bot) -> None:
    async def address() -> str:
        with bot.parts.storage.reading() as work:
            person = work.known_person(SLACK, f"{TEAM}:{anna.id}")
            return work.employees([person.id])[person.id].email if person else ""

    await anna.sees(await anna.says(QUESTION))

    assert await until(address, bool) == "anna@eksempel.dk"


async def test_dialog_is_opened_with_the_trigger_of_its_press_and_the_home_tab_is_drawn(
    anna: Colleague,
) -> None:
    thread = await anna.says(QUESTION)
    await anna.presses(await anna.sees(thread), NOT_HELPFUL)

    await anna.presses(await anna.sees(thread, replies=2), "Ret teksten")
    await anna.opens_home()

    page = await until(lambda: anna.inspected("views"), lambda page: "modal</" in page and "app home</" in page)
    assert "No modal views" not in page
