"""Conversations as people have them, over signed HTTP requests."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from bot.parts import Parts
from bot.services.ports import Holding, Sender
from bot.services.tickets import answer_ticket
from tests.inboxes import inbox

from .conftest import Bot
from .fake_slack import FakeSlack, Json
from .people import Employee, labels, words

QUESTION = "Skal jeg journalisere en sms fra en borger?"
NOT_HELPFUL = "Det hjalp ikke – send til ESDH-koordinatoren"


async def answer_as_coordinator(parts: Parts, text: str) -> None:
    """Answer the one ticket there is, on the web."""

    def answer() -> None:
        now = datetime.now(UTC)
        with parts.storage.transaction() as work:
            coordinator = work.person(Sender("web", "karen"), now=now)
            work.grant(coordinator.id, Holding(parts.content.current().catalogue.roles.coordinator))
        [ticket] = inbox(coordinator, services=parts.services, now=now)
        answer_ticket(ticket.id, coordinator, text, services=parts.services, now=now)

    await asyncio.to_thread(answer)


async def offered_handoff(who: Employee) -> tuple[str, Json]:
    """A question, its answer, and the offer of a person after it: (thread, offer)."""
    thread = await who.says(QUESTION)
    await who.presses(await who.sees(thread), NOT_HELPFUL)
    return thread, await who.sees(thread, replies=2)


async def goes_on(who: Employee, guide: Json, label: str) -> None:
    """Press something in the guide, and wait until its message shows what came of it."""
    before = guide.get("updates", 0)
    await who.presses(guide, label)
    await who.slack.until(lambda: guide.get("updates", 0) > before)


async def to_receipt(who: Employee, guide: Json) -> Json:
    """Follow the guide to its outcome, in its one message."""
    for step in range(8):
        if "Kvittering til sagen" in words(guide):
            return guide
        await goes_on(who, guide, labels(guide)[0 if step else -4])
    raise AssertionError(words(guide))


async def test_direct_message_is_answered_in_its_thread(anna: Employee) -> None:
    thread = await anna.says(QUESTION)

    reply = await anna.sees(thread)

    assert "Ja, hvis beskeden rummer oplysninger" in reply["text"]
    assert "Står inde for svaret" in words(reply)
    assert NOT_HELPFUL in labels(reply)


async def test_mention_in_a_channel_is_answered_in_the_thread(anna: Employee) -> None:
    thread = await anna.mentions(QUESTION)

    reply = await anna.sees(thread, channel="C1")

    assert "*Ja, hvis beskeden rummer oplysninger" in words(reply)


async def test_mention_inside_a_thread_is_answered_in_that_thread(anna: Employee, slack: FakeSlack) -> None:
    thread = slack.write("C1", "U9", "hej")["ts"]

    await anna.mentions(QUESTION, thread=thread)

    assert await anna.sees(thread, channel="C1")


async def test_system_is_chosen_by_a_button(anna: Employee) -> None:
    thread = await anna.says("Hvordan opretter jeg en ny sag?")
    asked = await anna.sees(thread)

    await anna.presses(asked, "Nexus")

    assert "Nexus" in words(await anna.sees(thread, replies=2))


async def test_open_question_is_followed_up_by_a_word_in_the_thread(anna: Employee) -> None:
    thread = await anna.says("Hvordan opretter jeg en ny sag?")
    await anna.sees(thread)

    await anna.says("Nexus", thread=thread)

    assert "Nexus" in words(await anna.sees(thread, replies=2))


async def test_example_question_is_asked_by_pressing_it(anna: Employee) -> None:
    thread = await anna.says(":thumbsup:")
    sample = labels(await anna.sees(thread))[0]

    await anna.presses(await anna.sees(thread), sample)

    assert labels(await anna.sees(thread, replies=2)) != labels(await anna.sees(thread))


async def test_guide_is_one_message_that_ends_in_a_receipt_to_copy(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.says("Skal jeg journalisere det her?")

    guide = await to_receipt(anna, await anna.sees(thread))

    assert 2 <= guide["updates"] <= 6
    assert "```" in words(guide)
    assert slack.replies(anna.direct, thread) == [guide]


async def test_receipt_stays_when_something_else_is_pressed_under_it(anna: Employee) -> None:
    thread = await anna.says("Skal jeg journalisere det her?")
    guide = await to_receipt(anna, await anna.sees(thread))

    await anna.presses(guide, "Ja, det hjalp")

    assert "Tak" in words(await anna.sees(thread, replies=2))
    assert "Kvittering til sagen" in words(guide)


async def test_step_back_and_the_end_of_the_guide_take_its_place(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.says("Skal jeg journalisere det her?")
    guide = await anna.sees(thread)
    first = words(guide)
    await goes_on(anna, guide, labels(guide)[-4])

    await goes_on(anna, guide, "Et skridt tilbage")
    assert words(guide) == first
    await goes_on(anna, guide, "Afbryd")

    assert labels(guide) == []
    assert slack.replies(anna.direct, thread) == [guide]


async def test_guide_is_posted_anew_when_its_message_was_deleted(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.says("Skal jeg journalisere det her?")
    guide = await anna.sees(thread)
    slack.messages.remove(guide)

    await anna.presses(guide, labels(guide)[-4])

    assert labels(await anna.sees(thread)) != labels(guide)


async def test_guide_begun_from_an_answer_leaves_the_answer(anna: Employee) -> None:
    thread = await anna.says(QUESTION)
    answer = await anna.sees(thread)

    await anna.presses(answer, "Afgør det for netop din sag")

    assert "Afbryd" in labels(await anna.sees(thread, replies=2))
    assert "updates" not in answer


async def test_guide_that_a_question_interrupted_goes_on_below_the_answer(anna: Employee) -> None:
    thread = await anna.says("Skal jeg journalisere det her?")
    guide = await anna.sees(thread)
    await goes_on(anna, guide, labels(guide)[-4])
    shown = words(guide)
    await anna.says("Hvad er notatpligt?", thread=thread)
    answer = await anna.sees(thread, replies=2)

    await anna.presses(answer, "Fortsæt guiden")

    assert words(await anna.sees(thread, replies=3)) == shown
    assert "updates" not in answer


async def test_choice_of_a_system_is_kept_so_that_another_can_be_seen_too(anna: Employee) -> None:
    thread = await anna.says("Hvordan opretter jeg en ny sag?")
    asked = await anna.sees(thread)
    await anna.presses(asked, "Nexus")
    await anna.sees(thread, replies=2)

    await anna.presses(asked, labels(asked)[0])

    assert labels(asked)[0] in words(await anna.sees(thread, replies=3))
    assert "updates" not in asked


async def test_answer_of_a_person_on_the_web_arrives_in_the_thread_it_was_asked_in(anna: Employee, bot: Bot) -> None:
    thread, offer = await offered_handoff(anna)
    await anna.presses(offer, "Send")
    assert "henvendelse nr. 1" in words(await anna.sees(thread, replies=3))
    elsewhere = await anna.says("Hvad er notatpligt?")
    await anna.sees(elsewhere)

    await answer_as_coordinator(bot.parts, "Ja, den skal på sagen. <!channel>")

    arrived = words(await anna.sees(thread, replies=4))
    assert "Ja, den skal på sagen." in arrived
    assert "<!channel>" not in arrived


async def test_handoff_is_sent_with_the_text_edited_in_the_dialog(anna: Employee, slack: FakeSlack, bot: Bot) -> None:
    thread, offer = await offered_handoff(anna)
    await anna.presses(offer, "Ret teksten")
    await slack.until(lambda: slack.views)
    assert slack.views[0]["blocks"][0]["element"]["initial_value"] == QUESTION

    await anna.submits(slack.views[0], "Gælder det også sms'er fra en leverandør?")

    await anna.sees(thread, replies=3)
    with bot.parts.storage.reading() as work:
        person = work.known_person("slack", "T1:U1")
        [ticket] = work.tickets_of(person.id if person else "")
    assert ticket.text == "Gælder det også sms'er fra en leverandør?"
    assert ticket.requester_name == "name.U1"


async def test_handoff_that_needs_a_system_asks_for_it_in_the_dialog(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.says("Hvordan opretter jeg en ny sag?")
    await anna.presses(await anna.sees(thread), "Send til en person")
    offer = await anna.sees(thread, replies=2)

    await anna.presses(offer, "Gør klar og send")
    await slack.until(lambda: slack.views)
    await anna.submits(slack.views[0], "Hjælp", choice="nexus")

    assert len(slack.views[0]["blocks"]) == 2
    assert "henvendelse nr. 1" in words(await anna.sees(thread, replies=3))


async def test_another_persons_button_is_refused_to_them_alone(anna: Employee, bo: Employee, slack: FakeSlack) -> None:
    thread = await anna.mentions(QUESTION)
    reply = await anna.sees(thread, channel="C1")

    await bo.presses(reply, NOT_HELPFUL)
    await slack.until(lambda: slack.ephemerals)

    assert slack.ephemerals[0]["user"] == "U2"
    assert len(slack.replies("C1", thread)) == 1


async def test_message_that_is_too_long_is_explained_in_its_language(anna: Employee, slack: FakeSlack) -> None:
    thread = await anna.says("Must I journal this mail that I got from a citizen? " * 100)

    assert "too long" in (await anna.sees(thread))["text"]


async def test_more_questions_than_allowed_are_explained(anna: Employee) -> None:
    threads = [await anna.says(f"Hvad er notatpligt? {number}") for number in range(21)]

    assert "mange gange" in (await anna.sees(threads[-1]))["text"]


async def test_personal_data_is_not_shown_again(anna: Employee) -> None:
    thread = await anna.says("Skal jeg journalisere en mail fra <mailto:per@x.dk|per@x.dk> med cpr 010203-1234?")

    reply = await anna.sees(thread)

    assert "010203" not in words(reply) + reply["text"]
    assert "CPR-nummer" in words(reply)
