"""In a channel, what is about a particular case is told to the asker alone; what holds for all goes in the thread."""

from __future__ import annotations

from collections import deque

import pytest

from bot.services.ports import SLACK

from .alone import presses_alone
from .conftest import Bot
from .fake_slack import TEAM, FakeSlack, Json, Trouble
from .people import Employee, labels, words
from .test_conversations import NOT_HELPFUL, QUESTION, answer_as_coordinator

WHY = "Jeg svarer dig privat, fordi det handler om en bestemt sag."
CASE = "Skal jeg journalisere det her?"


async def shown(slack: FakeSlack, number: int = 1) -> Json:
    """The newest of `number` ephemeral messages, when that many have come."""
    await slack.until(lambda: len(slack.ephemerals) >= number)
    return slack.ephemerals[number - 1]


async def test_general_answer_goes_in_the_thread(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.mentions(QUESTION)

    await anna.sees(thread, channel="C1")

    assert slack.ephemerals == []


async def test_guide_is_shown_to_the_asker_alone_and_says_why(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.mentions(CASE)

    guide = await shown(slack)

    assert (guide["channel"], guide["user"], guide["thread_ts"]) == ("C1", anna.id, thread)
    assert WHY in words(guide)
    assert guide["text"].startswith(WHY)
    assert slack.replies("C1", thread) == []


async def test_guide_goes_on_in_its_own_place(anna: Employee, slack: FakeSlack) -> None:
    await anna.mentions(CASE)
    step = await shown(slack)

    for number in range(1, 8):
        if "Kvittering til sagen" in words(step):
            break
        await presses_alone(anna, step, labels(step)[0 if number > 1 else -4])
        await slack.until(lambda number=number: len(slack.responses) == number)  # type: ignore[misc]
        step = slack.responses[-1]

    assert "Kvittering til sagen" in words(step)
    assert all(each["replace_original"] for each in slack.responses)
    assert slack.messages[1:] == []


@pytest.mark.parametrize("text", ["Jeg vil tale med et menneske", "Jeg har sendt en mail til den forkerte borger"])
async def test_text_that_would_be_sent_is_shown_to_the_asker_alone(anna: Employee, slack: FakeSlack, text: str) -> None:
    await anna.mentions(text)

    assert f"> {text}" in words(await shown(slack))


async def test_offer_after_a_button_under_a_public_answer_is_private_and_the_persons_answer_comes_in_the_thread(
    anna: Employee, bot: Bot, slack: FakeSlack
) -> None:
    thread = await anna.mentions(QUESTION)
    await anna.presses(await anna.sees(thread, channel="C1"), NOT_HELPFUL)
    offer = await shown(slack)
    assert offer["thread_ts"] == thread

    await presses_alone(anna, offer, "Send")
    await slack.until(lambda: slack.responses)
    await answer_as_coordinator(bot.parts, "Ja, den skal på sagen.")

    assert "henvendelse nr. 1" in words(slack.responses[0])
    assert "Ja, den skal på sagen." in words(await anna.sees(thread, replies=2, channel="C1"))


async def test_edited_text_is_confirmed_in_private(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.mentions(QUESTION)
    await anna.presses(await anna.sees(thread, channel="C1"), NOT_HELPFUL)
    await presses_alone(anna, await shown(slack), "Ret teksten")
    await slack.until(lambda: slack.views)

    await anna.submits(slack.views[0], "Gælder det også sms'er fra en leverandør?")

    sent = await shown(slack, 2)
    assert "henvendelse nr. 1" in words(sent)
    assert WHY not in words(sent)


async def test_thanks_for_feedback_are_private(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.mentions(QUESTION)
    await anna.presses(await anna.sees(thread, channel="C1"), "Ja, det hjalp")

    assert "Tak" in words(await shown(slack))
    assert len(slack.replies("C1", thread)) == 1


async def test_private_reply_that_slack_could_not_take_comes_later(anna: Employee, slack: FakeSlack) -> None:
    slack.troubles["chat.postEphemeral"] = deque([Trouble(status=500), Trouble(status=429, retry_after=0)])

    await anna.mentions(CASE)

    assert await shown(slack)


async def test_private_reply_to_a_press_that_slack_could_not_take_is_tried_again(
    anna: Employee, slack: FakeSlack
) -> None:
    await anna.mentions(CASE)
    step = await shown(slack)
    slack.troubles["respond"] = deque([Trouble(status=500)])

    await presses_alone(anna, step, labels(step)[-4])
    await slack.until(lambda: slack.responses)

    assert slack.calls.count("respond") == 2


async def test_redelivered_press_is_followed_once(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    await anna.mentions(CASE)
    step = await shown(slack)
    await presses_alone(anna, step, labels(step)[-4])
    await slack.until(lambda: slack.responses)

    await anna.way.interaction(anna.last)
    await slack.until(lambda: len(slack.responses) == 2)

    assert words(slack.responses[0]) == words(slack.responses[1])
    with bot.parts.storage.reading() as work:
        person = work.known_person(SLACK, f"{TEAM}:{anna.id}")
        assert person is not None
        [question] = work.questions_of(person.id)
        assert len(work.turns_about(question.id)) == 2
