"""Whoever writes in Slack is known by their e-mail address from then on, and nobody who is no employee is."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime

import pytest

from bot.services.ports import SLACK, Employee, Person

from .conftest import Bot
from .fake_slack import TEAM, FakeSlack, Json, Trouble
from .people import Employee as SlackEmployee

QUESTION = "Hvad er notatpligt?"
EMAIL = "Anna@Kommunen.example"
ANNA: Json = {"profile": {"email": EMAIL, "real_name": "Anna Andersen"}, "is_email_confirmed": True}
LOOK_UP = "users.info"


def known(bot: Bot, who: SlackEmployee) -> tuple[Person, Employee]:
    """The person behind a Slack user, and what is known of them."""
    with bot.parts.storage.reading() as work:
        person = work.known_person(SLACK, f"{TEAM}:{who.id}")
        assert person is not None
        return person, work.employees([person.id])[person.id]


async def asks(who: SlackEmployee, slack: FakeSlack, *, lookups: int = 1) -> None:
    """`who` asks, gets an answer, and has been looked up."""
    await who.sees(await who.says(QUESTION))
    await slack.until(lambda: slack.calls.count(LOOK_UP) >= lookups)


async def joined(bot: Bot, who: SlackEmployee, slack: FakeSlack) -> None:
    """Wait until somebody's address is known."""
    await slack.until(lambda: known(bot, who)[1].email)


async def test_somebody_known_by_address_is_the_same_person_in_slack(
    anna: SlackEmployee, bot: Bot, slack: FakeSlack
) -> None:
    slack.users[anna.id] = ANNA
    with bot.parts.storage.transaction() as work:
        before = work.employ(EMAIL, "Anna", now=datetime.now(UTC))

    await asks(anna, slack)
    await joined(bot, anna, slack)

    person, employee = known(bot, anna)
    assert person == before
    assert employee == Employee(person.id, "Anna Andersen", EMAIL.casefold())


async def test_each_is_looked_up_once(anna: SlackEmployee, bot: Bot, slack: FakeSlack) -> None:
    slack.users[anna.id] = ANNA
    await asks(anna, slack)
    await joined(bot, anna, slack)

    await anna.sees(await anna.says(QUESTION))
    await anna.sees(await anna.says(QUESTION))

    assert slack.calls.count(LOOK_UP) == 1


@pytest.mark.parametrize(
    "mark", [{"is_email_confirmed": False}, {"profile": {"real_name": "Anna"}}], ids=["unverified", "none"]
)
async def test_unverified_addresses_are_not_joined(
    anna: SlackEmployee, bo: SlackEmployee, bot: Bot, slack: FakeSlack, mark: Json
) -> None:
    slack.users[anna.id] = {**ANNA, **mark}
    slack.users[bo.id] = {"profile": {"email": "bo@kommunen.example"}}

    await asks(anna, slack)
    await asks(bo, slack, lookups=2)
    await joined(bot, bo, slack)

    assert known(bot, anna)[1].email == ""


async def test_missing_scope_is_said_once_as_a_code_and_does_no_harm(
    anna: SlackEmployee, bo: SlackEmployee, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.not_permitted.add(LOOK_UP)

    await asks(anna, slack)
    await anna.sees(await anna.says(QUESTION))
    await bo.sees(await bo.says(QUESTION))

    assert slack.calls.count(LOOK_UP) == 1
    assert caplog.text.count("missing_scope") == 1
    assert QUESTION not in caplog.text


async def test_trouble_that_passes_is_tried_again_at_the_next_message(
    anna: SlackEmployee, bot: Bot, slack: FakeSlack
) -> None:
    slack.users[anna.id] = ANNA
    slack.troubles[LOOK_UP] = deque([Trouble(status=500)])

    await asks(anna, slack)
    await asks(anna, slack, lookups=2)

    await joined(bot, anna, slack)


async def test_answer_does_not_wait_for_the_look_up(anna: SlackEmployee, slack: FakeSlack) -> None:
    slack.stuck.add(LOOK_UP)

    assert await anna.sees(await anna.says(QUESTION))
