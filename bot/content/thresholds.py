"""Choose the probabilities from which the bot acts, by what its mistakes cost on the known questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bot.content.expected import cost
from bot.content.models import KnownQuestion
from bot.content.snapshot import Snapshot
from bot.core.dialogue.situation import Situation, Thresholds
from bot.core.dialogue.table import decide
from bot.core.privacy import redact
from bot.core.understanding import Understanding, understand

TRIED = {
    "in_field": (0.25, 0.35, 0.45, 0.6, 0.7),
    "handoff": (0.15, 0.25, 0.4, 0.55, 0.7),
    "likely": (0.3, 0.38, 0.46, 0.6, 0.7, 0.8, 0.9),
}
"""The one for a breach is not among them: no sum of costs may make the bot less watchful there."""
CLEARLY = 2.0  # standard errors

Costs = NDArray[np.int_]


def thresholds_for(snapshot: Snapshot, known: Sequence[KnownQuestion]) -> Thresholds:
    """The thresholds measured on questions nobody here wrote, but where the known questions clearly say otherwise.

    The known questions are no examples, so the matcher has not seen them; but they are few, and the editors have gone
    through them. So each threshold is moved only where that saves more than two standard errors of the difference.
    """
    asked = [(question, _understood(question, snapshot)) for question in known]
    chosen = Thresholds()
    for name, values in TRIED.items():
        now = _costs(asked, snapshot, chosen)
        tried = {value: _costs(asked, snapshot, replace(chosen, **{name: value})) for value in values}
        cheapest = min(tried, key=lambda value: int(tried[value].sum()))
        saved = now - tried[cheapest]
        if saved.sum() > CLEARLY * float(np.sqrt((saved**2).sum())):
            chosen = replace(chosen, **{name: cheapest})
    return chosen


def _understood(question: KnownQuestion, snapshot: Snapshot) -> Understanding:
    text = redact(question.question, keep=snapshot.names).text
    return understand(text, matcher=snapshot.matcher, calibration=snapshot.calibration)


def _costs(asked: Sequence[tuple[KnownQuestion, Understanding]], snapshot: Snapshot, thresholds: Thresholds) -> Costs:
    """What each known question's reply costs: shape (questions,)."""
    catalogue = snapshot.catalogue
    replies = (
        cost(question, decide(Situation(understood, catalogue, thresholds=thresholds), question_id="known"), catalogue)
        for question, understood in asked
    )
    return np.fromiter(replies, dtype=np.int_, count=len(asked))
