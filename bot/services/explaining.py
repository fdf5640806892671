"""Explain one question: what was recognised, what each candidate's score is made of, and which line decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.content.snapshot import Snapshot
from bot.core.dialogue.lines import Tried
from bot.core.dialogue.replies import answered_id
from bot.core.dialogue.situation import Situation, Thresholds
from bot.core.dialogue.table import considered, decide
from bot.core.folding import fold, words
from bot.core.matching import Matcher, Parts
from bot.core.reply import Decision
from bot.core.understanding import Candidate, Understanding
from bot.core.weighing import Pull, in_words
from bot.errors import TooLongError
from bot.services.asking import LONGEST
from bot.services.understanding import read

WEIGHED = 2  # candidates whose words are shown


@dataclass(frozen=True)
class Correction:
    """A word nobody knows (folded), and the known word one slip away that it was read as."""

    written: str
    read: str


@dataclass(frozen=True)
class Score:
    """What a candidate's score is made of; together the parts are the score.

    `start` is there before a word is read; `sentence` is what one sentence says more clearly than the whole text.
    """

    phrasing: float
    centroid: float
    words: float
    alike: float
    sentence: float
    start: float

    @property
    def total(self) -> float:
        """The score."""
        return self.phrasing + self.centroid + self.words + self.alike + self.sentence + self.start


@dataclass(frozen=True)
class Weighed:
    """A candidate with the parts of its score, and the words behind `centroid` and `words`, largest first."""

    candidate: Candidate
    score: Score
    pulls: tuple[Pull, ...]


@dataclass(frozen=True)
class Explanation:
    """Why one question gets the reply it gets from a bot that knows nothing of the asker.

    `text` is redacted and `hidden` says what was taken out; `answers` are the candidates' ids as they are answered;
    `tried` ends with the line of the decision table that fits; `field_pulls` speak for (above 0) or against our field.
    """

    text: str
    hidden: tuple[str, ...]
    understanding: Understanding
    decision: Decision
    tried: tuple[Tried, ...]
    thresholds: Thresholds
    is_in_field: bool
    answers: tuple[str, ...]
    weighed: tuple[Weighed, ...]
    field_pulls: tuple[Pull, ...]
    corrections: tuple[Correction, ...]
    unknown: tuple[str, ...]


def explain(text: str, *, snapshot: Snapshot, drafts: Literal["show", "handoff"] = "show") -> Explanation:
    """Redact, understand and decide as for a new asker, and say why; nothing is stored.

    :raises TooLongError: when the text is longer than 4,000 characters
    """
    if len(text) > LONGEST:
        raise TooLongError(LONGEST)
    understood = read(text, snapshot=snapshot)
    understanding, matcher = understood.understanding, snapshot.matcher
    situation = Situation(understanding, snapshot.catalogue, drafts=drafts, thresholds=snapshot.thresholds)
    tokens = understanding.found.words
    spelt = matcher.spelt(tokens)
    named = words(fold(" ".join(understanding.found.other_systems)))
    return Explanation(
        text=understood.hidden.text,
        hidden=tuple(str(kind) for kind in understood.hidden.found),
        understanding=understanding,
        decision=decide(situation, question_id="explained"),
        tried=tuple(considered(situation)),
        thresholds=situation.thresholds,
        is_in_field=situation.is_in_field,
        answers=tuple(
            answered_id(snapshot.catalogue, each.intent, situation.system) for each in understanding.candidates
        ),
        weighed=_weighed(understanding.candidates[:WEIGHED], tokens, matcher),
        field_pulls=tuple(in_words(spelt, matcher.field_pulls(tokens), synonyms=matcher.lexicon.synonyms)),
        corrections=tuple(
            dict.fromkeys(Correction(*both) for both in zip(tokens, spelt, strict=True) if both[0] != both[1])
        ),
        unknown=tuple(dict.fromkeys(word for word in spelt if not matcher.knows(word) and word not in named)),
    )


def _weighed(candidates: Sequence[Candidate], tokens: Sequence[str], matcher: Matcher) -> tuple[Weighed, ...]:
    parts, spelt, synonyms = matcher.parts(tokens), matcher.spelt(tokens), matcher.lexicon.synonyms
    found = []
    for candidate in candidates:
        intent = matcher.intents.index(candidate.intent)
        pulls = in_words(spelt, matcher.pulls(tokens, intent), synonyms=synonyms)
        found.append(Weighed(candidate, _score(candidate, intent, parts, matcher), tuple(pulls)))
    return tuple(found)


def _score(candidate: Candidate, intent: int, parts: Parts, matcher: Matcher) -> Score:
    start = matcher.tuning.linear * float(matcher.bias[intent])
    phrasing, centroid = float(parts.phrasing[intent]), float(parts.centroid[intent])
    linear, alike = float(parts.linear[intent]), float(parts.alike[intent])
    return Score(
        phrasing=phrasing,
        centroid=centroid,
        words=linear - start,
        alike=alike,
        sentence=candidate.score - (phrasing + centroid + linear + alike),
        start=start,
    )
