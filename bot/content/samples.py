"""One training example."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.folding import SYSTEM_MARK
from bot.core.matching import Kind

SYSTEM_SLOT = "{system}"


@dataclass(frozen=True)
class Sample:
    """The intent an utterance expresses, its language, its words as the lexicon left them, and the text itself.

    `for_person`: a person must see to it, whatever else is answered. `is_aside`: beside a question it says nothing.
    """

    intent: str
    kind: Kind
    language: str
    tokens: tuple[str, ...]
    text: str = ""
    for_person: bool = False
    is_aside: bool = False


def marked(text: str) -> str:
    """`text` with the mark of a system where one is to be named."""
    return text.replace(SYSTEM_SLOT, SYSTEM_MARK)
