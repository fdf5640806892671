"""Write one text as a YAML scalar that the content's reader gives back unchanged."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from bot.core.privacy.cleaning import clean

_TEXT = "tag:yaml.org,2002:str"
_RESOLVER: Any = yaml.resolver.Resolver()  # without type information
_REFUSED = re.compile("[\ufffe\uffff]")  # all that YAML does not print and `clean` leaves


def tidy(text: str) -> str:
    """`text` as content keeps it: NFC, no control characters, no space at a line's end, nothing around it."""
    lines = _REFUSED.sub("", clean(text)).splitlines()  # also at U+2028 and U+0085, where YAML would break the line
    return "\n".join(line.rstrip() for line in lines).strip()


def in_line(text: str, *, in_flow: bool = False) -> str:
    """A tidy text on one line: bare where YAML cannot take it for anything else, else in double quotes."""
    return text if _is_plain(text, in_flow=in_flow) else json.dumps(text, ensure_ascii=False)


def in_block(text: str, *, indent: int, newline: str = "\n") -> str:
    """A tidy, non-empty text as a literal block of its own lines, `indent` spaces in; it ends without a line end."""
    lines = (" " * indent + line if line else "" for line in text.split("\n"))
    return newline.join(("|", *lines))


def _is_plain(text: str, *, in_flow: bool) -> bool:
    """Bare only when any reader of YAML would see a text: 'no', '0701' and a date are quoted."""
    if not text or "\n" in text or "\t" in text or not (text[0].isalnum() or text[0] in "§("):
        return False
    ends_early = ": " in text or text.endswith(":") or " #" in text
    is_cut = in_flow and any(mark in text for mark in ",:[]{}")
    is_text: bool = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) == _TEXT
    return is_text and not ends_early and not is_cut
