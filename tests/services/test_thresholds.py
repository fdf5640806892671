"""The probabilities the bot acts from: they stay where they were measured until the known questions clearly object."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from bot.content.expected import NEEDLESS_HANDOFF, NEEDLESS_QUESTION, WRONG_CERTAIN, cost
from bot.content.models import KnownQuestion
from bot.content.snapshot import Snapshot
from bot.content.thresholds import thresholds_for
from bot.core.calibration import Calibration
from bot.core.dialogue.situation import Thresholds
from bot.services.trying import try_out

from .small_content import NOT_OURS, NOTE, PASSWORD

WEIGHTLESS = (0.0,) * 20


def _always(snapshot: Snapshot, probability: float) -> Snapshot:
    """The snapshot of a bot that finds every candidate that likely, whatever is asked, and knows of no breaches."""
    topics = {key: replace(topic, handoff_first=False) for key, topic in snapshot.catalogue.topics.items()}
    curve = (*WEIGHTLESS, log(probability / (1 - probability)))
    return replace(
        snapshot,
        catalogue=replace(snapshot.catalogue, topics=topics),
        calibration=Calibration(candidate=curve, field=(*WEIGHTLESS, 9.0), person=(*WEIGHTLESS, -9.0)),
    )


def _wrong(count: int) -> list[KnownQuestion]:
    return [KnownQuestion(question=NOTE, reply="answer", article="mail") for _ in range(count)]


def test_without_known_questions_they_are_as_measured(snapshot: Snapshot) -> None:
    assert thresholds_for(snapshot, []) == Thresholds()


def test_what_the_known_questions_are_content_with_stays(snapshot: Snapshot) -> None:
    known = [
        KnownQuestion(question=NOTE, reply="answer", article="notat"),
        KnownQuestion(question=PASSWORD, reply="handoff_offer", role="it"),
        KnownQuestion(question=NOT_OURS, reply="out_of_scope"),
    ]

    assert thresholds_for(snapshot, known * 5) == Thresholds()


def test_many_wrong_answers_at_one_probability_move_the_limit_above_it(snapshot: Snapshot) -> None:
    chosen = thresholds_for(_always(snapshot, 0.7), _wrong(10))

    assert chosen.likely > 0.7
    assert chosen == replace(Thresholds(), likely=chosen.likely)


def test_a_few_wrong_answers_may_be_chance(snapshot: Snapshot) -> None:
    assert thresholds_for(_always(snapshot, 0.7), _wrong(3)) == Thresholds()


def test_right_answers_weigh_against_the_wrong_ones(snapshot: Snapshot) -> None:
    right = [KnownQuestion(question=NOTE, reply="answer", article="notat")]

    assert thresholds_for(_always(snapshot, 0.7), [*_wrong(10), *right * 100]).likely < 0.7


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        (NOTE, KnownQuestion(question=NOTE, reply="answer", article="notat"), 0),
        (NOTE, KnownQuestion(question=NOTE, reply="answer", article="mail"), WRONG_CERTAIN),
        (NOTE, KnownQuestion(question=NOTE, reply="out_of_scope"), WRONG_CERTAIN),
        (PASSWORD, KnownQuestion(question=PASSWORD, reply="out_of_scope"), NEEDLESS_HANDOFF),
        (NOT_OURS, KnownQuestion(question=NOT_OURS, reply="answer", article="notat"), NEEDLESS_QUESTION),
    ],
)
def test_what_a_reply_costs(text: str, known: KnownQuestion, expected: int, snapshot: Snapshot) -> None:
    assert cost(known, try_out(text, snapshot=snapshot).decision, snapshot.catalogue) == expected


def test_a_snapshot_keeps_its_thresholds(snapshot: Snapshot) -> None:
    careful = replace(snapshot, thresholds=replace(Thresholds(), likely=1.0))

    assert try_out(NOTE, snapshot=snapshot).decision.reply.kind == "answer"
    assert try_out(NOTE, snapshot=careful).decision.reply.kind != "answer"
