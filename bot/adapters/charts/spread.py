"""Draw how long people waited: a bar for each step, and a line where the promise ends."""

from __future__ import annotations

from typing import Any

import altair as alt

from bot.adapters.charts.look import HIDDEN, INK, LATE, MUTED, NOW, TEXT, Frame, Size, framed
from bot.adapters.charts.sheet import Marks, Sheet
from bot.core.desk.charts import Spread, written

HEIGHT = 270
GAP = 4  # pixels between two bars
STUB = 16  # pixels: the box of a hidden number
SMALL = TEXT - 3  # pixels: what stands below bars that are close together
LOWER = SMALL + 4  # pixels: so much lower stands every second of them, since two would touch


def build(chart: Spread, size: Size) -> dict[str, Any]:
    """The chart as Vega-Lite."""
    lower = LOWER if size.is_narrow else 0
    frame = Frame(left=2, right=2, top=30, bottom=TEXT * 2 + 24 + lower)
    sheet = Sheet(size.width - frame.left - frame.right, HEIGHT - frame.top - frame.bottom)
    axis = [{"x": sheet.width / 2, "y": sheet.height + TEXT * 2 + 16 + lower, "text": chart.axis}]
    layers = [
        *_bars(chart, sheet),
        sheet.texts(_numbers(chart, sheet)),
        sheet.texts(_labels(chart, sheet, lower), fill=MUTED, fontSize=SMALL if size.is_narrow else TEXT),
        *_promise(chart, sheet),
        sheet.texts(axis, fill=MUTED),
    ]
    return framed(layers, width=size.width, height=HEIGHT, frame=frame)


def _step(chart: Spread, sheet: Sheet) -> float:
    return sheet.width / len(chart.bars)


def _top(chart: Spread, at: int, sheet: Sheet) -> float:
    """Where a bar begins, counted from above; room is left for its number and the words over all."""
    most = max([bar.number or 0 for bar in chart.bars] + [1])
    number = chart.bars[at].number
    return sheet.height - (STUB if number is None else number / most * (sheet.height - TEXT - 18))


def _bars(chart: Spread, sheet: Sheet) -> list[alt.Chart]:
    wide = _step(chart, sheet)
    known: Marks = []
    hidden: Marks = []
    for at, bar in enumerate(chart.bars):
        left, right = at * wide + GAP / 2, (at + 1) * wide - GAP / 2
        square = {"x": left, "to_x": right, "y": _top(chart, at, sheet), "to_y": sheet.height}
        if bar.number is None:
            hidden.append(square)
        else:
            known.append({**square, "fill": LATE if bar.is_late else NOW})
    return [
        sheet.squares(known, cornerRadiusTopLeft=3, cornerRadiusTopRight=3),
        sheet.squares(hidden, fill=HIDDEN, stroke=MUTED, strokeDash=[2, 3]),
    ]


def _numbers(chart: Spread, sheet: Sheet) -> Marks:
    said = [
        chart.words.hidden if bar.number is None else written(bar.number, chart.words.language) for bar in chart.bars
    ]
    wide = _step(chart, sheet)
    return [{"x": (at + 0.5) * wide, "y": _top(chart, at, sheet) - 6, "text": text} for at, text in enumerate(said)]


def _labels(chart: Spread, sheet: Sheet, lower: int) -> Marks:
    """What each bar is, every second one `lower` pixels down."""
    wide, below = _step(chart, sheet), sheet.height + TEXT + 5
    return [
        {"x": (at + 0.5) * wide, "y": below + at % 2 * lower, "text": bar.label} for at, bar in enumerate(chart.bars)
    ]


def _promise(chart: Spread, sheet: Sheet) -> list[alt.Chart]:
    """The line between what kept the promise and what did not, and how much of each."""
    at = sum(not bar.is_late for bar in chart.bars) * _step(chart, sheet)
    kept, late = ([{"x": at, "y": -14, "text": text}] if text else [] for text in (chart.kept, chart.late))
    return [
        sheet.strokes([{"x": at, "to_x": at, "y": -24, "to_y": sheet.height}], stroke=INK, strokeWidth=1.5),
        sheet.texts(kept, align="right", dx=-8, fill=NOW, fontWeight="bold", baseline="middle"),
        sheet.texts(late, align="left", dx=8, fill=LATE, fontWeight="bold", baseline="middle"),
    ]
