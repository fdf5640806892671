"""The slash command: a private answer in the acknowledgement, logged like any other question."""

from __future__ import annotations

from bot.services.ports import SLACK, Question

from .alone import commands, presses_alone
from .conftest import PUBLIC_URL, Bot
from .fake_slack import TEAM, FakeSlack
from .limits import faults_of
from .people import Employee, labels, link_in, words
from .test_conversations import NOT_HELPFUL, QUESTION, answer_as_coordinator


def asked_by(bot: Bot, who: Employee) -> list[Question]:
    """The questions somebody has asked, newest first."""
    with bot.parts.storage.reading() as work:
        person = work.known_person(SLACK, f"{TEAM}:{who.id}")
        return list(work.questions_of(person.id)) if person else []


async def test_question_is_answered_to_the_asker_alone_and_at_once(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    shown = await commands(anna, QUESTION)

    assert shown["response_type"] == "ephemeral"
    assert f"Du skrev: {QUESTION}" in words(shown)
    assert "Ja, hvis beskeden rummer oplysninger" in shown["text"]
    assert faults_of(shown) == []
    assert len(asked_by(bot, anna)) == 1
    assert slack.messages == []
    assert bot.parts.storage.outbox.waiting() == 0


async def test_command_works_over_socket_mode(clara: Employee) -> None:
    assert "Ja, hvis beskeden" in (await commands(clara, QUESTION))["text"]


async def test_redelivered_command_is_one_question(anna: Employee, bot: Bot) -> None:
    shown = await commands(anna, QUESTION)

    again = await anna.way.command(anna.last)

    assert again == shown
    assert len(asked_by(bot, anna)) == 1


async def test_command_without_words_is_met_with_the_welcome_and_examples_that_work(
    anna: Employee, bot: Bot, slack: FakeSlack
) -> None:
    shown = await commands(anna, "  ")
    assert "Hvad er du i tvivl om?" in words(shown)
    assert faults_of(shown) == []

    await presses_alone(anna, shown, labels(shown)[0])
    await slack.until(lambda: slack.responses)

    assert len(labels(shown)) == 3
    assert len(asked_by(bot, anna)) == 1
    assert slack.responses[0]["replace_original"] is False


async def test_handoff_is_sent_by_the_buttons_and_its_answer_comes_in_the_direct_conversation(
    anna: Employee, bot: Bot, slack: FakeSlack
) -> None:
    shown = await commands(anna, QUESTION)
    await presses_alone(anna, shown, NOT_HELPFUL)
    await slack.until(lambda: slack.responses)
    await presses_alone(anna, slack.responses[0], "Send")
    await slack.until(lambda: len(slack.responses) == 2)
    assert "henvendelse nr. 1" in words(slack.responses[1])
    assert slack.responses[1]["replace_original"] is False  # what was sent stays readable

    await answer_as_coordinator(bot.parts, "Ja, den skal på sagen.")

    await slack.until(lambda: slack.messages)
    [answer] = slack.messages
    assert "Ja, den skal på sagen." in words(answer)
    assert (answer["channel"], answer.get("thread_ts")) == (anna.direct, None)


async def test_text_is_edited_in_a_dialog_and_what_was_sent_is_told_in_the_direct_conversation(
    anna: Employee, slack: FakeSlack
) -> None:
    shown = await commands(anna, QUESTION)
    await presses_alone(anna, shown, NOT_HELPFUL)
    await slack.until(lambda: slack.responses)
    await presses_alone(anna, slack.responses[0], "Ret teksten")
    await slack.until(lambda: slack.views)

    await anna.submits(slack.views[0], "Gælder det også sms'er fra en leverandør?")

    await slack.until(lambda: slack.messages)
    assert "henvendelse nr. 1" in words(slack.messages[0])
    assert slack.messages[0]["channel"] == anna.direct


async def test_choice_is_followed_up_by_the_next_command_or_in_the_direct_conversation(anna: Employee) -> None:
    await commands(anna, "Hvordan opretter jeg en ny sag?")
    assert "Nexus" in words(await commands(anna, "Nexus"))

    await commands(anna, "Hvordan opretter jeg en ny sag?")
    assert "Nexus" in words(await anna.sees(await anna.says("Nexus")))


async def test_link_to_log_in_comes_in_the_direct_conversation(anna: Employee, slack: FakeSlack) -> None:
    shown = await commands(anna, "log ind")
    await slack.until(lambda: slack.messages)

    assert "Du får et link" in words(shown)
    assert slack.messages[0]["channel"] == anna.direct
    assert link_in(slack.messages[0]).startswith(f"{PUBLIC_URL}/sign-in/link/")


async def test_personal_data_is_not_repeated(anna: Employee) -> None:
    shown = await commands(anna, "Skal jeg journalisere cpr 010203-1234?")

    assert "010203" not in words(shown) + shown["text"]


async def test_text_that_is_too_long_gets_words(anna: Employee) -> None:
    assert "too long" in (await commands(anna, "Must I journal this mail that I got from a citizen? " * 100))["text"]


async def test_button_under_it_that_is_another_persons_is_refused_in_words(
    anna: Employee, bo: Employee, slack: FakeSlack
) -> None:
    shown = await commands(anna, QUESTION)

    await presses_alone(bo, shown, NOT_HELPFUL)
    await slack.until(lambda: slack.responses)

    assert slack.responses[0]["blocks"]
    assert labels(slack.responses[0]) == []
