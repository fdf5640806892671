"""The decision table: every line of it, and that the first that fits decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from bot.core.catalogue import GUIDE_ARTICLE, PERSON_ARTICLE
from bot.core.dialogue.replies import known_facts, waiting_for
from bot.core.dialogue.situation import Asker, Situation, Thresholds
from bot.core.dialogue.table import decide
from bot.core.guide import GuideState
from bot.core.reply import (
    Answer,
    AwaitingChoice,
    AwaitingSend,
    AwaitingSystem,
    ClarifyChoice,
    ClarifySystem,
    Decision,
    Fallback,
    Guide,
    HandoffOffer,
    Idle,
    InGuide,
    OutOfScope,
    Paused,
    Route,
    State,
)
from bot.core.understanding import Candidate, Understanding

from .small_bot import CATALOGUE, candidate, understood

IN_FIELD, NOT_OURS = 0.9, 0.1
THRESHOLDS = Thresholds(
    likely=0.28, handoff=0.25, person=0.5, breach=0.3, possible=0.07, choice=0.07, second=0.6, in_field=0.6
)
"""Fixed here, so that tuning the bot does not change what these tests say."""


def _decide(
    understanding: Understanding,
    *,
    systems: tuple[str, ...] = (),
    department: str | None = None,
    drafts: Literal["show", "handoff"] = "show",
    before: State | None = None,
) -> Decision:
    asker = Asker(systems=systems, department=department)
    return decide(Situation(understanding, CATALOGUE, asker, drafts, THRESHOLDS), question_id="q1", before=before)


# --- nothing to go by -------------------------------------------------------------------------------------------------


def test_nothing_to_go_by_asks_for_other_words() -> None:
    decision = _decide(understood(is_empty=True))

    assert decision.reply == Fallback()
    assert decision.route == Route(role="koordinator")
    assert decision.state == Idle()


def test_nothing_to_go_by_comes_before_everything() -> None:
    assert _decide(understood(candidate("brud", 0.9), is_empty=True)).reply == Fallback()


# --- a possible breach ------------------------------------------------------------------------------------------------


def test_a_possible_breach_is_answered_with_the_handoff_first() -> None:
    decision = _decide(understood(candidate("brud", 0.35), candidate("notat", 0.3)))

    assert decision.reply == Answer(article="brud", handoff_first=True)
    assert decision.route == Route(role="brud")


def test_a_breach_comes_before_the_topics_that_need_a_person() -> None:
    understanding = understood(candidate("brud", 0.4), candidate("presse", 0.39), candidate("kodeord", 0.39))

    assert _decide(understanding).reply == Answer(article="brud", handoff_first=True)


def test_a_breach_is_answered_though_drafts_are_held_back_and_the_text_seems_not_ours() -> None:
    understanding = understood(candidate("brud", 0.4), in_field=NOT_OURS)

    assert isinstance(_decide(understanding, drafts="handoff").reply, Answer)


def test_a_breach_need_not_be_the_likeliest_to_be_acted_on() -> None:
    decision = _decide(understood(candidate("mail", 0.6), candidate("brud", 0.31)))

    assert decision.reply == Answer(article="brud", handoff_first=True)
    assert decision.route == Route(role="brud")


def test_an_unlikely_breach_is_no_breach() -> None:
    assert _decide(understood(candidate("brud", 0.05), in_field=NOT_OURS)).reply == OutOfScope()


# --- a person is needed -----------------------------------------------------------------------------------------------


def test_a_handoff_topic_offers_its_own_person() -> None:
    decision = _decide(understood(candidate("kodeord", 0.6)))

    assert decision.reply == HandoffOffer(reason="topic", topic="kodeord")
    assert decision.route == Route(role="it")
    assert decision.state == AwaitingSend(question_id="q1")


def test_it_may_be_unclear_which_topic_it_is_when_it_is_clear_that_a_person_must_see_to_it() -> None:
    understanding = understood(
        candidate("presse", 0.15), candidate("kodeord", 0.14), candidate("notat", 0.05), for_person=0.8
    )

    assert _decide(understanding).reply == HandoffOffer(reason="topic", topic="presse")


def test_where_an_answer_may_be_meant_and_no_topic_is_clear_the_asker_chooses() -> None:
    understanding = understood(candidate("notat", 0.3), candidate("presse", 0.15), for_person=0.8)

    assert _decide(understanding).reply == ClarifyChoice(candidates=("notat", "presse"))


def test_an_answer_that_is_almost_certain_is_given_though_a_person_may_be_needed() -> None:
    understanding = understood(candidate("notat", 0.93), candidate("presse", 0.3), for_person=0.5)

    assert _decide(understanding).reply == Answer(article="notat")


def test_several_topics_together_may_make_it_clear_that_a_person_is_needed() -> None:
    understanding = understood(
        candidate("presse", 0.3), candidate("kodeord", 0.25), candidate("notat", 0.2), for_person=0.8
    )

    assert _decide(understanding).reply == HandoffOffer(reason="topic", topic="presse")


def test_a_clear_topic_is_offered_though_an_answer_may_be_meant() -> None:
    understanding = understood(candidate("presse", 0.5), candidate("notat", 0.3), for_person=0.8)

    assert _decide(understanding).reply == HandoffOffer(reason="topic", topic="presse")


def test_an_answer_is_not_given_as_certain_when_a_person_may_well_be_needed() -> None:
    likelier = understood(candidate("notat", 0.6), candidate("presse", 0.3), for_person=0.5)
    certain = understood(candidate("notat", 0.6), candidate("presse", 0.06), for_person=0.5)

    assert _decide(likelier).reply == ClarifyChoice(candidates=("notat", "presse"))
    assert _decide(certain).reply == Answer(article="notat")


def test_a_topic_that_leads_is_not_offered_when_a_person_is_hardly_needed() -> None:
    understanding = understood(candidate("presse", 0.2), candidate("kodeord", 0.14), for_person=0.1)

    assert _decide(understanding).reply == ClarifyChoice(candidates=("presse", "kodeord"))


def test_that_a_person_must_see_to_it_is_nothing_without_a_topic_that_says_who() -> None:
    assert _decide(understood(candidate("notat", 0.5), for_person=0.9)).reply == Answer(article="notat")


def test_a_text_that_is_not_ours_is_no_persons_either() -> None:
    assert _decide(understood(candidate("presse", 0.6), for_person=0.9, in_field=NOT_OURS)).reply == OutOfScope()


def test_a_fault_for_a_person_in_no_system_named_must_first_say_which() -> None:
    understanding = understood(candidate("fejl", 0.5), candidate("presse", 0.3), for_person=0.9)

    assert isinstance(_decide(understanding).reply, ClarifySystem)


def test_an_unclear_fault_in_a_system_named_is_answered_with_the_handoff_first() -> None:
    unclear = understood(candidate("fejl", 0.2), candidate("notat", 0.05), systems=("aurora",), for_person=0.8)
    decision = _decide(unclear)

    assert decision.reply == Answer(article="aurora-fejl", procedure="fejl", system="aurora", handoff_first=True)
    assert decision.route == Route(role="systemansvarlig", system="aurora")


@pytest.mark.parametrize("in_field", [IN_FIELD, NOT_OURS])
def test_one_who_asks_for_a_person_is_offered_one_whatever_it_is_about(in_field: float) -> None:
    decision = _decide(understood(candidate(PERSON_ARTICLE, 0.3), in_field=in_field))

    assert decision.reply == HandoffOffer(reason="asked", article=PERSON_ARTICLE)
    assert decision.route == Route(role="koordinator")


def test_a_topic_of_a_system_leads_to_the_manager_of_the_system_named() -> None:
    decision = _decide(understood(candidate("skabelon", 0.6), systems=("bifrost",)))

    assert decision.route == Route(role="systemansvarlig", system="bifrost")


def test_a_topic_of_a_department_leads_to_the_askers_own() -> None:
    decision = _decide(understood(candidate("klage", 0.6)), department="skole")

    assert decision.route == Route(role="leder", department="skole")


# --- the guide --------------------------------------------------------------------------------------------------------


def test_must_this_be_journaled_opens_the_guide() -> None:
    decision = _decide(understood(candidate(GUIDE_ARTICLE, 0.7), text="skal jeg journalisere det her"))

    assert decision.reply == Guide(state=GuideState())
    assert decision.state == InGuide(question_id="q1", state=GuideState())


def test_the_guide_does_not_ask_what_the_text_said() -> None:
    decision = _decide(understood(candidate(GUIDE_ARTICLE, 0.7), text="skal jeg journalisere det fra en TELEFON"))

    assert decision.reply == Guide(state=GuideState(known={"what": "spoken"}))


def test_a_named_document_type_is_answered_with_its_article_instead_of_the_guide() -> None:
    decision = _decide(understood(candidate(GUIDE_ARTICLE, 0.7), document_types=("mail",)))

    assert decision.reply == Answer(article="mail")
    assert decision.state == Idle()


def test_where_an_answer_may_be_meant_instead_the_asker_chooses_it_or_the_guide() -> None:
    decision = _decide(understood(candidate(GUIDE_ARTICLE, 0.7), candidate("notat", 0.2)))

    assert decision.reply == ClarifyChoice(candidates=(GUIDE_ARTICLE, "notat"))
    assert decision.state == AwaitingChoice(question_id="q1", candidates=(GUIDE_ARTICLE, "notat"))


def test_an_almost_certain_guide_is_opened_whatever_else_may_be_meant() -> None:
    reply = _decide(understood(candidate(GUIDE_ARTICLE, 0.95), candidate("notat", 0.2))).reply

    assert reply == Guide(state=GuideState())


def test_a_document_type_without_an_article_opens_the_guide() -> None:
    assert isinstance(_decide(understood(candidate(GUIDE_ARTICLE, 0.7), document_types=("regneark",))).reply, Guide)


def test_the_guide_knows_what_the_article_one_comes_from_says() -> None:
    assert known_facts(CATALOGUE, "en tekst", "mail") == {"what": "mail"}
    assert known_facts(CATALOGUE, "det var over telefon", "mail") == {"what": "spoken"}
    assert known_facts(CATALOGUE, "en tekst", "ukendt") == {}


# --- a draft held back ------------------------------------------------------------------------------------------------


def test_a_draft_is_held_back_where_drafts_are_handed_over() -> None:
    decision = _decide(understood(candidate("udkast", 0.8)), drafts="handoff", department="skole")

    assert decision.reply == HandoffOffer(reason="draft")
    assert decision.route == Route(role="leder", department="skole")


def test_a_draft_is_answered_where_drafts_are_shown() -> None:
    assert _decide(understood(candidate("udkast", 0.8))).reply == Answer(article="udkast")


def test_an_approved_answer_is_given_where_drafts_are_handed_over() -> None:
    assert _decide(understood(candidate("notat", 0.8)), drafts="handoff").reply == Answer(article="notat")


# --- which system -----------------------------------------------------------------------------------------------------


def test_a_procedure_without_a_system_asks_which_with_all_reachable() -> None:
    decision = _decide(understood(candidate("sag", 0.8)))

    assert decision.reply == ClarifySystem(procedure="sag", systems=("aurora", "bifrost", "cirkus"))
    assert decision.state == AwaitingSystem(question_id="q1", procedure="sag", systems=("aurora", "bifrost", "cirkus"))
    assert decision.route == Route(role="systemansvarlig")


def test_ones_own_systems_stand_first() -> None:
    decision = _decide(understood(candidate("sag", 0.8)), systems=("cirkus", "bifrost"))

    assert decision.reply == ClarifySystem(procedure="sag", systems=("cirkus", "bifrost", "aurora"), own=2)


def test_a_remembered_system_that_is_gone_is_not_offered() -> None:
    decision = _decide(understood(candidate("sag", 0.8)), systems=("gammelt", "cirkus"))

    assert decision.reply == ClarifySystem(procedure="sag", systems=("cirkus", "aurora", "bifrost"), own=1)


def test_two_systems_named_are_the_two_to_choose_between() -> None:
    decision = _decide(understood(candidate("sag", 0.8), systems=("cirkus", "aurora")), systems=("bifrost",))

    assert decision.reply == ClarifySystem(procedure="sag", systems=("cirkus", "aurora"))


# --- the answer -------------------------------------------------------------------------------------------------------


def test_a_likely_article_is_answered() -> None:
    decision = _decide(understood(candidate("notat", 0.8)))

    assert decision == Decision(reply=Answer(article="notat"), route=Route(role="koordinator"), state=Idle())


def test_a_procedure_is_answered_for_the_system_named() -> None:
    decision = _decide(understood(candidate("sag", 0.8), systems=("aurora",)), systems=("bifrost",))

    assert decision.reply == Answer(article="aurora-sag", procedure="sag", system="aurora")
    assert decision.route == Route(role="systemansvarlig", system="aurora")


def test_a_procedure_is_answered_for_the_one_system_remembered_and_says_so() -> None:
    decision = _decide(understood(candidate("sag", 0.8)), systems=("bifrost",))

    assert decision.reply == Answer(article="bifrost-sag", procedure="sag", system="bifrost", remembered=True)


def test_a_fault_in_a_system_is_answered_with_the_handoff_first() -> None:
    decision = _decide(understood(candidate("fejl", 0.8), systems=("aurora",)))

    assert decision.reply == Answer(article="aurora-fejl", procedure="fejl", system="aurora", handoff_first=True)


@pytest.mark.parametrize("intent", ["notat", "sag", "kodeord", GUIDE_ARTICLE])
def test_what_is_likely_in_a_text_that_is_not_ours_is_not_answered(intent: str) -> None:
    assert _decide(understood(candidate(intent, 0.8), in_field=NOT_OURS)).reply == OutOfScope()


def test_a_procedure_for_a_system_guessed_from_its_spelling_says_so() -> None:
    named = understood(candidate("sag", 0.8), systems=("aurora",))
    guessed = replace(named, found=replace(named.found, guessed=True))

    assert _decide(guessed).reply == Answer(article="aurora-sag", procedure="sag", system="aurora", guessed=True)


# --- a second question ------------------------------------------------------------------------------------------------


def test_a_clear_second_question_is_answered_too() -> None:
    understanding = understood(candidate("notat", 0.8), second=candidate("mail", 0.7))

    assert _decide(understanding).reply == Answer(article="notat", also=("mail",))


def test_a_second_procedure_is_answered_for_the_system_named() -> None:
    understanding = understood(candidate("notat", 0.8), second=candidate("sag", 0.7), systems=("aurora",))

    assert _decide(understanding).reply == Answer(article="notat", also=("aurora-sag",))


@pytest.mark.parametrize(
    "second",
    [
        candidate("mail", 0.5),  # not clear enough
        candidate("sag", 0.9),  # of no system
        candidate("presse", 0.9),  # a person's matter
        candidate("notat", 0.9),  # the same
        candidate(PERSON_ARTICLE, 0.9),
    ],
    ids=lambda second: second.intent,
)
def test_no_other_second_question_is_answered(second: Candidate) -> None:
    understanding = understood(candidate("notat", 0.8), second=second)

    assert _decide(understanding).reply == Answer(article="notat")


# --- no likely answer -------------------------------------------------------------------------------------------------


def test_candidates_that_share_it_are_shown_to_choose_from() -> None:
    understanding = understood(candidate("notat", 0.2), candidate("mail", 0.15), candidate("udkast", 0.02))

    decision = _decide(understanding)

    assert decision.reply == ClarifyChoice(candidates=("notat", "mail"))
    assert decision.state == AwaitingChoice(question_id="q1", candidates=("notat", "mail"))
    assert decision.route == Route(role="koordinator")


def test_at_most_three_are_shown_and_procedures_name_their_system() -> None:
    four = (candidate("notat", 0.2), candidate("sag", 0.19), candidate("mail", 0.18), candidate("udkast", 0.17))

    assert _decide(understood(*four, systems=("aurora",))).reply == ClarifyChoice(
        candidates=("notat", "aurora-sag", "mail")
    )


def test_in_our_field_without_an_article_a_person_is_offered() -> None:
    decision = _decide(understood(candidate("mail", 0.06)))

    assert decision.reply == HandoffOffer(reason="no_article")
    assert decision.route == Route(role="koordinator")
    assert decision.state == AwaitingSend(question_id="q1")


def test_in_our_field_without_an_article_a_named_systems_manager_is_offered() -> None:
    decision = _decide(understood(candidate("mail", 0.06), systems=("cirkus",)))

    assert decision.reply == HandoffOffer(reason="no_article")
    assert decision.route == Route(role="systemansvarlig", system="cirkus")


def test_an_unlikely_topic_still_says_whose_matter_it_is() -> None:
    decision = _decide(understood(candidate("kodeord", 0.2), systems=("cirkus",), for_person=0.1))

    assert decision.reply == HandoffOffer(reason="no_article")
    assert decision.route == Route(role="it")


def test_what_is_not_ours_is_said_to_be_not_ours() -> None:
    decision = _decide(understood(candidate("notat", 0.2), candidate("mail", 0.2), in_field=NOT_OURS))

    assert decision == Decision(reply=OutOfScope(), route=Route(role="koordinator"), state=Idle())


def test_what_may_be_ours_but_was_not_understood_is_asked_for_in_other_words() -> None:
    assert _decide(understood(candidate("notat", 0.2), in_field=0.2)).reply == Fallback()


def test_no_candidates_at_all_are_not_ours() -> None:
    assert _decide(understood(in_field=NOT_OURS)).reply == OutOfScope()


def test_no_candidates_in_our_field_are_a_persons() -> None:
    assert _decide(understood(in_field=IN_FIELD)).reply == HandoffOffer(reason="no_article")


# --- what the bot waits for -------------------------------------------------------------------------------------------

GUIDE_BEFORE = InGuide(question_id="q0", state=GuideState(known={"what": "mail"}))


def test_a_question_in_the_middle_of_the_guide_pauses_it() -> None:
    decision = _decide(understood(candidate("notat", 0.8)), before=GUIDE_BEFORE)

    assert decision.state == Idle(paused=Paused(question_id="q0", state=GUIDE_BEFORE.state))


def test_a_paused_guide_stays_paused_through_another_question() -> None:
    paused = Paused(question_id="q0", state=GUIDE_BEFORE.state)
    before = AwaitingSystem(question_id="q1", procedure="sag", systems=("aurora",), paused=paused)

    assert _decide(understood(candidate("kodeord", 0.8)), before=before).state.paused == paused


def test_a_new_guide_takes_the_place_of_the_paused_one() -> None:
    decision = _decide(understood(candidate(GUIDE_ARTICLE, 0.8)), before=GUIDE_BEFORE)

    assert decision.state == InGuide(question_id="q1", state=GuideState())


def test_after_an_answer_the_bot_waits_for_nothing() -> None:
    assert waiting_for(Answer(article="notat"), "q1") == Idle()
    assert waiting_for(OutOfScope(), "q1") == Idle()
