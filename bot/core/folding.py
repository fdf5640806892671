"""Fold text so that the ways people type the same word become one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"å": "a", "æ": "a", "ø": "o", "é": "e", "è": "e", "ü": "y", "ö": "o", "ä": "a"})
_SPELLED_OUT = re.compile(r"aa|ae|oe")
_SINGLE = {"aa": "a", "ae": "a", "oe": "o"}
_WORD = re.compile(r"[a-z0-9]+(?:@[a-z]+)?")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_NEXT_QUESTION = re.compile(
    r",?\s+(?:og|samt|and)\s+(?=(?:hvad|hvem|hvor\w*|hvilke\w*|hvis|skal|må|kan|how|what|who|when|where|which|why|must|may|can"
    r"|should|do|does|is|are)\b)",
    re.IGNORECASE,
)

SYSTEM_MARK = "systemnavn"


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case, NFC, and å/aa→a, æ/ae→a, ø/oe→o, so that 'Må', 'maa' and 'ma' are one word."""
    plain = unicodedata.normalize("NFC", text).casefold().translate(_LETTERS)
    return _SPELLED_OUT.sub(lambda pair: _SINGLE[pair.group()], plain)


def words(folded: str) -> list[str]:
    """The words of a folded text, in order, without punctuation."""
    return _WORD.findall(folded)


def sentences(text: str) -> list[str]:
    """The sentences of a text: split at full stops, question marks, exclamation marks and line breaks."""
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip()]


def questions(sentence: str) -> list[str]:
    """The questions that one sentence joins: 'skal den journaliseres, og hvor længe gemmer vi den'."""
    return [part.strip() for part in _NEXT_QUESTION.split(sentence) if part.strip()]
