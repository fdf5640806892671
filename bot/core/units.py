"""Split a message into its sentences, and leave out those that say nothing of what is asked: 'Hej', 'Jeg er ny her'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from bot.core.folding import sentences
from bot.core.matching import Matcher

Part = TypeVar("Part")

MOST_SENTENCES = 12
SHORTEST_SENTENCE = 3  # words; a shorter one has no say of its own
LONG_MESSAGE = 3  # sentences; of two, the one that asks may need the other: 'Jeg er syg i dag. Hvem ringer jeg til?'


@dataclass(frozen=True)
class Units:
    """A message as it is matched: its `words` without those of its `asides` (as written), and each sentence's words.

    Asides have no say of their own. `sentences` is empty when only one is left: it is the whole. `asking` are the
    sentences, as written, that may ask: those with a question mark, or all when the message has none.
    """

    words: tuple[str, ...]
    sentences: tuple[tuple[str, ...], ...] = ()
    asking: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()


def units_of(text: str, words: Sequence[str], matcher: Matcher) -> Units:
    """The units of `text`, whose folded words are `words`. A message of nothing but asides is read as it stands."""
    parts = sentences(text)
    if len(parts) < 2:
        return Units(tuple(words), asking=(text,))
    read = [(part, tokens) for part in parts if (tokens := matcher.lexicon.words_of(part, known=matcher))]
    if len(read) < 2:
        return Units(tuple(words), asking=(text,))
    is_aside = [matcher.is_aside(tokens) for _, tokens in read]
    kept = [each for each, aside in zip(read, is_aside, strict=True) if not aside]
    said = [tokens for _, tokens in kept if len(tokens) >= SHORTEST_SENTENCE]
    marked = any(part.endswith("?") for part, _ in read)
    asking = _both_ends([part for part, _ in kept if part.endswith("?") or not marked])
    if len(read) < LONG_MESSAGE or not 0 < len(kept) < len(read):
        return Units(tuple(words), _both_ends(said), asking)
    return Units(
        words=tuple(chain.from_iterable(tokens for _, tokens in kept)),
        sentences=_both_ends(said) if len(kept) > 1 else (),
        asking=asking,
        asides=tuple(part for (part, _), aside in zip(read, is_aside, strict=True) if aside),
    )


def _both_ends(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The first and the last few; the question is at the top or at the bottom of a long paste."""
    if len(parts) <= MOST_SENTENCES:
        return tuple(parts)
    return (*parts[: MOST_SENTENCES // 2], *parts[-MOST_SENTENCES // 2 :])
