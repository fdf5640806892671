"""Turn scores into two probabilities: 'this candidate is right' and 'this is in our field'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from bot.core.matching import Kind, Match, Matcher


@dataclass(frozen=True)
class Calibration:
    """Logistic coefficients over the facts below, intercept last; fitted by training on held-out examples."""

    candidate: tuple[float, ...]
    field: tuple[float, ...]

    def of_candidate(self, facts: Sequence[float]) -> float:
        """The probability that the candidate with these facts is what the person wants."""
        return _curve(self.candidate, facts)

    def of_field(self, facts: Sequence[float]) -> float:
        """The probability that the text is about our field at all."""
        return _curve(self.field, facts)


def candidate_facts(matcher: Matcher, match: Match, intent: int) -> tuple[float, ...]:
    """Score, distance to the best other intent, similarity, known share, length of the text (log words)."""
    scores = match.scores
    best = int(np.argmax(scores))
    other = float(np.max(np.delete(scores, intent))) if best == intent else float(scores[best])
    score = float(scores[intent])
    return (score, score - other, float(match.similarity[intent]), match.coverage, match.in_field)


def field_facts(matcher: Matcher, match: Match) -> tuple[float, ...]:
    """Best score in our field, best outside it, their similarity, the field head's word for it, known share."""
    outside = np.fromiter((kind is Kind.OUT_OF_SCOPE for kind in matcher.kinds), dtype=bool, count=len(matcher.kinds))
    ours = float(match.scores[~outside].max(initial=0.0))
    theirs = float(match.scores[outside].max(initial=0.0))
    return (ours, theirs, ours - theirs, match.in_field, match.coverage)


def _curve(coefficients: Sequence[float], facts: Sequence[float]) -> float:
    margin = sum(weight * fact for weight, fact in zip(coefficients, facts, strict=False)) + coefficients[-1]
    return 1 / (1 + exp(-max(-30.0, min(30.0, margin))))
