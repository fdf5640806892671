"""Gather what a report to the network holds: figures, charts, gaps, what is late, and how the strategy is covered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from bot.content.phrasing import Phrasing
from bot.content.snapshot import Snapshot
from bot.core.desk import figures
from bot.core.desk.charts import Table
from bot.core.desk.figures import View
from bot.core.desk.hiding import FEWEST_PEOPLE
from bot.core.desk.report import Contents, Gap, KeyFigure
from bot.core.desk.tables import Filters, Period
from bot.core.worktime import danish_day
from bot.services.chart_words import period_name
from bot.services.context import Services
from bot.services.figure_charts import charts_of
from bot.services.figure_words import FigureWords
from bot.services.ports import Work
from bot.services.ports.backlog import BacklogLine, WantedItems
from bot.services.report_coverage import coverage
from bot.services.report_words import decision
from bot.services.statistics import see_statistics, upkeep

MOST_GAPS = 10
LOOKED_AT = 100  # items
FIGURES = (
    *(figures.questions, figures.people, figures.confirmed_share, figures.handed_over),
    *(figures.in_time_share, figures.response_hours, figures.overdue, figures.none_of_these),
)
"""Those a network meeting begins with."""


def contents_of(period: Period, *, language: str, services: Services, now: datetime) -> Contents:
    """What a report about `period` holds, in words of `language`."""
    snapshot = services.content.current()
    view = see_statistics(Filters(period), None, services=services, now=now)
    today = danish_day(now)
    gathering = _Gathering(view, snapshot, Phrasing(snapshot.library, snapshot.catalogue, language), today)
    with services.storage.reading() as work:
        gaps, is_invented = gathering.gaps(work), work.is_invented()
    name = period_name(period, gathering.phrases)
    return Contents(
        title=gathering.phrases.say("report.title", period=name),
        period=name,
        figures=tuple(gathering.key_figures()),
        charts=tuple(charts_of(view, words=gathering.words, today=today)),
        gaps=gaps,
        tables=tuple(gathering.tables()),
        is_invented=is_invented,
    )


@dataclass(frozen=True)
class _Gathering:
    """One period's view, and the words for it."""

    view: View
    snapshot: Snapshot
    phrases: Phrasing
    today: date

    @property
    def words(self) -> FigureWords:
        return FigureWords(self.snapshot, self.phrases)

    def key_figures(self) -> Iterator[KeyFigure]:
        for count in FIGURES:
            figure = count(self.view)
            label, what = self.phrases.say(f"figure.{figure.key}"), self.phrases.say(f"figure.{figure.key}.what")
            yield KeyFigure(label, self.words.value(figure), self.words.change(figure), what)

    def gaps(self, work: Work) -> tuple[Gap, ...]:
        """The biggest that were asked about in the period or since, with what the network is asked to decide."""
        lines = work.item_lines(WantedItems(), today=self.today, limit=LOOKED_AT)
        recent = [line for line in lines if line.counted.last_at and line.counted.last_at >= self.view.period.since]
        return tuple(self._gap(line) for line in recent[:MOST_GAPS])

    def _gap(self, line: BacklogLine) -> Gap:
        item, counted = line.item, line.counted
        systems = ", ".join(map(self.phrases.system, counted.systems))
        asked = self.phrases.say("backlog.few")
        if counted.asked.people >= FEWEST_PEOPLE:
            numbers = {"questions": counted.asked.questions, "people": counted.asked.people}
            asked = self.phrases.say("backlog.counts", **numbers)
        facts = " · ".join(part for part in (asked, systems) if part)
        decided = decision(item.kind, owner=self.words.role(item.owner), phrases=self.phrases)
        return Gap(item.title, item.typical_id, facts, decided)

    def tables(self) -> Iterator[tuple[str, Table]]:
        """By section: systems and themes, what is late, and what the strategy asks for."""
        yield from (("figures", table) for table in (self._listed("system"), self._listed("theme")) if table.rows)
        yield from (("overdue", table) for table in (self._overdue(),) if table.rows)
        yield from (("reviews", table) for table in (self._reviews(),) if table.rows)
        yield from (("coverage", table) for table in coverage(self.view, words=self.words))

    def _listed(self, column: str) -> Table:
        say, view = self.phrases.say, self.view
        heads = tuple(say(f"report.column.{head}") for head in (column, "questions", "before", "confirmed"))
        rows = tuple(
            (
                self.words.name(column, ranked.key),
                self.words.count(ranked.questions),
                self.words.count(ranked.before),
                self.words.count(view.count(view.having(column, ranked.key or None) | {("confirmed", 1)})),
            )
            for ranked in figures.listed(view, column).rows
        )
        return Table(say(f"report.table.{column}"), heads, rows)

    def _overdue(self) -> Table:
        """Tickets of the period that should have been answered, by system; hidden numbers are left out."""
        say, view = self.phrases.say, self.view
        counted = [
            (ranked.key, view.count(view.having("system", ranked.key or None) | {("overdue", 1)}))
            for ranked in figures.listed(view, "system").rows
        ]
        named = ((self.words.name("system", key), number) for key, number in counted)
        rows = tuple((name, self.words.count(number)) for name, number in named if number)
        return Table(say("report.table.overdue"), (say("report.column.system"), say("report.column.overdue")), rows)

    def _reviews(self) -> Table:
        say, library = self.phrases.say, self.snapshot.library
        late = upkeep(self.view, snapshot=self.snapshot, today=self.today).past_review
        rows = tuple(
            (self.words.title(key), self.words.role(library.articles[key].owner), self.phrases.day(day))
            for key, day in late
        )
        heads = tuple(say(f"report.column.{head}") for head in ("article", "owner", "review_after"))
        return Table(say("report.table.reviews"), heads, rows)
