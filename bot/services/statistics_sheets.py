"""Lay out the statistics of a view as the sheets of a workbook: hidden numbers hidden, every figure explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.core.desk.figures import FIGURES, View, listed, rising, topics
from bot.core.desk.pictures import became, heat_map, paces, trend
from bot.core.desk.sheets import Cell, Column, Kind, Sheet
from bot.core.desk.tables import DIMENSIONS, Figure, Ranking
from bot.services.chart_words import HIDDEN, period_name
from bot.services.figure_words import FigureWords

UNIT_KINDS: dict[str, Kind] = {"count": "count", "share": "share", "hours": "hours"}


def sheets_of(view: View, *, words: FigureWords, is_invented: bool) -> Iterator[Sheet]:
    """The sheets in the language of `words`: what they are of, key figures, tables, charts' numbers, definitions."""
    laid = _Laid(view, words)
    yield laid.about(is_invented=is_invented)
    yield from laid.figures()
    ranked = [("topic", topics(view), "topic"), ("rising", rising(view), "topic")]
    columns = ["reply", "outcome", "reason", *(name for name in DIMENSIONS if name not in view.filters.chosen)]
    ranked += [(column, listed(view, column), column) for column in columns]
    for key, ranking, column in ranked:
        yield laid.ranking(key, ranking, column)
    yield from (laid.over_time(), laid.map(), laid.flow(), laid.paces(), laid.definitions())


@dataclass(frozen=True)
class _Laid:
    view: View
    words: FigureWords

    def about(self, *, is_invented: bool) -> Sheet:
        """What the numbers are of."""
        rows = [(self._say("statistics.period"), period_name(self.view.period, self.words.phrases))]
        rows += [
            (self._say(f"statistics.filter.{name}"), self.words.name(name, word))
            for name, word in self.view.filters.chosen.items()
        ]
        rows.append((self._say(HIDDEN), self._say("chart.note")))
        if is_invented:
            rows.append((self._say("web.invented"), self._say("web.invented.what")))
        return self._sheet("about", [("what", "text"), ("value", "text")], rows)

    def figures(self) -> Iterator[Sheet]:
        """Numbers of one unit stand together, so that each column is of one kind."""
        counted = [figure(self.view) for figure in FIGURES]
        for unit, kind in UNIT_KINDS.items():
            rows = [self._figure(figure) for figure in counted if figure.unit == unit]
            yield self._sheet(f"figures_{unit}", [("what", "text"), ("value", kind), ("before", kind)], rows)

    def ranking(self, key: str, ranking: Ranking, column: str) -> Sheet:
        """Questions by the values of a column."""
        rows = [(self.words.name(column, row.key), row.questions, row.before) for row in ranking.rows]
        heads: list[tuple[str, Kind]] = [("what", "text"), ("questions", "count"), ("before", "count")]
        return self._sheet("", heads, rows, name=self._say(f"statistics.by.{key}"))

    def over_time(self) -> Sheet:
        """Questions over time, the period before beside them."""
        pairs = zip_longest(trend(self.view).points, trend(self.view.before).points, fillvalue=("", ""))
        rows = [(*now, *before) for now, before in pairs]
        heads: list[tuple[str, Kind]] = [
            ("day", "day"),
            ("questions", "count"),
            ("day_before", "day"),
            ("before", "count"),
        ]
        return self._sheet("trend", heads, rows)

    def map(self) -> Sheet:
        """Questions by system and topic, a row for each pair."""
        grid = heat_map(self.view)
        rows = [
            (self.words.name("system", system), self.words.name("topic", topic), number)
            for system, across in zip(grid.rows, grid.cells, strict=True)
            for topic, number in zip(grid.columns, across, strict=True)
        ]
        return self._sheet("map", [("system", "text"), ("topic", "text"), ("questions", "count")], rows)

    def flow(self) -> Sheet:
        """What became of questions."""
        rows = [
            (self._place(source), self._place(target), number) for source, target, number in became(self.view).links
        ]
        return self._sheet("flow", [("from", "text"), ("to", "text"), ("questions", "count")], rows)

    def paces(self) -> Sheet:
        """Answered tickets by how much of the promised time they took."""
        rows = [(self.words.name("pace", pace), number) for pace, number, _ in paces(self.view)]
        return self._sheet("paces", [("pace", "text"), ("tickets", "count")], rows)

    def definitions(self) -> Sheet:
        """What each figure counts."""
        keys = [figure(self.view).key for figure in FIGURES]
        rows = [(self._say(f"figure.{key}"), self._say(f"figure.{key}.what")) for key in keys]
        return self._sheet("definitions", [("what", "text"), ("definition", "text")], rows)

    def _figure(self, figure: Figure) -> tuple[Cell, ...]:
        return self._say(f"figure.{figure.key}"), figure.value, figure.before

    def _place(self, key: str) -> str:
        return self._say("chart.place.asked") if key == "asked" else self.words.name(self._column_of(key), key)

    def _column_of(self, key: str) -> str:
        return "outcome" if self.view.showing.columns.code("outcome", key) >= 0 else "reply"

    def _sheet(
        self, key: str, heads: Sequence[tuple[str, Kind]], rows: Sequence[tuple[Cell, ...]], *, name: str = ""
    ) -> Sheet:
        columns = tuple(Column(self._say(f"sheet.column.{head}"), kind) for head, kind in heads)
        return Sheet(name or self._say(f"sheet.{key}"), columns, rows)

    def _say(self, key: str) -> str:
        return self.words.phrases.say(key)
