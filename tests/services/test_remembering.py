"""Remembering: only what a person asked for, seen, changed, exported and forgotten at will."""

from __future__ import annotations

from bot.services.ports import Profile, Sender
from bot.services.remembering import change_profile, export, forget, see_profile, who_is

from .conftest import Bot
from .small_content import NOTE

ANNA = Sender("web", "anna", name="Anna")


def test_a_person_is_made_known_on_first_sight_and_known_afterwards(bot: Bot) -> None:
    first = who_is(ANNA, services=bot.services, now=bot.now)
    again = who_is(ANNA, services=bot.services, now=bot.now)

    assert again == first
    assert len(bot.storage.tables.identities) == 1


def test_the_same_name_on_another_channel_is_another_until_they_are_joined(bot: Bot) -> None:
    on_web = who_is(ANNA, services=bot.services, now=bot.now)
    on_slack = who_is(Sender("slack", "anna"), services=bot.services, now=bot.now)

    assert on_web != on_slack


def test_nothing_is_remembered_of_a_stranger(bot: Bot) -> None:
    anna = who_is(ANNA, services=bot.services, now=bot.now)
    bot.ask(NOTE, who="anna")

    assert see_profile(anna, services=bot.services) == Profile()


def _change(bot: Bot, *systems: str, language: str | None = None, department: str | None = None) -> Profile:
    anna = who_is(ANNA, services=bot.services, now=bot.now)
    return change_profile(
        anna, systems=systems, language=language, department=department, services=bot.services, now=bot.now
    )


def test_what_a_person_wishes_is_remembered_with_the_time_of_consent(bot: Bot) -> None:
    kept = _change(bot, "aurora", "bifrost", language="en", department="skole")

    assert kept == Profile(("aurora", "bifrost"), "en", "skole", consented_at=bot.now)
    assert see_profile(bot.person("anna"), services=bot.services) == kept


def test_ids_nobody_knows_are_left_out(bot: Bot) -> None:
    kept = _change(bot, "ukendt", "aurora", language="tysk", department="ukendt")

    assert kept == Profile(("aurora",), None, None, consented_at=bot.now)


def test_a_change_replaces_what_was_and_keeps_the_time_of_consent(bot: Bot) -> None:
    consented_at = bot.now
    _change(bot, "aurora", language="en", department="skole")
    bot.wait(days=3)

    assert _change(bot, "bifrost") == Profile(("bifrost",), consented_at=consented_at)


def test_one_who_is_forgotten_is_a_stranger_again(bot: Bot) -> None:
    exchange = bot.ask(NOTE, who="anna")
    _change(bot, "aurora")
    forget(bot.person("anna"), services=bot.services)

    assert bot.storage.tables.profiles == {}
    assert bot.storage.tables.identities == {}
    assert bot.question(exchange).text == ""


def test_everything_stored_is_exported(bot: Bot) -> None:
    bot.ask(NOTE, who="anna")
    bot.ask(NOTE, who="bo")

    assert export(bot.person("anna"), services=bot.services) == {"person": "person-1", "questions": [NOTE]}
