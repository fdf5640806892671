"""The message shortcut: the guide about somebody's message, in one dialog, for the one who asked alone."""

from __future__ import annotations

from collections import deque

from bot.core.catalogue import GUIDE_ARTICLE
from bot.services.ports import Question

from .alone import presses_alone, presses_in_view, uses_shortcut
from .conftest import Bot
from .fake_slack import FakeSlack, Json, Trouble
from .people import Employee, labels, words
from .test_commands import asked_by

MESSAGE = "Kære kommune, jeg klager over afgørelsen om min byggesag. Mvh Per, 010203-1234"


async def opened(who: Employee, slack: FakeSlack, text: str = MESSAGE) -> Json:
    """The dialog that the shortcut opens."""
    await uses_shortcut(who, text)
    await slack.until(lambda: slack.views)
    return slack.views[0]


async def presses(who: Employee, view: Json, label: str) -> None:
    """Press something in the dialog, and wait until it shows what came of it."""
    before = view["hash"]
    await presses_in_view(who, view, label)
    await who.slack.until(lambda: view["hash"] != before)


async def to_receipt(who: Employee, view: Json) -> None:
    """Follow the guide to its outcome."""
    for _ in range(8):
        if "Kvittering til sagen" in words(view):
            return
        choices = [
            label for label in labels(view) if label not in ("Et skridt tilbage", "Afbryd", "Send til en person")
        ]
        await presses(who, view, choices[-1])
    raise AssertionError(words(view))


async def test_guide_is_followed_in_one_dialog_to_a_receipt_to_copy(anna: Employee, slack: FakeSlack) -> None:
    view = await opened(anna, slack)

    await to_receipt(anna, view)

    assert len(slack.views) == 1
    assert "```" in words(view)
    assert slack.messages == slack.ephemerals == slack.responses == []


async def test_message_is_logged_redacted_as_the_case_it_is(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    await opened(anna, slack)

    [question] = asked_by(bot, anna)

    assert (question.reply, question.article) == ("guide", GUIDE_ARTICLE)
    assert "010203" not in question.text
    assert "byggesag" in question.text


async def test_what_the_message_says_is_filled_in(anna: Employee, slack: FakeSlack, bot: Bot) -> None:
    guide = bot.parts.content.current().library.guide
    fact, entry = next(iter(guide.words.facts.items()))
    value, phrases = next(iter(entry.values.items()))

    await opened(anna, slack, f"Hej, {phrases[0]}")

    reply = turn_of(bot, asked_by(bot, anna)[0])
    assert reply["state"]["known"][fact] == value


async def test_redelivered_shortcut_is_one_question(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    await opened(anna, slack)

    await anna.way.interaction(anna.last)

    assert len(asked_by(bot, anna)) == 1


async def test_thanks_for_feedback_do_not_take_the_receipt_away(anna: Employee, slack: FakeSlack) -> None:
    view = await opened(anna, slack)
    await to_receipt(anna, view)

    await presses(anna, view, "Ja, det hjalp")

    assert "Tak" in words(view)
    assert "Kvittering til sagen" in words(view)


async def test_case_is_sent_to_a_person_from_the_dialog(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    view = await opened(anna, slack)
    await presses(anna, view, "Send til en person")
    assert "010203" not in words(view)

    await presses(anna, view, "Send")

    assert "henvendelse nr. 1" in words(view)
    assert asked_by(bot, anna)[0].ticket_id


async def test_text_is_edited_in_a_dialog_on_top(anna: Employee, slack: FakeSlack) -> None:
    view = await opened(anna, slack)
    await presses(anna, view, "Send til en person")

    await presses_in_view(anna, view, "Ret teksten")
    await slack.until(lambda: len(slack.views) == 2)

    assert "views.push" in slack.calls
    await anna.submits(slack.views[1], "Skal en klage journaliseres?")
    await slack.until(lambda: slack.messages)
    assert "henvendelse nr. 1" in words(slack.messages[0])


async def test_step_that_is_no_longer_the_open_one_is_refused_in_the_dialog(anna: Employee, slack: FakeSlack) -> None:
    view = await opened(anna, slack)
    first = dict(view)
    await presses(anna, view, labels(view)[-4])

    await presses_in_view(anna, {**first, "hash": view["hash"]}, labels(first)[0])
    await slack.until(lambda: slack.calls.count("views.update") == 2)

    assert labels(view) != []


async def test_message_without_text_gets_words(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    view = await opened(anna, slack, "")

    assert "filer og billeder kan jeg ikke læse" in words(view)
    assert asked_by(bot, anna) == []


async def test_very_long_message_gets_words(anna: Employee, slack: FakeSlack) -> None:
    assert "for lang" in words(await opened(anna, slack, "ord " * 2_000))


async def test_when_the_dialog_cannot_be_opened_a_private_message_does(anna: Employee, slack: FakeSlack) -> None:
    slack.troubles["views.open"] = deque([Trouble(error="expired_trigger_id")])
    await uses_shortcut(anna, MESSAGE)
    await slack.until(lambda: slack.responses)
    shown = slack.responses[0]

    await presses_alone(anna, shown, labels(shown)[0])
    await slack.until(lambda: len(slack.responses) == 2)

    assert slack.responses[1]["replace_original"] is True


async def test_the_older_of_two_replies_never_overwrites_the_newer(anna: Employee, slack: FakeSlack) -> None:
    view = await opened(anna, slack)
    stale = dict(view)
    await presses(anna, view, labels(view)[-4])
    shown = words(view)

    await presses_in_view(anna, stale, labels(stale)[0])
    await slack.until(lambda: slack.calls.count("views.update") == 2)

    assert words(view) == shown


def turn_of(bot: Bot, question: Question) -> Json:
    """The reply to a question as data."""
    with bot.parts.storage.reading() as work:
        exchange = work.exchange(question.event_id)
    assert exchange is not None
    reply: Json = exchange.reply.model_dump()
    return reply
