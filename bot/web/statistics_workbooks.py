"""Download the statistics as files for other programs: an Excel workbook of a view, a database of all aggregates."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from bot.services.aggregates import aggregates
from bot.services.chart_words import HIDDEN
from bot.services.figure_words import FigureWords
from bot.services.statistics import see_statistics
from bot.services.statistics_sheets import sheets_of
from bot.web.state import parts_of
from bot.web.statistics_filters import OfAddress
from bot.web.visit import Coordinator

router = APIRouter(prefix="/coordinator/statistics", include_in_schema=False)

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SQLITE = "application/vnd.sqlite3"


@router.get("/figures.xlsx")
def download_workbook(visit: Coordinator, filters: OfAddress, request: Request) -> Response:
    """The figures of the page."""
    view = see_statistics(filters, visit.person, services=visit.services, now=visit.now)
    words = FigureWords(visit.snapshot, visit.phrases())
    sheets = sheets_of(view, words=words, is_invented=visit.is_invented)
    file = _new_file("workbook.xlsx")
    parts_of(request).files.workbook(sheets, file, hidden=visit.phrases().say(HIDDEN))
    return _sent(file, f"esdh-bot-{filters.period.address}.xlsx", EXCEL)


@router.get("/aggregates.db")
def download_database(visit: Coordinator, request: Request) -> Response:
    """All aggregates, of every period."""
    words = FigureWords(visit.snapshot, visit.phrases())
    tables = aggregates(visit.person, words=words, services=visit.services, now=visit.now)
    file = _new_file("aggregates.db")
    parts_of(request).files.database(tables, file)
    return _sent(file, "esdh-bot-aggregates.db", SQLITE)


def _new_file(name: str) -> Path:
    return Path(mkdtemp(prefix="esdh-bot-")) / name


def _sent(file: Path, name: str, media_type: str) -> Response:
    """The file, which is taken away when it has been sent."""
    return FileResponse(file, media_type=media_type, filename=name, background=BackgroundTask(_take_away, file))


def _take_away(file: Path) -> None:
    file.unlink(missing_ok=True)
    file.parent.rmdir()
