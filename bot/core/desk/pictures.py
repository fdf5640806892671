"""Count what the charts show: questions over time, by system and topic, what became of them, and answers' pace."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.core.desk.columns import Rows
from bot.core.desk.figures import View
from bot.core.desk.outcomes import LATE_PACES, OUTCOMES, PACES
from bot.core.desk.tables import Flow, Grid, Line, Period, PeriodKind

ASKED = "asked"
ACROSS = 12  # topics of the map, most asked first


def trend(view: View) -> Line:
    """Questions by week, of a year by month; of a single week by the weeks of its month.

    A week that begins or ends outside the period counts as a whole: it is the number of that week's own page.
    """
    parts = trend_parts(view.period)
    return Line("questions", tuple((part.first, view.showing.count(part, view.conditions)) for part in parts))


def trend_parts(period: Period) -> Sequence[Period]:
    """The weeks, or months, whose numbers the trend shows."""
    if period.kind is PeriodKind.YEAR:
        return [month for quarter in period.parts() for month in quarter.parts()]
    whole = Period.around(period.first, PeriodKind.MONTH) if period.kind is PeriodKind.WEEK else period
    weeks = [Period.around(whole.first, PeriodKind.WEEK)]
    while weeks[-1].last < whole.last:
        weeks.append(weeks[-1].after())
    return weeks


def heat_map(view: View) -> Grid:
    """Questions by system (rows) and the topics that are asked about most where a system is named (columns)."""
    rows = view.rows()
    of_systems = rows[view.showing.columns.at(rows, "system") > 0]
    systems, topics = _words(view, "system", rows), _words(view, "topic", of_systems)[:ACROSS]
    cells = tuple(
        tuple(view.count(view.having("system", system) | view.having("topic", topic)) for topic in topics)
        for system in systems
    )
    return Grid(tuple(systems), tuple(topics), cells)


def became(view: View) -> Flow:
    """What became of questions: asked → kind of reply → outcome."""
    replies = _words(view, "reply", view.rows())
    first = [(ASKED, reply, view.count(view.having("reply", reply))) for reply in replies]
    then = [
        (reply, outcome, view.count(view.having("reply", reply) | view.having("outcome", outcome)))
        for reply in replies
        for outcome in OUTCOMES
    ]
    return Flow((*first, *then))


def paces(view: View) -> tuple[tuple[str, int | None, bool], ...]:
    """Answered tickets by how much of the promised time the first answer took: (key, how many, whether too late)."""
    return tuple((pace, view.count(view.having("pace", pace)), pace in LATE_PACES) for pace in PACES)


def _words(view: View, column: str, rows: Rows) -> list[str]:
    """The words of a column that `rows` have, most first; only those whose number in the view is shown."""
    words = view.showing.columns.words[column]
    numbers = np.bincount(view.showing.columns.at(rows, column), minlength=len(words))
    found = [words[code] for code in np.argsort(-numbers, kind="stable") if numbers[code]]
    return [word for word in found if word and view.count(view.having(column, word)) is not None]
