"""Find the intent an utterance expresses, or admit that none fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from bot.core.calibration import Calibration, candidate_facts, field_facts, person_facts
from bot.core.folding import questions
from bot.core.lexicon import Found
from bot.core.matching import Kind, Match, Matcher, Parts
from bot.core.postings import Floats
from bot.core.privacy import PLACEHOLDERS
from bot.core.units import SHORTEST_SENTENCE, Units, units_of

Language = Literal["da", "en"]

SHOWN = 5
LONGEST_READ = 2_000  # characters from each end of a long paste; the question is at the top or at the bottom
LIFT = 0.2  # how much of a score may come of one sentence; more, and what a message mentions passes for its question
ENGLISH_BELOW = 0.35
GIBBERISH_COVERAGE = 0.3
# The marks of a dialogue with a language model, typed to make a bot obey; 'System: X' in a report of a fault is none.
_ROLE_MARKS = re.compile(
    r"\[/?(?:system|assistant|user|inst)\]|<\|?/?(?:system|assistant|user|im_start|im_end)\|?>"
    r"|#{2,}\s*(?:system|assistant|user|instruction|instruks)\w*\s*:",
    re.IGNORECASE,
)
_HIDDEN = re.compile("|".join(map(re.escape, PLACEHOLDERS.values())))  # '[CPR-nummer]' says nothing of what is asked


@dataclass(frozen=True)
class Candidate:
    """An intent the text may express; `phrase` is the example nearest to it, folded."""

    intent: str
    kind: Kind
    score: float
    probability: float
    phrase: str


@dataclass(frozen=True)
class Understanding:
    """What was understood of one redacted text. `candidates` are in our field, likeliest first.

    `found.words` are without those of the `asides`: sentences that say nothing of what is asked.
    """

    text: str
    language: Language
    found: Found
    candidates: tuple[Candidate, ...]
    in_field: float
    for_person: float = 0.0
    second: Candidate | None = None
    is_empty: bool = False
    coverage: float = 0.0
    outside: Candidate | None = None
    asides: tuple[str, ...] = ()

    @property
    def system(self) -> str | None:
        """Our system the text names, when it names exactly one."""
        return self.found.systems[0] if len(self.found.systems) == 1 else None

    @property
    def document_type(self) -> str | None:
        """The first kind of document the text names."""
        return self.found.document_types[0] if self.found.document_types else None


def understand(
    text: str, *, matcher: Matcher, calibration: Calibration, language: Language | None = None
) -> Understanding:
    """Understand `text` (already redacted). `language` is what the person chose, else it is recognised."""
    read = _ends_of(_HIDDEN.sub(" ", text))
    named = matcher.lexicon.find(read, known=matcher)
    units = units_of(read, named.words, matcher)
    found = replace(named, words=units.words)
    match, parts = match_units(matcher, units)
    spoken = language or _language(matcher.danish(named.words) if units.asides else match.danish)
    if _ROLE_MARKS.search(text):
        return Understanding(text, spoken, found, (), 0.0, coverage=match.coverage)
    if _is_gibberish(matcher, found, match):
        return Understanding(text, language or "da", found, (), 0.0, is_empty=True, coverage=match.coverage)
    candidates = _candidates(matcher, calibration, match)
    in_field = calibration.of_field(field_facts(matcher, match))
    return Understanding(
        text=text,
        language=spoken,
        found=found,
        candidates=tuple(candidates),
        in_field=in_field,
        for_person=calibration.of_person(person_facts(matcher, match)),
        second=_second(matcher, calibration, _asked(units, parts, matcher), candidates),
        coverage=match.coverage,
        outside=_outside(matcher, match, in_field),
        asides=units.asides,
    )


def _language(danish: float) -> Language:
    return "en" if danish < ENGLISH_BELOW else "da"


def _asked(units: Units, parts: Sequence[Match], matcher: Matcher) -> list[Match]:
    """The match of each of several questions: sentences that may ask, taken apart where one joins two."""
    asking = [each for sentence in units.asking for each in questions(sentence)]
    if len(asking) < 2:
        return []
    known = dict(zip(units.sentences, parts, strict=True))
    found = (matcher.lexicon.words_of(each, known=matcher) for each in asking)
    asked = [words for words in found if len(words) >= SHORTEST_SENTENCE]
    return [known.get(words) or matcher.match(words) for words in asked] if len(asked) > 1 else []


def match_units(matcher: Matcher, units: Units) -> tuple[Match, list[Match]]:
    """The match of the whole, lifted where one sentence says something more clearly, and each sentence's own match."""
    parts = [matcher.match(sentence) for sentence in units.sentences]
    return _lifted(matcher.match(units.words), parts), parts


def _lifted(whole: Match, parts: Sequence[Match]) -> Match:
    if not parts:
        return whole
    pieces = (
        _lift(getattr(whole.parts, name), [getattr(part.parts, name) for part in parts])
        for name in ("phrasing", "centroid", "linear", "alike")
    )
    return replace(whole, scores=_lift(whole.scores, [part.scores for part in parts]), parts=Parts(*pieces))


def _lift(whole: Floats, parts: Sequence[Floats]) -> Floats:
    lifted: Floats = np.maximum(whole, (1 - LIFT) * whole + LIFT * np.maximum.reduce(parts)).astype(np.float32)
    return lifted


def _ends_of(text: str) -> str:
    if len(text) <= 2 * LONGEST_READ:
        return text
    return f"{text[:LONGEST_READ]}\n{text[-LONGEST_READ:]}"


def _is_gibberish(matcher: Matcher, found: Found, match: Match) -> bool:
    if found.systems or not found.words:
        return not found.words
    return match.coverage < GIBBERISH_COVERAGE and not any(matcher.knows(word) for word in found.words)


def _candidates(matcher: Matcher, calibration: Calibration, match: Match) -> list[Candidate]:
    order = matcher.best_of_ours(match, SHOWN)
    candidates = [
        _candidate(matcher, match, index, calibration.of_candidate(facts, matcher.intents[index]))
        for index, facts in zip(order, candidate_facts(matcher, match, order), strict=True)
    ]
    return sorted(candidates, key=lambda each: -each.probability)


def _outside(matcher: Matcher, match: Match, in_field: float) -> Candidate | None:
    """The likeliest of what is out of scope; all of it leads to one reply."""
    indices = np.flatnonzero(matcher.outside)
    if not len(indices):
        return None
    return _candidate(matcher, match, int(indices[np.argmax(match.scores[indices])]), 1 - in_field)


def _candidate(matcher: Matcher, match: Match, index: int, probability: float) -> Candidate:
    return Candidate(
        intent=matcher.intents[index],
        kind=matcher.kinds[index],
        score=float(match.scores[index]),
        probability=probability,
        phrase=matcher.nearest_phrase(match, index),
    )


def _second(
    matcher: Matcher, calibration: Calibration, parts: Sequence[Match], candidates: Sequence[Candidate]
) -> Candidate | None:
    """Another question's own best intent, when it is another than the whole message's."""
    if not candidates:
        return None
    ours = [part for part in parts if not matcher.outside[np.argmax(part.scores)]]
    bests = [_candidates(matcher, calibration, part)[0] for part in ours]
    others = [each for each in bests if each.intent != candidates[0].intent]
    return max(others, key=lambda each: each.probability, default=None)
