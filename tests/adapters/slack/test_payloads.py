"""Every kind of request that Slack sends, as it sends it: ours does what it should, the rest is met with silence."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.core.tickets import TicketState
from bot.parts import Parts
from bot.services.ports import SLACK

from .cards import the_ticket
from .conftest import Bot
from .fake_slack import FakeSlack
from .people import PATH, signed
from .recorded import ANNA, CHANNEL, DIRECT, TEAM, WAYS, World, names, reached_by, recorded

Check = Callable[[World], Awaitable[None]]

ANSWER = "Ja, hvis beskeden"
CHECKS: dict[str, Check] = {}


def effect(*recordings: str) -> Callable[[Callable[[World, str], Awaitable[None]]], Check]:
    """What these recorded requests lead to."""

    def kept(check: Callable[[World, str], Awaitable[None]]) -> Check:
        for name in recordings:
            CHECKS[name] = lambda world, name=name: check(world, f"ours/{name}")  # type: ignore[misc]
        return CHECKS[recordings[0]]

    return kept


@pytest.fixture(params=WAYS)
async def world(request: pytest.FixtureRequest, parts: Parts, slack: FakeSlack) -> AsyncIterator[World]:
    """The bot, reached both ways."""
    async with reached_by(request.param, parts, slack) as reached:
        yield reached


# --- what the bot does something about --------------------------------------------------------------------------------


@effect("message_im", "message_im_file_share", "message_im_thread_broadcast", "message_im_in_assistant_thread")
async def answers_directly(world: World, name: str) -> None:
    await world.deliver(name)
    assert ANSWER in (await world.replied())["text"]


@effect("message_im_in_thread", "message_im_with_links_and_mentions")
async def answers_what_a_person_reads(world: World, name: str) -> None:
    await world.deliver(name)
    assert "notat" in (await world.replied())["text"].lower()


@effect("app_mention", "app_mention_in_thread")
async def answers_in_the_thread(world: World, name: str) -> None:
    await world.deliver(name)
    reply = await world.replied(CHANNEL)
    assert reply["thread_ts"] == ("1764576001.000100" if name.endswith("thread") else "1764576016.000100")


@effect("app_home_opened_home")
async def draws_the_home_tab(world: World, name: str) -> None:
    await world.deliver(name)
    await world.slack.until(lambda: ANNA in world.slack.homes)


@effect("app_home_opened_messages", "assistant_thread_started", "assistant_thread_context_changed")
async def suggests_questions(world: World, name: str) -> None:
    await world.deliver(name)
    await world.slack.until(lambda: world.slack.prompts)
    assert world.slack.prompts[0]["channel_id"] == DIRECT


@effect("app_uninstalled", "tokens_revoked")
async def stops_sending(world: World, name: str) -> None:
    await world.deliver(name)
    await world.slack.until(lambda: world.parts.pulse.slack.refused)


@effect("url_verification")
async def gives_the_challenge_back(world: World, name: str) -> None:
    assert (await world.deliver(name))["challenge"].startswith("3eZbrw1a")


@effect("slash_command")
async def answers_the_command_alone(world: World, name: str) -> None:
    shown = await world.deliver(name)
    assert shown["response_type"] == "ephemeral"
    assert ANSWER in shown["text"]


@effect("slash_command_empty")
async def says_what_can_be_asked(world: World, name: str) -> None:
    assert "`/esdh skal en sms på sagen?`" in (await world.deliver(name))["text"]


@effect("message_shortcut", "message_shortcut_on_a_file")
async def opens_a_dialog(world: World, name: str) -> None:
    await world.deliver(name)
    await world.slack.until(lambda: world.slack.views)
    assert world.slack.views[0]["callback_id"] == "case"


@effect("press_under_a_message", "menu_under_a_message")
async def thanks_for_feedback(world: World, name: str) -> None:
    await world.deliver(name, question=await world.asked())
    await world.replied(count=2)
    with world.parts.storage.reading() as work:
        assert work.questions_of(world.anna().id)[0].feedback == "helpful"


@effect("press_in_an_organisation_with_many_workspaces")
async def knows_people_in_an_organisation(world: World, name: str) -> None:
    question = await world.asked()
    await world.deliver(name, question=question)
    await world.replied(count=2)


@effect("press_in_an_ephemeral_message")
async def responds_to_them_alone(world: World, name: str) -> None:
    await world.deliver(name, question=await world.asked())
    await world.slack.until(lambda: world.slack.responses)


@effect("not_helpful_under_a_message", "not_helpful_in_an_ephemeral_message")
async def asks_why_in_a_dialog(world: World, name: str) -> None:
    await world.deliver(name, question=await world.asked())
    assert [view["callback_id"] for view in world.slack.views] == ["reasons"]


@effect("not_helpful_in_a_modal")
async def asks_why_on_top(world: World, name: str) -> None:
    await world.deliver(name, question=await world.asked())
    assert "views.push" in world.slack.calls


@effect("reason_chosen")
async def records_the_reason(world: World, name: str) -> None:
    await world.deliver(name, question=await world.asked())
    await world.replied(count=2)
    with world.parts.storage.reading() as work:
        assert work.questions_of(world.anna().id)[0].feedback_reason == "outdated"


@effect("edit_under_a_message")
async def opens_the_text_to_edit(world: World, name: str) -> None:
    await world.deliver(name, question=await world.asked())
    await world.slack.until(lambda: world.slack.views)
    assert world.slack.views[0]["callback_id"] == "send"


@effect("press_in_a_modal")
async def changes_the_dialog(world: World, name: str) -> None:
    question = await world.asked()
    await world.deliver(name, question=question)
    await world.slack.until(lambda: "views.update" in world.slack.calls)


@effect("question_on_the_home_tab")
async def answers_in_a_dialog(world: World, name: str) -> None:
    await world.deliver(name)
    await world.slack.until(lambda: world.slack.views and ANNA in world.slack.homes)


@effect("change_on_the_home_tab")
async def opens_the_profile(world: World, name: str) -> None:
    await world.deliver(name)
    await world.slack.until(lambda: world.slack.views)
    assert world.slack.views[0]["callback_id"] == "home_profile"


@effect("forget_on_the_home_tab")
async def forgets(world: World, name: str) -> None:
    await world.asked()
    await world.deliver(name)
    await world.slack.until(lambda: ANNA in world.slack.homes)
    with world.parts.storage.reading() as work:
        assert work.known_person(SLACK, f"{TEAM}:{ANNA}") is None


@effect("question_edited_and_sent")
async def sends_to_a_person(world: World, name: str) -> None:
    await world.deliver(name, question=await world.asked())
    assert (await the_ticket(world.parts)).text == "Skal den her sms på sagen?"


@effect("systems_and_language_chosen")
async def remembers(world: World, name: str) -> None:
    await world.deliver(name)
    await world.slack.until(lambda: ANNA in world.slack.homes)
    with world.parts.storage.reading() as work:
        profile = work.profile(world.anna().id)
    assert (profile.systems, profile.language) == (("nexus",), "en")


@effect("ticket_taken")
async def takes_the_ticket(world: World, name: str) -> None:
    await world.asked()
    ticket_id, version = await world.ticket()
    await world.deliver(name, ticket=f"{ticket_id}|{version}")
    assert (await the_ticket(world.parts)).assignee_id == world.anna().id


@effect("ticket_answer_begun")
async def opens_the_answer(world: World, name: str) -> None:
    await world.asked()
    ticket_id, version = await world.ticket()
    await world.deliver(name, ticket=f"{ticket_id}|{version}")
    await world.slack.until(lambda: world.slack.views)


@effect("ticket_answered")
async def answers_the_ticket(world: World, name: str) -> None:
    await world.asked()
    ticket_id, version = await world.ticket()
    await world.deliver(name, ticket_id=ticket_id, ticket_seen=str(version))
    assert (await the_ticket(world.parts)).state is TicketState.RESOLVED


@pytest.mark.parametrize("name", sorted(CHECKS))
async def test_what_slack_sends_does_what_it_should(world: World, name: str) -> None:
    await CHECKS[name](world)

    assert world.parts.pulse.errors == {}


def test_every_recorded_request_of_ours_has_an_effect() -> None:
    assert names("ours") == sorted(f"ours/{name}" for name in CHECKS)


# --- what it does nothing about ---------------------------------------------------------------------------------------


async def test_what_is_not_for_the_bot_is_acknowledged_and_leads_to_nothing(world: World) -> None:
    for name in names("noise", "foreign"):
        await world.deliver(name, question="0" * 32)

        assert world.is_untouched(), name
        assert world.parts.pulse.errors == {}, name


@pytest.mark.parametrize("name", names("visitors"))
async def test_who_is_no_employee_is_told_so_and_nothing_is_kept(world: World, name: str) -> None:
    slack = world.slack
    slack.users = {user: {"is_stranger": True} for user in ("U09GUEST", "U09ANDEN")}

    shown = await world.deliver(name, question="0" * 32)
    await slack.until(lambda: shown or slack.messages or slack.ephemerals or slack.responses or slack.homes)

    told = str([shown, slack.messages, slack.ephemerals, slack.responses, slack.homes])
    assert "kun medarbejdere" in told or "deles med andre organisationer" in told
    assert ANSWER not in told
    with world.parts.storage.reading() as work:
        assert work.last_asked_at(SLACK) is None


# --- what cannot be read ----------------------------------------------------------------------------------------------

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
UNREADABLE = {
    "empty": (b"", JSON),
    "empty form": (b"", FORM),
    "half an object": (b'{"type": "event_callback", "event": {', JSON),
    "a list": (b"[]", JSON),
    "a number": (b"7", JSON),
    "null": (b"null", JSON),
    "a text": (b'"event_callback"', JSON),
    "not UTF-8": (b'{"type": "\xff\xfe\xc3"}', JSON),
    "not a number": (b'{"type": NaN}', JSON),
    "half a character": (b'{"type": "event_callback", "event": {"type": "message", "text": "\\ud83d"}}', JSON),
    "very deep": (b"[" * 100_000, JSON),
    "deep but whole": (b'{"event":' * 5_000 + b"1" + b"}" * 5_000, JSON),
    "a payload that is none": (b"payload=", FORM),
    "a payload that is half": (b"payload=%7B%22type%22%3A", FORM),
    "a payload that is null": (b"payload=null", FORM),
    "a payload that is a list": (b"payload=%5B1%5D", FORM),
    "a payload that is a text": (b"payload=%22view_submission%22", FORM),
    "two payloads": (b"payload=%7B%7D&payload=%7B%7D", FORM),
    "escapes that are none": (b"payload=%ZZ%7&command=%", FORM),
    "a form that says nothing": (b"a&b&=&&&", FORM),
    "a command that is nobody's": (b"command=%2Fesdh", FORM),
    "a check of the certificate": (b"ssl_check=1&token=t", FORM),
    "an upload": (b"--x\r\nContent-Disposition: form-data; name=payload\r\n\r\n{}\r\n--x--", "multipart/form-data"),
    "no kind": (b'{"type": "event_callback"}', ""),
}


async def test_a_signed_body_that_cannot_be_read_is_no_failure_and_leads_to_nothing(bot: Bot, slack: FakeSlack) -> None:
    for name, (raw, kind) in UNREADABLE.items():
        response = await bot.http.client.post(PATH, content=raw, headers={**signed(raw), "content-type": kind})

        assert response.status_code == 200, name
        assert bot.parts.pulse.errors == {}, name
        assert World(bot.parts, slack, bot.http).is_untouched(), name


async def test_a_command_may_hold_the_words_the_library_looks_for(bot: Bot) -> None:
    body = {**recorded("ours/slash_command"), "text": "Hvad betyder payload= i en sms?"}

    assert (await bot.http.command(body))["text"]
