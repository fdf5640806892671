"""'Nej' under an answer: recorded at once, the reason asked for in a dialog, or in a message where none opens."""

from __future__ import annotations

from collections import deque

import pytest

from bot.errors import StorageError
from bot.services.ports import SLACK

from .alone import commands, presses_alone, presses_in_view
from .conftest import Bot
from .fake_slack import TEAM, FakeSlack, Json, Trouble
from .people import Employee, labels, words
from .test_cases import opened, to_receipt
from .test_conversations import QUESTION

NO, OUTDATED = "Nej", "feedback:outdated"
OPEN, PUSH = "views.open", "views.push"


def recorded_by(bot: Bot, who: Employee) -> tuple[str | None, str | None]:
    """What somebody said of the answer to their only question: whether it helped, and why not."""
    with bot.parts.storage.reading() as work:
        person = work.known_person(SLACK, f"{TEAM}:{who.id}")
        assert person is not None
        [question] = work.questions_of(person.id)
        return question.feedback, question.feedback_reason


async def answered(who: Employee) -> tuple[str, Json]:
    """The thread of a question in a direct message, and its answer."""
    thread = await who.says(QUESTION)
    return thread, await who.sees(thread)


async def answers_written(who: Employee, thread: str, channel: str) -> int:
    """How many replies stand in the thread when the next question there has been answered."""
    await who.slack.until(lambda: who.slack.replies(channel, thread))
    before = len(who.slack.replies(channel, thread))
    await (
        who.says("Hvad er notatpligt?", thread=thread)
        if channel == who.direct
        else who.mentions("Hvad er notatpligt?", channel=channel, thread=thread)
    )
    await who.sees(thread, channel=channel, replies=before + 1)
    return len(who.slack.replies(channel, thread))


async def test_no_is_recorded_as_it_is_pressed_and_the_reasons_come_in_a_dialog(
    anna: Employee, bot: Bot, slack: FakeSlack
) -> None:
    _, answer = await answered(anna)

    await anna.presses(answer, NO)

    assert recorded_by(bot, anna) == ("not_helpful", None)
    [field] = slack.views[0]["blocks"]
    assert field["label"]["text"] == "Tak, fordi du siger det. Hvad var der galt?"
    assert [each["text"]["text"] for each in field["element"]["options"]] == [
        "Det er forkert",
        "Det er forældet",
        "Det er uklart",
        "Det er ikke mit system",
    ]


async def test_dialog_closed_without_a_word_leaves_no_message_behind(anna: Employee, slack: FakeSlack) -> None:
    thread, answer = await answered(anna)

    await anna.presses(answer, NO)

    assert await answers_written(anna, thread, anna.direct) == 2
    assert slack.responses == slack.ephemerals == []


