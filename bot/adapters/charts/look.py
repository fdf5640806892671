"""How charts look: two widths, colours that follow the page, and one way of writing text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"  # measured on the server; the page writes in its own
TEXT = 13  # pixels
LETTER, BOLD_LETTER = 7.2, 8.6  # pixels a letter of TEXT takes on average in wide type, with some to spare


def colour(name: str) -> str:
    """A colour as the page knows it."""
    return f"var(--chart-{name})"


INK, MUTED, GRID, SURFACE = colour("ink"), colour("muted"), colour("grid"), colour("surface")
NOW, BEFORE, LATE, HIDDEN = colour("now"), colour("before"), colour("late"), colour("hidden")

ON_PAPER = {
    **{"ink": "#1b2a2e", "muted": "#4f6067", "grid": "#dfe4e3", "surface": "#ffffff", "hidden": "#eef1f0"},
    **{"now": "#00629b", "before": "#76868c", "late": "#b34700"},
    **{"plain": "#5f7077", "good": "#00629b", "person": "#b34700", "bad": "#8a2f6b"},
    **{"heat-0": "#f4f6f6", "heat-1": "#d6e6f2", "heat-2": "#a9cde6", "heat-3": "#6aaad4", "heat-4": "#1f78b4"},
    **{"heat-5": "#064a7a", "on-heat-0": "#4f6067", "on-heat-1": "#10202a", "on-heat-2": "#10202a"},
    **{"on-heat-3": "#10202a", "on-heat-4": "#ffffff", "on-heat-5": "#ffffff"},
}
"""The colours of a picture that stands outside a page: those of the page in light."""


@dataclass(frozen=True)
class Size:
    """The room for a chart, in pixels."""

    width: int
    is_narrow: bool


WIDE, NARROW = Size(760, is_narrow=False), Size(320, is_narrow=True)


@dataclass(frozen=True)
class Frame:
    """The room around what is drawn, in pixels."""

    left: int
    right: int
    top: int
    bottom: int


def rows(values: list[dict[str, Any]]) -> alt.InlineData:
    """Data that stands in the chart itself; nothing is fetched."""
    return alt.InlineData(values=values)


def encoded(mark: alt.Chart, **encodings: Any) -> alt.Chart:
    """The mark with its encodings; altair does not say of what type that is."""
    chart: alt.Chart = mark.encode(**encodings)
    return chart


def framed(layers: list[alt.Chart], *, width: int, height: int, frame: Frame) -> dict[str, Any]:
    """The layers as one Vega-Lite chart of exactly this size, frame included."""
    chart = alt.layer(*layers).properties(
        width=width - frame.left - frame.right,
        height=height - frame.top - frame.bottom,
        padding={"left": frame.left, "right": frame.right, "top": frame.top, "bottom": frame.bottom},
        autosize=alt.AutoSizeParams(type="none"),
    )
    spec: dict[str, Any] = chart.to_dict()
    spec["config"] = CONFIG
    return spec


CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "aria": False,  # the page says what a chart shows; its parts would be read one by one
    "view": {"stroke": None},
    "text": {"fontSize": TEXT, "fill": INK, "baseline": "alphabetic"},
    "axis": {
        **{"labelFontSize": TEXT, "labelColor": MUTED, "titleFontSize": TEXT, "titleColor": MUTED},
        **{"titleFontWeight": "normal", "gridColor": GRID, "domainColor": MUTED, "tickColor": MUTED},
    },
}
