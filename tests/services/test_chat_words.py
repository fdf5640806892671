"""What one says to the bot that is no question is done at once, by those it is for."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from bot.core.reply import Notice
from bot.services.ports import Employee, Exchange, Holding

from .conftest import Bot

KOORDINATOR = Holding("koordinator")


def notice(exchange: Exchange) -> str:
    """Which notice was given; '' for another kind of reply."""
    return exchange.reply.key if isinstance(exchange.reply, Notice) else ""


def absences(bot: Bot, who: str) -> list[tuple[date, date]]:
    """When somebody is away."""
    with bot.storage.reading() as work:
        person = work.known_person("web", who)
        return [(each.first_day, each.last_day) for each in work.absences(person.id if person else "")]


def deputy(bot: Bot, who: str) -> Employee | None:
    """Who stands in for somebody."""
    with bot.storage.reading() as work:
        person = work.known_person("web", who)
        found = work.deputy_of(person.id) if person else None
        return work.employees([found])[found] if found else None


def employ(bot: Bot, email: str) -> None:
    """Let the bot know somebody by their address."""
    with bot.storage.transaction() as work:
        work.employ(email, "Bo Bosen", now=bot.now)


def test_role_holder_is_noted_as_away_and_told_the_days(bot: Bot) -> None:
    bot.person("mia", KOORDINATOR)

    exchange = bot.ask("jeg er væk fra 9/3 til 13/3", who="mia")

    assert notice(exchange) == "absence.away"
    assert absences(bot, "mia") == [(date(2026, 3, 9), date(2026, 3, 13))]
    assert isinstance(exchange.reply, Notice)
    assert exchange.reply.values["days"]


def test_today_is_the_danish_day(bot: Bot) -> None:
    bot.person("mia", KOORDINATOR)
    bot.now = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight in Denmark

    bot.ask("jeg er væk i dag", who="mia")

    assert absences(bot, "mia") == [(date(2026, 3, 3), date(2026, 3, 3))]


def test_role_holder_is_back_when_they_say_so(bot: Bot) -> None:
    bot.person("mia", KOORDINATOR)
    bot.ask("jeg er væk til fredag", who="mia")
    bot.wait(days=1)

    exchange = bot.ask("jeg er tilbage", who="mia")

    assert notice(exchange) == "absence.back"
    assert absences(bot, "mia") == [(date(2026, 3, 2), date(2026, 3, 2))]


def test_deputy_is_chosen_by_address_and_the_address_is_not_kept_in_the_conversation(bot: Bot) -> None:
    bot.person("mia", KOORDINATOR)
    employ(bot, "bo@kommunen.example")

    exchange = bot.ask("min stedfortræder er Bo@kommunen.example", who="mia")

    assert notice(exchange) == "absence.deputy"
    chosen = deputy(bot, "mia")
    assert chosen is not None
    assert chosen.email == "bo@kommunen.example"
    assert "bo@" not in (exchange.said or "").casefold()
    assert "bo@" not in json.dumps(exchange.reply.model_dump()).casefold()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("jeg er væk", "absence.unclear.days"),
        ("jeg er væk 1/2", "absence.unclear.past"),
        ("jeg er væk fra 5/4 til 1/4", "absence.unclear.backwards"),
        ("min stedfortræder er Bo", "absence.unclear.email"),
        ("min stedfortræder er ukendt@kommunen.example", "error.unknown_deputy"),
        ("jeg er væk fra 3/3 2026 til 3/3 2036", "error.absence_too_long"),
        ("jeg har ingen stedfortræder", "absence.no_deputy"),
    ],
)
def test_what_cannot_be_done_is_answered_with_a_sentence_and_changes_nothing(bot: Bot, text: str, key: str) -> None:
    bot.person("mia", KOORDINATOR)

    exchange = bot.ask(text, who="mia")

    assert notice(exchange) == key
    assert absences(bot, "mia") == []
    assert deputy(bot, "mia") is None


def test_from_everybody_else_it_is_an_ordinary_question(bot: Bot) -> None:
    exchange = bot.ask("jeg er væk i morgen", who="anna")

    assert not notice(exchange).startswith("absence.")
    assert exchange.question_id in bot.storage.tables.questions
    assert absences(bot, "anna") == []


def test_said_twice_or_delivered_again_it_is_done_once(bot: Bot) -> None:
    bot.person("mia", KOORDINATOR)
    first = bot.ask("jeg er væk i morgen", who="mia", event="e1")

    again = bot.ask("jeg er væk i morgen", who="mia", event="e1")
    bot.ask("jeg er væk i morgen", who="mia")

    assert again == first
    assert absences(bot, "mia") == [(date(2026, 3, 3), date(2026, 3, 3))]


def test_it_is_no_question_in_the_log_and_leaves_what_the_bot_waits_for(bot: Bot) -> None:
    bot.person("mia", KOORDINATOR)
    bot.ask_unsure(who="mia")
    with bot.storage.reading() as work:
        person = work.known_person("web", "mia")
        before = work.questions_of(person.id if person else "")

    bot.ask("jeg er væk i morgen", who="mia")
    chosen = bot.ask("2", who="mia")

    with bot.storage.reading() as work:
        assert [each.id for each in work.questions_of(person.id if person else "")] == [each.id for each in before]
        turns = work.transcript(chosen.conversation_id)
    assert [each.said for each in turns[-2:]] == ["jeg er væk i morgen", "2"]
    assert turns[-1].question_id == turns[0].question_id


def test_link_is_promised_in_slack_and_no_token_is_stored(bot: Bot) -> None:
    exchange = bot.ask("log ind", channel="slack")

    assert notice(exchange) == "sign_in.on_its_way"
    assert exchange.reply == Notice(key="sign_in.on_its_way")


def test_on_the_web_there_is_nothing_to_link_to(bot: Bot) -> None:
    assert notice(bot.ask("log ind")) != "sign_in.on_its_way"
