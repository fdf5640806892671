"""Draw a share over time with the interval it lies in: a line, and a band around it that is wide where few counted."""

from __future__ import annotations

from typing import Any, Final

import altair as alt

from bot.adapters.charts.axes import axes
from bot.adapters.charts.look import BOLD_LETTER, MUTED, NOW, TEXT, Frame, Size, encoded, framed, rows
from bot.core.desk.charts import Estimates
from bot.core.desk.intervals import Share

HEIGHT = 260
FEW_POINTS = 16  # so many can each have a dot
LEAST = 10  # percent that the axis reaches at the least: two wrong of a hundred are not to look like many
BROKEN: Final = "break-paths-show-path-domains"  # where nothing is known, a line ends and begins again

Point = dict[str, float | None]


def build(chart: Estimates, size: Size) -> dict[str, Any]:
    """The chart as Vega-Lite."""
    frame = Frame(left=44, right=int(len(chart.latest) * BOLD_LETTER) + 14, top=34, bottom=34)
    points = [_point(at, share) for at, share in enumerate(chart.shares)]
    known = [point for point in points if point["number"] is not None]
    most = max([LEAST, *(100 * share.interval.high for share in chart.shares if share is not None)])
    layers = [
        axes(chart.labels, size.width - frame.left - frame.right, most=most),
        *_intervals(points, known),
        *_line(points, known),
        *_words(chart, known[-1:], left=frame.left),
    ]
    return framed(layers, width=size.width, height=HEIGHT, frame=frame)


def _point(at: int, share: Share | None) -> Point:
    """One part of the time, in percent."""
    if share is None:
        return {"at": at, "number": None, "low": None, "high": None}
    low, high = share.interval.low, share.interval.high
    return {"at": at, "number": 100 * share.value, "low": 100 * low, "high": 100 * high}


def _intervals(points: list[Point], known: list[Point]) -> list[alt.Chart]:
    """The band, and a stroke at each point: one that stands alone has no band."""
    band = alt.Chart(rows(points)).mark_area(invalid=BROKEN, fill=NOW, fillOpacity=0.18)
    strokes = alt.Chart(rows(known)).mark_rule(stroke=NOW, strokeOpacity=0.45, strokeWidth=2)
    return [encoded(mark, x="at:Q", y="low:Q", y2="high:Q") for mark in (band, strokes)]


def _line(points: list[Point], known: list[Point]) -> list[alt.Chart]:
    line = alt.Chart(rows(points)).mark_line(invalid=BROKEN, stroke=NOW, strokeWidth=3)
    dots = alt.Chart(rows(known)).mark_point(filled=True, fill=NOW, opacity=1, size=40)
    return [encoded(mark, x="at:Q", y="number:Q") for mark in ([line, dots] if len(known) <= FEW_POINTS else [line])]


def _words(chart: Estimates, last: list[Point], *, left: int) -> list[alt.Chart]:
    """What the axis counts, above it, and the latest share where the line ends."""
    axis = alt.Chart(rows([{"text": chart.axis}])).mark_text(fill=MUTED, align="left", baseline="bottom")
    ends = alt.Chart(rows([{**point, "text": chart.latest} for point in last])).mark_text(
        fill=NOW, fontWeight="bold", align="left", baseline="middle", dx=10
    )
    return [
        encoded(axis, x=alt.value(-left), y=alt.value(-TEXT), text="text:N"),
        encoded(ends, x="at:Q", y="number:Q", text="text:N"),
    ]
