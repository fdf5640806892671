"""The guide 'must I journal this?': every situation ends where the domain sheet says, in few questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from bot.content.reading import Document, read_document, validated
from bot.core.folding import fold
from bot.core.guide import Guide, GuideState, Outcome, Step, answer, back, every_path, next_step, start
from bot.core.guide_problems import MOST_QUESTIONS, problems
from bot.core.guide_receipt import receipt, where
from bot.core.prefill import known_from_text
from bot.core.texts import Bilingual, Strict
from bot.errors import GuideError

ROOT = Path(__file__).parents[2]
UNSURE_SITUATIONS = {49}
LEAVES = {"L0", "L1", "L2", "L3", "L3b", "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12"}


class Situation(Strict):
    """What a person has in hand, how they answer, and where that must end."""

    number: int
    situation: str
    answers: tuple[str, ...]
    codes: tuple[str, ...]


def _read(path: str) -> Document:
    document = read_document(ROOT / path, name=path)
    assert isinstance(document, Document)
    return document


def _guide() -> Guide:
    guide = validated(_read("knowledge/guides/skal-jeg-journalisere.yaml"), Guide)
    assert isinstance(guide, Guide), guide
    return guide


def _situations() -> list[Situation]:
    found = validated(_read("tests/conversations/situations.yaml"), TypeAdapter(list[Situation]))
    return [situation for situation in found if isinstance(situation, Situation)]


GUIDE = _guide()
SITUATIONS = _situations()


def _follow(*options: str, known: dict[str, str] | None = None) -> GuideState:
    state = start(GUIDE, known or {})
    for option in options:
        state = answer(GUIDE, state, _open_step(state).id, option)
    return state


def _open_step(state: GuideState) -> Step:
    asked = next_step(GUIDE, state)
    assert isinstance(asked, Step)
    return asked


def _end(state: GuideState) -> Outcome:
    asked = next_step(GUIDE, state)
    assert isinstance(asked, Outcome)
    return asked


def _edited(**changes: object) -> Guide:
    return GUIDE.model_copy(update=changes)


def _with_option(step_id: str, option_id: str, **changes: object) -> Guide:
    """The guide with one option changed."""
    steps = []
    for step in GUIDE.steps:
        options = tuple(
            option.model_copy(update=changes) if (step.id, option.id) == (step_id, option_id) else option
            for option in step.options
        )
        steps.append(step.model_copy(update={"options": options}))
    return _edited(steps=tuple(steps))


def _sentences(guide: Guide) -> str:
    return "\n".join(str(problem) for problem in problems(guide))


# -- the content -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: f"{situation.number} {situation.situation}")
def test_situation_ends_where_the_domain_sheet_says(situation: Situation) -> None:
    outcome = _end(_follow(*situation.answers))

    assert outcome.codes == situation.codes


def test_every_sure_situation_of_the_sheet_is_here() -> None:
    numbers = {situation.number for situation in SITUATIONS} - {0}

    assert numbers == set(range(1, 69)) - UNSURE_SITUATIONS


def test_half_of_the_situations_need_three_questions_or_fewer() -> None:
    assert median(len(situation.answers) for situation in SITUATIONS) <= 3


def test_no_path_has_more_than_six_questions() -> None:
    assert max(len(state.answers) for state, _ in every_path(GUIDE)) <= MOST_QUESTIONS


def test_every_leaf_of_the_tree_is_reached() -> None:
    reached = {leaf.id for _, outcome in every_path(GUIDE) for leaf in outcome.leaves}

    assert reached == LEAVES


def test_the_guide_has_no_problems() -> None:
    assert problems(GUIDE) == []


def test_every_step_can_be_answered_with_i_do_not_know() -> None:
    assert [step.id for step in GUIDE.steps if step.id != "lasting" and step.options[-1].id != "unknown"] == []


def test_nobody_is_told_to_delete_what_must_be_kept() -> None:
    for _, outcome in every_path(GUIDE):
        if any(leaf.holds for leaf in outcome.leaves):
            assert not any("slette" in outcome.advice(leaf).da for leaf in outcome.leaves)


@pytest.mark.parametrize("leaf_id", ["L1", "L11"])
def test_delete_is_said_only_with_its_three_conditions(leaf_id: str) -> None:
    advice = GUIDE.leaf(leaf_id).do.da

    assert all(condition in advice for condition in ("aktindsigt", "journaliseret", "kassation"))


# -- asking ------------------------------------------------------------------------------------------------------------


def test_what_is_known_is_not_asked() -> None:
    state = _follow("none", known={"form": "document", "border": "external"})

    assert _open_step(state).id == "matters"


def test_a_fact_that_is_half_the_answer_leaves_only_the_fitting_options() -> None:
    state = _follow("none", known={"form": "document"})

    assert [option.id for option in _open_step(state).options] == ["external", "internal", "unsure"]


def test_facts_that_rule_out_every_option_are_asked_about() -> None:
    twisted = _with_option("lasting", "no", sets={"lasting": "no", "form": "spoken"})

    step = twisted.step("lasting").narrowed_by({"form": "document", "lasting": "no"})

    assert len(step.options) == 3


def test_breach_comes_first_and_goes_on_to_the_rest() -> None:
    outcome = _end(_follow("breach", "covered", "no", "external", "yes"))

    assert [leaf.id for leaf in outcome.leaves] == ["L0", "L3b", "L8"]


def test_the_same_verdict_is_given_once() -> None:
    outcome = _end(_follow("unknown", "unknown"))

    assert [leaf.id for leaf in outcome.leaves] == ["L12"]


def test_reasons_are_the_questions_and_answers_in_order() -> None:
    outcome = _end(_follow("none", "yes", known={"form": "document", "border": "external"}))

    assert [(reason.answer.en, reason.prefilled) for reason in outcome.reasons] == [
        ("No, none of it", False),
        ("A document that came from outside or was sent out", True),
        ("Yes", False),
    ]


def test_one_step_back_asks_the_same_question_again() -> None:
    before = _follow("none", "external")

    assert back(GUIDE, answer(GUIDE, before, "matters", "yes")) == before


def test_back_works_from_everywhere() -> None:
    for state, _ in every_path(GUIDE):
        for _ in state.answers:
            state = back(GUIDE, state)
            assert isinstance(next_step(GUIDE, state), Step)
        assert state == start(GUIDE, {})


def test_back_at_the_beginning_forgets_what_was_filled_in() -> None:
    state = start(GUIDE, {"form": "spoken"})

    assert back(GUIDE, state) == start(GUIDE, {})


def test_a_state_survives_json() -> None:
    for state, _ in every_path(GUIDE, {"border": "internal"}):
        assert GuideState.model_validate_json(state.model_dump_json()) == state


@given(data=st.data())
def test_any_walk_from_any_facts_ends(data: st.DataObject) -> None:
    facts = data.draw(st.fixed_dictionaries({}, optional=_any_facts()))
    state = start(GUIDE, facts)

    for _ in range(MOST_QUESTIONS):
        asked = next_step(GUIDE, state)
        if isinstance(asked, Outcome):
            break
        state = answer(GUIDE, state, asked.id, data.draw(st.sampled_from(asked.options)).id)

    assert _end(state).leaves


def _any_facts() -> dict[str, st.SearchStrategy[str]]:
    return {fact: st.sampled_from(sorted(values)) for fact, values in GUIDE.vocabulary().items()}


# -- refusing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("known", [{"weather": "rain"}, {"form": "telepathy"}])
def test_an_unknown_fact_is_refused(known: dict[str, str]) -> None:
    with pytest.raises(GuideError, match="no fact"):
        start(GUIDE, known)


@pytest.mark.parametrize(("step_id", "option_id"), [("special", "maybe"), ("matters", "yes"), ("nowhere", "yes")])
def test_an_answer_that_is_not_asked_for_is_refused(step_id: str, option_id: str) -> None:
    with pytest.raises(GuideError):
        answer(GUIDE, start(GUIDE, {}), step_id, option_id)


def test_an_answer_after_the_end_is_refused() -> None:
    with pytest.raises(GuideError):
        answer(GUIDE, _follow("patient", "only"), "what", "external")


def test_answers_to_an_older_guide_are_refused() -> None:
    shorter = _with_option("special", "none", step=None, leaf="L1")

    with pytest.raises(GuideError):
        next_step(shorter, _follow("none", "external"))


# -- the receipt -------------------------------------------------------------------------------------------------------


def _receipt(*options: str, language: str = "da", place: str | None = None) -> str:
    outcome = _end(_follow(*options))
    return receipt(GUIDE, outcome, language=language, on=date(2026, 11, 22), content_version="3f9a", place=place)


@pytest.mark.parametrize(
    "part",
    [
        "Meld det nu",
        "Ja, journalisér det snarest muligt",
        "Hvad har du? Et dokument, der er kommet udefra eller er sendt ud",
        "Offentlighedsloven § 15, stk. 1-2 (gælder den kommunale centralforvaltning)",
        "22.11.2026",
        "3f9a",
        "sagen i DUBU",
    ],
)
def test_the_receipt_holds(part: str) -> None:
    assert part in _receipt("breach", "none", "external", "yes", place="DUBU")


def test_the_receipt_is_plain_text() -> None:
    assert "**" not in _receipt("none", "external", "yes")


def test_the_receipt_is_in_the_asked_language() -> None:
    text = _receipt("none", "external", "yes", language="en")

    assert "Yes, journal it as soon as possible" in text
    assert "2026-11-22" in text
    assert "Hvad har du" not in text


def test_the_receipt_marks_what_was_not_asked() -> None:
    outcome = _end(_follow("none", "talk", known={"form": "spoken"}))

    text = receipt(GUIDE, outcome, language="da", on=date(2026, 11, 22), content_version="3f9a", place=None)

    assert "(telefon, møde, besøg) (fra spørgsmålet)" in text


def test_a_basis_shared_by_two_verdicts_is_written_once() -> None:
    assert _receipt("unknown", "external", "yes").count("ESDH-strategien: journaliseringspligt") == 1


def test_what_is_not_put_on_a_case_has_no_place() -> None:
    assert where(GUIDE, _end(_follow("outside", "private")), language="da", place="DUBU") is None


# -- the check ---------------------------------------------------------------------------------------------------------


def test_an_option_that_leads_to_a_missing_step_is_a_problem() -> None:
    assert "'mangler', som ikke findes" in _sentences(_with_option("what", "internal", step="mangler"))


def test_an_option_that_leads_to_a_missing_leaf_is_a_problem() -> None:
    assert "'L99', som mangler" in _sentences(_with_option("lasting", "no", leaf="L99"))


def test_an_option_that_leads_nowhere_is_a_problem() -> None:
    assert "fører ingen steder hen" in _sentences(_with_option("lasting", "no", leaf=None))


def test_a_circle_is_a_problem() -> None:
    assert "lasting → what" in _sentences(_with_option("lasting", "no", leaf=None, step="what"))


def test_a_step_nobody_comes_to_is_a_problem() -> None:
    assert "Spørgsmålet 'outside' kan ikke nås" in _sentences(_with_option("special", "outside", step="what"))


def test_a_leaf_nobody_comes_to_is_a_problem() -> None:
    assert "Afgørelsen 'L5' kan ikke nås" in _sentences(_with_option("decision", "proof", leaf="L7"))


def test_a_seventh_question_is_a_problem() -> None:
    longer = _with_option("records", "covered", step="besides")

    assert "7 spørgsmål" in _sentences(_edited(steps=longer.steps))


def test_the_same_id_twice_is_a_problem() -> None:
    assert "'L0' findes to gange" in _sentences(_edited(leaves=(*GUIDE.leaves, GUIDE.leaves[0])))


def test_delete_where_something_must_be_kept_is_a_problem() -> None:
    leaves = tuple(leaf.model_copy(update={"do_while_held": None}) for leaf in GUIDE.leaves)

    assert "'L11' siger 'slet'" in _sentences(_edited(leaves=leaves))


def test_a_label_too_long_for_a_button_is_a_problem() -> None:
    label = Bilingual(da="x" * 76, en="x")

    assert "over 75 tegn" in _sentences(_with_option("lasting", "no", label=label))


def test_a_verdict_that_does_not_conclude_first_is_a_problem() -> None:
    wordy = GUIDE.leaves[0].model_copy(
        update={"verdict": Bilingual(da="Tja, det kommer an på så meget.", en="**No.**")}
    )

    assert "begynde med konklusionen" in _sentences(_edited(leaves=(wordy, *GUIDE.leaves[1:])))


def test_words_for_a_fact_nobody_asks_about_are_a_problem() -> None:
    odd = GUIDE.words.model_copy(update={"facts": {"weather": GUIDE.words.facts["form"]}})

    assert "'weather: document'" in _sentences(_edited(words=odd))


# -- what the utterance already says -----------------------------------------------------------------------------------


def _said() -> Iterator[tuple[str, dict[str, str]]]:
    yield "Skal jeg journalisere en mail fra en borger?", {"form": "document", "border": "external"}
    yield "En kollega ringede om sagen", {"form": "spoken", "border": "internal"}
    yield "Lægen har skrevet et brev", {"form": "document", "border": "external"}
    yield "do I have to journal an email from a colleague", {"form": "document", "border": "internal"}
    yield "skal jeg journalisere det her", {}
    yield "borgeren ringede, og så sendte hun en mail", {"border": "external"}
    yield "et notat om borgeren", {"form": "document"}
    yield "mail fra en kollega om en borger", {"form": "document"}
    yield "det er ikke en mail", {}
    yield "jeg har sendt en mail til forkert modtager", {"special": "breach", "form": "document"}
    yield "jeg har lagt brevet på den forkerte sag", {"form": "document"}
    yield "borger søger aktindsigt", {"special": "records", "border": "external"}
    yield "skal spam journaliseres", {"special": "outside", "outside": "private"}
    yield "forsendelse", {}


@pytest.mark.parametrize(("utterance", "known"), list(_said()))
def test_facts_are_read_from_the_utterance_only_when_it_is_clear(utterance: str, known: dict[str, str]) -> None:
    assert known_from_text(GUIDE, fold(utterance)) == known


@given(text=st.text(max_size=200))
def test_what_is_read_from_any_text_can_start_the_guide(text: str) -> None:
    assert start(GUIDE, known_from_text(GUIDE, fold(text))).answers == ()
