"""Read from an utterance what the guide need not ask; rather too little than something wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.core.folding import fold
from bot.core.guide import FactWords, Guide

_WORDS_A_NEGATION_REACHES = 2


def known_from_text(guide: Guide, folded_text: str) -> dict[str, str]:
    """The facts that the utterance says (fact → value), for `guide.start`.

    `folded_text` has been through `core.folding.fold`. A fact stays open when phrases of two of its values are present,
    when a phrase of its `doubt` is, or when a negation stands just before.
    """
    negations = frozenset(fold(word) for word in guide.words.negations)
    said = {fact: _said(entry, folded_text, negations) for fact, entry in guide.words.facts.items()}
    return {fact: values[0] for fact, values in said.items() if len(values) == 1}


def _said(entry: FactWords, text: str, negations: frozenset[str]) -> list[str]:
    if entry.doubt and _pattern(entry.doubt).search(text):
        return []
    return [value for value, phrases in entry.values.items() if _affirms(phrases, text, negations)]


def _affirms(phrases: tuple[str, ...], text: str, negations: frozenset[str]) -> bool:
    return any(not _negated(text[: hit.start()], negations) for hit in _pattern(phrases).finditer(text))


def _negated(before: str, negations: frozenset[str]) -> bool:
    return not negations.isdisjoint(re.findall(r"\w+", before)[-_WORDS_A_NEGATION_REACHES:])


@lru_cache(maxsize=256)
def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    either = "|".join(re.escape(fold(phrase)) for phrase in phrases)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")
