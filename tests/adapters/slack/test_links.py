"""'log ind' in a direct message gives a link that works once, and that nobody can read anywhere else."""

from __future__ import annotations

import re
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import LinkError
from bot.services.ports import SLACK, Sender
from bot.services.signing_in import SignInRules, sign_in_with_link, who_is_signed_in

from .conftest import PUBLIC_URL, Bot
from .fake_slack import TEAM, FakeSlack, Json, Trouble
from .people import Employee, link_in, words

POST = "chat.postMessage"


def token_in(message: Json) -> str:
    """The token of a link."""
    return link_in(message).removeprefix(f"{PUBLIC_URL}/sign-in/link/")


async def test_link_signs_in_the_one_who_asked_for_it_once(anna: Employee, bot: Bot) -> None:
    message = await anna.sees(await anna.says("log ind"))

    now, services = datetime.now(UTC), bot.parts.services
    session = sign_in_with_link(token_in(message), rules=SignInRules(), services=services, now=now)

    signed_in = who_is_signed_in(session, services=services, now=now)
    with bot.parts.storage.reading() as work:
        assert signed_in is not None
        assert signed_in.person == work.known_person(SLACK, f"{TEAM}:{anna.id}")
    with pytest.raises(LinkError):
        sign_in_with_link(token_in(message), rules=SignInRules(), services=services, now=now)


async def test_message_says_how_long_the_link_works_and_shows_it_behind_the_button_alone(anna: Employee) -> None:
    message = await anna.sees(await anna.says("log ind"))

    assert "virker én gang, i 10 minutter" in words(message)
    assert token_in(message) not in words(message) + message["text"]


async def test_token_stands_nowhere_in_the_database(anna: Employee, bot: Bot, tmp_path: Path) -> None:
    token = token_in(await anna.sees(await anna.says("log ind")))

    stored = b"".join(path.read_bytes() for path in tmp_path.glob("esdh.db*"))

    assert len(token) > 30
    assert token.encode() not in stored


async def test_link_of_a_message_sent_again_is_a_new_one(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    slack.troubles[POST] = deque([Trouble(status=500)])

    message = await anna.sees(await anna.says("log ind"))

    later = datetime.now(UTC) + timedelta(minutes=9)
    assert sign_in_with_link(token_in(message), rules=SignInRules(), services=bot.parts.services, now=later)
    assert slack.calls.count(POST) == 2


async def test_message_that_arrived_without_an_answer_is_not_followed_by_another_link(
    anna: Employee, bot: Bot, slack: FakeSlack
) -> None:
    slack.troubles[POST] = deque([Trouble(drops_after=True)])
    thread = await anna.says("log ind")

    await slack.until(lambda: bot.parts.storage.outbox.waiting() == 0)

    assert len(slack.replies(anna.direct, thread)) == 1


async def test_in_a_channel_the_asker_is_told_to_write_directly(anna: Employee) -> None:
    reply = await anna.sees(await anna.mentions("log ind"), channel="C1")

    assert "direkte besked" in words(reply)
    assert PUBLIC_URL not in str(reply)


@pytest.mark.parametrize("mark", ["is_restricted", "is_ultra_restricted", "is_stranger"])
async def test_guest_gets_no_link(anna: Employee, slack: FakeSlack, mark: str) -> None:
    slack.users[anna.id] = {mark: True}

    reply = await anna.sees(await anna.says("log ind"))

    assert "hjælper kun medarbejdere" in reply["text"]
    assert PUBLIC_URL not in str(reply)


async def test_where_the_bot_may_not_see_who_is_an_employee_nobody_gets_a_link(
    anna: Employee, slack: FakeSlack
) -> None:
    slack.not_permitted.add("users.info")

    reply = await anna.sees(await anna.says("log ind"))

    assert "kan ikke sende et link" in re.sub(r"\s+", " ", words(reply)).replace("så jeg kan ikke", "kan ikke")
    assert PUBLIC_URL not in str(reply)


async def test_link_waits_while_slack_does_not_say_who_somebody_is(anna: Employee, bot: Bot, slack: FakeSlack) -> None:
    with bot.parts.storage.transaction() as work:  # known already, so that nobody else asks
        work.person(Sender(SLACK, f"{TEAM}:{anna.id}", "Anna", "anna@kommunen.example"), now=datetime.now(UTC))
    slack.troubles["users.info"] = deque([Trouble(status=503)])

    assert token_in(await anna.sees(await anna.says("log ind")))


async def test_in_english_too(anna: Employee) -> None:
    message = await anna.sees(await anna.says("log in please"))

    assert "works once, for 10 minutes" in words(message)
