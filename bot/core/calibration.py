"""Turn scores into two probabilities: 'this candidate is right' and 'this is in our field'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

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
    """Score, distance to the best other intent, similarity, known share of the text, how much it is our field."""
    scores = match.scores
    best = int(np.argmax(scores))
    other = float(np.max(np.delete(scores, intent))) if best == intent else float(scores[best])
    score = float(scores[intent])
    return (score, score - other, float(match.similarity[intent]), match.coverage, _log_odds(match.in_field))


def field_facts(matcher: Matcher, match: Match) -> tuple[float, ...]:
    """What the field head says, and how much better the best score in our field is than the best outside it.

    The known share of the text is left out: near misses use our words, and it only misled (AUROC 0.54 by itself).
    """
    outside = np.fromiter((kind is Kind.OUT_OF_SCOPE for kind in matcher.kinds), dtype=bool, count=len(matcher.kinds))
    ours = float(match.scores[~outside].max(initial=-2.0))
    theirs = float(match.scores[outside].max(initial=-2.0))
    return (_log_odds(match.in_field), ours - theirs)


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return log(bounded / (1 - bounded))


def _curve(coefficients: Sequence[float], facts: Sequence[float]) -> float:
    margin = sum(weight * fact for weight, fact in zip(coefficients, facts, strict=False)) + coefficients[-1]
    return 1 / (1 + exp(-max(-30.0, min(30.0, margin))))
