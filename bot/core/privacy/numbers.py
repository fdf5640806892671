"""Find CPR, telephone and account numbers in a text that `cleaning.plain` has made plain."""

import re
from typing import Final

from bot.core.privacy.words import listed

Span = tuple[int, int]

_DAY = "(?:0[1-9]|[1-9][0-9])"  # 1–31, day + 60 for replacement numbers, and whatever an authority may come to issue
_MONTH = "(?:0[1-9]|1[0-2])"
# Possessive (`*+`): a separator is never given back, so a paste full of spaces stays linear.
_BETWEEN = r"(?:[ \t]*-[ \t]*\n[ \t]*|[-._ \t]*+/[ \t]*+(?!(?:19|20)\d\d(?!\d))|[-._ \t]*+)"
_GAP = r"[ \t]{0,3}"
_SOME = r"(?=[-._/ \t])" + _BETWEEN
_CPR: Final = re.compile(
    rf"""
    (?<![0-9])
    (?:
      {_DAY}{_GAP}{_MONTH}{_GAP}[0-9]{{2}} (?: {_BETWEEN}[0-9]{{4}} | {_SOME}[0-9]{{2}}[ ][0-9]{{2}} )
    | (?: 0[ ][1-9] | [1-9][ ][0-9] )[ ](?: 0[ ][1-9] | 1[ ][0-2] )(?:[ ][0-9]){{2}}{_BETWEEN}[0-9](?:[ ][0-9]){{3}}
    | (?<!KLE[ ]){_DAY}[ ]?([-./])[ ]?{_MONTH}[ ]?\1[ ]?[0-9]{{2}}{_SOME}[0-9]{{4}}
    | {_DAY}{_MONTH}(?:19|20)[0-9]{{2}}[ ]?-[ ]?[0-9]{{4}}
    | {_DAY}{_MONTH}[0-9]{{2}}{_BETWEEN}(?:[xX]{{4}}|\*{{4}}|[?]{{4}}|\#{{4}})(?!\w)
    )
    (?![0-9])
    """,
    re.VERBOSE | re.ASCII,
)

_CARD: Final = re.compile(
    r"""
    (?<![0-9])(?!(?:19|20)[0-9]{2}[ -](?:19|20)[0-9]{2}[ -])
    (?: [0-9]{13,19} | [0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,3})? | [0-9]{4}[ -][0-9]{6}[ -][0-9]{5} )
    (?![0-9])
    """,
    re.VERBOSE,
)
_IBAN: Final = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[0-9A-Z]{4}){3,7}(?:[ -]?[0-9A-Z]{1,3})?(?![A-Za-z0-9])"
)
_ACCOUNT: Final = re.compile(
    r"""
    \b(?:reg(?:\b|istrering)[a-zæøå]*|konto[a-zæøå]*|account|bank)\b [ .:]* (?:(?:nr|nummer|no|number|er)\b[ .:]*){0,2}
    (?: (?P<digits>[0-9]{4} [ ,;./-]{0,3} (?:(?:og|konto[a-zæøå]*|nr|nummer)[ .:]{1,2}){0,3} [0-9](?:[ .]?[0-9]){5,9}
    | [0-9]{7,10}) )
    (?![0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BARE_ACCOUNT: Final = re.compile(r"(?<![0-9./-])[0-9]{4}[ -][0-9]{10}(?![0-9])")

_NOT_MONEY = r"(?![0-9]|[/.,-][0-9]|[ ]?(?:kr|dkk|eur|€|%|mb|gb|kb|stk|mio)\b)"
_INTERNATIONAL: Final = re.compile(
    r"(?<![0-9.,])(?:\+[ ]?|00(?=[1-9](?:[ ./()-]{0,2}[0-9]){9}))[1-9](?:[ ./()-]{0,2}[0-9]){6,14}(?![0-9])"
)
_DANISH: Final = re.compile(
    r"""
    (?<![0-9])(?<!0x)(?<![0-9][/.,-])(?!(?:19|20)[0-9]{2}[ -](?:1[5-9]|20)[0-9]{2}(?![0-9]))
    [2-9]
    (?: [0-9]([ .-])[0-9]{2}\1[0-9]{2}\1[0-9]{2} | [0-9]{3}[ -]?[0-9]{4} | [0-9][ ][0-9]{3}[ ](?!000)[0-9]{3} )
    """
    + _NOT_MONEY,
    re.VERBOSE | re.IGNORECASE,
)
_AFTER_CUE: Final = re.compile(
    r"\b(?:tlf|telefon[a-zæøå]*|mobil[a-zæøå]*|mob|phone|direkte|træffes|ring(?:e|er)?(?: til)?)\b"
    r"[ .:]*(?:(?:nr|nummer|er|på)\b[ .:]*){0,2}(?P<digits>[1-9](?:[ .-]?[0-9]){7}(?![0-9]))",
    re.IGNORECASE,
)
_IDENTIFIERS: Final = listed("""
cvr ean gln id dok dokument dokid dokumentid sag sagen sags sagsnr sagsnummer sagsid journal journalnr journalnummer
dokumentnr dokumentnummer j bilag faktura fakturanr ordre ordrenr løbenr løbenummer arkivnr matrikel case document
ticket løbe ordre incident
""")
_BLANKS: Final = dict.fromkeys(map(ord, ".:#-"), " ")
_NUMBER_WORDS: Final = listed("nr nummer no number er")
_DATE: Final = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])\Z")
_LOOK_BACK = 24  # characters before a number in which a word may say that it is a case or company number


def find_cpr(text: str) -> list[Span]:
    """Find everything that can be a CPR number: no date, no modulus 11 (numbers without it are issued since 2007)."""
    return [match.span() for match in _CPR.finditer(text)]


def find_accounts(text: str) -> list[Span]:
    """Find bank accounts, IBAN and payment cards."""
    spans = [match.span() for match in _IBAN.finditer(text)]
    spans += [match.span("digits") for match in _ACCOUNT.finditer(text)]
    spans += [match.span() for match in _BARE_ACCOUNT.finditer(text)]
    spans += [match.span() for match in _CARD.finditer(text) if not _names_an_identifier(text, match.start())]
    return spans


def find_phones(text: str) -> list[Span]:
    """Find Danish and international telephone numbers, but not case, document and company numbers of eight digits."""
    spans = [match.span() for match in _INTERNATIONAL.finditer(text)] if "+" in text or "00" in text else []
    spans += [match.span("digits") for match in _AFTER_CUE.finditer(text)]
    for match in _DANISH.finditer(text):
        if not _DATE.match(match.group()) and not _names_an_identifier(text, match.start()):
            spans.append(match.span())
    return spans


def _names_an_identifier(text: str, start: int) -> bool:
    """Tell whether the words before a number say that it is a case's, a document's or a company's ('CVR-nr. ')."""
    words = text[max(0, start - _LOOK_BACK) : start].lower().translate(_BLANKS).split()[-3:]
    while words and words[-1] in _NUMBER_WORDS:
        words.pop()
    return bool(words) and words[-1] in _IDENTIFIERS
