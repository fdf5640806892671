"""Evaluating: the figures of the contract, against a small example reckoned by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.content.snapshot import Snapshot
from bot.services.evaluating import (
    Figure,
    Judged,
    QuestionsError,
    Row,
    figures,
    is_wrong_certain,
    judge,
    misses,
    read_questions,
    within,
)
from bot.services.trying import as_row, try_out

from .small_content import (
    BREACH,
    CLOSE,
    ENGLISH,
    GIBBERISH,
    GUIDE_QUESTION,
    NEW_CASE,
    NOT_OURS,
    NOTE,
    PASSWORD,
    PERSON,
)

CONTRACT = {
    "reply",
    "article",
    "also",
    "candidates",
    "system",
    "procedure",
    "route",
    "handoff_offered",
    "language",
    "confidence",
    "redacted",
}  # evaluation.md; the id is the question's own and put in front by the command


def _row(text: str, snapshot: Snapshot) -> dict[str, Any]:
    return as_row(try_out(text, snapshot=snapshot), snapshot=snapshot)


# --- one reply as the contract writes it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", [NOTE, BREACH, GUIDE_QUESTION, PERSON, PASSWORD, NEW_CASE, CLOSE, NOT_OURS, GIBBERISH, ""]
)
def test_a_row_holds_exactly_the_contracts_keys_as_plain_json(snapshot: Snapshot, text: str) -> None:
    row = _row(text, snapshot)

    assert set(row) == CONTRACT
    assert set(row["route"]) == {"role", "system"}
    assert json.loads(json.dumps(row)) == row
    assert 0 <= row["confidence"] <= 1


def test_an_article_is_a_row(snapshot: Snapshot) -> None:
    row = _row(NOTE, snapshot)

    assert (row["reply"], row["article"], row["also"]) == ("answer", "notat", [])
    assert row["candidates"][0] == "notat"
    assert (row["route"], row["handoff_offered"]) == ({"role": "koordinator", "system": None}, False)
    assert (row["language"], row["redacted"]) == ("da", NOTE)


def test_a_procedure_is_a_row_with_its_system(snapshot: Snapshot) -> None:
    row = _row(f"{NEW_CASE} i Aurora", snapshot)

    assert (row["article"], row["system"], row["procedure"]) == ("aurora-sag", "aurora", "sag")
    assert row["route"] == {"role": "systemansvarlig", "system": "aurora"}


def test_the_route_is_the_role_whose_holders_really_get_it(snapshot: Snapshot) -> None:
    row = _row(BREACH, snapshot)

    assert row["route"]["role"] == "sikkerhed"
    assert row["handoff_offered"]


def test_the_guide_and_the_wish_for_a_person_have_ids(snapshot: Snapshot) -> None:
    guide, person = _row(GUIDE_QUESTION, snapshot), _row(PERSON, snapshot)

    assert (guide["reply"], guide["article"]) == ("guide", "dok-skal-jeg")
    assert (person["reply"], person["article"], person["handoff_offered"]) == ("handoff_offer", "bot-menneske", True)


def test_the_redacted_text_is_the_one_that_would_be_stored(snapshot: Snapshot) -> None:
    assert _row(f"{NOTE} 010190-1234", snapshot)["redacted"] == f"{NOTE} [CPR-nummer]"


# --- the figures, by hand ---------------------------------------------------------------------------------------------

ROUTE = {"role": "koordinator", "system": None}


def _judged(expect: str, reply: str, article: str | None = None, **more: Any) -> Judged:
    """One question and its reply; keys of either are given by name."""
    question: dict[str, Any] = {
        "expect": expect,
        "entries": [],
        "system": None,
        "procedure": None,
        "route": None,
        "noise": "clean",
        "lang": "da",
        "text": "",
    }
    row: dict[str, Any] = {
        "reply": reply,
        "article": article,
        "also": [],
        "candidates": [],
        "procedure": None,
        "route": ROUTE,
        "handoff_offered": False,
        "language": "da",
    }
    of_reply = {key: more.pop(f"got_{key}") for key in list(row) if f"got_{key}" in more}
    return Judged({**question, **more}, {**row, **of_reply})


MANAGER = {"role": "systemansvarlig", "system": "aurora"}

EXAMPLE = [
    _judged("answer", "answer", "notat", entries=["notat", "mail"]),  # right first
    _judged("answer", "answer", "udkast", got_also=["mail"], entries=["mail"]),  # right beside it
    _judged("answer", "clarify_choice", got_candidates=["x", "mail"], entries=["mail"]),  # shown, not first
    _judged("answer", "answer", "udkast", got_candidates=["mail"], entries=["mail"]),  # wrong and certain
    _judged("answer", "handoff_offer", got_handoff_offered=True, entries=["mail"]),  # needless
    _judged("answer", "answer", "gdpr-brud", got_handoff_offered=True, entries=["gdpr-brud"]),  # right, not needless
    _judged("answer", "answer", "bifrost-sag", entries=["aurora-sag"], system="aurora"),  # another system
    _judged("clarify", "clarify_system", got_procedure="sag", procedure="sag"),  # asked
    _judged("clarify", "clarify_system", got_procedure="luk", procedure="sag"),  # asked for another procedure
    _judged("clarify", "answer", "aurora-sag", procedure="sag"),  # certain of one system
    _judged("clarify", "answer", "notat", procedure="sag"),  # wrong, but no system's procedure
    _judged("handoff", "handoff_offer", got_handoff_offered=True, got_route=ROUTE, route="koordinator"),  # over
    _judged("handoff", "handoff_offer", got_handoff_offered=True, got_route=ROUTE, route="it"),  # to another
    _judged(
        "handoff",
        "handoff_offer",
        got_handoff_offered=True,
        got_route=MANAGER,
        route="systemansvarlig",
        system="aurora",
    ),  # over, to this system's
    _judged(
        "handoff",
        "handoff_offer",
        got_handoff_offered=True,
        got_route=MANAGER,
        route="systemansvarlig",
        system="bifrost",
    ),  # to another system's
    _judged("handoff", "answer", "notat", route="koordinator"),  # certain without a person
    _judged("out_of_scope", "out_of_scope"),  # refused
    _judged("out_of_scope", "fallback", noise="empty", got_language="en"),  # refused; its language does not count
    _judged("out_of_scope", "answer", "bot-hjaelp"),  # not refused, but only about itself
    _judged("out_of_scope", "guide", "dok-skal-jeg"),  # certain
    _judged("out_of_scope", "handoff_offer", got_handoff_offered=True, lang="en"),  # needless, and the wrong language
]

BY_HAND = {
    "right_first": (3, 7),
    "right_shown": (4, 7),
    "asked_system": (1, 4),
    "handed_over": (2, 5),
    "refused": (2, 5),
    "wrong_certain": (5, 21),
    "wrong_system": (1, 3),
    "needless_handoff": (2, 12),
    "right_language": (19, 20),
}


def test_the_figures_are_those_reckoned_by_hand(snapshot: Snapshot) -> None:
    found = {figure.name: (figure.hits, figure.total) for figure in figures(EXAMPLE, snapshot=snapshot)}

    assert found == BY_HAND


def test_the_misses_are_the_questions_that_got_something_else(snapshot: Snapshot) -> None:
    right = [0, 1, 5, 7, 11, 13, 16, 17]

    assert misses(EXAMPLE, snapshot=snapshot) == [each for at, each in enumerate(EXAMPLE) if at not in right]


def test_only_an_answer_or_the_guide_is_certain(snapshot: Snapshot) -> None:
    unsure = [_judged("answer", reply, entries=["notat"]) for reply in ("clarify_choice", "out_of_scope", "fallback")]

    assert not any(is_wrong_certain(each, catalogue_split=snapshot.catalogue.split) for each in unsure)


def test_questions_are_judged_by_the_reply_they_really_get(snapshot: Snapshot) -> None:
    rows: list[Row] = [
        {"text": NOTE, "expect": "answer", "entries": ["notat"], "lang": "da"},
        {"text": ENGLISH, "lang": "en"},
    ]
    judged = judge(rows, snapshot=snapshot)

    assert [(each.question["text"], each.reply["article"]) for each in judged] == [(NOTE, "notat"), (ENGLISH, "notat")]
    assert judged[1].reply["language"] == "en"


def test_only_questions_of_the_content_at_hand_are_kept(snapshot: Snapshot) -> None:
    rows = [
        {"expect": "answer", "entries": ["notat"]},
        {"expect": "answer", "entries": ["aurora-sag"]},
        {"expect": "answer", "entries": ["ukendt"]},
        {"expect": "clarify", "entries": []},
        {"expect": "out_of_scope", "entries": []},
    ]

    assert within(rows, snapshot=snapshot) == [rows[0], rows[1], rows[3], rows[4]]


# --- the interval -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
        (5, 10, 0.2366, 0.7634),
    ],
)
def test_the_interval_is_wilsons(hits: int, total: int, low: float, high: float) -> None:
    assert Figure("x", hits, total).interval == pytest.approx((low, high), abs=1e-4)


def test_over_nothing_there_is_no_share_and_no_interval() -> None:
    assert Figure("x", 0, 0).share is None
    assert Figure("x", 0, 0).interval is None


# --- the file ---------------------------------------------------------------------------------------------------------


def test_a_file_of_questions_is_read_with_what_is_left_out_filled_in(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"text": "å", "expect": "answer", "lang": "da"}\n\n', encoding="utf-8")

    assert read_questions(file) == [
        {
            "text": "å",
            "expect": "answer",
            "lang": "da",
            "entries": [],
            "system": None,
            "procedure": None,
            "route": None,
            "noise": "",
        }
    ]


@pytest.mark.parametrize("broken", ["{", '{"text": "x"}', "[1]", '"en tekst"', "7"])
def test_a_broken_line_is_named(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(f'{{"text": "x", "expect": "answer", "lang": "da"}}\n{broken}\n', encoding="utf-8")

    with pytest.raises(QuestionsError, match=r"questions\.jsonl:2:"):
        read_questions(file)
