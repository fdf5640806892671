"""Make the charts of a view: over time, what became of questions, where about what, and how fast people answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.core.desk import pictures
from bot.core.desk.charts import Chart
from bot.core.desk.figures import View, listed
from bot.core.desk.tables import PeriodKind
from bot.services.chart_words import heat_map, spread, streams, trend
from bot.services.figure_words import FigureWords


def charts_of(view: View, *, words: FigureWords, today: date) -> Iterator[Chart]:
    """Those that there is anything to draw of. A week has no week before it to lie under: it is one point."""
    if not view.count():
        return
    phrases = words.phrases
    before = None if view.period.kind is PeriodKind.WEEK else pictures.trend(view.before)
    yield trend(pictures.trend(view), before, period=view.period, today=today, phrases=phrases)
    totals = {ranked.key: ranked.questions for column in ("reply", "outcome") for ranked in listed(view, column).rows}
    yield streams(pictures.became(view), totals=totals, phrases=phrases)
    grid = pictures.heat_map(view)
    if grid.rows and grid.columns and "system" not in view.filters.chosen:
        yield heat_map(
            grid,
            row_name=lambda system: words.name("system", system),
            column_name=lambda topic: words.name("topic", topic),
            phrases=phrases,
        )
    paces = pictures.paces(view)
    if any(number for _, number, _ in paces):
        yield spread(paces, phrases=phrases)
