"""Pressing a button: what it leads to, what the log learns of it, and whose button it is."""

from __future__ import annotations

import pytest

from bot.core.dialogue.moves import (
    AnswerGuide,
    BackInGuide,
    Cancel,
    GiveFeedback,
    Move,
    OfferHandoff,
    PickChoice,
    PickSystem,
    Remember,
    ResumeGuide,
    SeeRelated,
    SendHandoff,
    StartGuide,
    Verdict,
)
from bot.core.guide import Answer as GuideAnswer
from bot.core.guide import GuideState
from bot.core.reply import Answer, ClarifySystem, Guide, HandoffOffer, Notice, Route
from bot.errors import GuideError, UnknownQuestionError
from bot.services.ports import Profile

from .conftest import Bot
from .small_content import ENGLISH, GUIDE_QUESTION, MAIL, NEW_CASE, NOTE


def test_a_chosen_candidate_is_answered_and_logged(bot: Bot) -> None:
    asked = bot.ask_unsure()
    chosen = bot.press(PickChoice("luk-projekt"), asked.question_id)

    assert chosen.reply == Answer(article="luk-projekt")
    assert (bot.question(asked).chosen, bot.question(asked).article) == ("luk-projekt", "luk-projekt")


def test_none_of_these_is_logged_and_offers_a_person(bot: Bot) -> None:
    asked = bot.ask_unsure()
    chosen = bot.press(PickChoice(None), asked.question_id)

    assert chosen.reply == HandoffOffer(reason="no_article")
    assert bot.question(asked).chosen == "none"
    assert bot.question(asked).article is None


def test_a_procedure_chosen_asks_for_the_system_and_is_answered_for_it(bot: Bot) -> None:
    asked = bot.ask_unsure()
    which = bot.press(PickChoice("luk"), asked.question_id)
    answered = bot.press(PickSystem("aurora"), asked.question_id)

    assert which.reply == ClarifySystem(procedure="luk", systems=("aurora", "bifrost"))
    assert answered.reply == Answer(article="aurora-luk", procedure="luk", system="aurora")
    assert bot.question(asked).procedure == "luk"


def test_a_picked_system_is_logged_with_its_article_and_its_manager(bot: Bot) -> None:
    asked = bot.ask(NEW_CASE)
    bot.press(PickSystem("bifrost"), asked.question_id)
    question = bot.question(asked)

    assert (question.chosen, question.system, question.article) == ("bifrost", "bifrost", "bifrost-sag")
    assert question.route == Route(role="systemansvarlig", system="bifrost")


def test_not_knowing_the_system_is_logged_and_offers_the_coordinator(bot: Bot) -> None:
    asked = bot.ask(NEW_CASE)

    assert bot.press(PickSystem(None), asked.question_id).reply == HandoffOffer(reason="asked")
    assert bot.question(asked).chosen == "?"
    assert bot.question(asked).route == Route(role="koordinator")


def test_a_redelivered_press_gets_the_same_reply_and_changes_nothing(bot: Bot) -> None:
    asked = bot.ask_unsure()
    first = bot.press(PickChoice("luk-projekt"), asked.question_id, event="p1")
    again = bot.press(PickChoice(None), asked.question_id, event="p1")

    assert again == first
    assert bot.question(asked).chosen == "luk-projekt"


def test_a_press_where_the_channel_is_written_to_is_answered_by_message(bot: Bot) -> None:
    asked = bot.ask_unsure(channel="slack", event="e1")
    bot.press(PickChoice(None), asked.question_id, channel="slack", event="p1")

    assert list(bot.storage.tables.outbox) == ["reply:e1", "reply:p1"]


def test_a_press_is_answered_in_the_questions_language(bot: Bot) -> None:
    asked = bot.ask(ENGLISH)

    assert bot.press(OfferHandoff(), asked.question_id).language == "en"


# --- feedback ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "feedback", "reason", "key"),
    [
        ("helpful", "helpful", None, "notice.thanks"),
        ("not_helpful", "not_helpful", None, "notice.sorry"),
        ("wrong", "not_helpful", "wrong", "notice.thanks"),
        ("outdated", "not_helpful", "outdated", "notice.thanks"),
        ("unclear", "not_helpful", "unclear", "notice.thanks"),
        ("other_system", "not_helpful", "other_system", "notice.thanks"),
    ],
)
def test_feedback_is_logged_with_its_reason(
    bot: Bot, verdict: Verdict, feedback: str, reason: str | None, key: str
) -> None:
    asked = bot.ask(NOTE)
    thanked = bot.press(GiveFeedback(verdict), asked.question_id)

    assert thanked.reply == Notice(key=key)
    assert (bot.question(asked).feedback, bot.question(asked).feedback_reason) == (feedback, reason)


def test_not_helpful_is_followed_by_the_reasons_to_choose_from(bot: Bot) -> None:
    asked = bot.ask(NOTE)
    sorry = bot.press(GiveFeedback("not_helpful"), asked.question_id)

    assert [button.action for button in bot.card(sorry).options] == [
        "feedback:wrong",
        "feedback:outdated",
        "feedback:unclear",
        "feedback:other_system",
    ]