async def test_reason_is_recorded_and_thanked_for_in_the_thread(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    thread, answer = await answered(anna)
    await anna.presses(answer, NO)

    taken = await anna.fills(slack.views[0], reason=OUTDATED)

    assert taken.content == b""
    assert recorded_by(bot, anna) == ("not_helpful", "outdated")
    assert "Tak, det er godt at vide." in words(await anna.sees(thread, replies=2))


async def test_it_works_over_a_socket_too(clara: Employee, slack: FakeSlack) -> None:
    thread, answer = await answered(clara)
    await clara.presses(answer, NO)

    await clara.fills(slack.views[0], reason=OUTDATED)

    assert "Tak" in words(await clara.sees(thread, replies=2))


async def test_in_a_channel_the_presser_alone_is_thanked_there(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    thread = await anna.mentions(QUESTION)
    await anna.presses(await anna.sees(thread, channel="C1"), NO)

    await anna.fills(slack.views[0], reason=OUTDATED)

    await slack.until(lambda: slack.ephemerals)
    [thanks] = slack.ephemerals
    assert (thanks["channel"], thanks["user"], thanks["thread_ts"]) == ("C1", anna.id, thread)
    assert "Tak, det er godt at vide." in words(thanks)
    assert recorded_by(bot, anna) == ("not_helpful", "outdated")
    assert await answers_written(anna, thread, "C1") == 2


async def test_from_an_ephemeral_the_thanks_come_in_the_dialog(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    shown = await commands(anna, QUESTION)
    await presses_alone(anna, shown, NO)

    taken = (await anna.fills(slack.views[0], reason=OUTDATED)).json()

    assert taken["response_action"] == "update"
    assert "Tak, det er godt at vide." in words(taken["view"])
    assert recorded_by(bot, anna) == ("not_helpful", "outdated")
    assert slack.messages == slack.ephemerals == slack.responses == []


async def test_in_a_dialog_the_reasons_lie_on_top_and_the_receipt_below(
    anna: Employee, bot: Bot, slack: FakeSlack
) -> None:
    view = await opened(anna, slack)
    await to_receipt(anna, view)

    await presses_in_view(anna, view, NO)
    taken = (await anna.fills(slack.views[1], reason=OUTDATED)).json()

    assert PUSH in slack.calls
    assert "Tak" in words(taken["view"])
    assert "Kvittering til sagen" in words(view)
    assert recorded_by(bot, anna) == ("not_helpful", "outdated")


async def test_press_delivered_twice_opens_one_dialog_and_says_nothing(anna: Employee, slack: FakeSlack) -> None:
    thread, answer = await answered(anna)
    await anna.presses(answer, NO)

    await anna.way.interaction(anna.last)

    assert len(slack.views) == 1
    assert slack.calls.count(OPEN) == 2
    assert await answers_written(anna, thread, anna.direct) == 2


async def test_dialog_delivered_twice_is_thanked_for_once(anna: Employee, slack: FakeSlack) -> None:
    thread, answer = await answered(anna)
    await anna.presses(answer, NO)
    await anna.fills(slack.views[0], reason=OUTDATED)

    await anna.way.interaction(anna.last)

    await anna.sees(thread, replies=2)
    assert await answers_written(anna, thread, anna.direct) == 3


@pytest.mark.parametrize(
    "trouble",
    [Trouble(error="expired_trigger_id"), Trouble(status=500), Trouble(status=429, retry_after=0)],
    ids=["too old", "500", "429"],
)
async def test_where_no_dialog_opens_a_message_asks_once(
    anna: Employee, bot: Bot, slack: FakeSlack, trouble: Trouble
) -> None:
    slack.troubles[OPEN] = deque([trouble, trouble])
    thread, answer = await answered(anna)
    await anna.presses(answer, NO)
    await anna.way.interaction(anna.last)

    asked = await anna.sees(thread, replies=2)
    await anna.presses(asked, "Det er forældet")

    assert "Hvad var der galt?" in words(asked)
    assert "Tak" in words(await anna.sees(thread, replies=3))
    assert recorded_by(bot, anna) == ("not_helpful", "outdated")


async def test_slack_that_never_answers_is_not_waited_for(
    anna: Employee, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.slack.reasons.OPENS_WITHIN", 0.0)
    slack.stuck.add(OPEN)
    thread, answer = await answered(anna)

    await anna.presses(answer, NO)

    assert "Hvad var der galt?" in words(await anna.sees(thread, replies=2))


async def test_press_after_which_nothing_can_be_asked_is_not_acknowledged(
    anna: Employee, slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_kwargs: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr("bot.adapters.slack.reasons.send_reply", fails)
    slack.troubles[OPEN] = deque([Trouble(error="expired_trigger_id")])
    _, answer = await answered(anna)

    assert (await anna.presses(answer, NO)).status_code == 500


async def test_where_no_dialog_opens_in_a_channel_the_presser_alone_is_asked(anna: Employee, slack: FakeSlack) -> None:
    slack.troubles[OPEN] = deque([Trouble(error="expired_trigger_id")])
    thread = await anna.mentions(QUESTION)

    await anna.presses(await anna.sees(thread, channel="C1"), NO)

    await slack.until(lambda: slack.ephemerals)
    assert "Det er uklart" in labels(slack.ephemerals[0])


async def test_where_no_dialog_opens_an_ephemeral_asks(anna: Employee, slack: FakeSlack) -> None:
    slack.troubles[OPEN] = deque([Trouble(error="expired_trigger_id")])
    shown = await commands(anna, QUESTION)

    await presses_alone(anna, shown, NO)

    await slack.until(lambda: slack.responses)
    assert "Det er uklart" in labels(slack.responses[0])


async def test_where_none_opens_on_top_the_dialog_below_asks(anna: Employee, slack: FakeSlack) -> None:
    slack.troubles[PUSH] = deque([Trouble(error="push_limit_reached")])
    view = await opened(anna, slack)
    await to_receipt(anna, view)
    before = view["hash"]

    await presses_in_view(anna, view, NO)

    await slack.until(lambda: view["hash"] != before)
    assert "Det er uklart" in labels(view)
    assert "Kvittering til sagen" in words(view)


async def test_another_persons_no_is_refused_to_them_alone(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    thread = await anna.mentions(QUESTION)
    answer = await anna.sees(thread, channel="C1")

    await bo.presses(answer, NO)

    await slack.until(lambda: slack.ephemerals)
    assert slack.ephemerals[0]["user"] == bo.id
    assert slack.views == []
    assert recorded_by(bot, anna) == (None, None)


async def test_reason_of_somebody_else_is_refused_in_the_dialog(anna: Employee, bo: Employee, bot: Bot) -> None:
    _, answer = await answered(anna)
    await anna.presses(answer, NO)

    refused = (await bo.fills(anna.slack.views[0], reason=OUTDATED)).json()

    assert list(refused["errors"]) == ["reason"]
    assert recorded_by(bot, anna) == ("not_helpful", None)
