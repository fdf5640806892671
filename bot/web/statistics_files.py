"""Hand the statistics out as CSV files and as JSON: the same figures, filters and hiding as the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from bot.core.desk.figures import FIGURES, View, listed, rising, topics
from bot.core.desk.tables import DIMENSIONS, Figure, Ranking
from bot.services.chart_words import HIDDEN
from bot.services.figure_words import FigureWords
from bot.services.spreadsheets import day_cell, number_cell
from bot.services.statistics import Asked, every_question_behind, questions_behind
from bot.web.files import csv_file
from bot.web.statistics import OfFigure, view_of
from bot.web.statistics_filters import OfAddress
from bot.web.statistics_lines import figure_lines, tables
from bot.web.visit import Coordinator, Visit

router = APIRouter()

LISTS = ("topic", "rising", "reply", "outcome", "reason", *DIMENSIONS)


class FigureOut(BaseModel):
    """A key figure; null is hidden: fewer than five people are behind it, or behind a number it would give away."""

    key: str
    name: str
    definition: str
    unit: str = Field(description="count, share (0 to 1) or hours (working hours)")
    value: float | None
    before: float | None = Field(description="The same of the period before")


class RankedOut(BaseModel):
    """One line of a list; hidden ones are left out."""

    key: str = Field(description="An id; '' is that there is none")
    name: str
    questions: int | None
    before: int | None


class StatisticsOut(BaseModel):
    """What the page shows, as data."""

    period: str
    first: date
    last: date
    filters: dict[str, str]
    figures: list[FigureOut]
    lists: dict[str, list[RankedOut]]


class QuestionOut(BaseModel):
    """A redacted question; '' when its text is past retention, or its asker wanted to be forgotten."""

    id: str
    day: date
    language: str
    text: str


class QuestionsOut(BaseModel):
    """One page of the questions behind a figure, newest first."""

    total: int
    page: int
    pages: int
    questions: list[QuestionOut]


@router.get("/api/statistics", tags=["statistics"])
def statistics(visit: Coordinator, filters: OfAddress) -> StatisticsOut:
    """The figures of a period (2026-W47, 2026-11, 2026-Q4, 2026) and its filters."""
    view = view_of(filters, visit)
    return StatisticsOut(
        period=filters.period.address,
        first=filters.period.first,
        last=filters.period.last,
        filters={str(name): value for name, value in filters.chosen.items()},
        figures=[_figure(count(view), visit) for count in FIGURES],
        lists={name: _ranked(name, view, visit) for name in LISTS},
    )


@router.get("/api/statistics/questions", tags=["statistics"])
def questions(
    visit: Coordinator,
    filters: OfAddress,
    key: OfFigure = "questions",
    number: Annotated[int, Query(alias="page")] = 1,
) -> QuestionsOut:
    """The redacted questions behind a figure ('confirmed') or a line of a list ('reply:answer')."""
    listing = questions_behind(view_of(filters, visit), key, number=number, services=visit.services)
    return QuestionsOut(
        total=listing.total,
        page=listing.number,
        pages=listing.pages,
        questions=[
            QuestionOut(id=each.question_id, day=each.day, language=each.language, text=each.text)
            for each in listing.questions
        ],
    )


@router.get("/coordinator/statistics/figures.csv", include_in_schema=False)
def download_figures(visit: Coordinator, filters: OfAddress) -> Response:
    """The key figures and the tables, a line each."""
    return csv_file(f"esdh-{filters.period.address}.csv", _figure_rows(view_of(filters, visit), visit))


@router.get("/coordinator/statistics/questions.csv", include_in_schema=False)
def download_questions(visit: Coordinator, filters: OfAddress, key: OfFigure = "questions") -> Response:
    """The questions behind a figure."""
    asked = every_question_behind(view_of(filters, visit), key, services=visit.services)
    return csv_file(f"esdh-{filters.period.address}-questions.csv", _question_rows(asked, visit))


def _figure_rows(view: View, visit: Visit) -> Iterator[Sequence[object]]:
    """(period, what, which, number, number before) of everything on the page, heads first."""
    say, period = visit.phrases().say, view.period.address
    heads = ("statistics.period", "web.column.counted", "web.column.what", "web.column.questions", "statistics.before")
    yield [say(head) for head in heads]
    for line in figure_lines(view, visit):
        numbers = [_number(number, visit) for number in (line.figure.value, line.figure.before)]
        yield period, say("statistics.figures"), line.name, *numbers
    for table in tables(view, visit):
        for row in table.rows:
            yield period, table.title, row.name, _number(row.ranked.questions, visit), _number(row.ranked.before, visit)


def _question_rows(asked: Iterable[Asked], visit: Visit) -> Iterator[Sequence[object]]:
    """(day, question) of each, heads first."""
    yield [visit.phrases().say(f"web.column.{head}") for head in ("day", "question")]
    for each in asked:
        yield day_cell(each.day), each.text


def _number(number: float | None, visit: Visit) -> str:
    return visit.phrases().say(HIDDEN) if number is None else number_cell(number, visit.language)


def _figure(figure: Figure, visit: Visit) -> FigureOut:
    say = visit.phrases().say
    return FigureOut(
        key=figure.key,
        name=say(f"figure.{figure.key}"),
        definition=say(f"figure.{figure.key}.what"),
        unit=figure.unit,
        value=figure.value,
        before=figure.before,
    )


def _ranked(name: str, view: View, visit: Visit) -> list[RankedOut]:
    words, column = FigureWords(visit.snapshot, visit.phrases()), "topic" if name == "rising" else name
    ranking: Ranking = topics(view) if name == "topic" else rising(view) if name == "rising" else listed(view, name)
    return [
        RankedOut(key=row.key, name=words.name(column, row.key), questions=row.questions, before=row.before)
        for row in ranking.rows
    ]
