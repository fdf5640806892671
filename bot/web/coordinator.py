"""The coordinator's pages: what people ask, what went unanswered, as CSV too, and why a question gets its reply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response

from bot.adapters.storage.statistics import Count, CountedBy, Statistics, Unanswered
from bot.core.reply import NONE_OF_THESE
from bot.core.worktime import DANISH_TIME
from bot.services.asking import LONGEST
from bot.services.explaining import explain
from bot.services.explanation_words import ExplanationWords
from bot.services.spreadsheets import csv_text
from bot.web.inbox import title
from bot.web.pages import page
from bot.web.visit import Coordinator, OwnForm, Visit

router = APIRouter(prefix="/coordinator", include_in_schema=False)

COUNTED: tuple[CountedBy, ...] = ("reply", "system", "article")
MOST_UNANSWERED = 200
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Period:
    """Two days, both included; None is open."""

    first: date | None = None
    last: date | None = None

    @property
    def since(self) -> datetime | None:
        """The first moment of the first day."""
        return _midnight(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        """The first moment after the last day."""
        return _midnight(self.last + timedelta(days=1)) if self.last else None

    @property
    def query(self) -> str:
        """The period as the address holds it."""
        return f"from={self.first or ''}&to={self.last or ''}"


@dataclass(frozen=True)
class CountLine:
    """One line of a table; the number is None when fewer than five people are behind it."""

    label: str
    questions: int | None


@dataclass(frozen=True)
class Gap:
    """A question without an answer, with what was offered and what was chosen, as titles."""

    question: Unanswered
    moment: str
    candidates: tuple[str, ...]
    chosen: str


def read_period(
    first: Annotated[str, Query(alias="from", max_length=20)] = "", last: Annotated[str, Query(alias="to")] = ""
) -> Period:
    """The period in the address; a day that is none leaves that end open."""
    return Period(_day(first), _day(last))


def read_statistics(request: Request) -> Statistics:
    """The questions that can be put to the log."""
    statistics: Statistics = request.app.state.statistics
    return statistics


OfPeriod = Annotated[Period, Depends(read_period)]
Log = Annotated[Statistics, Depends(read_statistics)]


@router.get("")
def show_overview(visit: Coordinator, period: OfPeriod, log: Log) -> Response:
    """Questions by reply, system and article, and those without an answer."""
    return page(
        "coordinator.html",
        visit,
        period=period,
        total=_line("", log.total(since=period.since, until=period.until)),
        tables=[(by, counts(by, visit, log, period)) for by in COUNTED],
        gaps=gaps(visit, log, period),
    )


@router.get("/counts.csv")
def download_counts(visit: Coordinator, period: OfPeriod, log: Log) -> Response:
    """The counts of the page."""
    say = visit.phrases().say
    rows = [
        (say(f"web.counted.{by}"), line.label, say("web.few") if line.questions is None else line.questions)
        for by in COUNTED
        for line in counts(by, visit, log, period)
    ]
    heads = ("web.column.counted", "web.column.what", "web.column.questions")
    return csv_response("esdh-bot-counts.csv", [[say(head) for head in heads], *rows])


@router.get("/unanswered.csv")
def download_unanswered(visit: Coordinator, period: OfPeriod, log: Log) -> Response:
    """The questions without an answer."""
    say = visit.phrases().say
    rows = [
        (gap.question.asked_at.astimezone(DANISH_TIME).date().isoformat(), gap.question.text,
         say(f"web.reply.{gap.question.reply}"), "; ".join(gap.candidates), gap.chosen)
        for gap in gaps(visit, log, period)
    ]  # fmt: skip
    heads = ("day", "question", "reply", "offered", "chosen")
    return csv_response("esdh-bot-unanswered.csv", [[say(f"web.column.{head}") for head in heads], *rows])


@router.get("/explain")
def show_explain(visit: Coordinator) -> Response:
    """Room for a question."""
    return page("explain.html", visit, told=None, longest=LONGEST)


@router.post("/explain", dependencies=[OwnForm])
def explain_reply(visit: Coordinator, text: Annotated[str, Form()] = "") -> Response:
    """Why a question gets the reply it gets. Sent as a form, so that no address and no log holds the question."""
    explanation = explain(text, snapshot=visit.snapshot, drafts=visit.services.drafts)
    told = ExplanationWords(explanation, snapshot=visit.snapshot, language=visit.language)
    return page("explain.html", visit, told=told, longest=LONGEST)


def counts(by: CountedBy, visit: Visit, log: Statistics, period: Period) -> list[CountLine]:
    """One table: labels instead of ids."""
    found = log.counts(by, since=period.since, until=period.until)
    return [_line(label(by, count.key, visit), count) for count in found]


def gaps(visit: Visit, log: Statistics, period: Period) -> list[Gap]:
    """The questions without an answer, newest first."""
    found = log.unanswered(since=period.since, until=period.until, limit=MOST_UNANSWERED)
    return [
        Gap(
            question=question,
            moment=visit.phrases().moment(question.asked_at),
            candidates=tuple(title(article, visit) for article in question.candidates),
            chosen=_chosen(question.chosen, visit),
        )
        for question in found
    ]


def label(by: CountedBy, key: str | None, visit: Visit) -> str:
    """What people call a value of a column."""
    phrases = visit.phrases()
    if key is None:
        return phrases.say("web.counted.nothing")
    if by == "system":
        return phrases.system(key)
    return title(key, visit) if by == "article" else phrases.say(f"web.reply.{key}")


def csv_response(name: str, rows: Iterable[Sequence[object]]) -> Response:
    """Rows as a file that a Danish spreadsheet opens by itself: semicolons, and a mark that says UTF-8."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(csv_text(rows).encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def _chosen(chosen: str | None, visit: Visit) -> str:
    if chosen is None:
        return ""
    return visit.phrases().say("choice.none") if chosen == NONE_OF_THESE else title(chosen, visit)


def _line(text: str, count: Count) -> CountLine:
    return CountLine(text, None if count.is_small else count.questions)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=DANISH_TIME)
