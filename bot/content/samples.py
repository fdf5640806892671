"""One training example."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.matching import Kind


@dataclass(frozen=True)
class Sample:
    """The intent an utterance expresses, its language, its words as the lexicon left them, and the text itself.

    `for_person`: a person must see to it, whatever else is answered.
    """

    intent: str
    kind: Kind
    language: str
    tokens: tuple[str, ...]
    text: str = ""
    for_person: bool = False
