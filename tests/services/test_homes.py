"""What somebody sees of themselves at a glance, and a case that is decided without being asked about."""

from __future__ import annotations

from datetime import timedelta

from bot.core.reply import Guide
from bot.services.asking import Asking, ask
from bot.services.homes import see_home
from bot.services.ports import SLACK, Holding, Place, Sender

from .conftest import Bot

ANNA = Sender(SLACK, "T1:U1", "Anna")
AT_ONCE = Place("U1", {"team": "T1", "channel": "U1"}, is_shown_at_once=True)
QUESTION = "Skal jeg journalisere en sms fra en borger?"


def asked(bot: Bot, text: str, event_id: str = "slack-command:1", *, is_case: bool = False) -> str:
    """Ask where the reply is shown at once; gives the question's id."""
    asking = Asking(event_id, ANNA, AT_ONCE, text, is_case=is_case)
    exchange = ask(asking, services=bot.services, now=bot.now)
    assert exchange.question_id is not None
    return exchange.question_id


def test_reply_that_is_shown_at_once_is_not_sent_too(bot: Bot) -> None:
    asked(bot, QUESTION)

    assert bot.storage.outbox.waiting() == 0


def test_place_of_a_conversation_is_found_again(bot: Bot) -> None:
    question_id = asked(bot, QUESTION)

    with bot.storage.reading() as work:
        question = work.question(question_id)
        assert question is not None
        place = work.place_of(question.conversation_id)
        assert place is not None
        assert place.external_id == "U1"
        assert work.place_of("nowhere") is None


def test_case_begins_the_guide_whatever_the_text_would_be_answered_with(bot: Bot) -> None:
    question_id = asked(bot, QUESTION, is_case=True)

    with bot.storage.reading() as work:
        [exchange] = work.turns_about(question_id)
    assert isinstance(exchange.reply, Guide)


def test_case_that_sounds_like_a_command_is_none(bot: Bot) -> None:
    question_id = asked(bot, "log ind", is_case=True)

    with bot.storage.reading() as work:
        assert isinstance(work.turns_about(question_id)[0].reply, Guide)


def test_nobody_becomes_known_by_looking(bot: Bot) -> None:
    home = see_home(ANNA, most=5, services=bot.services, now=bot.now)

    assert (home.tickets, home.questions, home.inbox) == ((), (), None)
    with bot.storage.reading() as work:
        assert work.known_person(ANNA.channel, ANNA.external_id) is None


def test_home_shows_the_newest_questions_and_an_inbox_to_role_holders_alone(bot: Bot) -> None:
    for number in range(7):
        asked(bot, f"{QUESTION} {number}", f"slack-command:{number}")

    home = see_home(ANNA, most=5, services=bot.services, now=bot.now + timedelta(minutes=1))
    assert len(home.questions) == 5
    assert home.inbox is None

    with bot.storage.transaction() as work:
        person = work.known_person(ANNA.channel, ANNA.external_id)
        assert person is not None
        work.grant(person.id, Holding("koordinator"))
    assert see_home(ANNA, most=5, services=bot.services, now=bot.now).inbox is not None
