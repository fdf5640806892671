"""Replace what points at a person: CPR numbers, accounts, e-mail, telephone and postal addresses, and names."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from bot.core.privacy.cleaning import clean, plain
from bot.core.privacy.contacts import find_addresses, find_emails
from bot.core.privacy.names import find_names
from bot.core.privacy.numbers import find_accounts, find_cpr, find_phones
from bot.core.privacy.tokens import fold

Span = tuple[int, int]


class Kind(StrEnum):
    """What was found, in the order in which it is looked for: a CPR number is never mistaken for a telephone."""

    CPR = "cpr"
    EMAIL = "email"
    ACCOUNT = "account"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"


PLACEHOLDERS: Final = {
    Kind.CPR: "[CPR-nummer]",
    Kind.EMAIL: "[e-mail]",
    Kind.ACCOUNT: "[kontonummer]",
    Kind.PHONE: "[telefon]",
    Kind.ADDRESS: "[adresse]",
    Kind.NAME: "[navn]",
}


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that may be stored and shown, and which kinds were taken out of it (each once, in the order of `Kind`)."""

    text: str
    found: tuple[Kind, ...] = ()


_DIGIT: Final = re.compile(r"[0-9]")
_HAVE_DIGITS: Final = frozenset({Kind.CPR, Kind.ACCOUNT, Kind.PHONE})
_MOST_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class _Kept:
    phrases: frozenset[str]
    words: frozenset[str]


def redact(text: str, *, keep: Collection[str] = (), only: Collection[Kind] = tuple(Kind)) -> Redacted:
    """Return the text in NFC without control characters, with every personal detail replaced by its placeholder.

    `keep` holds names of systems, roles and departments, and our own mailboxes and telephone numbers; they stay.
    `only` limits what is taken out, for a text that a named person writes on purpose, such as the answer on a ticket.
    Redacting a redacted text changes nothing.
    """
    kept = _kept(frozenset(keep))
    redacted, found = _round(clean(text), kept, only)
    all_found = set(found)
    for _ in range(_MOST_ROUNDS):
        # A replacement can bring two words together that were apart; look again until nothing more is found.
        if not found:
            break
        redacted, found = _round(redacted, kept, only)
        all_found |= found
    return Redacted(redacted, tuple(kind for kind in Kind if kind in all_found))


@lru_cache(maxsize=8)
def _kept(phrases: frozenset[str]) -> _Kept:
    folded = frozenset(fold(phrase) for phrase in phrases)
    words = {word.strip(".,:;()") for phrase in folded for word in phrase.split()}
    return _Kept(folded, frozenset(words))


def _round(text: str, kept: _Kept, only: Collection[Kind]) -> tuple[str, set[Kind]]:
    found: set[Kind] = set()

    has_digit = _DIGIT.search(plain(text)) is not None
    for kind in Kind:
        if kind not in only or (kind in _HAVE_DIGITS and not has_digit):
            continue
        shorter = _replace(text, _find(kind, text, kept), kind, kept)
        if shorter is not text:
            found.add(kind)
            text = shorter
    return text, found


def _find(kind: Kind, text: str, kept: _Kept) -> list[Span]:
    match kind:
        case Kind.CPR:
            return find_cpr(plain(text))
        case Kind.EMAIL:
            return find_emails(plain(text))
        case Kind.ACCOUNT:
            return find_accounts(plain(text))
        case Kind.PHONE:
            return find_phones(plain(text))
        case Kind.ADDRESS:
            return find_addresses(plain(text))
        case Kind.NAME:
            return find_names(text, kept.words)


def _replace(text: str, spans: list[Span], kind: Kind, kept: _Kept) -> str:
    """Return the text with the spans replaced, or the very same text when there is nothing to replace."""
    pieces: list[str] = []
    done = 0
    for start, end in sorted(spans):
        if start < done or (kind is not Kind.CPR and kept.phrases and fold(text[start:end]) in kept.phrases):
            continue
        pieces += (text[done:start], PLACEHOLDERS[kind])
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text
