"""Asking: one event, one reply, one line in the log, and nothing personal in any of it."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from bot.core.guide import Answer as GuideAnswer
from bot.core.guide import GuideState
from bot.core.reply import (
    Answer,
    ClarifyChoice,
    ClarifySystem,
    Fallback,
    Guide,
    HandoffOffer,
    Idle,
    Notice,
    OutOfScope,
    Route,
)
from bot.errors import TooLongError, TooManyError
from bot.services.asking import LONGEST
from bot.services.ports import Place, Profile, Question
from bot.services.turns import STATE_EXPIRES

from .conftest import Bot
from .fakes import Tables
from .small_content import (
    BREACH,
    ENGLISH,
    GIBBERISH,
    GUIDE_QUESTION,
    MAIL,
    NEW_CASE,
    NOT_OURS,
    NOTE,
    PASSWORD,
    PERSON,
    without_article,
)

CPR = "010190-1234"


# --- once -------------------------------------------------------------------------------------------------------------


def test_a_question_is_answered_and_logged(bot: Bot) -> None:
    exchange = bot.ask(NOTE)

    assert exchange.reply == Answer(article="notat")
    assert bot.question(exchange).article == "notat"


def test_a_redelivered_event_gets_the_same_reply_and_is_logged_once(bot: Bot) -> None:
    first = bot.ask(NOTE, event="e1")
    bot.wait(minutes=5)
    again = bot.ask(NOTE, event="e1")

    assert again == first
    assert len(bot.storage.tables.questions) == 1
    assert len(bot.storage.tables.exchanges) == 1


def test_a_redelivered_event_is_answered_though_the_asker_has_asked_too_much(bot: Bot) -> None:
    services = replace(bot.services, most_a_minute=1)
    first = bot.ask(NOTE, event="e1", services=services)

    assert bot.ask(NOTE, event="e1", services=services) == first


@pytest.mark.parametrize("channel", ["slack"])
def test_a_channel_that_is_written_to_gets_one_message_a_turn(bot: Bot, channel: str) -> None:
    bot.ask(NOTE, event="e1", channel=channel)
    bot.ask(NOTE, event="e1", channel=channel)

    assert [(key, body) for key, (_, body) in bot.storage.tables.outbox.items()] == [("reply:e1", {"event_id": "e1"})]


@pytest.mark.parametrize("channel", ["web", "api", "terminal"])
def test_a_channel_that_fetches_gets_no_message(bot: Bot, channel: str) -> None:
    bot.ask(NOTE, channel=channel)

    assert bot.storage.tables.outbox == {}


# --- every kind of reply ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (NOTE, Answer),
        (BREACH, Answer),
        (GUIDE_QUESTION, Guide),
        (PERSON, HandoffOffer),
        (PASSWORD, HandoffOffer),
        (NEW_CASE, ClarifySystem),
        (NOT_OURS, OutOfScope),
        (GIBBERISH, Fallback),
        ("", Fallback),
        ("🙂", Fallback),
        ("\x00\ud800", Fallback),
    ],
)
def test_nobody_is_left_without_a_reply(bot: Bot, text: str, kind: type) -> None:
    exchange = bot.ask(text)

    assert isinstance(exchange.reply, kind)
    assert bot.question(exchange).reply == exchange.reply.kind


# --- what is stored ---------------------------------------------------------------------------------------------------


def test_nothing_personal_is_stored_anywhere(bot: Bot) -> None:
    exchange = bot.ask(f"{NOTE} borgeren {CPR} har mailen hans.jensen@eksempel.dk", channel="slack")

    assert bot.question(exchange).text.endswith("borgeren [CPR-nummer] har mailen [e-mail]")
    assert exchange.redacted == ("cpr", "email")
    assert not [word for word in (CPR, "010190", "jensen") if word in repr(bot.storage.tables)]


def test_the_asker_is_told_what_was_taken_out(bot: Bot) -> None:
    exchange = bot.ask(f"{NOTE} {CPR}")

    assert bot.card(exchange).notes == ("Taget ud: CPR-nummer",)


def test_a_word_said_in_an_open_conversation_is_redacted_too(bot: Bot) -> None:
    bot.ask(NEW_CASE)
    bot.ask(f"Aurora {CPR}")

    assert CPR not in repr(bot.storage.tables)


def test_the_askers_name_is_not_in_the_log(bot: Bot) -> None:
    bot.ask(NOTE, who="gunhild")

    assert "gunhild" not in repr(bot.storage.tables.questions).casefold()


def test_the_log_line_holds_everything_the_statistics_need(bot: Bot) -> None:
    bot.remember("anna", Profile(department="skole"))
    exchange = bot.ask("hvordan opretter jeg en sag i Aurora", event="e1")
    question = bot.question(exchange)

    assert question == Question(
        id="id-1",
        event_id="e1",
        conversation_id=exchange.conversation_id,
        channel="web",
        asker_hash=bot.person("anna").asker_hash,
        asked_at=bot.now,
        text="hvordan opretter jeg en sag i Aurora",
        language="da",
        reply="answer",
        snapshot="abc123",
        route=Route(role="systemansvarlig", system="aurora"),
        department="skole",
        system="aurora",
        procedure="sag",
        theme="effektiv-administration",
        article="aurora-sag",
        candidates=question.candidates,
        probability=question.probability,
        in_field=question.in_field,
        latency_ms=question.latency_ms,
    )
    assert question.candidates[0] == "aurora-sag"
    assert 0 < question.probability <= 1
    assert 0 < question.in_field <= 1
    assert question.latency_ms > 0


def test_the_log_has_a_place_for_all_that_is_promised() -> None:
    promised = """event_id channel conversation_id asker_hash department language system document_type procedure theme
        reply article also candidates chosen probability in_field route ticket_id feedback feedback_reason snapshot
        latency_ms text"""  # design §10

    assert set(promised.split()) <= {each.name for each in fields(Question)}


def test_a_second_question_answered_too_is_logged(bot: Bot) -> None:
    exchange = bot.ask("Hvordan opretter jeg en sag i Aurora? Hvad er notatpligt?")

    assert bot.question(exchange).also == ("notat",)


def test_the_kind_of_document_and_the_theme_are_logged(bot: Bot) -> None:
    question = bot.question(bot.ask(MAIL))

    assert (question.document_type, question.theme) == ("mail", "lovgivning")


def test_candidates_shown_to_choose_from_are_logged(bot: Bot) -> None:
    exchange = bot.ask_unsure()

    assert isinstance(exchange.reply, ClarifyChoice)
    assert len(exchange.reply.candidates) == 3
    assert bot.question(exchange).candidates == exchange.reply.candidates


# --- limits -----------------------------------------------------------------------------------------------------------


def test_the_longest_text_allowed_is_answered(bot: Bot) -> None:
    exchange = bot.ask(NOTE.ljust(LONGEST))

    assert isinstance(exchange.reply, Answer)


def test_a_longer_text_is_refused_and_nothing_is_stored(bot: Bot) -> None:
    with pytest.raises(TooLongError) as refused:
        bot.ask("x" * (LONGEST + 1))

    assert refused.value.limit == LONGEST
    assert bot.storage.tables == Tables()


def test_too_many_questions_a_minute_are_refused_and_not_stored(bot: Bot) -> None:
    for _ in range(20):
        bot.ask(NOTE)

    with pytest.raises(TooManyError):
        bot.ask(NOTE)
    assert len(bot.storage.tables.questions) == 20


def test_after_a_minute_one_may_ask_again(bot: Bot) -> None:
    for _ in range(20):
        bot.ask(NOTE)
    bot.wait(seconds=61)

    assert isinstance(bot.ask(NOTE).reply, Answer)


def test_one_askers_many_questions_are_not_anothers(bot: Bot) -> None:
    for _ in range(20):
        bot.ask(NOTE, who="anna")

    assert isinstance(bot.ask(NOTE, who="bo").reply, Answer)


def test_what_the_bot_wrote_of_itself_does_not_count_as_a_question(bot: Bot) -> None:
    services = replace(bot.services, most_a_minute=3)
    exchange = bot.ask(GUIDE_QUESTION, services=services)
    for turn in range(3):
        with bot.storage.transaction() as work:
            work.add_exchange(replace(exchange, event_id=f"ticket-{turn}", said=None))

    assert isinstance(bot.ask(NOTE, services=services).reply, Answer)


# --- the open conversation --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["1", "Aurora", "i aurora", "den første"])
def test_the_system_asked_for_is_given_by_number_or_word(bot: Bot, said: str) -> None:
    asked = bot.ask(NEW_CASE)
    answered = bot.ask(said)

    assert answered.reply == Answer(article="aurora-sag", procedure="sag", system="aurora")
    assert answered.question_id == asked.question_id
    assert bot.question(asked).chosen == "aurora"
    assert len(bot.storage.tables.questions) == 1


def test_a_choice_is_made_by_number(bot: Bot) -> None:
    asked = bot.ask_unsure()
    place = bot.question(asked).candidates.index("luk-projekt") + 1

    assert bot.ask(f"nr. {place}").reply == Answer(article="luk-projekt")
    assert bot.question(asked).chosen == "luk-projekt"


def test_the_guide_is_answered_by_words(bot: Bot) -> None:
    bot.ask(GUIDE_QUESTION)

    assert bot.ask("noget mundtligt").reply == Guide(
        state=GuideState(answers=(GuideAnswer(step="what", option="spoken"),))
    )


def test_a_handoff_is_sent_by_a_yes(bot: Bot) -> None:
    bot.ask(PASSWORD)

    sent, ticket = bot.ask("ja tak").reply, bot.ticket()

    assert sent == Notice(
        key="notice.sent", values={"number": "1", "ticket": ticket.id, "due_at": ticket.due_at.isoformat()}
    )


def test_cancelling_ends_the_waiting(bot: Bot) -> None:
    asked = bot.ask(NEW_CASE)

    assert bot.ask("afbryd").reply == Notice(key="notice.cancelled")
    assert bot.storage.tables.conversations[asked.conversation_id].state == Idle()


def test_a_number_after_half_an_hour_is_no_longer_an_answer(bot: Bot) -> None:
    bot.ask(NEW_CASE)
    bot.now += STATE_EXPIRES
    in_time = bot.ask("1")
    bot.ask(NEW_CASE)
    bot.wait(minutes=30, seconds=1)

    assert isinstance(in_time.reply, Answer)
    assert not isinstance(bot.ask("1").reply, Answer)


def test_what_is_waited_for_in_one_conversation_is_not_in_another(bot: Bot) -> None:
    bot.ask(NEW_CASE, channel="web")

    assert not isinstance(bot.ask("1", channel="api").reply, Answer)


def test_a_new_question_pauses_the_guide_and_offers_to_resume_it(bot: Bot) -> None:
    guide = bot.ask(GUIDE_QUESTION)
    exchange = bot.ask(NOTE)
    resume = [button for button in bot.card(exchange).actions if button.action == "resume"]

    assert exchange.reply == Answer(article="notat")
    assert exchange.paused_question_id == guide.question_id
    assert [button.question_id for button in resume] == [guide.question_id]


def test_the_conversation_goes_on_when_the_content_was_changed_in_the_middle(bot: Bot) -> None:
    bot.ask_unsure()
    bot.content.snapshot = without_article(bot.content.snapshot, "luk-projekt")

    assert isinstance(bot.ask(NOTE).reply, Answer)


def test_a_guide_that_was_changed_in_the_middle_is_left_for_the_new_question(bot: Bot) -> None:
    asked = bot.ask(GUIDE_QUESTION)
    anna = bot.person("anna")
    with bot.storage.transaction() as work:
        state = GuideState(answers=(GuideAnswer(step="gone", option="gone"),))
        waiting = work.conversation("web", Place("web-anna"), anna.id).state
        work.save_state(asked.conversation_id, waiting.model_copy(update={"state": state}), now=bot.now)

    assert isinstance(bot.ask(NOTE).reply, Answer)


# --- language ---------------------------------------------------------------------------------------------------------


def test_a_question_is_answered_in_its_own_language(bot: Bot) -> None:
    assert bot.ask(ENGLISH).language == "en"
    assert bot.ask(NOTE).language == "da"


def test_the_language_one_asked_to_have_remembered_is_used(bot: Bot) -> None:
    bot.remember("anna", Profile(language="en"))
    exchange = bot.ask(NOTE)

    assert exchange.language == "en"
    assert bot.question(exchange).language == "en"


def test_the_language_of_this_moment_comes_before_the_remembered_one(bot: Bot) -> None:
    bot.remember("anna", Profile(language="en"))

    assert bot.ask(NOTE, language="da").language == "da"


def test_a_reply_to_a_number_keeps_the_questions_language(bot: Bot) -> None:
    bot.ask(NEW_CASE, language="en")

    assert bot.ask("1").language == "en"


# --- what is remembered -----------------------------------------------------------------------------------------------


def test_the_one_system_remembered_is_taken_for_granted(bot: Bot) -> None:
    bot.remember("anna", Profile(systems=("bifrost",)))
    exchange = bot.ask(NEW_CASE)

    assert exchange.reply == Answer(article="bifrost-sag", procedure="sag", system="bifrost", remembered=True)
    assert bot.question(exchange).system == "bifrost"


def test_drafts_are_held_back_where_they_are_handed_over(bot: Bot) -> None:
    services = replace(bot.services, drafts="handoff")

    assert bot.ask("skal et udkast gemmes", services=services).reply == HandoffOffer(reason="draft")
    assert bot.ask("skal et udkast gemmes").reply == Answer(article="udkast")


def test_a_turn_whose_article_is_gone_still_shows(bot: Bot) -> None:
    exchange = bot.ask(NOTE)
    bot.content.snapshot = without_article(bot.content.snapshot, "notat")

    assert bot.card(exchange).text == "error.outdated_button"


def test_a_wish_for_a_person_is_about_the_question_before_it_unless_it_says_what_it_is_about(bot: Bot) -> None:
    before = bot.ask(NOTE)
    short, long = bot.ask(PERSON), bot.ask(f"{PERSON} om en aftale vi har om fælles mapper")

    assert isinstance(short.reply, HandoffOffer)
    assert short.reply.about == before.question_id
    assert isinstance(long.reply, HandoffOffer)
    assert long.reply.about is None
