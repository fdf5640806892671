"""Choose how a chart is drawn."""

from __future__ import annotations

from typing import Any, assert_never

from bot.adapters.charts import estimates, heat_map, spread, streams, trend
from bot.adapters.charts.look import Size
from bot.core.desk.charts import Chart, Estimates, HeatMap, Spread, Streams, Trend


def build(chart: Chart, size: Size) -> dict[str, Any]:
    """The chart as Vega-Lite, exactly as wide as `size`."""
    match chart:
        case Trend():
            return trend.build(chart, size)
        case HeatMap():
            return heat_map.build(chart, size)
        case Streams():
            return streams.build(chart, size)
        case Spread():
            return spread.build(chart, size)
        case Estimates():
            return estimates.build(chart, size)
        case _:
            assert_never(chart)
