"""The real content, asked the questions kept as data: what editors promised, and what somebody else wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.loading import Folders, load
from bot.content.snapshot import Snapshot, load_current
from bot.core.dialogue.moves import AnswerGuide
from bot.core.dialogue.pressing import Asked, after
from bot.core.dialogue.situation import Asker
from bot.core.guide import start
from bot.core.reply import InGuide, Route, State
from bot.services.evaluating import figures, judge, read_questions
from bot.services.knowing import surprises

ROOT = Path(__file__).parent.parent
LEAST_KNOWN = 0.95
FLOORS = {"right_first": 0.85, "right_shown": 0.92, "asked_system": 0.75, "handed_over": 0.85, "refused": 0.85}
CEILINGS = {"wrong_certain": 0.05, "wrong_system": 0.0, "needless_handoff": 0.04}


@pytest.fixture(scope="module")
def snapshot(trained_data: Path) -> Snapshot:
    return load_current(trained_data)


def test_known_questions_get_the_replies_their_files_say(snapshot: Snapshot) -> None:
    content, _ = load(Folders(ROOT / "knowledge", ROOT / "intents"))
    questions = [question for each in content.known.values() for question in each]

    told = [f"{surprise.question.question} → {surprise.got}" for surprise in surprises(questions, snapshot=snapshot)]

    assert len(questions) >= 300
    assert len(told) <= (1 - LEAST_KNOWN) * len(questions), "\n".join(told)


def test_held_out_questions_are_understood_as_well_as_they_were(snapshot: Snapshot) -> None:
    """Floors a little below what was measured: a change that costs more than a question or two must be looked at."""
    rows = read_questions(ROOT / "tests" / "conversations" / "questions.jsonl")
    shares = {figure.name: figure.share or 0.0 for figure in figures(judge(rows, snapshot=snapshot), snapshot=snapshot)}

    assert len(rows) == 386
    assert {name: shares[name] for name, floor in FLOORS.items() if shares[name] < floor} == {}
    assert {name: shares[name] for name, ceiling in CEILINGS.items() if shares[name] > ceiling} == {}


def test_the_guide_leads_a_possible_breach_to_whoever_receives_breaches(snapshot: Snapshot) -> None:
    catalogue = snapshot.catalogue
    asked = Asked(id="q1", text="", route=Route(role=catalogue.roles.coordinator))
    state: State = InGuide(question_id="q1", state=start(catalogue.guide, {}))

    for step, option in (("special", "breach"), ("besides", "none"), ("what", "external"), ("matters", "yes")):
        decision = after(AnswerGuide(step, option), asked, state=state, catalogue=catalogue, asker=Asker())
        state = decision.state

    assert decision.route == Route(role=catalogue.roles.breach)
