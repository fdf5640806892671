"""Role holders are told of tickets in Slack, and everybody who asked gets the answer in their own thread."""

from __future__ import annotations

import asyncio
from collections import deque
from datetime import UTC, datetime

from bot.parts import Parts
from bot.services.ports import SLACK, Holding, Joined, Place, Sender

from .conftest import PUBLIC_URL, Bot
from .fake_slack import TEAM, FakeSlack, Json, Trouble
from .people import Employee, labels, link_in, words
from .test_conversations import QUESTION, answer_as_coordinator, offered_handoff

POST = "chat.postMessage"


def hold(parts: Parts, who: Employee) -> str:
    """Let `who` be the coordinator; gives the person's id."""
    with parts.storage.transaction() as work:
        person = work.person(Sender(SLACK, f"{TEAM}:{who.id}"), now=datetime.now(UTC))
        work.grant(person.id, Holding(parts.content.current().catalogue.roles.coordinator))
        return person.id


def notices(slack: FakeSlack, who: Employee) -> list[Json]:
    """What the bot has written to somebody outside of any thread."""
    return [each for each in slack.messages if each["channel"] == who.direct and not each.get("thread_ts")]


async def a_ticket(who: Employee) -> None:
    """`who` sends a question to the coordinator."""
    _, offer = await offered_handoff(who)
    await who.presses(offer, "Send")


async def test_holder_who_never_wrote_is_told_in_their_own_conversation(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo)
    await a_ticket(anna)

    await slack.until(lambda: notices(slack, bo))
    notice = notices(slack, bo)[0]

    assert notice["text"].startswith("Ny henvendelse nr. 1")
    said = words(notice)
    assert "*Sendt til:* ESDH-koordinatoren" in said
    assert "*Svar senest:*" in said
    assert f"> {QUESTION}" in said
    assert "Botten viste: " in said
    assert labels(notice)[-1] == "Åbn på nettet"
    assert link_in(notice).startswith(f"{PUBLIC_URL}/inbox/")


async def test_link_button_is_acknowledged_when_it_is_pressed(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo)
    await a_ticket(anna)
    await slack.until(lambda: notices(slack, bo))
    notice = notices(slack, bo)[0]
    button = notice["blocks"][-1]["elements"][-1]
    notice["blocks"][-1]["elements"][-1] = {**button, "value": ""}

    answered = await bo.presses(notice, "Åbn på nettet")

    assert answered.status_code == 200


async def test_notice_that_arrived_without_an_answer_is_looked_for_and_not_sent_again(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    hold(bot.parts, bo)
    _, offer = await offered_handoff(anna)
    slack.troubles[POST] = deque([Trouble(drops_after=True), Trouble(drops_after=True)])
    await anna.presses(offer, "Send")

    await slack.until(lambda: bot.parts.storage.outbox.waiting() == 0)

    assert len(notices(slack, bo)) == 1
    assert "conversations.open" in slack.calls


async def test_notice_is_not_sent_when_the_ticket_was_answered_meanwhile(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    holder = hold(bot.parts, bo)
    await a_ticket(anna)
    await slack.until(lambda: notices(slack, bo))
    await answer_as_coordinator(bot.parts, "Ja.")
    with bot.parts.storage.transaction() as work:
        [told] = work.tickets_for([], everything=True)
        conversation = work.conversation(SLACK, Place(bo.direct, {"team": TEAM, "channel": bo.direct}), holder)
        body = {"ticket": told.id, "what": "overdue"}
        work.enqueue(conversation.id, body, dedupe_key="late", now=datetime.now(UTC))

    await slack.until(lambda: bot.parts.storage.outbox.waiting() == 0)

    assert len(notices(slack, bo)) == 1


async def test_answer_comes_in_the_thread_of_each_asker(
    anna: Employee, bo: Employee, bot: Bot, slack: FakeSlack
) -> None:
    thread, offer = await offered_handoff(anna)
    await anna.presses(offer, "Send")
    own = await bo.says(QUESTION)
    await bo.sees(own)
    later = await bo.says("Hvad er notatpligt?")
    await bo.sees(later)
    await asyncio.to_thread(join_the_ticket, bot.parts, bo)

    await answer_as_coordinator(bot.parts, "Ja, hver gang.")

    assert "Ja, hver gang." in words(await anna.sees(thread, replies=4))
    assert "Ja, hver gang." in words(await bo.sees(own, replies=2))
    assert len(slack.replies(bo.direct, later)) == 1


def join_the_ticket(parts: Parts, who: Employee) -> None:
    """Let `who` wait for the same answer, because of the first question they asked."""
    with parts.storage.transaction() as work:
        [ticket] = work.tickets_for([], everything=True)
        person = work.known_person(SLACK, f"{TEAM}:{who.id}")
        assert person is not None
        first = work.questions_of(person.id)[-1]
        work.join(
            Joined(
                ticket_id=ticket.id,
                person_id=person.id,
                name="Bo",
                conversation_id=first.conversation_id,
                question_id=first.id,
                text=first.text,
                language=first.language,
                at=datetime.now(UTC),
            )
        )
