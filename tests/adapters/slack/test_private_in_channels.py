"""Asked in a channel: what is about a particular case comes in a direct message; what holds for all, in the thread."""

from __future__ import annotations

from collections import deque

import pytest

from bot.services.ports import SLACK

from .alone import presses_alone
from .conftest import Bot
from .fake_slack import BOT_USER, TEAM, FakeSlack, Json, Trouble
from .people import Employee, labels, words
from .test_conversations import NOT_HELPFUL, QUESTION, answer_as_coordinator, to_receipt

ABOUT = "<#C1>"
WHY = "Jeg svarer dig her, hvor kun du kan se det, fordi det handler om en bestemt sag."
POINTER = "Jeg har svaret dig i en direkte besked, fordi det handler om en bestemt sag."
CASE = "Skal jeg journalisere det her?"
POST, SHOW = "chat.postMessage", "chat.postEphemeral"


async def told(who: Employee, number: int = 1) -> Json:
    """The newest of `number` messages the bot began a direct conversation with, when that many have come."""
    await who.slack.until(lambda: len(told_all(who)) >= number)
    return told_all(who)[number - 1]


def told_all(who: Employee) -> list[Json]:
    """What the bot wrote to somebody of itself, in no thread."""
    own = (each for each in who.slack.messages if (each["channel"], each["user"]) == (who.direct, BOT_USER))
    return [each for each in own if not each.get("thread_ts")]


async def shown(slack: FakeSlack, number: int = 1) -> Json:
    """The newest of `number` messages that one person alone was shown in a channel."""
    await slack.until(lambda: len(slack.ephemerals) >= number)
    return slack.ephemerals[number - 1]


async def everything_before_has_arrived(who: Employee, thread: str) -> None:
    """One more question's answer in the same conversation, which is delivered in order."""
    before = len(who.slack.replies("C1", thread))
    await who.mentions("Hvad er notatpligt?", thread=thread)
    await who.sees(thread, channel="C1", replies=before + 1)


