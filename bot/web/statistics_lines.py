"""Lay out the figures of a view for the page: what each is called, says, and leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.desk.figures import FIGURES, View, listed, rising, topics
from bot.core.desk.tables import DIMENSIONS, Figure, Ranked, Ranking
from bot.services.figure_words import FigureWords
from bot.services.statistics import may_list
from bot.web.statistics_filters import address
from bot.web.visit import Visit

COUNTS: Mapping[str, str] = {
    "people": "questions",
    "confirmed_share": "confirmed",
    "in_time_share": "in_time",
    "response_hours": "heard_of",
    "resolution_hours": "was_answered",
}
"""The questions behind a figure that is no number of questions itself."""


@dataclass(frozen=True)
class FigureLine:
    """A key figure: `link` is where its questions are, '' when they are not to be read."""

    figure: Figure
    name: str
    value: str
    change: str
    what: str
    link: str


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    ranked: Ranked
    name: str
    count: str
    before: str
    link: str


@dataclass(frozen=True)
class Ranks:
    """A table of counts by the values of something."""

    key: str
    title: str
    what: str
    rows: Sequence[Row]


def figure_lines(view: View, visit: Visit) -> list[FigureLine]:
    """The key figures, in their order."""
    words = FigureWords(visit.snapshot, visit.phrases())
    say = visit.phrases().say
    return [
        FigureLine(
            figure=figure,
            name=say(f"figure.{figure.key}"),
            value=words.value(figure),
            change=words.change(figure),
            what=say(f"figure.{figure.key}.what"),
            link=_link(view, COUNTS.get(figure.key, figure.key)) if figure.value is not None else "",
        )
        for figure in (count(view) for count in FIGURES)
    ]


def tables(view: View, visit: Visit) -> list[Ranks]:
    """The tables; of several filters at once, where little is left to tell apart, only those of topics and replies."""
    chosen = view.filters.chosen
    further = [name for name in DIMENSIONS if name not in chosen] if len(chosen) <= 1 else []
    columns = ["reply", "outcome", "reason", *further]
    return [
        _ranks("topic", topics(view), "topic", view, visit),
        _ranks("rising", rising(view), "topic", view, visit),
        *(_ranks(column, listed(view, column), column, view, visit) for column in columns),
    ]


def _ranks(key: str, ranking: Ranking, column: str, view: View, visit: Visit) -> Ranks:
    words, say = FigureWords(visit.snapshot, visit.phrases()), visit.phrases().say
    rows = [_row(row, column, view, words) for row in ranking.rows if row.key or column in DIMENSIONS]
    return Ranks(key, say(f"statistics.by.{key}"), say(f"statistics.by.{key}.what"), rows)


def _row(row: Ranked, column: str, view: View, words: FigureWords) -> Row:
    link = _link(view, f"{column}:{row.key}") if row.key else ""
    return Row(row, words.name(column, row.key), words.count(row.questions), words.count(row.before), link)


def _link(view: View, key: str) -> str:
    if not may_list(view, key):
        return ""
    return f"/coordinator/statistics/questions?{address(view.filters, of=key)}"
