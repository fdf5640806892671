"""Read the period and the filters of the statistics from an address, and write them into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query

from bot.content.models import Theme
from bot.core.desk.tables import DIMENSIONS, Dimension, Filters, Period, PeriodKind
from bot.services.chart_words import period_name
from bot.services.figure_words import FigureWords
from bot.services.ports import API, SLACK, TERMINAL, WEB
from bot.web.visit import LANGUAGES, Coordinator, Visit

CHANNELS = (WEB, SLACK, API, TERMINAL)

Word = Annotated[str, Query(max_length=80)]


@dataclass(frozen=True)
class Choice:
    """One filter of the form: its values with what people call them, and which is chosen ('' for all)."""

    name: Dimension
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Step:
    """A link to another period."""

    name: str
    address: str
    is_chosen: bool = False


def read_filters(
    visit: Coordinator,
    period: Word = "",
    system: Word = "",
    theme: Word = "",
    department: Word = "",
    channel: Word = "",
    language: Word = "",
) -> Filters:
    """The filters of the address; a period that is none is this month, a value that is none is left out."""
    asked = {"system": system, "theme": theme, "department": department, "channel": channel, "language": language}
    known: dict[str, str] = {name: word for name, word in asked.items() if word in _values(visit, name)}
    return Filters(_read_period(period, visit.today), **known)


OfAddress = Annotated[Filters, Depends(read_filters)]


def address(filters: Filters, **more: str | int) -> str:
    """The part of an address after '?' that `read_filters` reads, and what else there is to say."""
    return urlencode([("period", filters.period.address), *filters.chosen.items(), *more.items()])


def choices(filters: Filters, visit: Visit) -> list[Choice]:
    """The form's filters."""
    words = FigureWords(visit.snapshot, visit.phrases())
    return [
        Choice(name, [(value, words.name(name, value)) for value in _values(visit, name)], filters.chosen.get(name, ""))
        for name in DIMENSIONS
    ]


def kinds(filters: Filters, visit: Visit) -> list[Step]:
    """The same filters over a week, month, quarter or year around the same day: today's, while it is in the period."""
    within = filters.period.first <= visit.today <= filters.period.last
    day = visit.today if within else filters.period.last
    return [
        Step(
            visit.phrases().say(f"statistics.kind.{kind}"),
            address(filters.within(Period.around(day, kind))),
            kind is filters.period.kind,
        )
        for kind in PeriodKind
    ]


def step(filters: Filters, period: Period, visit: Visit) -> Step:
    """A link to the same filters over another period."""
    return Step(period_name(period, visit.phrases()), address(filters.within(period)))


def _values(visit: Visit, name: str) -> Sequence[str]:
    """The values of a filter, in the order of the form."""
    library = visit.snapshot.library
    of_content: dict[str, Sequence[str]] = {
        "system": visit.snapshot.catalogue.systems,
        "theme": tuple(Theme),
        "department": tuple(library.organisation.departments),
        "channel": CHANNELS,
        "language": LANGUAGES,
    }
    return of_content[name]


def _read_period(written: str, today: date) -> Period:
    try:
        return Period.read(written)
    except ValueError:
        return Period.around(today, PeriodKind.MONTH)
