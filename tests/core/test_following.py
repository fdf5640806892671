"""Following: what is said in an open conversation is an answer to it, or a question of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dialogue.following import Options, follow, pick
from bot.core.dialogue.moves import AnswerGuide, BackInGuide, Cancel, Move, PickChoice, PickSystem, SendHandoff
from bot.core.guide import Answer as GuideAnswer
from bot.core.guide import GuideState
from bot.core.reply import AwaitingChoice, AwaitingReply, AwaitingSend, AwaitingSystem, Idle, InGuide, State

from .small_bot import CATALOGUE, LEXICON

SYSTEM = AwaitingSystem(question_id="q1", procedure="sag", systems=("aurora", "bifrost", "cirkus"))
CHOICE = AwaitingChoice(question_id="q1", candidates=("notat", "mail", "udkast"))
FIRST_STEP = InGuide(question_id="q1", state=GuideState())
SECOND_STEP = InGuide(question_id="q1", state=GuideState(known={"what": "mail"}))
SEND = AwaitingSend(question_id="q1")
WAITING: tuple[State, ...] = (SYSTEM, CHOICE, FIRST_STEP, SECOND_STEP, SEND)

OPTIONS = {
    "system": Options(("aurora", "bifrost", "cirkus"), ("Aurora", "Bifrost Flow", "Cirkus")),
    "choice": Options(
        ("notat", "mail", "udkast"), ("Hvad er notatpligt?", "Skal en mail journaliseres?", "Skal et udkast gemmes?")
    ),
    "guide": Options(("citizen", "colleague", "unknown"), ("En borger", "En kollega", "Ved ikke")),
    "send": Options(),
    "idle": Options(),
}


def _follow(text: str, state: State) -> Move | None:
    options = Options(("mail", "spoken"), ("En mail eller et brev", "Noget mundtligt"))
    shown = options if state == FIRST_STEP else OPTIONS[state.kind]
    return follow(text, state, options=shown, catalogue=CATALOGUE, lexicon=LEXICON)


# --- numbers and ordinals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "picked"),
    [
        ("1", "aurora"),
        ("2", "bifrost"),
        ("2.", "bifrost"),
        (" 3 ", "cirkus"),
        ("nr. 2", "bifrost"),
        ("nummer 2", "bifrost"),
        ("den første", "aurora"),
        ("Første", "aurora"),
        ("den anden", "bifrost"),
        ("det andet", "bifrost"),
        ("den tredje", "cirkus"),
        ("den sidste", "cirkus"),
        ("the first", "aurora"),
        ("second", "bifrost"),
        ("last", "cirkus"),
    ],
)
def test_a_number_or_ordinal_picks_the_option_in_that_place(said: str, picked: str) -> None:
    assert _follow(said, SYSTEM) == PickSystem(picked)


@pytest.mark.parametrize("said", ["0", "4", "17", "den fjerde", "²", "1234567890123456789012345"])
def test_a_place_that_is_not_there_is_no_answer(said: str) -> None:
    assert _follow(said, SYSTEM) is None


# --- labels and words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "picked"),
    [
        ("Skal en mail journaliseres?", "mail"),
        ("skal en mail jounaliseres", "mail"),
        ("notatpligt", "notat"),
        ("hvad er notatpligt", "notat"),
    ],
)
def test_a_label_or_its_own_word_picks_the_choice(said: str, picked: str) -> None:
    assert _follow(said, CHOICE) == PickChoice(picked)


def test_a_word_that_two_labels_share_picks_none() -> None:
    assert _follow("skal", CHOICE) is None


@pytest.mark.parametrize(
    ("said", "system"), [("Cirkus", "cirkus"), ("i aurora", "aurora"), ("det er Bifrosts", "bifrost")]
)
def test_a_system_is_picked_by_its_name(said: str, system: str) -> None:
    assert _follow(said, SYSTEM) == PickSystem(system)


def test_a_misspelt_system_is_picked() -> None:
    assert _follow("aurara", SYSTEM) == PickSystem("aurora")


def test_two_systems_named_pick_none() -> None:
    assert _follow("aurora eller cirkus", SYSTEM) is None


@pytest.mark.parametrize(
    "said",
    ["ved ikke", "Det ved jeg ikke", "aner det ikke", "?", "I don't know", "dont know", "not sure", "ikke sikker"],
)
def test_one_who_does_not_know_the_system_says_so(said: str) -> None:
    assert _follow(said, SYSTEM) == PickSystem(None)


@pytest.mark.parametrize("said", ["ingen af disse", "Ingen af dem", "ingen", "none of these", "None"])
def test_none_of_these_is_a_choice(said: str) -> None:
    assert _follow(said, CHOICE) == PickChoice(None)


# --- the guide --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "option"),
    [("1", "citizen"), ("en kollega", "colleague"), ("kollega", "colleague"), ("Ved ikke", "unknown")],
)
def test_an_option_of_the_open_step_is_answered(said: str, option: str) -> None:
    assert _follow(said, SECOND_STEP) == AnswerGuide("who", option)


def test_the_step_answered_is_the_one_now_open() -> None:
    assert _follow("mundtligt", FIRST_STEP) == AnswerGuide("what", "spoken")


@pytest.mark.parametrize("said", ["tilbage", "Et skridt tilbage", "back"])
def test_back_is_a_step_back(said: str) -> None:
    assert _follow(said, SECOND_STEP) == BackInGuide()


def test_a_finished_guide_takes_no_more_answers() -> None:
    done = InGuide(question_id="q1", state=GuideState(answers=(GuideAnswer(step="what", option="spoken"),)))

    assert follow("1", done, options=Options(), catalogue=CATALOGUE, lexicon=LEXICON) is None


# --- sending ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["send", "Ja", "ja tak", "OK", "send det!", "yes please"])
def test_a_yes_sends(said: str) -> None:
    assert _follow(said, SEND) == SendHandoff()


@pytest.mark.parametrize("said", ["nej", "måske", "1"])
def test_anything_but_a_yes_does_not_send(said: str) -> None:
    assert _follow(said, SEND) is None


# --- cancelling and new questions -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", WAITING, ids=lambda state: state.kind)
@pytest.mark.parametrize("said", ["afbryd", "Afbryd!", "annullér", "stop", "glem det", "nej tak", "never mind"])
def test_cancelling_is_possible_wherever_the_bot_waits(said: str, state: State) -> None:
    assert _follow(said, state) == Cancel()


@pytest.mark.parametrize("state", WAITING, ids=lambda state: state.kind)
@pytest.mark.parametrize(
    "said",
    [
        "hvad er bevaringspligt",
        "Hvor længe må jeg vente med at journalisere en ansøgning fra en borger?",
        "what is the archive law",
        "🙂",
    ],
)
def test_a_new_question_in_the_middle_is_noticed(said: str, state: State) -> None:
    assert _follow(said, state) is None


@pytest.mark.parametrize("said", ["1", "afbryd", "ja", "aurora"])
def test_nothing_is_an_answer_when_the_bot_waits_for_nothing(said: str) -> None:
    assert _follow(said, Idle()) is None


@given(said=st.text(max_size=40), state=st.sampled_from(WAITING))
def test_no_text_raises_and_only_what_is_shown_is_picked(said: str, state: State) -> None:
    move = _follow(said, state)

    if isinstance(move, PickSystem):
        assert move.system in {*SYSTEM.systems, None}
    if isinstance(move, PickChoice):
        assert move.article in {*CHOICE.candidates, None}


@given(st.integers(min_value=-3, max_value=9))
def test_a_number_picks_its_place_or_nothing(number: int) -> None:
    options = OPTIONS["choice"]

    picked = pick(str(number).removeprefix("-") if number >= 0 else "0", options)

    assert picked == (options.ids[number - 1] if 1 <= number <= 3 else None)


@pytest.mark.parametrize("said", ["ja", "nej tak", "afbryd", "2", "send", "tilbage", "Den er på papir."])
def test_a_reply_to_a_person_is_never_a_move(said: str) -> None:
    waiting = AwaitingReply(question_id="q1", ticket_id="t1")

    assert follow(said, waiting, options=Options(), catalogue=CATALOGUE, lexicon=LEXICON) is None
