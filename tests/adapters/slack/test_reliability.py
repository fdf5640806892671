"""Every question is answered once, whatever Slack, the network or the disk does."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager

import pytest

from bot.errors import StorageError

from .conftest import Bot
from .fake_slack import FakeSlack, Trouble
from .people import Employee, event_of, labels, words

QUESTION = "Skal jeg journalisere en sms fra en borger?"
POST, UPDATE = "chat.postMessage", "chat.update"


async def asked_twice(who: Employee) -> str:
    """A question, delivered again and then as another event; gives its thread."""
    thread = await who.says(QUESTION)
    await who.way.event(who.last)
    await who.way.event({**who.last, "event_id": "Ev-another"})
    return thread


async def everything_before_has_arrived(who: Employee) -> None:
    """One more question's answer: a conversation is delivered in order, so nothing is under way before it."""
    await who.sees(await who.says("Hvad er notatpligt?"))


async def test_redelivered_event_is_answered_once(anna: Employee, slack: FakeSlack) -> None:
    thread = await asked_twice(anna)

    await everything_before_has_arrived(anna)

    assert len(slack.replies(anna.direct, thread)) == 1


async def test_mention_that_arrives_as_two_events_is_one_question(anna: Employee, slack: FakeSlack, bot: Bot) -> None:
    thread = await anna.mentions(QUESTION)
    as_message = event_of(slack.messages[0], "message", channel_type="channel")
    await anna.way.event(as_message)

    await anna.mentions("Hvad er notatpligt?", thread=thread)
    await anna.sees(thread, channel="C1", replies=2)

    assert "notatpligt" in slack.replies("C1", thread)[1]["text"].lower()
    with bot.parts.storage.reading() as work:
        person = work.known_person("slack", "T1:U1")
        assert len(work.questions_of(person.id if person else "")) == 2


async def test_redelivered_press_is_followed_once(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.says("Hvordan opretter jeg en ny sag?")
    await anna.presses(await anna.sees(thread), "Nexus")
    await anna.way.interaction(anna.last)

    await everything_before_has_arrived(anna)

    assert len(slack.replies(anna.direct, thread)) == 2


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble(status=429, error="ratelimited", retry_after=1),
        Trouble(status=500, error="internal_error"),
        Trouble(status=503),
        Trouble(error="fatal_error"),
    ],
    ids=["429", "500", "503", "fatal"],
)
async def test_message_arrives_once_after_slack_was_in_trouble(
    anna: Employee, slack: FakeSlack, trouble: Trouble
) -> None:
    slack.troubles[POST] = deque([trouble, trouble])

    thread = await anna.says(QUESTION)

    assert await anna.sees(thread)
    assert len(slack.replies(anna.direct, thread)) == 1
    assert slack.calls.count(POST) == 3


async def test_message_that_arrived_without_an_answer_is_not_sent_again(
    anna: Employee, slack: FakeSlack, bot: Bot
) -> None:
    slack.troubles[POST] = deque([Trouble(drops_after=True)])

    thread = await anna.says(QUESTION)
    await slack.until(lambda: "conversations.replies" in slack.calls)
    second = await anna.says("Hvad er notatpligt?")
    await anna.sees(second)

    assert len(slack.replies(anna.direct, thread)) == 1
    assert slack.calls.count(POST) == 2


async def test_steps_of_the_guide_are_shown_in_order_after_slack_was_in_trouble(
    anna: Employee, slack: FakeSlack
) -> None:
    thread = await anna.says("Skal jeg journalisere det her?")
    guide = await anna.sees(thread)
    shown = dict(guide)
    slack.troubles[UPDATE] = deque([Trouble(status=500), Trouble(drops_after=True), Trouble(status=429, retry_after=0)])

    await anna.presses(shown, labels(shown)[-4])
    await anna.presses(shown, "Afbryd")
    await everything_before_has_arrived(anna)

    assert slack.calls.count(UPDATE) == 5
    assert "Afbrudt" in words(guide)
    assert slack.replies(anna.direct, thread) == [guide]


async def test_message_is_sent_where_the_bot_may_not_look_for_it(anna: Employee, slack: FakeSlack) -> None:
    slack.not_permitted.add("conversations.replies")
    slack.troubles[POST] = deque([Trouble(status=500)])

    thread = await anna.mentions(QUESTION)

    assert await anna.sees(thread, channel="C1")


async def test_message_whose_blocks_are_refused_is_sent_as_text(anna: Employee, slack: FakeSlack) -> None:
    slack.troubles[POST] = deque([Trouble(error="invalid_blocks")])

    thread = await anna.says(QUESTION)

    reply = await anna.sees(thread)
    assert "blocks" not in reply
    assert "Ja, hvis beskeden" in reply["text"]


async def test_message_to_an_archived_channel_is_given_up(
    anna: Employee, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.troubles[POST] = deque([Trouble(error="is_archived")])
    await anna.mentions(QUESTION)

    await slack.until(lambda: POST in slack.calls)

    await everything_before_has_arrived(anna)

    assert slack.calls.count(POST) == 2
    assert "is_archived" in caplog.text


async def test_question_that_cannot_be_stored_is_slacks_to_deliver_again(
    anna: Employee, slack: FakeSlack, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def full():  # type: ignore[no-untyped-def]
        raise StorageError("SQLITE_FULL")
        yield

    with monkeypatch.context() as patched:
        patched.setattr(bot.parts.storage, "transaction", full)
        thread = await anna.says(QUESTION)
        status = (await bot.http.event(anna.last)).status_code
    await bot.http.event(anna.last)

    assert status == 500
    assert "Ja, hvis beskeden" in words(await anna.sees(thread))


async def test_bot_starts_while_slack_is_away_and_answers_when_it_is_back(anna: Employee, slack: FakeSlack) -> None:
    await slack.stop()

    thread = await anna.says(QUESTION)
    await slack.start()

    assert await anna.sees(thread)