async def test_general_answer_goes_in_the_thread(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.mentions(QUESTION)

    await anna.sees(thread, channel="C1")

    assert told_all(anna) == slack.ephemerals == []


async def test_guide_comes_in_a_direct_message_that_says_why_and_of_which_channel(
    anna: Employee, slack: FakeSlack
) -> None:
    thread = await anna.mentions(CASE)

    guide = await told(anna)

    assert f"{ABOUT} · {WHY}" in words(guide)
    assert guide["text"].startswith(ABOUT)
    assert slack.replies("C1", thread) == []


async def test_asker_alone_is_pointed_to_the_direct_message_where_they_asked(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.mentions(CASE)

    pointer = await shown(slack)

    assert (pointer["channel"], pointer["user"], pointer["thread_ts"]) == ("C1", anna.id, thread)
    assert pointer["text"] == POINTER


@pytest.mark.parametrize("trouble", [Trouble(status=500), Trouble(error="user_not_in_channel")], ids=["500", "left"])
async def test_pointer_that_slack_does_not_take_is_left_out(anna: Employee, slack: FakeSlack, trouble: Trouble) -> None:
    slack.troubles[SHOW] = deque([trouble])

    thread = await anna.mentions(CASE)
    await everything_before_has_arrived(anna, thread)

    assert slack.ephemerals == []
    assert len(told_all(anna)) == 1


async def test_private_reply_that_slack_could_not_take_comes_later_and_is_pointed_to(
    anna: Employee, slack: FakeSlack
) -> None:
    slack.troubles[POST] = deque([Trouble(status=500), Trouble(status=429, retry_after=0)])

    await anna.mentions(CASE)

    assert await told(anna)
    assert (await shown(slack))["text"] == POINTER


async def test_private_reply_that_arrived_without_an_answer_is_not_sent_again(anna: Employee, slack: FakeSlack) -> None:
    slack.troubles[POST] = deque([Trouble(drops_after=True)])

    thread = await anna.mentions(CASE)
    await slack.until(lambda: "conversations.history" in slack.calls)
    await everything_before_has_arrived(anna, thread)

    assert len(told_all(anna)) == 1


async def test_private_reply_is_shown_in_the_channel_when_no_direct_message_can_be_sent(
    anna: Employee, slack: FakeSlack
) -> None:
    slack.closed[anna.direct] = "messages_tab_disabled"
    thread = await anna.mentions(CASE)

    guide = await shown(slack)

    assert (guide["channel"], guide["user"], guide["thread_ts"]) == ("C1", anna.id, thread)
    assert WHY in words(guide)
    await presses_alone(anna, guide, labels(guide)[-4])
    await slack.until(lambda: slack.responses)
    assert slack.responses[0]["replace_original"] is True


async def test_guide_goes_on_in_its_own_place_to_the_receipt(anna: Employee, slack: FakeSlack) -> None:
    await anna.mentions(CASE)

    guide = await to_receipt(anna, await told(anna))

    assert ABOUT in words(guide)
    assert told_all(anna) == [guide]
    assert len(slack.ephemerals) == 1


@pytest.mark.parametrize("text", ["Jeg vil tale med et menneske", "Jeg har sendt en mail til den forkerte borger"])
async def test_text_that_would_be_sent_is_shown_to_the_asker_alone(anna: Employee, text: str) -> None:
    await anna.mentions(text)

    assert f"> {text}" in words(await told(anna))


async def test_offer_after_a_button_under_a_public_answer_is_private_and_the_persons_answer_comes_in_the_thread(
    anna: Employee, bot: Bot
) -> None:
    thread = await anna.mentions(QUESTION)
    await anna.presses(await anna.sees(thread, channel="C1"), NOT_HELPFUL)
    await anna.presses(await told(anna), "Send")
    sent = await told(anna, 2)

    await answer_as_coordinator(bot.parts, "Ja, den skal på sagen.")

    assert "henvendelse nr. 1" in words(sent)
    assert ABOUT in words(sent)
    assert WHY not in words(sent)
    assert "Ja, den skal på sagen." in words(await anna.sees(thread, replies=2, channel="C1"))


async def test_edited_text_is_confirmed_in_private_and_its_answer_comes_in_the_thread(
    anna: Employee, bot: Bot, slack: FakeSlack
) -> None:
    thread = await anna.mentions(QUESTION)
    await anna.presses(await anna.sees(thread, channel="C1"), NOT_HELPFUL)
    await anna.presses(await told(anna), "Ret teksten")
    await slack.until(lambda: slack.views)

    await anna.submits(slack.views[0], "Gælder det også sms'er fra en leverandør?")

    assert "henvendelse nr. 1" in words(await told(anna, 2))
    await answer_as_coordinator(bot.parts, "Ja, den skal på sagen.")
    assert "Ja, den skal på sagen." in words(await anna.sees(thread, replies=2, channel="C1"))


async def test_what_is_pressed_in_private_is_answered_there(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.mentions(CASE)
    guide = await to_receipt(anna, await told(anna))

    await anna.presses(guide, "Ja, det hjalp")

    assert "Tak" in words(await told(anna, 2))
    assert slack.replies("C1", thread) == []


async def test_what_is_written_in_the_direct_message_is_a_question_of_its_own(anna: Employee, bot: Bot) -> None:
    await anna.mentions(CASE)
    guide = await told(anna)

    thread = await anna.says(QUESTION, thread=guide["ts"])

    assert "Ja, hvis beskeden" in (await anna.sees(thread))["text"]
    with bot.parts.storage.reading() as work:
        person = work.known_person(SLACK, f"{TEAM}:{anna.id}")
        assert person is not None
        direct, channel = work.questions_of(person.id)
    assert direct.conversation_id != channel.conversation_id


async def test_thanks_for_feedback_are_shown_where_the_button_was_pressed(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.mentions(QUESTION)
    await anna.presses(await anna.sees(thread, channel="C1"), "Ja, det hjalp")

    assert "Tak" in words(await shown(slack))
    assert len(slack.replies("C1", thread)) == 1
    assert told_all(anna) == []


async def test_redelivered_press_is_followed_once(anna: Employee, bot: Bot) -> None:
    thread = await anna.mentions(CASE)
    guide = await told(anna)
    await anna.presses(guide, labels(guide)[-4])

    await anna.way.interaction(anna.last)
    await everything_before_has_arrived(anna, thread)

    assert guide["updates"] == 1
    with bot.parts.storage.reading() as work:
        person = work.known_person(SLACK, f"{TEAM}:{anna.id}")
        assert person is not None
        question = work.questions_of(person.id)[-1]
        assert len(work.turns_about(question.id)) == 2
