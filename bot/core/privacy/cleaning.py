"""Bring a text into one Unicode form, so that nothing hides from the rules behind an invisible or exotic character."""

import re
import unicodedata
from typing import Final

_LINE_ENDS = re.compile(r"\r\n?")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but newline and tab; NUL also breaks databases
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f"  # zero-width
    "\u115f\u1160\u2800\u3164\uffa0"  # letters that are drawn as nothing
    "\ud800-\udfff]+"  # halves of a pair: they cannot be stored as UTF-8
)
_MARKS_ON_DIGITS = re.compile("(?<=\\d)[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f]+")
_LOOKALIKES: Final = {
    **dict.fromkeys("−⁃˗ー⎯─━", "-"),
    **dict.fromkeys("·․‧∙•⋅。．｡", "."),
    "＠": "@",
    "＋": "+",
    "／": "/",
    "⁄": "/",
    "＿": "_",
    "（": "(",
    "）": ")",
}


class _Lookalikes(dict[int, str]):
    """Translation table for `str.translate` that works out each character once, and always gives one for one."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain_character(chr(code))
        return plain


def _plain_character(character: str) -> str:
    digit = unicodedata.digit(character, None)  # also full-width, Arabic and superscript digits
    if digit is not None:
        return str(digit)
    match unicodedata.category(character):
        case "Pd":
            return "-"
        case "Zs":
            return " "
        case _:
            return _LOOKALIKES.get(character, character)


_TABLE: Final = _Lookalikes()


def clean(text: str) -> str:
    """Return the text in NFC with `\\n` line ends, without control, zero-width and otherwise invisible characters."""
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    if text.isascii():
        return text
    return _MARKS_ON_DIGITS.sub("", unicodedata.normalize("NFC", text))


def plain(text: str) -> str:
    """Return the text with ASCII digits, dashes, dots and spaces; every position means the same place as in `text`."""
    return text if text.isascii() else text.translate(_TABLE)
