"""Misspelt words: everything one slip away (P. Norvig, 'How to Write a Spelling Corrector', norvig.com)."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase

SHORTEST = 4


def one_slip_away(word: str) -> Iterator[str]:
    """Every string with one letter of `word` (folded) left out, swapped with the next, changed or put in besides."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for left, right in splits:
        if right:
            yield left + right[1:]
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        for letter in ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]
