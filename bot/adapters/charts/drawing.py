"""Draw charts when they are asked for, each only once: the same numbers in the same words are the same picture."""

from __future__ import annotations

from functools import lru_cache

from bot.core.desk.charts import Chart, Drawn

KEPT = 256  # charts; some 40 KB each


class Charts:
    """What pages and reports draw with; slow the first time, so call it in a worker thread."""

    def draw(self, chart: Chart) -> Drawn:
        """The chart for a page, wide and narrow."""
        return _drawn(chart)

    def picture(self, chart: Chart) -> bytes:
        """The chart as a PNG that stands by itself, black on white."""
        from bot.adapters.charts.converting import picture  # a third of a second; only where a chart is drawn
        from bot.adapters.charts.look import ON_PAPER

        return picture(_drawn(chart).wide, colours=ON_PAPER)


@lru_cache(maxsize=KEPT)
def _drawn(chart: Chart) -> Drawn:
    from bot.adapters.charts.building import build
    from bot.adapters.charts.converting import svg
    from bot.adapters.charts.look import NARROW, WIDE

    language = chart.words.language
    return Drawn(chart, *(svg(build(chart, size), language=language) for size in (WIDE, NARROW)))
