"""The coordinator's statistics: key figures with their definitions, charts, tables, and the questions behind them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bot.core.desk.figures import View
from bot.core.desk.tables import Filters
from bot.services.chart_words import period_name
from bot.services.figure_charts import charts_of
from bot.services.figure_words import FigureWords
from bot.services.statistics import questions_behind, see_statistics, upkeep
from bot.web.pages import page
from bot.web.state import parts_of
from bot.web.statistics_filters import OfAddress, address, choices, kinds, step
from bot.web.statistics_lines import COUNTS, figure_lines, tables
from bot.web.visit import Coordinator, Visit

router = APIRouter(prefix="/coordinator", include_in_schema=False)

UPKEEP_SHOWN = 50  # articles of each kind

OfFigure = Annotated[str, Query(alias="of", max_length=120)]


@router.get("/statistics")
def show_statistics(visit: Coordinator, filters: OfAddress) -> Response:
    """A period's figures."""
    view = view_of(filters, visit)
    after = filters.period.after()
    kept = upkeep(view, snapshot=visit.snapshot, today=visit.today)
    words = FigureWords(visit.snapshot, visit.phrases())
    return page(
        "statistics.html",
        visit,
        filters=filters,
        query=address(filters),
        period=period_name(filters.period, visit.phrases()),
        before=step(filters, filters.period.before(), visit),
        after=step(filters, after, visit) if after.first <= visit.today else None,
        kinds=kinds(filters, visit),
        choices=choices(filters, visit),
        is_hidden=view.count() is None,
        is_empty=not len(view.rows()),
        figures=figure_lines(view, visit),
        tables=tables(view, visit),
        past_review=[(words.title(key), visit.phrases().day(day)) for key, day in kept.past_review[:UPKEEP_SHOWN]],
        never_used=[(words.title(key), None) for key in kept.never_used[:UPKEEP_SHOWN]],
        counts=(len(kept.past_review), len(kept.never_used)),
    )


@router.get("/statistics/charts")
def show_charts(visit: Coordinator, filters: OfAddress, request: Request) -> Response:
    """The charts, apart from the figures: drawing them takes a second or two the first time."""
    words, draw = FigureWords(visit.snapshot, visit.phrases()), parts_of(request).charts.draw
    return page(
        "statistics_charts.html",
        visit,
        query=address(filters),
        period=period_name(filters.period, visit.phrases()),
        charts=[draw(chart) for chart in charts_of(view_of(filters, visit), words=words, today=visit.today)],
    )


@router.get("/statistics/questions")
def show_questions(
    visit: Coordinator, filters: OfAddress, key: OfFigure = "questions", number: Annotated[int, Query(alias="page")] = 1
) -> Response:
    """The redacted questions behind a figure, newest first."""
    view = view_of(filters, visit)
    listing = questions_behind(view, key, number=number, services=visit.services)
    chosen = [(choice.name, dict(choice.options)[choice.chosen]) for choice in choices(filters, visit) if choice.chosen]
    return page(
        "statistics_questions.html",
        visit,
        query=address(filters),
        own=address(filters, of=key),
        period=period_name(filters.period, visit.phrases()),
        chosen=chosen,
        figure=figure_name(key, visit),
        listing=listing,
        days=[visit.phrases().day(each.day) for each in listing.questions],
        newer=address(filters, of=key, page=listing.number - 1) if listing.number > 1 else "",
        older=address(filters, of=key, page=listing.number + 1) if listing.number < listing.pages else "",
    )


def view_of(filters: Filters, visit: Visit) -> View:
    """What the page is counted from."""
    return see_statistics(filters, visit.person, services=visit.services, now=visit.now)


def figure_name(key: str, visit: Visit) -> str:
    """What a figure, or a line of a table, is called."""
    column, colon, word = key.partition(":")
    if colon:
        return FigureWords(visit.snapshot, visit.phrases()).name(column, word)
    shown = next((figure for figure, counts in COUNTS.items() if counts == key and figure != "people"), key)
    return visit.phrases().say(f"figure.{shown}")
