"""Put the desk's tables into words: the title, the one thing each chart says, its labels, and its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from bot.content.phrasing import Phrasing
from bot.core.desk.charts import (
    Bar,
    HeatMap,
    Place,
    Series,
    Spread,
    Stream,
    Streams,
    Table,
    Tone,
    Trend,
    Words,
    written,
)
from bot.core.desk.outcomes import OUTCOMES
from bot.core.desk.pictures import ASKED
from bot.core.desk.tables import Flow, Grid, Line, Period, PeriodKind

Name = Callable[[str], str]
"""What people call a key."""

STAGES = ("chart.place.", "web.reply.", "chart.outcome.")
"""What the phrases begin with that name the places of a flow, by stage."""
TONES: Mapping[str, Tone] = {
    **{"answer": "good", "confirmed": "good", "handoff_offer": "person", "handed_over": "person"},
    **{"fallback": "bad", "out_of_scope": "bad", "none_of_these": "bad", "not_helped": "bad"},
}
HIDDEN = "statistics.hidden"
"""What stands for a number that few people are behind, or that would give such a number away."""
SHORT_MONTH = 3  # letters
PART_WORDS = {1: "days", 7: "weeks"}


def trend(now: Line, before: Line | None, *, period: Period, today: date, phrases: Phrasing) -> Trend:
    """Questions over time; the period before lies under it, part for part. Parts that have not begun are left out."""
    days = [day for day, _ in now.points]
    begun = tuple(number for day, number in now.points if day <= today)
    series = [Series(_series_name(period, phrases), begun)]
    if before is not None:
        series.append(Series(_series_name(period.before(), phrases), tuple(number for _, number in before.points)))
        days += [day for day, _ in before.points[len(days) :]]
    parts = _parts(days)
    labels = [part_name(day, parts, phrases) for day in days]
    heads = ("", *(each.name for each in series))
    lines = [
        (label, *(count(each.values[at], phrases) if at < len(each.values) else "" for each in series))
        for at, label in enumerate(labels)
    ]
    says = _most_said("chart.trend.says", list(zip(labels, begun, strict=False)), phrases)
    words = _words("trend", says, heads, lines, phrases, title=phrases.say(f"chart.trend.{parts}"))
    return Trend(words, tuple(labels), *series)


def heat_map(grid: Grid, *, row_name: Name, column_name: Name, phrases: Phrasing) -> HeatMap:
    """Questions by topic and system; what is long, the topics, stands in the rows of the chart."""
    grid = _telling(grid)
    rows, columns = tuple(map(column_name, grid.columns)), tuple(map(row_name, grid.rows))
    cells = tuple(zip(*grid.cells, strict=True))
    numbers = [
        (phrases.say("chart.heat.cell", row=row, column=column), number)
        for row, across in zip(rows, cells, strict=True)
        for column, number in zip(columns, across, strict=True)
    ]
    lines = [(row, *(count(number, phrases) for number in across)) for row, across in zip(rows, cells, strict=True)]
    says = _most_said("chart.heat.says", numbers, phrases)
    return HeatMap(_words("heat", says, ("", *columns), lines, phrases), rows, columns, cells)


def streams(flow: Flow, *, totals: Mapping[str, int | None], phrases: Phrasing) -> Streams:
    """What became of questions: asked, the bot's reply, and whether anybody has said that it helped.

    `totals` are the numbers of replies and outcomes, which may be shown where their parts are hidden.
    """
    links = [link for link in flow.links if link[2] != 0]
    keys = sorted(dict.fromkeys(key for link in links for key in link[:2]), key=_order_of)
    numbers = {key: _through(key, links) if totals.get(key) is None else totals[key] for key in keys}
    names = {key: phrases.say(f"{STAGES[_stage_of(key)]}{key}") for key in keys}
    places = tuple(Place(names[key], _stage_of(key), numbers[key], TONES.get(key, "plain")) for key in keys)
    at = {key: number for number, key in enumerate(keys)}
    lines = [
        (phrases.say("chart.flow.link", source=names[source], target=names[target]), count(questions, phrases))
        for source, target, questions in links
    ]
    heads = (phrases.say("chart.flow.way"), phrases.say("web.column.questions"))
    words = _words("flow", _resolved_said(numbers, phrases), heads, lines, phrases)
    return Streams(words, places, tuple(Stream(at[source], at[target], number) for source, target, number in links))


def spread(paces: Sequence[tuple[str, int | None, bool]], *, phrases: Phrasing) -> Spread:
    """Answers by how much of the promised time they took: (key, how many, whether too late), from short to long."""
    bars = tuple(Bar(phrases.say(f"chart.pace.{key}"), number, is_late) for key, number, is_late in paces)
    answered = sum(bar.number or 0 for bar in bars)
    kept, late = "", ""
    says = _most_said("chart.spread.most", [(bar.label, bar.number) for bar in bars], phrases)
    if answered and all(bar.number is not None for bar in bars):
        in_time = sum(bar.number or 0 for bar in bars if not bar.is_late) / answered
        kept = phrases.say("chart.spread.kept", share=percent(in_time, phrases))
        late = phrases.say("chart.spread.late", share=percent(1 - in_time, phrases))
        says = phrases.say("chart.spread.says", share=percent(in_time, phrases))
    heads = (phrases.say("chart.spread.axis"), phrases.say("chart.spread.column"))
    lines = [(bar.label, count(bar.number, phrases)) for bar in bars]
    words = _words("spread", says, heads, lines, phrases)
    return Spread(words, bars, kept, late, phrases.say("chart.spread.axis"))


def period_name(period: Period, phrases: Phrasing) -> str:
    """'uge 46', 'november 2026', '4. kvartal 2026' or '2026'."""
    if period.kind is PeriodKind.YEAR:
        return str(period.year)
    if period.kind is PeriodKind.MONTH:
        return f"{_month(period.first, phrases)} {period.year}"
    return phrases.say(f"chart.period.{period.kind}", number=period.number, year=period.year)


def part_name(day: date, parts: str, phrases: Phrasing) -> str:
    """The label of a part of a period that begins on `day`: '3. nov.', 'uge 46' or 'nov.'."""
    if parts == "weeks":
        return phrases.say("chart.week", number=day.isocalendar().week)
    month = _month(day, phrases)[:SHORT_MONTH]
    return phrases.say("chart.day", day=day.day, month=month) if parts == "days" else month


def percent(share: float, phrases: Phrasing) -> str:
    """'81 %' or '81%'."""
    return phrases.say("chart.percent", number=round(share * 100))


def count(number: int | None, phrases: Phrasing) -> str:
    """A number of questions as people write it, or that it is hidden."""
    return phrases.say(HIDDEN) if number is None else written(number, phrases.language)


def _parts(days: Sequence[date]) -> str:
    """What the parts of a line are, by how far apart they begin."""
    apart = days[1] - days[0] if len(days) > 1 else timedelta(days=1)
    return PART_WORDS.get(apart.days, "months")


def _month(day: date, phrases: Phrasing) -> str:
    return phrases.say("calendar.months").split()[day.month - 1]


def _most_said(key: str, numbers: Sequence[tuple[str, int | None]], phrases: Phrasing) -> str:
    """Where the largest number is; that all are hidden, or that there is nothing, when there is none."""
    known = [(number, label) for label, number in numbers if number is not None]
    if not known:
        return phrases.say("chart.all_hidden" if numbers else "chart.nothing")
    most = max(number for number, _ in known)
    if not most:
        return phrases.say("chart.nothing")
    where = next(label for number, label in known if number == most)
    return phrases.say(key, where=where, number=written(most, phrases.language))


def _words(
    kind: str,
    says: str,
    heads: tuple[str, ...],
    lines: Sequence[tuple[str, ...]],
    phrases: Phrasing,
    *,
    title: str = "",
) -> Words:
    named = title or phrases.say(f"chart.{kind}.title")
    hidden = phrases.say(HIDDEN)
    has_hidden = any(hidden in line for line in lines)
    return Words(named, says, Table(named, heads, tuple(lines)), phrases.language, hidden, has_hidden)


def _stage_of(key: str) -> int:
    """0 for what was asked, 1 for a kind of reply, 2 for what became of it."""
    return 0 if key == ASKED else 2 if key in OUTCOMES else 1


def _order_of(key: str) -> tuple[int, int]:
    """Outcomes stand from good to unsaid, replies as they come."""
    return _stage_of(key), OUTCOMES.index(key) if key in OUTCOMES else 0


def _through(key: str, links: Sequence[tuple[str, str, int | None]]) -> int | None:
    """How many pass a place, from the side all of which is known; None when something is hidden on both."""
    for side in (1, 0):
        numbers = [link[2] for link in links if link[side] == key]
        known = [number for number in numbers if number is not None]
        if numbers and len(known) == len(numbers):
            return sum(known)
    return None


def _resolved_said(numbers: Mapping[str, int | None], phrases: Phrasing) -> str:
    if not numbers:
        return phrases.say("chart.nothing")
    resolved, asked = numbers.get("confirmed", 0), numbers.get(ASKED)
    if resolved is None or not asked:
        return phrases.say("chart.flow.hidden")
    values = {"resolved": written(resolved, phrases.language), "asked": written(asked, phrases.language)}
    return phrases.say("chart.flow.says", share=percent(resolved / asked, phrases), **values)


def _series_name(period: Period, phrases: Phrasing) -> str:
    """The weeks of a week's month are shown around it."""
    around = Period.around(period.first, PeriodKind.MONTH) if period.kind is PeriodKind.WEEK else period
    return period_name(around, phrases)


def _telling(grid: Grid) -> Grid:
    """The grid without what only says that it is hidden or that nobody asked; the whole of it when that is all."""
    columns = [at for at in range(len(grid.columns)) if any(row[at] for row in grid.cells)]
    rows = [at for at, row in enumerate(grid.cells) if any(row)]
    if not rows:
        return grid
    cells = tuple(tuple(grid.cells[row][column] for column in columns) for row in rows)
    return Grid(tuple(grid.rows[at] for at in rows), tuple(grid.columns[at] for at in columns), cells)
