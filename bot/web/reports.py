"""Reports to the network in the browser: drafted, written on, approved and sent, read and printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from bot.core.desk.charts import Drawn
from bot.core.desk.report import SECTIONS
from bot.core.desk.tables import Period, PeriodKind
from bot.errors import BotError
from bot.services import reporting
from bot.services.chart_words import period_name
from bot.services.ports import Report
from bot.services.reporting import LONGEST_TEXT, ReportView
from bot.web.draft_form import Fields, version_in
from bot.web.errors import UnreadableError, status_of
from bot.web.pages import page
from bot.web.state import parts_of
from bot.web.visit import Coordinator, OwnForm, RoleHolder, Visit

router = APIRouter(include_in_schema=False)

OFFERED = ((PeriodKind.MONTH, 4), (PeriodKind.QUARTER, 3))
"""What a report can be drafted about: so many of each kind, the current one first."""


@dataclass(frozen=True)
class ReportLine:
    """A report in the list: what it is about, and when it was approved or, '' until then, drafted."""

    report: Report
    period: str
    drafted: str
    approved: str


@router.get("/coordinator/reports")
def show_reports(visit: Coordinator) -> Response:
    """All reports, and the periods that one can be made of."""
    return _list(visit)


@router.post("/coordinator/reports", dependencies=[OwnForm])
def draft(visit: Coordinator, period: Annotated[str, Form(max_length=10)] = "") -> Response:
    """Draft the report about a period, or go to the one there is."""
    try:
        about = Period.read(period)
    except ValueError as error:
        raise UnreadableError from error
    person, language = visit.person, visit.language
    try:
        report = reporting.draft_report(about, person, language=language, services=visit.services, now=visit.now)
    except reporting.EarlyReportError as error:
        return _list(visit, refusal=visit.phrases().refusal(error, visit.now), status=status_of(error))
    return RedirectResponse(f"/coordinator/reports/{report.id}", status_code=303)


@router.get("/coordinator/reports/{report_id}")
def show_report(report_id: str, visit: Coordinator, request: Request) -> Response:
    """A draft to write on; what is approved as it was sent."""
    return _page(reporting.see_report(report_id, visit.person, services=visit.services), visit, request)


@router.post("/coordinator/reports/{report_id}", dependencies=[OwnForm])
def save(report_id: str, visit: Coordinator, request: Request, fields: Fields) -> Response:
    """Save the words, and then what the button says: nothing more, count again, or approve and send."""
    texts = {section: fields[section] for section in SECTIONS if section in fields}
    by, services, now = visit.person, visit.services, visit.now
    try:
        report = reporting.write_report(report_id, by, texts, seen=version_in(fields), services=services)
        if fields.get("then") == "count":
            reporting.count_again(report_id, by, seen=report.version, services=services, now=now)
        elif fields.get("then") == "approve":
            reporting.approve_report(report_id, by, seen=report.version, services=services, now=now)
    except BotError as error:
        view = reporting.see_report(report_id, by, services=services)
        refusal = visit.phrases().refusal(error, now)
        return _page(view, visit, request, texts=texts, refusal=refusal, status=status_of(error))
    return RedirectResponse(f"/coordinator/reports/{report_id}", status_code=303)


@router.get("/reports/{report_id}")
def read_report(report_id: str, visit: RoleHolder, request: Request) -> Response:
    """An approved report, for everybody who holds a role."""
    return _page(reporting.see_report(report_id, visit.person, services=visit.services), visit, request)


def _list(visit: Visit, *, refusal: str = "", status: int = 200) -> Response:
    phrases = visit.phrases()
    lines = [
        ReportLine(
            report,
            period_name(Period.read(report.period), phrases),
            phrases.moment(report.created_at),
            phrases.moment(report.approved_at) if report.approved_at else "",
        )
        for report in reporting.see_reports(visit.person, services=visit.services)
    ]
    there = {line.report.period for line in lines}
    offered = [
        (period.address, period_name(period, phrases))
        for kind, count in OFFERED
        for period in _latest(Period.around(visit.today, kind), count)
        if period.address not in there
    ]
    return page("reports.html", visit, lines=lines, offered=offered, refusal=refusal, status=status)


def _latest(period: Period, count: int) -> Sequence[Period]:
    return [period, *_latest(period.before(), count - 1)] if count else []


def _page(
    view: ReportView,
    visit: Visit,
    request: Request,
    *,
    texts: Mapping[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> Response:
    report = view.report
    return page(
        "report.html",
        visit,
        status=status,
        view=view,
        report=report,
        contents=view.contents,
        texts={**dict.fromkeys(SECTIONS, ""), **report.texts, **(texts or {})},
        charts=_drawn(view, request),
        is_draft=report.approved_at is None,
        approved=visit.phrases().moment(report.approved_at) if report.approved_at else "",
        longest=LONGEST_TEXT,
        refusal=refusal,
    )


def _drawn(view: ReportView, request: Request) -> Sequence[Drawn]:
    return [parts_of(request).charts.draw(chart) for chart in view.contents.charts]
