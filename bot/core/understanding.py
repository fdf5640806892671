"""Find the intent an utterance expresses, or admit that none fits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from bot.core.calibration import Calibration, candidate_facts, field_facts, person_facts
from bot.core.folding import questions, sentences
from bot.core.lexicon import Found
from bot.core.matching import Kind, Match, Matcher, Parts
from bot.core.postings import Floats
from bot.core.privacy import PLACEHOLDERS

Language = Literal["da", "en"]

SHOWN = 5
LONGEST_READ = 2_000  # characters from each end of a long paste; the question is at the top or at the bottom
MOST_SENTENCES = 12
SHORTEST_SENTENCE = 3
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
    """What was understood of one redacted text. `candidates` are in our field, likeliest first."""

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
    found = matcher.lexicon.find(read, known=matcher)
    parts = unit_tokens(read, matcher)
    part_matches = [matcher.match(part) for part in parts]
    match = _lifted(matcher.match(found.words), part_matches)
    if _ROLE_MARKS.search(text):
        return Understanding(text, language or _language(match), found, (), 0.0, coverage=match.coverage)
    if _is_gibberish(matcher, found, match):
        return Understanding(text, language or "da", found, (), 0.0, is_empty=True, coverage=match.coverage)
    candidates = _candidates(matcher, calibration, match)
    in_field = calibration.of_field(field_facts(matcher, match))
    return Understanding(
        text=text,
        language=language or _language(match),
        found=found,
        candidates=tuple(candidates),
        in_field=in_field,
        for_person=calibration.of_person(person_facts(matcher, match)),
        second=_second(matcher, calibration, part_matches or _joined(read, matcher), candidates),
        coverage=match.coverage,
        outside=_outside(matcher, match, in_field),
    )


def _language(match: Match) -> Language:
    return "en" if match.danish < ENGLISH_BELOW else "da"


def unit_tokens(text: str, matcher: Matcher) -> list[tuple[str, ...]]:
    """The words of each sentence, when there are several; the question is often one sentence of a pasted mail."""
    parts = sentences(text)
    if len(parts) < 2:
        return []
    chosen = parts if len(parts) <= MOST_SENTENCES else [*parts[: MOST_SENTENCES // 2], *parts[-MOST_SENTENCES // 2 :]]
    found = [matcher.lexicon.find(part, known=matcher).words for part in chosen]
    return [words for words in found if len(words) >= SHORTEST_SENTENCE]


def _joined(sentence: str, matcher: Matcher) -> list[Match]:
    """The matches of the questions that one sentence joins."""
    found = [matcher.lexicon.find(each, known=matcher).words for each in questions(sentence)]
    return [matcher.match(words) for words in found if len(words) >= SHORTEST_SENTENCE] if len(found) > 1 else []


def match_units(matcher: Matcher, units: Sequence[Sequence[str]]) -> Match:
    """The match of the whole text (the first unit), lifted where one of its sentences says something more clearly."""
    whole, *parts = (matcher.match(unit) for unit in units)
    return _lifted(whole, parts)


def _lifted(whole: Match, parts: Sequence[Match]) -> Match:
    if not parts:
        return whole
    pieces = (
        _lift(getattr(whole.parts, name), [getattr(part.parts, name) for part in parts])
        for name in ("phrasing", "centroid", "linear", "alike")
    )
    return replace(whole, scores=_lift(whole.scores, [part.scores for part in parts]), parts=Parts(*pieces))


def _lift(whole: Floats, parts: Sequence[Floats]) -> Floats:
    lifted: Floats = np.maximum(whole, 0.5 * whole + 0.5 * np.maximum.reduce(parts)).astype(np.float32)
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
        _candidate(matcher, match, index, calibration.of_candidate(facts))
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
    """Another sentence's own best intent, when it is another than the whole message's."""
    if len(parts) < 2 or not candidates:
        return None
    ours = [part for part in parts if not matcher.outside[np.argmax(part.scores)]]
    bests = [_candidates(matcher, calibration, part)[0] for part in ours]
    others = [each for each in bests if each.intent != candidates[0].intent]
    return max(others, key=lambda each: each.probability, default=None)
