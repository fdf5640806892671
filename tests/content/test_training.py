"""Training: what is held out, and that two trainings on the same content are one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.content import heads, training
from bot.content.fitting import Fitting
from bot.content.heads import heads_of
from bot.content.samples import Sample
from bot.content.training import FOLDS, folds_of, train
from bot.core.matching import Kind
from tests.core.conftest import ASKED, ELSEWHERE, LEXICON


def _samples() -> list[Sample]:
    asked = [
        Sample(intent, Kind.ARTICLE, "da", tuple(text.split()), text)
        for intent, texts in ASKED.items()
        for text in texts
    ]
    return asked + [
        Sample("elsewhere", Kind.OUT_OF_SCOPE, language, tuple(text.split()), text)
        for language, texts in ELSEWHERE.items()
        for text in texts
    ]


def test_what_was_written_together_is_held_out_together() -> None:
    samples = [Sample("a", Kind.ARTICLE, "da", (str(number),)) for number in range(FOLDS * 3)]

    assert list(folds_of(samples)) == [number // 3 for number in range(FOLDS * 3)]


def test_every_fold_has_some_of_each_intent_and_language() -> None:
    samples = [
        Sample(intent, Kind.ARTICLE, language, (str(number),))
        for number in range(FOLDS)
        for intent in "abc"
        for language in ("da", "en")
    ]

    folds = folds_of(samples)

    for fold in range(FOLDS):
        held_out = {(sample.intent, sample.language) for sample, at in zip(samples, folds, strict=True) if at == fold}
        assert held_out == {(intent, language) for intent in "abc" for language in ("da", "en")}


def test_an_intent_that_is_confused_with_another_is_relied_on_less() -> None:
    facts, intents, right = [], [], []
    for number in range(300):
        for intent, often in (("clear", 10), ("confused", 2)):
            facts.append((float(number % 7), 0.0))
            intents.append(intent)
            right.append(number % often != 0)

    (*_, bias), reliance = training._curve_of_intents(facts, intents, right)

    assert reliance["confused"] < 0 < reliance["clear"]
    assert np.isfinite(bias)


def test_candidates_that_are_all_right_are_likely_and_lean_on_nothing() -> None:
    curve, reliance = training._curve_of_intents([(1.0,), (2.0,)], ["a", "b"], [True, True])

    assert curve[-1] > 0
    assert reliance == {}


def test_the_same_content_gives_the_same_matcher_and_curves() -> None:
    (matcher, curves), (again, curves_again) = (train(_samples(), LEXICON) for _ in range(2))

    assert curves == curves_again
    assert np.array_equal(matcher.linear.values, again.linear.values)
    assert np.array_equal(matcher.bias, again.bias)


def test_processes_of_their_own_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    matcher, curves = train(_samples(), LEXICON)
    monkeypatch.setattr(training, "WORTH_A_PROCESS", 1)

    again, curves_again = train(_samples(), LEXICON)

    assert curves == curves_again
    assert np.array_equal(matcher.linear.values, again.linear.values)


def test_of_many_examples_the_linear_head_does_without_what_only_one_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "MANY", 1)
    matcher, _ = train(_samples(), LEXICON)
    only_one = [row for row in range(len(matcher.hashes)) if np.ptp(matcher.phrases.starts[row : row + 2]) == 1]

    assert only_one
    assert all(np.ptp(matcher.linear.starts[row : row + 2]) == 0 for row in only_one)


def test_of_many_examples_each_column_is_set_against_those_most_like_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = _samples()
    everything = Fitting(samples, LEXICON).head_task
    monkeypatch.setattr(heads, "MANY", 1)
    monkeypatch.setattr(heads, "SOME", len(samples) + 1)  # hardly any of the others

    task = Fitting(samples, LEXICON).head_task

    own = task.labels[:, None] == np.arange(task.width)
    assert everything.asked.all()
    assert task.asked[own].all()
    assert 0 < task.asked[~own].mean() < 0.5


def test_all_that_is_out_of_scope_shares_the_last_head() -> None:
    kinds = [Kind.OUT_OF_SCOPE, Kind.ARTICLE, Kind.HANDOFF, Kind.OUT_OF_SCOPE, Kind.PROCEDURE]

    assert list(heads_of(kinds)) == [3, 0, 1, 3, 2]


def test_the_groups_out_of_scope_get_the_same_from_the_linear_head() -> None:
    samples = [
        replace(each, intent="elsewhere-too") if each.intent == "elsewhere" and each.language == "en" else each
        for each in _samples()
    ]
    matcher, _ = train(samples, LEXICON)
    linear = matcher.parts(("skal", "jeg", "betale")).linear

    assert matcher.linear.width == len(matcher.intents) - 1
    assert linear[matcher.intents.index("elsewhere")] == linear[matcher.intents.index("elsewhere-too")]
