"""Find e-mail addresses and postal addresses in a text that `cleaning.plain` has made plain."""

import re
from typing import Final

from bot.core.privacy.words import NOT_NAMES, listed

Span = tuple[int, int]

# The look-behind lets a run of letters start once, and every repetition has a limit: a hostile paste stays linear.
_EMAIL: Final = re.compile(
    r"(?<![\w.+%&='-])[\w.+%&='-]{1,128}"
    r"(?:@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}|[ ]?(?:@|[(\[]at[)\]])[ ]?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})"
)

_FLOOR = r"(?:,?[ ](?:[0-9]{1,2}\.?[ ]?(?:sal\b|(?=t[hv]\b|mf\b|dør\b))|(?:st|kl)\.?(?=[ ,.]|$)))?"
_DOOR = r"(?:[ ,.]{0,3}(?:(?:t[hv]|mf)\b\.?|(?:dør|lejl(?:ighed)?\.?)[ ][0-9]{1,4}))?"
_CITY = (
    r"(?:(?:[ ]?[,\n][ ]?|[ ])(?:DK-)?[0-9]{4}[ ][A-ZÆØÅ][\w-]{1,30}"
    r"(?:[ ](?:[A-ZÆØÅ]{1,2}\b|[A-ZÆØÅ][a-zæøå]{1,20}))?)?"
)
_HOUSE = (
    r"[ ]?,?[ ](?:nr\.?[ ]?)?[0-9]{1,3}(?:[A-Za-zÆØÅæøå]|[ ][A-ZÆØÅ])?(?![\w%§])(?![.,:/-][0-9])"
    + _FLOOR
    + _DOOR
    + _CITY
)
_HOUSE_NUMBER: Final = re.compile(r"(?<=[^\W\d_])" + _HOUSE)
_HOME: Final = re.compile(
    r"\b(?i:bor(?:[ ]nu|[ ]stadig)?[ ]på|boende[ ]på|bopæl(?:[ ]på)?:?|adressen?(?:[ ]er)?:?|lives[ ]at)[ ]"
    r"(?P<street>(?:[A-ZÆØÅ][\w'’-]{1,40}[ ]){0,2}[A-ZÆØÅ][\w'’-]{1,40}"
    rf"(?:{_HOUSE}|(?<=vej|ade|llé|æde|get|ken|jen|ven))(?!\w))"
)

_SURE: Final = tuple(listed("vej vejen gade gaden allé alléen stræde strædet vænge vænget boulevard"))
_IF_CAPITALISED: Final = tuple(
    listed("""
alle parken torv torvet plads pladsen bakken bakke højen haven lunden marken toften tofte engen skoven krogen svinget
stien kaj kajen brygge bryggen ageren dalen løkken kæret åsen diget hegnet kilden banen gården husene ringen
""")
)
_NOT_STREETS: Final = listed("""
omvej genvej genvejen udvej undervej vildvej midtvej halvvej palle kalle arbejdsplads arbejdspladsen legeplads elevplads
praktikplads byggeplads p-plads daginstitutionsplads institutionsplads vuggestueplads børnehaveplads pasningsplads
plejehjemsplads
""")
_LOOK_BACK = 100  # characters before a house number in which its street's name may begin


def find_emails(text: str) -> list[Span]:
    """Find e-mail addresses, also with '(at)' for the at sign."""
    if "@" not in text and "at)" not in text and "at]" not in text:
        return []
    return [match.span() for match in _EMAIL.finditer(text)]


def find_addresses(text: str) -> list[Span]:
    """Find a street with a house number, with floor, door, postal code and city if they follow, and 'bor på …'."""
    spans = [match.span("street") for match in _HOME.finditer(text)]
    for match in _HOUSE_NUMBER.finditer(text):
        start = _street_start(text, match.start())
        if start is not None:
            spans.append((start, match.end()))
    return spans


def _street_start(text: str, end: int) -> int | None:
    """Return where the street's name that ends at `end` begins, or None when no street stands there."""
    before = text[max(0, end - _LOOK_BACK) : end].rpartition("\n")[2]
    *preceding, last = before.split(" ")
    named = _capitalised_tail(preceding)
    if not _looks_like_street(last, has_first_part=bool(named)):
        return None
    return end - len(" ".join([*named, last]))


def _looks_like_street(word: str, *, has_first_part: bool) -> bool:
    lower = word.lower()
    if lower in _SURE or lower in _IF_CAPITALISED:
        return word[0].isupper() and has_first_part
    if lower in _NOT_STREETS:
        return False
    return lower.endswith(_SURE) or (word[:1].isupper() and lower.endswith(_IF_CAPITALISED))


def _capitalised_tail(words: list[str]) -> list[str]:
    """Return the last words, at most three, that can be the first part of a street's name ('H.C. Andersens')."""
    count = 0
    for word in reversed(words[-3:]):
        if not word[:1].isupper() or word.lower() in NOT_NAMES or word.endswith((",", ":", "!", "?")):
            break
        count += 1
    return words[len(words) - count :]
