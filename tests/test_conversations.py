"""The real content, asked the questions kept as data: what editors promised, and what somebody else wrote."""

from __future__ import annotations

from itertools import cycle
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
SMALL_TALK = (
    ("God morgen.", "Tak for hjælpen!"),
    ("Min leder er på ferie i denne uge, så jeg kan ikke spørge hende.", "Venlig hilsen Mette."),
    ("Undskyld, hvis det er et dumt spørgsmål.", "Jeg har prøvet at søge på intranettet uden held."),
    ("Jeg har siddet med det hele formiddagen og er kørt fast.", "Jeg håber, du kan hjælpe."),
    ("Vi sidder lige og snakker om det her i teamet.", "Det er ikke første gang, vi er i tvivl om det."),
)
# Of each held-out set: how many questions, and figures a little worse than was measured.
HELD_OUT = {
    "questions.jsonl": (
        386,
        {"right_first": 0.96, "right_shown": 0.98, "asked_system": 0.90, "handed_over": 0.93, "refused": 0.91},
        {"wrong_certain": 0.02, "wrong_system": 0.0, "needless_handoff": 0.02},
    ),
    "strangers.jsonl": (
        337,
        {"right_first": 0.91, "right_shown": 0.95, "asked_system": 0.88, "handed_over": 0.66, "refused": 0.92},
        {"wrong_certain": 0.03, "wrong_system": 0.0, "needless_handoff": 0.03},
    ),
    "fresh.jsonl": (
        341,
        {"right_first": 0.90, "right_shown": 0.92, "asked_system": 0.80, "refused": 0.70},
        {"wrong_certain": 0.03, "wrong_system": 0.0, "needless_handoff": 0.03},
    ),
    "long.jsonl": (
        130,
        {"right_first": 0.88, "right_shown": 0.93, "asked_system": 0.80, "handed_over": 0.60, "refused": 0.80},
        {"wrong_certain": 0.04, "wrong_system": 0.0, "needless_handoff": 0.05},
    ),
}


@pytest.fixture(scope="module")
def snapshot(trained_data: Path) -> Snapshot:
    return load_current(trained_data)


def test_known_questions_get_the_replies_their_files_say(snapshot: Snapshot) -> None:
    content, _ = load(Folders(ROOT / "knowledge", ROOT / "intents"))
    questions = [question for each in content.known.values() for question in each]

    told = [f"{surprise.question.question} → {surprise.got}" for surprise in surprises(questions, snapshot=snapshot)]

    assert len(questions) >= 300
    assert len(told) <= (1 - LEAST_KNOWN) * len(questions), "\n".join(told)


def test_small_talk_around_a_known_question_hardly_ever_changes_its_reply(snapshot: Snapshot) -> None:
    content, _ = load(Folders(ROOT / "knowledge", ROOT / "intents"))
    questions = [question for each in content.known.values() for question in each if question.reply != "fallback"]
    unmet = {surprise.question.question for surprise in surprises(questions, snapshot=snapshot)}
    met = [question for question in questions if question.question not in unmet]

    among = [
        question.model_copy(update={"question": f"{before} {_ended(question.question)} {after}"})
        for question, (before, after) in zip(met, cycle(SMALL_TALK), strict=False)
    ]

    assert len(list(surprises(among, snapshot=snapshot))) <= 0.04 * len(among)


def _ended(question: str) -> str:
    return question if question.endswith(("?", "!", ".")) else f"{question}."


@pytest.mark.parametrize("name", HELD_OUT)
def test_held_out_questions_are_understood_as_well_as_they_were(name: str, snapshot: Snapshot) -> None:
    """A change that costs more than a question or two must be looked at."""
    count, floors, ceilings = HELD_OUT[name]
    rows = read_questions(ROOT / "tests" / "conversations" / name)
    shares = {figure.name: figure.share or 0.0 for figure in figures(judge(rows, snapshot=snapshot), snapshot=snapshot)}

    assert len(rows) == count
    assert {name: shares[name] for name, floor in floors.items() if shares[name] < floor} == {}
    assert {name: shares[name] for name, ceiling in ceilings.items() if shares[name] > ceiling} == {}


def test_the_guide_leads_a_possible_breach_to_whoever_receives_breaches(snapshot: Snapshot) -> None:
    catalogue = snapshot.catalogue
    asked = Asked(id="q1", text="", route=Route(role=catalogue.roles.coordinator))
    state: State = InGuide(question_id="q1", state=start(catalogue.guide, {}))

    for step, option in (("special", "breach"), ("besides", "none"), ("what", "external"), ("matters", "yes")):
        decision = after(AnswerGuide(step, option), asked, state=state, catalogue=catalogue, asker=Asker())
        state = decision.state

    assert decision.route == Route(role=catalogue.roles.breach)
