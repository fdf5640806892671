"""Say in words what the hashed features of a text weigh: words with their letters, pairs of words, synonyms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.core.features import features

LONGEST_SYNONYM = 3  # words

Sort = Literal["word", "pair", "synonyms"]
Piece = tuple[Sort, tuple[str, ...]]


@dataclass(frozen=True)
class Pull:
    """What a word with its letters, a pair of neighbours or a synonym group adds to (above 0) or takes from a score."""

    sort: Sort
    words: tuple[str, ...]
    amount: float


def in_words(tokens: Sequence[str], amounts: Mapping[int, float], *, synonyms: Mapping[str, str]) -> list[Pull]:
    """`amounts` (by the features' hashes) as what can be read in `tokens`, largest first, whichever way they pull.

    Nothing is lost: together the pulls are all of `amounts`. Letters that several words share are divided evenly.
    """
    owners: dict[int, list[Piece]] = defaultdict(list)
    for piece in dict.fromkeys(_pieces(tokens, synonyms)):
        for feature in _own_features(piece, synonyms) & amounts.keys():
            owners[feature].append(piece)
    pulls: dict[Piece, float] = defaultdict(float)
    for feature, pieces in owners.items():
        for piece in pieces:
            pulls[piece] += amounts[feature] / len(pieces)
    return sorted((Pull(*piece, amount) for piece, amount in pulls.items()), key=lambda pull: -abs(pull.amount))


def _pieces(tokens: Sequence[str], synonyms: Mapping[str, str]) -> Iterator[Piece]:
    for token in tokens:
        yield "word", (token,)
    for pair in pairwise(tokens):
        yield "pair", pair
    for size in range(1, LONGEST_SYNONYM + 1):
        for start in range(len(tokens) - size + 1):
            words = tuple(tokens[start : start + size])
            if " ".join(words) in synonyms:
                yield "synonyms", words


def _own_features(piece: Piece, synonyms: Mapping[str, str]) -> set[int]:
    """The features a piece has and its words alone have not; a word has all of its own."""
    sort, words = piece
    match sort:
        case "word":
            return _hashes(words)
        case "pair":
            return _hashes(words) - _hashes(words[:1]) - _hashes(words[1:])
        case "synonyms":
            spelt = " ".join(words)
            return _hashes(words, {spelt: synonyms[spelt]}) - _hashes(words)


def _hashes(words: Sequence[str], synonyms: Mapping[str, str] | None = None) -> set[int]:
    return set(features(words, synonyms=synonyms)[0].tolist())
