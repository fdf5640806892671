"""The charts of the desk, in words and numbers: what is drawn, what it says, and its table; nothing of how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.desk.intervals import Share

THOUSANDS = {"da": ".", "en": ","}

Tone = Literal["plain", "good", "person", "bad"]
"""What a place in a flow means: nothing by itself, it went well, somebody was needed, it went badly."""


@dataclass(frozen=True)
class Table:
    """A chart's numbers for those who read them: every cell as people read it, the first of a row is its head."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Words:
    """What every chart has: a title, the one sentence it is there for, its table, and the language of both."""

    title: str
    says: str
    table: Table
    language: str
    hidden: str
    """What is written where a number is hidden: 'skjult'."""
    has_hidden: bool = False


@dataclass(frozen=True)
class Series:
    """One line: its name and a number for each part of the period, None when hidden."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Trend:
    """A number over time beside the period before; `labels` are of the parts of the longer of the two."""

    words: Words
    labels: tuple[str, ...]
    now: Series
    before: Series | None = None


@dataclass(frozen=True)
class HeatMap:
    """Numbers by two things; `cells` has a tuple for each of `rows`, None when hidden."""

    words: Words
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]


@dataclass(frozen=True)
class Place:
    """Where questions can be in a flow; `stage` counts from 0, `questions` is None when hidden."""

    name: str
    stage: int
    questions: int | None
    tone: Tone = "plain"


@dataclass(frozen=True)
class Stream:
    """What goes from one place to another, by their numbers in the flow; `questions` is None when hidden."""

    source: int
    target: int
    questions: int | None


@dataclass(frozen=True)
class Streams:
    """What became of something: places in stages, and what goes between them."""

    words: Words
    places: tuple[Place, ...]
    streams: tuple[Stream, ...]


@dataclass(frozen=True)
class Bar:
    """One step of a spread: how many, None when hidden, and whether it lies beyond the promise."""

    label: str
    number: int | None
    is_late: bool = False


@dataclass(frozen=True)
class Spread:
    """How answers lie around their promise: steps from short to long, those beyond it last."""

    words: Words
    bars: tuple[Bar, ...]
    kept: str
    """What stands over the steps that keep the promise: '81 % til tiden'."""
    late: str
    axis: str


@dataclass(frozen=True)
class Estimates:
    """A share over time that was counted on a few, each with its interval; None where there was nothing to count."""

    words: Words
    labels: tuple[str, ...]
    shares: tuple[Share | None, ...]
    latest: str
    """What stands where the line ends: '4 %'."""
    axis: str


Chart = Trend | HeatMap | Streams | Spread | Estimates


@dataclass(frozen=True)
class Drawn:
    """A chart as two SVG documents without a declaration, for a wide page and for a narrow one.

    Their colours are CSS variables (`--chart-…`), so that one picture is right in light, in dark and on paper.
    """

    chart: Chart
    wide: str
    narrow: str

    @property
    def words(self) -> Words:
        """The chart's words."""
        return self.chart.words


def written(number: int, language: str) -> str:
    """A whole number as people write it: '6.012' or '6,012'."""
    return f"{number:,}".replace(",", THOUSANDS[language])
