"""Draw numbers by two things: the darker the more, every number written in its cell, hidden ones struck out."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import altair as alt

from bot.adapters.charts.look import INK, LETTER, MUTED, TEXT, Frame, Size, colour, framed
from bot.adapters.charts.sheet import Marks, Sheet
from bot.core.desk.charts import HeatMap, written

CELL = 34  # pixels from one row to the next
NAME = 22  # pixels for a row's name above its cells, where there is no room beside them
GAP = 2
SHADES = 5
WIDEST_CELL = 88
LONGEST_NAME = 40  # letters; a longer one ends in an ellipsis
SLANT = 0.7  # how much of a slanted name's length it stands tall


def build(chart: HeatMap, size: Size) -> dict[str, Any]:
    """The chart as Vega-Lite."""
    beside = 0 if size.is_narrow else int(max(len(_shortened(name)) for name in chart.rows) * LETTER) + 14
    longest = max(map(len, chart.columns)) * LETTER
    wide = min((size.width - beside) / len(chart.columns), WIDEST_CELL)
    is_slanted = longest > wide - 6
    overhang = max(0, int(longest * SLANT - wide / 2)) if is_slanted else 0
    wide = min((size.width - beside - overhang) / len(chart.columns), WIDEST_CELL)
    above = int(longest * SLANT) + 20 if is_slanted else TEXT + 14
    grid = _Grid(chart, wide, CELL + NAME if size.is_narrow else CELL, size.is_narrow)
    layers = [*grid.cells(), grid.row_names(), grid.column_names(is_slanted)]
    # as wide as the others, though it may need less: in all charts of a page the letters are of one size
    frame = Frame(left=beside, right=size.width - beside - int(grid.sheet.width), top=above, bottom=2)
    return framed(layers, width=size.width, height=int(above + grid.sheet.height + frame.bottom), frame=frame)


@dataclass(frozen=True)
class _Grid:
    """Where everything stands: `wide` and `tall` are the pixels from one cell to the next."""

    chart: HeatMap
    wide: float
    tall: int
    is_narrow: bool

    @property
    def sheet(self) -> Sheet:
        """Room for all cells."""
        return Sheet(self.wide * len(self.chart.columns), self.tall * len(self.chart.rows))

    def cells(self) -> list[alt.Chart]:
        """Coloured squares with their numbers, and a stroke through those that are hidden."""
        places = [(row, column) for row in range(len(self.chart.rows)) for column in range(len(self.chart.columns))]
        known = [place for place in places if self._number(place) is not None]
        hidden = [self._square(place) for place in places if place not in known]
        squares = [{**self._square(place), "fill": colour(f"heat-{self._shade(place)}")} for place in known]
        return [
            self.sheet.squares(squares, cornerRadius=3),
            self.sheet.texts(self._texts(known), baseline="middle"),
            self.sheet.squares(hidden, cornerRadius=3, fill=None, stroke=MUTED, strokeOpacity=0.5, strokeDash=[2, 3]),
            self.sheet.strokes(hidden, stroke=MUTED, strokeOpacity=0.6),
        ]

    def row_names(self) -> alt.Chart:
        """Beside the cells, or above them where the page is narrow."""
        down = NAME - 8 if self.is_narrow else (CELL - GAP) / 2
        names = enumerate(map(_shortened, self.chart.rows))
        marks = [{"x": 0, "y": at * self.tall + down, "text": name} for at, name in names]
        if self.is_narrow:
            return self.sheet.texts(marks, align="left", baseline="alphabetic")
        return self.sheet.texts(marks, align="right", dx=-10, baseline="middle")

    def column_names(self, is_slanted: bool) -> alt.Chart:
        """Above the columns, slanted where they would meet."""
        look: dict[str, Any] = {"align": "left", "angle": 315} if is_slanted else {"align": "center"}
        middle = (self.wide - GAP) / 2
        marks = [{"x": at * self.wide + middle, "y": 0, "text": name} for at, name in enumerate(self.chart.columns)]
        return self.sheet.texts(marks, baseline="bottom", dy=-6, fill=INK, **look)

    def _number(self, place: tuple[int, int]) -> int | None:
        return self.chart.cells[place[0]][place[1]]

    def _shade(self, place: tuple[int, int]) -> int:
        """By the root: a few large numbers would leave all others pale."""
        most = max(number or 0 for row in self.chart.cells for number in row)
        return ceil(SHADES * sqrt((self._number(place) or 0) / max(most, 1)))

    def _square(self, place: tuple[int, int]) -> dict[str, Any]:
        row, column = place
        left, top = column * self.wide, row * self.tall + (NAME if self.is_narrow else 0)
        return {"x": left, "y": top, "to_x": left + self.wide - GAP, "to_y": top + CELL - GAP}

    def _texts(self, places: list[tuple[int, int]]) -> Marks:
        squares = [(place, self._square(place)) for place in places]
        return [
            {
                "x": (square["x"] + square["to_x"]) / 2,
                "y": (square["y"] + square["to_y"]) / 2,
                "text": written(self._number(place) or 0, self.chart.words.language),
                "fill": colour(f"on-heat-{self._shade(place)}"),
            }
            for place, square in squares
        ]


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
