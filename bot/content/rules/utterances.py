"""Ways of asking must differ: no utterance stands twice, and near-copies across intents are told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from bot.content.loading import Content
from bot.content.problems import Problem, Severity
from bot.content.reading import Document, Location
from bot.content.samples import marked
from bot.core.folding import fold, words

BLOCK = 256  # utterances compared in one go
FEWEST = {"da": 25, "en": 10}
NEAR_COPY = 0.94  # share of letters two utterances have in common, after folding and sorting their words


@dataclass(frozen=True)
class _Placed:
    """One utterance where it stands."""

    intent: str
    language: str
    text: str
    key: str
    document: Document
    at: Location

    def problem(self, sentence: str, severity: Severity = Severity.ERROR) -> Problem:
        return Problem(self.document.path, self.document.line(self.at), sentence, severity)


def check_utterances(content: Content, *, only_errors: bool = False) -> Iterator[Problem]:
    """Every finding about ways of asking; `only_errors` leaves out the comparison that takes seconds."""
    placed = list(_all(content))
    yield from _said_twice(placed)
    if only_errors:
        return
    for language in FEWEST:
        yield from _near_copies([one for one in placed if one.language == language])
    yield from _too_few(content)


def _all(content: Content) -> Iterator[_Placed]:
    for key, both in content.utterances.items():
        yield from _each(key, both.da, both.en, content.where("utterances", key), ())
    for key, topic in content.handoffs.items():
        yield from _each(key, topic.da, topic.en, content.where("handoff", key), ())
    for group, both in content.out_of_scope.items():
        yield from _each("_out_of_scope", both.da, both.en, content.documents["out_of_scope"], (group,))


def _each(
    intent: str, danish: Sequence[str], english: Sequence[str], document: Document, at: Location
) -> Iterator[_Placed]:
    for language, texts in (("da", danish), ("en", english)):
        for number, text in enumerate(texts):
            key = " ".join(sorted(words(fold(marked(text)))))
            yield _Placed(intent, language, text, key or text, document, (*at, language, number))


def _said_twice(placed: Sequence[_Placed]) -> Iterator[Problem]:
    seen: dict[str, _Placed] = {}
    for one in placed:
        first = seen.setdefault(one.key, one)
        if first is one:
            continue
        if first.intent != one.intent:
            yield one.problem(f"Ytringen står også i {_where(first)}. Behold den ét sted.")
        elif first.text == one.text:
            line = first.document.line(first.at)
            yield one.problem(f"Ytringen står to gange i filen (også linje {line}). Slet den ene.")


def _near_copies(placed: Sequence[_Placed]) -> Iterator[Problem]:
    """Utterances of one language and different intents that are almost the same; only those as long are compared."""
    ordered = sorted(placed, key=lambda one: len(one.key))
    lengths = [len(one.key) for one in ordered]
    for start in range(0, len(ordered), BLOCK):
        block = ordered[start : start + BLOCK]
        first = bisect_left(lengths, lengths[start] * NEAR_COPY / (2 - NEAR_COPY))
        shorter = ordered[first : start + len(block)]
        for row, column in _alike(block, shorter):
            one, other = block[row], shorter[column]
            if first + column < start + row and other.intent != one.intent and other.key != one.key:
                sentence = f"Ytringen ligner næsten {_where(other)}. Gør den tydeligere, eller slet den ene."
                yield one.problem(sentence, Severity.WARNING)


def _alike(left: Sequence[_Placed], right: Sequence[_Placed]) -> Iterator[tuple[int, int]]:
    """Positions of all pairs that are near copies."""
    scores = process.cdist(
        [one.key for one in left],
        [one.key for one in right],
        scorer=Indel.normalized_similarity,
        score_cutoff=NEAR_COPY,
        dtype=np.float32,
        workers=-1,
    )
    yield from ((int(row), int(column)) for row, column in np.argwhere(scores >= NEAR_COPY))


def _too_few(content: Content) -> Iterator[Problem]:
    for key, both in content.utterances.items():
        for language, fewest in FEWEST.items():
            count = len(getattr(both, language))
            if count < fewest:
                document = content.where("utterances", key)
                sentence = f"Der er kun {count} ytringer på '{language}'; skriv mindst {fewest}."
                yield Problem(document.path, document.line((language,)), sentence, Severity.WARNING)


def _where(one: _Placed) -> str:
    return f"{one.document.path}:{one.document.line(one.at)}"
