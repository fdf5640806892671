"""A surface to draw on whose marks say themselves where they stand: pixels from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from bot.adapters.charts.look import encoded, rows

Marks = list[dict[str, Any]]
"""One row for each mark: x and y; to_x and to_y where it ends; `text`; `fill`, a colour."""


@dataclass(frozen=True)
class Sheet:
    """A surface of this many pixels."""

    width: float
    height: float

    def squares(self, marks: Marks, **look: Any) -> alt.Chart:
        """Rectangles from (x, y) to (to_x, to_y)."""
        return self._drawn(alt.Chart(rows(marks)).mark_rect(**look), marks, x2="to_x:Q", y2="to_y:Q")

    def strokes(self, marks: Marks, **look: Any) -> alt.Chart:
        """Straight lines from (x, y) to (to_x, to_y)."""
        return self._drawn(alt.Chart(rows(marks)).mark_rule(**look), [], x2="to_x:Q", y2="to_y:Q")

    def texts(self, marks: Marks, **look: Any) -> alt.Chart:
        """Words at (x, y)."""
        return self._drawn(alt.Chart(rows(marks)).mark_text(**look), marks, text="text:N")

    def bands(self, marks: Marks, **look: Any) -> alt.Chart:
        """Areas, one for each `band`, between y and to_y along x."""
        return self._drawn(alt.Chart(rows(marks)).mark_area(**look), marks, y2="to_y:Q", detail="band:N")

    def threads(self, marks: Marks, **look: Any) -> alt.Chart:
        """Lines, one for each `band`, through (x, y)."""
        return self._drawn(alt.Chart(rows(marks)).mark_line(**look), [], detail="band:N", order="x:Q")

    def _drawn(self, chart: alt.Chart, filled: Marks, **encodings: Any) -> alt.Chart:
        x = alt.X("x:Q", scale=alt.Scale(domain=[0, self.width], nice=False), axis=None)
        y = alt.Y("y:Q", scale=alt.Scale(domain=[self.height, 0], nice=False), axis=None)
        if any("fill" in mark for mark in filled):
            encodings["fill"] = alt.Fill("fill:N", scale=None)
        return encoded(chart, x=x, y=y, **encodings)
