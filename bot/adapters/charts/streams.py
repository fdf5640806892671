"""Draw what became of questions: broad streams between places on a wide page, bars below each other on a narrow one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from bot.adapters.charts.look import BEFORE, INK, LETTER, MUTED, TEXT, Frame, Size, colour, framed
from bot.adapters.charts.sheet import Marks, Sheet
from bot.core.desk.charts import Place, Streams, written

HEIGHT = 420
NODE = 12  # pixels wide
GAP = 32  # pixels between places of a stage: a name and its number fit beside the thinnest
THIN = 3.0  # pixels: the least of a place that is drawn
STEPS = 24  # straight pieces of a stream's edge
BAR, STEP = 12, 42  # pixels: a bar's height, and from one bar to the next
BETWEEN = 14  # pixels between stages


@dataclass
class _Spot:
    """A place on the page, in pixels, and how much of its sides is taken."""

    place: Place
    x: float
    top: float
    tall: float
    taken_in: float = 0.0
    taken_out: float = 0.0


def build(chart: Streams, size: Size) -> dict[str, Any]:
    """The chart as Vega-Lite."""
    return _bars(chart, size) if size.is_narrow else _streams(chart, size)


def _streams(chart: Streams, size: Size) -> dict[str, Any]:
    last = max(place.stage for place in chart.places)
    longest = max(len(place.name) for place in chart.places if place.stage == last)
    frame = Frame(left=2, right=int(longest * LETTER) + 14, top=14, bottom=14)
    sheet = Sheet(size.width - frame.left - frame.right, HEIGHT - frame.top - frame.bottom)
    spots, scale = _spots(chart, sheet)
    nodes = [
        {"x": spot.x, "to_x": spot.x + NODE, "y": spot.top, "to_y": spot.top + spot.tall, "fill": _fill(spot.place)}
        for spot in spots
    ]
    layers = [*_ribbons(chart, spots, scale, sheet), sheet.squares(nodes, cornerRadius=2), *_names(chart, spots, sheet)]
    return framed(layers, width=size.width, height=HEIGHT, frame=frame)


def _spots(chart: Streams, sheet: Sheet) -> tuple[list[_Spot], float]:
    """Every place, each stage from top to bottom in the order given; and how many pixels one question is tall."""
    last = max(place.stage for place in chart.places)
    stages = [[place for place in chart.places if place.stage == at] for at in range(last + 1)]
    scale = min(
        (sheet.height - (GAP + THIN) * len(stage) + GAP) / max(sum(_least(chart, place) for place in stage), 1)
        for stage in stages
    )
    spots: dict[Place, _Spot] = {}
    for at, stage in enumerate(stages):
        top = 0.0
        for place in stage:
            tall = max(_least(chart, place) * scale, THIN)
            spots[place] = _Spot(place, at * (sheet.width - NODE) / max(last, 1), top, tall)
            top += tall + GAP
    return [spots[place] for place in chart.places], scale


def _least(chart: Streams, place: Place) -> int:
    """How many are known to pass a place, at least."""
    at = chart.places.index(place)
    into = sum(stream.questions or 0 for stream in chart.streams if stream.target == at)
    out = sum(stream.questions or 0 for stream in chart.streams if stream.source == at)
    return max(place.questions or 0, into, out)


def _ribbons(chart: Streams, spots: list[_Spot], scale: float, sheet: Sheet) -> list[alt.Chart]:
    known: Marks = []
    hidden: Marks = []
    for number, stream in enumerate(chart.streams):
        source, target = spots[stream.source], spots[stream.target]
        thick = (stream.questions or 0) * scale
        start, end = source.top + source.taken_out, target.top + target.taken_in
        source.taken_out += thick
        target.taken_in += thick
        which = {"band": number, "fill": colour(target.place.tone)}
        points = _edge(source.x + NODE, target.x, start, end, thick)
        (hidden if stream.questions is None else known).extend({**point, **which} for point in points)
    return [
        sheet.bands(known, opacity=0.28, interpolate="linear"),
        sheet.threads(hidden, stroke=MUTED, strokeOpacity=0.5, strokeDash=[2, 4], strokeWidth=1),
    ]


def _edge(left: float, right: float, start: float, end: float, thick: float) -> list[dict[str, float]]:
    """The upper and lower edge of a stream that leaves and arrives level."""
    points = []
    for step in range(STEPS + 1):
        part = step / STEPS
        y = start + (end - start) * part * part * (3 - 2 * part)
        points.append({"x": left + (right - left) * part, "y": y, "to_y": y + thick})
    return points


def _names(chart: Streams, spots: list[_Spot], sheet: Sheet) -> list[alt.Chart]:
    """A place's name beside it, and its number below the name."""
    beside = [(spot, spot.x + NODE + 8, spot.top + spot.tall / 2) for spot in spots]
    names = [{"x": x, "y": y - 3, "text": spot.place.name} for spot, x, y in beside]
    numbers = [{"x": x, "y": y + TEXT, "text": _number(chart, spot.place)} for spot, x, y in beside]
    return [_words(sheet, names), _words(sheet, numbers, fontWeight="bold")]


def _bars(chart: Streams, size: Size) -> dict[str, Any]:
    """Each place a bar, as long as its part of all, with its name above it."""
    frame = Frame(left=0, right=0, top=2, bottom=4)
    whole = max([place.questions or 0 for place in chart.places] + [1])
    bars, names, numbers, down = [], [], [], 0
    for at, place in enumerate(chart.places):
        if at and place.stage != chart.places[at - 1].stage:
            down += BETWEEN
        long = max((place.questions or 0) / whole * size.width, THIN)
        bars.append({"x": 0, "to_x": long, "y": down + TEXT + 8, "to_y": down + TEXT + 8 + BAR, "fill": _fill(place)})
        names.append({"x": 0, "y": down + TEXT + 1, "text": place.name})
        numbers.append({"x": size.width, "y": down + TEXT + 1, "text": _number(chart, place)})
        down += STEP
    sheet = Sheet(size.width, down)
    words = [_words(sheet, names), _words(sheet, numbers, align="right", fontWeight="bold")]
    layers = [sheet.squares(bars, cornerRadius=2), *words]
    return framed(layers, width=size.width, height=down + frame.top + frame.bottom, frame=frame)


def _number(chart: Streams, place: Place) -> str:
    return chart.words.hidden if place.questions is None else written(place.questions, chart.words.language)


def _fill(place: Place) -> str:
    return BEFORE if place.questions is None else colour(place.tone)


def _words(sheet: Sheet, marks: Marks, **look: Any) -> alt.Chart:
    return sheet.texts(marks, **{"align": "left", "baseline": "alphabetic", "fill": INK, **look})
