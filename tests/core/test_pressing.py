"""Pressing: what each move leads to, given the question it belongs to."""

from __future__ import annotations

import pytest

from bot.core.dialogue.moves import (
    AnswerGuide,
    AskAnew,
    BackInGuide,
    Cancel,
    ConfirmAnswer,
    GiveFeedback,
    Move,
    OfferHandoff,
    PickChoice,
    PickSystem,
    Remember,
    ReopenTicket,
    ResumeGuide,
    SeeRelated,
    SendHandoff,
    StartGuide,
    Verdict,
)
from bot.core.dialogue.pressing import Asked, after
from bot.core.dialogue.situation import Asker
from bot.core.guide import Answer as GuideAnswer
from bot.core.guide import GuideState
from bot.core.reply import (
    Answer,
    AwaitingReply,
    AwaitingSend,
    AwaitingSystem,
    ClarifySystem,
    Decision,
    Guide,
    HandoffOffer,
    Idle,
    InGuide,
    Notice,
    Paused,
    Route,
    State,
)
from bot.errors import GuideError, UnknownQuestionError

from .small_bot import CATALOGUE

COORDINATOR = Route(role="koordinator")
ASKED = Asked(
    id="q1",
    text="hvordan opretter jeg en sag",
    route=COORDINATOR,
    procedure="sag",
    candidates=("notat", "sag", "aurora-fejl", "presse", "udkast"),
)
FROM_MAIL = GuideState(known={"what": "mail"})


def _after(move: Move, asked: Asked = ASKED, *, state: State | None = None, department: str | None = None) -> Decision:
    return after(move, asked, state=state or Idle(), catalogue=CATALOGUE, asker=Asker(department=department))


def test_a_system_picked_answers_its_procedure_and_leads_to_its_manager() -> None:
    decision = _after(PickSystem("bifrost"))

    assert decision.reply == Answer(article="bifrost-sag", procedure="sag", system="bifrost")
    assert decision.route == Route(role="systemansvarlig", system="bifrost")


def test_one_who_does_not_know_the_system_is_offered_the_coordinator() -> None:
    decision = _after(PickSystem(None))

    assert decision.reply == HandoffOffer(reason="asked")
    assert decision.route == COORDINATOR
    assert decision.state == AwaitingSend(question_id="q1")


@pytest.mark.parametrize(
    ("move", "asked"),
    [
        (PickSystem("ukendt"), ASKED),
        (PickSystem("aurora"), Asked(id="q1", text="", route=COORDINATOR)),
        (PickChoice("mail"), ASKED),  # there is such an article, but it was not offered
        (PickChoice("slettet"), Asked(id="q1", text="", route=COORDINATOR, candidates=("slettet",))),
    ],
)
def test_what_the_question_never_offered_is_refused(move: Move, asked: Asked) -> None:
    with pytest.raises(UnknownQuestionError):
        _after(move, asked)


def test_a_chosen_article_is_answered_and_routed() -> None:
    decision = _after(PickChoice("udkast"), department="skole")

    assert decision.reply == Answer(article="udkast")
    assert decision.route == Route(role="leder", department="skole")
    assert decision.state == Idle()


def test_a_chosen_procedure_of_a_system_is_answered() -> None:
    decision = _after(PickChoice("aurora-fejl"))

    assert decision.reply == Answer(article="aurora-fejl", procedure="fejl", system="aurora", handoff_first=True)
    assert decision.route == Route(role="systemansvarlig", system="aurora")


def test_a_chosen_procedure_without_a_system_asks_which() -> None:
    decision = _after(PickChoice("sag"))

    assert decision.reply == ClarifySystem(procedure="sag", systems=CATALOGUE.systems)
    assert decision.state == AwaitingSystem(question_id="q1", procedure="sag", systems=CATALOGUE.systems)


def test_a_chosen_topic_offers_its_person() -> None:
    assert _after(PickChoice("presse")).reply == HandoffOffer(reason="topic", topic="presse")


def test_none_of_these_offers_a_person() -> None:
    decision = _after(PickChoice(None))

    assert decision.reply == HandoffOffer(reason="no_article")
    assert decision.state == AwaitingSend(question_id="q1")


def test_a_related_article_is_answered_and_routed() -> None:
    decision = _after(SeeRelated("udkast"), department="skole")

    assert decision.reply == Answer(article="udkast")
    assert decision.route == Route(role="leder", department="skole")


@pytest.mark.parametrize("other", ["sag", "presse", "ukendt", "aurora-sag"])
def test_only_an_article_can_be_related(other: str) -> None:
    with pytest.raises(UnknownQuestionError):
        _after(SeeRelated(other))


