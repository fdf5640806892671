"""Draw a number over time: this period in colour, the one before in grey, each named where its line ends."""

from __future__ import annotations

from typing import Any

import altair as alt

from bot.adapters.charts.axes import axes
from bot.adapters.charts.look import (
    BEFORE,
    BOLD_LETTER,
    HIDDEN,
    INK,
    MUTED,
    NOW,
    TEXT,
    Frame,
    Size,
    encoded,
    framed,
    rows,
)
from bot.core.desk.charts import Series, Trend, written

HEIGHT = 260
FEW_POINTS = 16  # so many can each have a dot
APART = TEXT + 5  # pixels between the names of two lines
NEAR = 2  # parts: names of lines that end closer than that may meet


def build(chart: Trend, size: Size) -> dict[str, Any]:
    """The chart as Vega-Lite."""
    longest = max(len(series.name) for series in _series(chart))
    frame = Frame(left=44, right=int(longest * BOLD_LETTER) + 14, top=28, bottom=34)
    inner = size.width - frame.left - frame.right
    layers = [
        axes(chart.labels, inner, most=_most(chart)),
        *_hidden(chart),
        *(_line(series, is_now=series is chart.now) for series in reversed(_series(chart))),
        *_peak(chart),
        *_names(chart, inner=HEIGHT - frame.top - frame.bottom),
    ]
    return framed(layers, width=size.width, height=HEIGHT, frame=frame)


def _series(chart: Trend) -> list[Series]:
    return [chart.now, *([chart.before] if chart.before else [])]


def _most(chart: Trend) -> int:
    known = [value for series in _series(chart) for value in series.values if value is not None]
    return max([*known, 4])


def _hidden(chart: Trend) -> list[alt.Chart]:
    """A band where this period's number is hidden: a gap is not a zero."""
    hidden = [at for at, value in enumerate(chart.now.values) if value is None]
    if not hidden:
        return []
    last = max(len(chart.labels) - 1, 1)
    bands = rows([{"at": max(at - 0.5, 0), "to": min(at + 0.5, last)} for at in hidden])
    band = encoded(alt.Chart(bands).mark_rect(fill=HIDDEN, stroke=None), x="at:Q", x2="to:Q")
    middle = hidden[len(hidden) // 2]
    word = rows([{"at": middle, "text": chart.words.hidden}])
    text = alt.Chart(word).mark_text(fill=MUTED, fontStyle="italic", baseline="bottom", dy=-6)
    return [band, encoded(text, x="at:Q", y=alt.value("height"), text="text:N")]


def _line(series: Series, *, is_now: bool) -> alt.Chart:
    points = [{"at": at, "number": value} for at, value in enumerate(series.values)]
    mark: dict[str, Any] = {"stroke": NOW, "strokeWidth": 3} if is_now else {"stroke": BEFORE, "strokeWidth": 2}
    if not is_now:
        mark["strokeDash"] = [5, 3]
    if len(points) <= FEW_POINTS or _has_lonely(series):
        mark["point"] = {"fill": mark["stroke"], "stroke": None, "size": 40 if is_now else 24}
    line = alt.Chart(rows(points)).mark_line(invalid="break-paths-show-path-domains", **mark)
    return encoded(line, x="at:Q", y="number:Q")


def _has_lonely(series: Series) -> bool:
    """Whether a number stands between two hidden ones, where no line shows it."""
    around = (None, *series.values, None)
    return any(
        value is not None and around[at - 1] is None and around[at + 1] is None
        for at, value in enumerate(around[1:-1], 1)
    )


def _peak(chart: Trend) -> list[alt.Chart]:
    known = [(value, -at) for at, value in enumerate(chart.now.values) if value is not None]
    if not known or max(known)[0] == 0:
        return []
    value, at = max(known)[0], -max(known)[1]
    peak = alt.Chart(rows([{"at": at, "number": value, "text": written(value, chart.words.language)}]))
    dot = peak.mark_point(filled=True, fill=NOW, opacity=1, size=90)
    text = peak.mark_text(fill=INK, fontWeight="bold", dy=-10)
    return [encoded(dot, x="at:Q", y="number:Q"), encoded(text, x="at:Q", y="number:Q", text="text:N")]


def _names(chart: Trend, *, inner: int) -> list[alt.Chart]:
    """The lines' names where they end, moved apart where they would meet."""
    ends = [(each, *_end(each)) for each in _series(chart)]
    apart = [0.0]
    if len(ends) > 1:
        (_, now_at, now), (_, before_at, before) = ends
        close = APART - abs(now - before) * inner / _most(chart)
        up = max(close, 0) / 2 if abs(now_at - before_at) < NEAR else 0
        apart = [-up, up] if now >= before else [up, -up]
    return [
        encoded(
            alt.Chart(rows([{"at": at, "number": number, "text": each.name}])).mark_text(
                align="left",
                baseline="middle",
                dx=10,
                dy=by,
                fill=NOW if each is chart.now else MUTED,
                fontWeight="bold",
            ),
            x="at:Q",
            y="number:Q",
            text="text:N",
        )
        for (each, at, number), by in zip(ends, apart, strict=True)
    ]


def _end(series: Series) -> tuple[int, int]:
    """The last number that is known, and where; the beginning of the axis when all are hidden."""
    known = [(at, value) for at, value in enumerate(series.values) if value is not None]
    return known[-1] if known else (0, 0)
