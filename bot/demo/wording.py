"""Word one and the same question in many ways: fill patterns, greet, hurry, misspell."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping

from bot.demo.scenario import Manners

_INNERMOST = re.compile(r"\(([^()\[\]]*)\)|\[([^()\[\]]*)\]")
_MISSPELT = re.compile(r"[a-zæøå]{5,}")
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
_PLACEHOLDER = re.compile(r"\[(?:navn|adresse|CPR-nummer|telefonnummer|e-mail)\]")


def filled(pattern: str, chance: random.Random) -> str:
    """One of the sentences of a pattern: '(a|b)' becomes one of several, '[a]' stands or is left out."""

    def chosen(found: re.Match[str]) -> str:
        if found[1] is not None:
            return chance.choice(str(found[1]).split("|"))
        return str(found[2]) if chance.random() < 0.5 else ""

    while _INNERMOST.search(pattern):
        pattern = _INNERMOST.sub(chosen, pattern)
    return _tidy(pattern)


def mannered(text: str, language: str, manners: Mapping[str, Manners], chance: random.Random) -> str:
    """The same question as somebody else would write it; most write it as it stands."""
    own = manners[language]
    if chance.random() < 0.10:
        text = f"{chance.choice(own.before)} {text}"
    if chance.random() < 0.08:
        text = f"{text.rstrip('?.! ')}{chance.choice(('?', '.', ','))} {chance.choice(own.after)}"
    if chance.random() < 0.22:
        text = text.rstrip("?.! ") if _PLACEHOLDER.search(text) else text.rstrip("?.! ").lower()
    if chance.random() < 0.12:
        text = misspelt(text, chance)
    if chance.random() < 0.03:
        text = text.translate(_LETTERS)
    return text


def misspelt(text: str, chance: random.Random) -> str:
    """The text with one slip in one of its longer words, if it has one: two letters swapped, one lost or doubled."""
    words = list(_MISSPELT.finditer(text))
    if not words:
        return text
    word = chance.choice(words)
    at = word.start() + chance.randrange(1, len(word[0]) - 1)
    match chance.randrange(3):
        case 0:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case 1:
            return text[:at] + text[at + 1 :]
        case _:
            return text[:at] + text[at] + text[at:]


def _tidy(text: str) -> str:
    """One space between words, none before a mark, and a capital first where the pattern had one."""
    return re.sub(r" +([?.!,])", r"\1", " ".join(text.split()))