def test_the_guide_opened_from_an_article_knows_what_the_article_says() -> None:
    decision = _after(StartGuide(), Asked(id="q1", text="skal den gemmes", route=COORDINATOR, article="mail"))

    assert decision.reply == Guide(state=FROM_MAIL)
    assert decision.state == InGuide(question_id="q1", state=FROM_MAIL)


def test_an_answer_moves_the_guide_on() -> None:
    decision = _after(AnswerGuide("who", "citizen"), state=InGuide(question_id="q1", state=FROM_MAIL))

    assert decision.reply == Guide(
        state=GuideState(known={"what": "mail"}, answers=(GuideAnswer(step="who", option="citizen"),))
    )


def test_a_step_back_takes_the_last_answer_away() -> None:
    answered = GuideState(answers=(GuideAnswer(step="what", option="mail"),))

    assert _after(BackInGuide(), state=InGuide(question_id="q1", state=answered)).reply == Guide(state=GuideState())


def test_a_step_that_is_no_longer_open_is_refused() -> None:
    with pytest.raises(GuideError):
        _after(AnswerGuide("what", "mail"), state=InGuide(question_id="q1", state=FROM_MAIL))


@pytest.mark.parametrize("move", [AnswerGuide("who", "citizen"), BackInGuide(), ResumeGuide()])
@pytest.mark.parametrize("state", [Idle(), InGuide(question_id="q0", state=FROM_MAIL)])
def test_a_guide_that_is_not_this_questions_is_refused(move: Move, state: State) -> None:
    with pytest.raises(UnknownQuestionError):
        _after(move, state=state)


@pytest.mark.parametrize("move", [ResumeGuide(), BackInGuide(), AnswerGuide("who", "citizen")])
def test_a_paused_guide_goes_on_where_it_was(move: Move) -> None:
    paused = Idle(paused=Paused(question_id="q1", state=FROM_MAIL))

    decision = _after(move, state=paused)

    assert isinstance(decision.state, InGuide)
    assert decision.state.paused is None


def test_a_resumed_guide_shows_the_step_it_stood_at() -> None:
    paused = Idle(paused=Paused(question_id="q1", state=FROM_MAIL))

    assert _after(ResumeGuide(), state=paused).reply == Guide(state=FROM_MAIL)


def test_anyone_can_ask_for_a_person_at_any_time() -> None:
    decision = _after(OfferHandoff(), Asked(id="q1", text="", route=Route(role="it"), article="notat"))

    assert decision.reply == HandoffOffer(reason="asked", article="notat")
    assert decision.route == Route(role="it")
    assert decision.state == AwaitingSend(question_id="q1")


def test_cancelling_forgets_what_was_waited_for() -> None:
    paused = Idle(paused=Paused(question_id="q0", state=FROM_MAIL))

    assert _after(Cancel(), state=paused) == Decision(
        reply=Notice(key="notice.cancelled"), route=COORDINATOR, state=Idle()
    )


@pytest.mark.parametrize(
    ("verdict", "key"), [("helpful", "notice.thanks"), ("not_helpful", "notice.sorry"), ("outdated", "notice.thanks")]
)
def test_feedback_is_thanked_for_or_asked_about_and_disturbs_nothing(verdict: Verdict, key: str) -> None:
    state = InGuide(question_id="q0", state=FROM_MAIL)

    decision = _after(GiveFeedback(verdict), state=state)

    assert decision.reply == Notice(key=key)
    assert decision.state == state


def test_remembering_says_which_system_and_disturbs_nothing() -> None:
    state = AwaitingSend(question_id="q1")

    decision = _after(Remember("aurora"), state=state)

    assert decision.reply == Notice(key="notice.remembered", values={"system": "aurora"})
    assert decision.state == state


def test_sending_ends_the_waiting() -> None:
    assert _after(SendHandoff(), state=AwaitingSend(question_id="q1")).state == Idle()


# --- tickets ----------------------------------------------------------------------------------------------------------


def test_an_answer_that_helped_leaves_what_the_bot_waits_for() -> None:
    waiting = AwaitingSend(question_id="q1")
    decision = _after(ConfirmAnswer("t1"), state=waiting)

    assert decision.reply == Notice(key="notice.confirmed", values={"ticket": "t1"})
    assert decision.state == waiting


def test_after_reopening_the_bot_waits_for_more_and_keeps_the_guide() -> None:
    decision = _after(ReopenTicket("t1"), state=InGuide(question_id="q0", state=FROM_MAIL))

    assert decision.reply == Notice(key="notice.reopened_here", values={"ticket": "t1"})
    assert decision.state == AwaitingReply(
        question_id="q1", ticket_id="t1", paused=Paused(question_id="q0", state=FROM_MAIL)
    )


def test_a_new_question_is_no_move_of_an_old_one() -> None:
    with pytest.raises(UnknownQuestionError):
        _after(AskAnew("e1"))