# --- remembering ------------------------------------------------------------------------------------------------------


def test_a_system_is_remembered_only_when_agreed_to(bot: Bot) -> None:
    asked = bot.ask("hvordan opretter jeg en sag i Aurora")
    before = dict(bot.storage.tables.profiles)
    bot.press(Remember("aurora"), asked.question_id)

    assert before == {}
    assert bot.storage.tables.profiles == {bot.person("anna").id: Profile(systems=("aurora",), consented_at=bot.now)}


def test_a_system_agreed_to_twice_is_remembered_once(bot: Bot) -> None:
    bot.remember("anna", Profile(systems=("aurora", "bifrost"), language="en", consented_at=bot.now))
    asked = bot.ask(NOTE)
    agreed_at = bot.now
    bot.wait(days=1)
    bot.press(Remember("aurora"), asked.question_id)

    assert bot.storage.tables.profiles == {
        bot.person("anna").id: Profile(("bifrost", "aurora"), "en", consented_at=agreed_at)
    }


def test_a_system_nobody_has_is_not_remembered(bot: Bot) -> None:
    asked = bot.ask(NOTE)

    with pytest.raises(UnknownQuestionError):
        bot.press(Remember("ukendt"), asked.question_id)
    assert bot.storage.tables.profiles == {}


# --- whose question ---------------------------------------------------------------------------------------------------

EVERY_MOVE: list[Move] = [
    PickSystem("aurora"),
    PickChoice(None),
    SeeRelated("mail"),
    StartGuide(),
    AnswerGuide("what", "mail"),
    BackInGuide(),
    ResumeGuide(),
    OfferHandoff(),
    SendHandoff(),
    Cancel(),
    GiveFeedback("wrong"),
    Remember("aurora"),
]


@pytest.mark.parametrize("move", EVERY_MOVE, ids=lambda move: type(move).__name__)
def test_somebody_elses_question_is_refused_and_nothing_is_changed(bot: Bot, move: Move) -> None:
    asked = bot.ask(NEW_CASE, who="anna")
    before = bot.storage.tables

    with pytest.raises(UnknownQuestionError):
        bot.press(move, asked.question_id, who="bo")
    assert bot.storage.tables == before


def test_a_question_that_is_not_there_is_refused(bot: Bot) -> None:
    with pytest.raises(UnknownQuestionError):
        bot.press(OfferHandoff(), "id-99")


def test_a_choice_never_offered_is_refused(bot: Bot) -> None:
    asked = bot.ask_unsure()

    with pytest.raises(UnknownQuestionError):
        bot.press(PickChoice("notat"), asked.question_id)
    assert bot.question(asked).chosen is None


# --- the guide --------------------------------------------------------------------------------------------------------


def test_the_guide_opens_from_an_article_with_what_is_known(bot: Bot) -> None:
    asked = bot.ask(MAIL)

    assert bot.press(StartGuide(), asked.question_id).reply == Guide(state=GuideState(known={"what": "mail"}))


def test_the_guide_is_answered_by_buttons_to_its_end(bot: Bot) -> None:
    asked = bot.ask(GUIDE_QUESTION)
    bot.press(AnswerGuide("what", "mail"), asked.question_id)
    end = bot.press(AnswerGuide("who", "citizen"), asked.question_id)

    assert "Ja, journalisér." in bot.card(end).text
    assert bot.card(end).receipt


def test_a_button_of_an_earlier_step_is_refused_and_the_guide_stays_open(bot: Bot) -> None:
    asked = bot.ask(GUIDE_QUESTION)
    bot.press(AnswerGuide("what", "mail"), asked.question_id)

    with pytest.raises(GuideError):
        bot.press(AnswerGuide("what", "spoken"), asked.question_id)
    assert isinstance(bot.press(AnswerGuide("who", "citizen"), asked.question_id).reply, Guide)


def test_a_guide_left_for_half_an_hour_is_no_longer_open(bot: Bot) -> None:
    asked = bot.ask(GUIDE_QUESTION)
    bot.wait(minutes=31)

    with pytest.raises(UnknownQuestionError):
        bot.press(AnswerGuide("what", "mail"), asked.question_id)


def test_an_interrupted_guide_is_resumed_where_it_was(bot: Bot) -> None:
    guide = bot.ask(GUIDE_QUESTION)
    bot.press(AnswerGuide("what", "mail"), guide.question_id)
    bot.ask(NOTE)
    resumed = bot.press(ResumeGuide(), guide.question_id)

    assert resumed.reply == Guide(state=GuideState(answers=(GuideAnswer(step="what", option="mail"),)))
    assert resumed.paused_question_id is None


def test_a_related_article_read_on_does_not_change_what_was_answered(bot: Bot) -> None:
    asked = bot.ask(NOTE)

    assert bot.press(SeeRelated("mail"), asked.question_id).reply == Answer(article="mail")
    assert bot.question(asked).article == "notat"
