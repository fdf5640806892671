"""Draw both axes of a number over time, with as many labels below as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from bot.adapters.charts.look import GRID, LETTER, encoded, rows


def axes(labels: Sequence[str], inner: int, *, most: float) -> alt.Chart:
    """A part at each whole number along x, from 0; whole numbers up to about `most` along y. `inner` is in pixels."""
    room = max(len(label) for label in labels) * LETTER + 14
    step = max(1, -(-len(labels) * int(room) // max(inner, 1)))
    shown = list(range(0, len(labels), step))
    words = {str(at): labels[at] for at in shown}
    below = alt.Axis(
        values=shown, labelExpr=f"({_as_expression(words)})[datum.value]", grid=False, title=None,
        labelAngle=0, labelFlush=False, labelOverlap=False, labelPadding=6, tickSize=5,
    )  # fmt: skip
    beside = alt.Axis(tickCount=4, format=",d", title=None, domain=False, ticks=False, labelPadding=8, gridColor=GRID)
    last = max(len(labels) - 1, 1)
    x = alt.X("at:Q", scale=alt.Scale(domain=[0, last], nice=False), axis=below)
    y = alt.Y("number:Q", scale=alt.Scale(domain=[0, most], nice=True), axis=beside)
    return encoded(alt.Chart(rows([{"at": 0, "number": 0}])).mark_point(opacity=0), x=x, y=y)


def _as_expression(words: dict[str, str]) -> str:
    """A Vega expression that looks a label up; quotes in labels are taken out of harm's way."""
    pairs = (f"{key}: '{text.translate(_SAFE)}'" for key, text in words.items())
    return "{" + ", ".join(pairs) + "}"


_SAFE = str.maketrans({"'": "’", "\\": "/"})
