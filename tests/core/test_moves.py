"""Moves: every button's action stands for one move, and nothing else for any."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    read_move,
)
from bot.core.reply import NONE_OF_THESE, UNKNOWN
from bot.errors import UnknownQuestionError

ACTIONS: dict[str, Move] = {
    "guide": StartGuide(),
    "back": BackInGuide(),
    "resume": ResumeGuide(),
    "handoff": OfferHandoff(),
    "send": SendHandoff(),
    "cancel": Cancel(),
    "system:aurora": PickSystem("aurora"),
    f"system:{UNKNOWN}": PickSystem(None),
    "choice:aurora-sag": PickChoice("aurora-sag"),
    f"choice:{NONE_OF_THESE}": PickChoice(None),
    "see:mail": SeeRelated("mail"),
    "step:what:mail": AnswerGuide("what", "mail"),
    "remember:aurora": Remember("aurora"),
    "confirm:5f2c": ConfirmAnswer("5f2c"),
    "reopen:5f2c": ReopenTicket("5f2c"),
    "anew:slack:T1:E1": AskAnew("slack:T1:E1"),
    **{f"feedback:{verdict}": GiveFeedback(verdict) for verdict in get_args(Verdict)},
}


def _action(move: Move) -> str:
    """The action that a button for `move` carries."""
    match move:
        case PickSystem(system=system):
            return f"system:{system or UNKNOWN}"
        case PickChoice(article=article):
            return f"choice:{article or NONE_OF_THESE}"
        case SeeRelated(article=article):
            return f"see:{article}"
        case AnswerGuide(step=step, option=option):
            return f"step:{step}:{option}"
        case Remember(system=system):
            return f"remember:{system}"
        case GiveFeedback(verdict=verdict):
            return f"feedback:{verdict}"
        case _:
            return next(action for action, plain in ACTIONS.items() if plain == move)


@pytest.mark.parametrize(("action", "move"), ACTIONS.items(), ids=ACTIONS)
def test_an_action_is_read_as_its_move(action: str, move: Move) -> None:
    assert read_move(action) == move


def test_every_kind_of_move_has_a_button() -> None:
    assert {type(move) for move in ACTIONS.values()} == set(get_args(Move))


@pytest.mark.parametrize(
    "action",
    [
        "",
        "guides",
        "system",
        "system:",
        "choice:",
        "step:what",
        "step",
        "feedback:",
        "feedback:fine",
        "remember:",
        "🙂",
        "ask:1",
    ],
)
def test_an_action_that_stands_for_nothing_is_an_outdated_button(action: str) -> None:
    with pytest.raises(UnknownQuestionError) as refused:
        read_move(action)

    assert refused.value.message_key == "error.outdated_button"


def test_a_refusal_does_not_repeat_a_long_action() -> None:
    with pytest.raises(UnknownQuestionError) as refused:
        read_move("x" * 10_000)

    assert len(str(refused.value)) <= 40


@given(st.text(max_size=60))
def test_any_action_is_a_move_that_writes_the_same_action_or_is_refused(action: str) -> None:
    try:
        move = read_move(action)
    except UnknownQuestionError:
        return

    assert _action(move) == action


_IDS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda slug: slug != NONE_OF_THESE)


@given(step=_IDS, option=_IDS)
def test_ids_survive_the_way_through_a_button(step: str, option: str) -> None:
    for move in (AnswerGuide(step, option), PickSystem(step), PickChoice(option), SeeRelated(option), Remember(step)):
        assert read_move(_action(move)) == move
