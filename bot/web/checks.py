"""The coordinator's pages of blind checks: what has been found, and a week's answers to judge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from bot.content.known_text import known_text
from bot.core.desk.checking import Judgement
from bot.core.desk.tables import Period
from bot.services import blind_checks, checks_onward
from bot.services.check_charts import FEWEST_WEEKS, curve
from bot.services.check_figures import NO_ANSWER, WEEKS_TOGETHER, known_from_checks, see_figures
from bot.web.pages import page
from bot.web.state import folders_of, parts_of
from bot.web.ticket_words import title
from bot.web.visit import Coordinator, OwnForm, Visit

router = APIRouter(prefix="/coordinator/checks", include_in_schema=False)

Wanted = Annotated[str, Form(max_length=100)]


@router.get("")
def show_checks(visit: Coordinator) -> Response:
    """What has been found, and the weeks there are."""
    figures = see_figures(visit.person, services=visit.services)
    weeks = blind_checks.see_weeks(visit.person, services=visit.services)
    return page(
        "checks.html",
        visit,
        figures=figures,
        waiting=[line for line in weeks if line.week.closed_at is None],
        closed=[line for line in weeks if line.week.closed_at is not None],
        week_words=lambda week: _week_words(week, visit),
        week_short=lambda week: _week_short(week, visit),
        weeks_together=WEEKS_TOGETHER,
        has_curve=len(figures.rates) >= FEWEST_WEEKS,
    )


@router.get("/curve")
def show_curve(visit: Coordinator, request: Request) -> Response:
    """The rate as a curve, apart from the figures: drawing takes a second or two the first time."""
    chart = curve(see_figures(visit.person, services=visit.services), phrases=visit.phrases())
    return page("checks_curve.html", visit, drawn=parts_of(request).charts.draw(chart) if chart else None)


@router.get("/known.yaml")
def download_known(visit: Coordinator) -> Response:
    """The judged questions as known questions."""
    text = known_text(known_from_checks(visit.person, services=visit.services))
    headers = {"content-disposition": 'attachment; filename="blinde-tjek.yaml"'}
    return Response(text.encode(), media_type="application/yaml; charset=utf-8", headers=headers)


@router.get("/{week}")
def show_week(week: str, visit: Coordinator) -> Response:
    """The answer to judge now, and those that are judged."""
    view = blind_checks.see_week(week, visit.person, services=visit.services)
    return page(
        "check_week.html",
        visit,
        view=view,
        week_words=_week_words(week, visit),
        judgements=tuple(Judgement),
        wanted=_wanted(visit),
        event=uuid4().hex,
    )


@router.post("/{week}/close", dependencies=[OwnForm])
def close(week: str, visit: Coordinator) -> Response:
    """Let what was said of the week count."""
    blind_checks.close_week(week, visit.person, services=visit.services, now=visit.now)
    return RedirectResponse("/coordinator/checks", status_code=303)


@router.post("/{week}/{number}/judge", dependencies=[OwnForm])
def judge(
    week: str,
    number: int,
    visit: Coordinator,
    judgement: Annotated[Judgement, Form()],
    note: Annotated[str, Form()] = "",
) -> Response:
    """Say what an answer is, and go on to the next."""
    blind_checks.judge(week, number, judgement, visit.person, note=note, services=visit.services, now=visit.now)
    return _back(week, "check")


@router.post("/{week}/{number}/undo", dependencies=[OwnForm])
def take_back(week: str, number: int, visit: Coordinator) -> Response:
    """Judge an answer anew."""
    blind_checks.take_back(week, number, visit.person, services=visit.services, now=visit.now)
    return _back(week, "check")


@router.post("/{week}/{number}/wanted", dependencies=[OwnForm])
def say_wanted(week: str, number: int, visit: Coordinator, wanted: Wanted = "") -> Response:
    """Keep what would have been right."""
    checks_onward.say_wanted(week, number, wanted, visit.person, services=visit.services)
    return _back(week, f"answer-{number}")


@router.post("/{week}/{number}/draft", dependencies=[OwnForm])
def make_draft(week: str, number: int, visit: Coordinator, request: Request, wanted: Wanted = "") -> Response:
    """Mend it: the question as a way of asking for what would have been right, or the words of the article."""
    checks_onward.say_wanted(week, number, wanted, visit.person, services=visit.services)
    draft = checks_onward.draft_from_check(
        week, number, visit.person, services=visit.services, folders=folders_of(request), now=visit.now
    )
    return RedirectResponse(f"/coordinator/drafts/{draft.id}", status_code=303)


@router.post("/{week}/{number}/owner", dependencies=[OwnForm])
def write_to_owner(
    week: str, number: int, visit: Coordinator, event: Annotated[str, Form(max_length=64)], wanted: Wanted = ""
) -> Response:
    """Write to whoever owns the article."""
    checks_onward.say_wanted(week, number, wanted, visit.person, services=visit.services)
    writer = checks_onward.Writer(f"check:{event}", visit.sender, visit.place)
    checks_onward.write_to_owner(week, number, visit.person, writer, services=visit.services, now=visit.now)
    return _back(week, f"answer-{number}")


def _back(week: str, place: str) -> Response:
    return RedirectResponse(f"/coordinator/checks/{week}#{place}", status_code=303)


def _week_words(week: str, visit: Visit) -> str:
    """'Uge 47, 16. november 2026 – 22. november 2026'."""
    period, phrases = Period.read(week), visit.phrases()
    return phrases.say(
        "checks.week", week=period.number, first=phrases.day(period.first), last=phrases.day(period.last)
    )


def _week_short(week: str, visit: Visit) -> str:
    """'Uge 47, 2026'."""
    period = Period.read(week)
    return visit.phrases().say("helped.week", week=period.number, year=period.year)


def _wanted(visit: Visit) -> Sequence[tuple[str, str]]:
    """What can be said to have been right, (id, label) each: no answer first, then the articles by title."""
    articles = sorted(((key, title(key, visit)) for key in visit.snapshot.library.articles), key=lambda one: one[1])
    none = [(key, visit.phrases().say(f"checks.wanted.{key}")) for key in NO_ANSWER]
    return [*none, *articles]
