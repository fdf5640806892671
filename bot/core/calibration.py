"""Turn scores into probabilities: 'this candidate is right', 'this is our field', 'a person must see to it'."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from math import exp, log, log1p

import numpy as np
from numpy.typing import NDArray

from bot.core.matching import Match, Matcher
from bot.core.postings import Floats

NOTHING = -2.0  # below every score, where there is no other intent to compare with


@dataclasses.dataclass(frozen=True)
class Calibration:
    """Logistic coefficients over the facts below, intercept last; fitted by training on held-out examples.

    `reliance` is added for a candidate of that intent: some are confused with their neighbours more often than others.
    """

    candidate: tuple[float, ...]
    field: tuple[float, ...]
    person: tuple[float, ...]
    reliance: Mapping[str, float] = dataclasses.field(default_factory=dict)

    def of_candidate(self, facts: Sequence[float], intent: str) -> float:
        """The probability that the candidate with these facts is what the person wants."""
        return _curve(self.candidate, facts, self.reliance.get(intent, 0.0))

    def of_field(self, facts: Sequence[float]) -> float:
        """The probability that the text is about our field at all."""
        return _curve(self.field, facts)

    def of_person(self, facts: Sequence[float]) -> float:
        """The probability that the text is about our field and a person must see to it."""
        return _curve(self.person, facts)


def candidate_facts(matcher: Matcher, match: Match, intents: Sequence[int]) -> list[tuple[float, ...]]:
    """For each of `intents`, one tuple; the first of them with the highest score is the one the others trail.

    The score; how far it is ahead of the best other intent in our field, by the score, by the best phrasing and by the
    centroid, and ahead of everything outside; its share among the linear head's odds; whether the head for persons
    agrees; and of the text: similarity, known share, how much it is our field, and how long it is.
    """
    at = np.array(intents, dtype=np.intp)
    ours = ~matcher.outside
    person = _log_odds(match.for_person)
    columns = (
        match.scores[at],
        _ahead(match.scores, at, ours),
        _ahead(match.parts.phrasing, at, ours),
        _ahead(match.parts.centroid, at, ours),
        match.scores[at] - _best(match.scores, ~ours),
        _log_share(match.parts.linear / matcher.tuning.linear, at, ours),
        np.where(matcher.for_person[at], person, -person),
        match.parts.similarity[at],
        np.full(len(at), match.coverage),
        np.full(len(at), _log_odds(match.in_field)),
        np.full(len(at), log1p(match.length)),
    )
    return list(zip(*(column.tolist() for column in columns), strict=True))


def field_facts(matcher: Matcher, match: Match) -> tuple[float, ...]:
    """What the field head says, and how much better the best score in our field is than the best outside it.

    The known share of the text is left out: near misses use our words, and it only misled (AUROC 0.54 by itself).
    """
    return (_log_odds(match.in_field), _best(match.scores, ~matcher.outside) - _best(match.scores, matcher.outside))


def person_facts(matcher: Matcher, match: Match) -> tuple[float, ...]:
    """What the heads for persons and for the field say, and how much better what needs a person is than any answer."""
    answers = ~matcher.outside & ~matcher.for_person
    ahead = _best(match.scores, matcher.for_person) - _best(match.scores, answers)
    return (_log_odds(match.for_person), ahead, _log_odds(match.in_field))


def _best(scores: Floats, among: NDArray[np.bool_]) -> float:
    return float(scores[among].max(initial=NOTHING))


def _ahead(values: Floats, at: NDArray[np.intp], among: NDArray[np.bool_]) -> Floats:
    """How far each of `at` is ahead of the best other one (below 0: behind it)."""
    second, first = np.sort(np.append(values[among], (NOTHING, NOTHING)))[-2:]
    ahead: Floats = values[at] - np.where(values[at] >= first, second, first)
    return ahead


def _log_share(odds: Floats, at: NDArray[np.intp], among: NDArray[np.bool_]) -> Floats:
    """The logarithm of each one's share when the odds of all are made to sum to one."""
    highest = odds[among].max(initial=NOTHING)
    shares: Floats = odds[at] - highest - np.log(np.exp(odds[among] - highest).sum())
    return shares


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1e-6), 1 - 1e-6)
    return log(bounded / (1 - bounded))


def _curve(coefficients: Sequence[float], facts: Sequence[float], more: float = 0.0) -> float:
    margin = sum(weight * fact for weight, fact in zip(coefficients, facts, strict=False)) + coefficients[-1] + more
    return 1 / (1 + exp(-max(-30.0, min(30.0, margin))))
