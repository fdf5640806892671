"""Turn Vega-Lite into SVG for a page and into a picture for elsewhere, without asking the network for anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

import vl_convert

NOWHERE: list[str] = []  # the addresses a chart may fetch from
LOCALES: Mapping[str, Literal["da-DK", "en-GB"]] = {"da": "da-DK", "en": "en-GB"}
_VARIABLE = re.compile(r"var\(--chart-([a-z0-9-]+)\)")
_OPENING = re.compile(r'^<svg [^>]*?(viewBox="[^"]+")[^>]*>(?:<rect [^>]*fill="transparent"/>)?')
_OPENED = r'<svg xmlns="http://www.w3.org/2000/svg" \1 aria-hidden="true" focusable="false">'


def svg(spec: dict[str, Any], *, language: str) -> str:
    """The chart as an SVG element that takes the width it is given, its colours left to the page."""
    drawn = vl_convert.vegalite_to_svg(
        spec, allowed_base_urls=NOWHERE, format_locale=LOCALES[language], time_format_locale=LOCALES[language]
    )
    return _OPENING.sub(_OPENED, drawn, count=1)


def picture(drawn: str, *, colours: Mapping[str, str], scale: float = 2.0) -> bytes:
    """An SVG of ours as a PNG on paper white; `scale` is how many of its pixels one of the SVG's becomes."""
    coloured = _VARIABLE.sub(lambda found: colours[found[1]], drawn)
    opened = coloured.index(">") + 1
    paper = f'<rect width="100%" height="100%" fill="{colours["surface"]}"/>'
    return vl_convert.svg_to_png(coloured[:opened] + paper + coloured[opened:], scale=scale)
