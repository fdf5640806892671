"""The bench of the probabilities: its errors, bins and intervals are right, and its diagram shows all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from bench.calibration import cross_fitted, of_known, of_row, questions_of, silence, table, table_of_bins
from bench.reliability import (
    Prediction,
    bins_of,
    bootstrapped,
    brier,
    by_chance,
    diagram,
    ece,
    summarised,
    write_diagram,
)
from bot.content import training
from bot.content.models import KnownQuestion
from bot.core.catalogue import GUIDE_ARTICLE
from tests.core.small_bot import CATALOGUE

SVG = "{http://www.w3.org/2000/svg}"
TRUE = [Prediction(0.75, right) for right in (True, True, True, False)]
PROUD = [Prediction(0.95, right) for right in (True, False)]
MODEST = [Prediction(0.15, True)]
ALL = [*TRUE, *PROUD, *MODEST]


def _of(measure: Any, predictions: list[Prediction]) -> float:
    probabilities = np.array([each.probability for each in predictions])
    return float(measure(probabilities, np.array([float(each.right) for each in predictions])))


@pytest.mark.parametrize(
    ("predictions", "expected"),
    [(TRUE, 0), (PROUD, 0.45), (MODEST, 0.85), (ALL, (4 * 0 + 2 * 0.45 + 1 * 0.85) / 7)],
)
def test_calibration_error_weighs_each_bins_gap_by_its_predictions(
    predictions: list[Prediction], expected: float
) -> None:
    assert _of(ece, predictions) == pytest.approx(expected)


def test_too_much_in_one_bin_does_not_make_up_for_too_little_in_another() -> None:
    assert _of(ece, [Prediction(0.05, True), Prediction(0.95, False)]) == pytest.approx(0.95)


def test_brier_score_is_the_mean_square() -> None:
    assert _of(brier, TRUE) == pytest.approx((3 * 0.25**2 + 0.75**2) / 4)
    assert _of(brier, [Prediction(1.0, True), Prediction(0.0, False)]) == 0


def test_a_prediction_on_a_border_belongs_to_the_bin_above_and_certainty_to_the_last() -> None:
    bins = bins_of([Prediction(probability, True) for probability in (0.0, 0.0999, 0.5, 1.0)])

    assert [(each.low, each.high, each.right.total) for each in bins] == [(0, 0.1, 2), (0.5, 0.6, 1), (0.9, 1, 1)]


def test_a_bin_holds_its_mean_its_share_and_wilsons_interval() -> None:
    _, bin_of_true, _ = bins_of(ALL)

    assert bin_of_true.mean == pytest.approx(0.75)
    assert bin_of_true.right.share == 0.75
    assert bin_of_true.right.interval == pytest.approx((0.3006, 0.9544), abs=1e-4)


def test_the_bootstrap_interval_is_the_same_each_time_and_narrows_with_more_predictions() -> None:
    few = [each.brier_interval for each in (summarised(TRUE), summarised(TRUE))]
    many = summarised(TRUE * 25).brier_interval

    assert few[0] == few[1]
    assert few[0][0] < many[0] < _of(brier, TRUE) < many[1] < few[0][1]


def test_the_bootstrap_interval_of_a_mean_is_what_theory_says() -> None:
    outcomes = np.tile([0.0, 1.0], 200)

    low, high = bootstrapped(lambda _, drawn: float(drawn.mean()), outcomes, outcomes)

    assert (low, high) == pytest.approx((0.5 - 1.96 * 0.025, 0.5 + 1.96 * 0.025), abs=0.006)


def test_probabilities_that_are_true_still_err_by_chance_and_less_the_more_there_are() -> None:
    few, many, certain = (by_chance(np.array(each)) for each in ([0.5] * 10, [0.5] * 1_000, [1.0] * 10))

    assert few == pytest.approx(0.123, abs=0.01)  # the mean distance of ten throws of a coin from five, in tenths
    assert many < few / 5
    assert certain == 0


def test_the_diagram_is_xml_with_a_point_an_interval_and_a_bar_for_each_bin() -> None:
    root = ElementTree.fromstring(diagram(ALL))  # noqa: S314 -- our own

    points = [each for each in root.iter(f"{SVG}circle") if each.get("class") == "point"]
    assert len(points) == len(bins_of(ALL)) == 3
    assert len([each for each in root.iter(f"{SVG}path") if each.get("class") == "interval"]) == 3
    assert len([each for each in root.iter(f"{SVG}rect") if each.get("class") == "bar"]) == 3


def test_a_point_stands_where_its_bin_says() -> None:
    root = ElementTree.fromstring(diagram([*TRUE, Prediction(0.0, False), Prediction(1.0, True)]))  # noqa: S314

    worst, middle, best = (
        (float(each.get("cx", "")), float(each.get("cy", "")))
        for each in root.iter(f"{SVG}circle")
        if each.get("class") == "point"
    )

    assert worst[0] < best[0]
    assert worst[1] > best[1]  # downwards
    assert middle == pytest.approx([worst[at] + 0.75 * (best[at] - worst[at]) for at in (0, 1)])


def test_the_diagram_can_be_heard_and_read() -> None:
    root = ElementTree.fromstring(diagram(ALL))  # noqa: S314
    sizes = [float(each.get("font-size", "14")) for each in root.iter()]

    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text
    assert described is not None
    assert "Said 75.0 %: right 75.0 % of 4." in (described.text or "")
    assert root.get("aria-labelledby") == f"{title.get('id')} {described.get('id')}"
    assert min(sizes) >= 12


def test_the_diagram_is_drawn_the_same_each_time(tmp_path: Path) -> None:
    write_diagram(ALL, tmp_path / "one.svg")

    assert (tmp_path / "one.svg").read_text(encoding="utf-8") == diagram(ALL)


def test_the_tables_name_every_source_and_every_bin() -> None:
    head, *lines = table({"proud": summarised(PROUD), "all": summarised(ALL)}).splitlines()
    bins = table_of_bins(bins_of(ALL)).splitlines()[1:]

    assert head.startswith("in percent")
    assert lines[0].split()[:5] == ["proud", "2", "95.0", "50.0", "45.0"]
    assert lines[1].startswith("all")
    assert [line.split()[:3] for line in bins] == [
        ["10-20", "1", "15.0"],
        ["70-80", "4", "75.0"],
        ["90-100", "2", "95.0"],
    ]


def test_what_is_left_out_is_counted() -> None:
    asked = [("a", frozenset({"one"})), ("b", frozenset[str]()), ("c", frozenset[str]()), ("d", frozenset({"one"}))]

    assert silence(asked, [None, None, None, TRUE[0]]).startswith("3 questions saw no candidate in our field, 2 of")


def test_a_fold_is_judged_by_the_curve_of_the_others_alone() -> None:
    def seen(score: float, right: bool) -> Any:
        facts = training._Facts()
        vars(facts).update(candidates=[(score,), (score - 9.0,)], intents=["a", "b"], right=[right, False])
        vars(facts).update(texts=[(score,)], ours=[right], persons=[(score,)], for_person=[right], text_weights=[1.0])
        return facts

    rising = [seen(score, score > 0) for score in (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)]
    falling = [seen(score, score < 0) for score in (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)]

    judged = cross_fitted([rising, falling], 1)

    assert len(judged) == len(falling)
    assert [each.right for each in judged] == [True, True, True, False, False, False]
    assert judged[0].probability < 0.1 < 0.9 < judged[-1].probability  # as `rising` has it, so all of it is wrong


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"expect": "answer", "entries": ["notat", "mail", "no-such-entry"]}, {"notat", "mail"}),
        ({"expect": "answer", "entries": ["aurora-sag"]}, {"sag"}),
        ({"expect": "answer", "entries": ["no-such-entry"]}, None),
        ({"expect": "clarify", "entries": [], "procedure": "sag"}, {"sag"}),
        ({"expect": "clarify", "entries": [], "procedure": None}, None),
        ({"expect": "out_of_scope", "entries": ["notat"]}, set()),
        ({"expect": "handoff", "entries": ["notat"], "route": "it"}, None),
    ],
)
def test_acceptable_intents_of_a_row(row: dict[str, Any], expected: set[str] | None) -> None:
    assert of_row(row, CATALOGUE) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"reply": "answer", "article": "notat"}, {"notat"}),
        ({"reply": "answer", "procedure": "sag", "system": "aurora"}, {"sag"}),
        ({"reply": "clarify_system", "procedure": "sag"}, {"sag"}),
        ({"reply": "guide"}, {GUIDE_ARTICLE}),
        ({"reply": "out_of_scope"}, set()),
        ({"reply": "fallback"}, set()),
        ({"reply": "handoff_offer", "role": "it"}, None),
    ],
)
def test_acceptable_intents_of_a_known_question(question: dict[str, str], expected: set[str] | None) -> None:
    assert of_known(KnownQuestion.model_validate({"question": "?", **question}), CATALOGUE) == expected


def test_questions_that_name_no_intent_are_not_asked(tmp_path: Path) -> None:
    rows = [{"text": kind, "lang": "da", "expect": kind} for kind in ("handoff", "answer", "out_of_scope")]
    path = tmp_path / "more.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    assert questions_of(path, CATALOGUE) == [("out_of_scope", frozenset())]
