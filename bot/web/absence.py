"""A role holder's page of being away: from when to when, who stands in, and for whom one stands in."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Response
from starlette.responses import RedirectResponse

from bot.errors import AbsenceError, BotError, OwnDeputyError, UnknownDeputyError
from bot.services.absences import call_off, choose_deputy, end_absences, see_absences, set_absence
from bot.services.role_words import called
from bot.web.errors import status_of
from bot.web.pages import page
from bot.web.visit import OwnForm, RoleHolder, Visit

router = APIRouter(prefix="/absence", include_in_schema=False)

Day = Annotated[str, Form(max_length=20)]
DONE = ("away", "back", "called_off", "deputy", "no_deputy")


@router.get("")
def show_absence(visit: RoleHolder, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """What is noted, and room for more."""
    return _page(visit, done=done if done in DONE else "")


@router.post("/away", dependencies=[OwnForm])
def be_away(visit: RoleHolder, first: Day = "", last: Day = "") -> Response:
    """Be away on these days; one day alone is both the first and the last."""
    try:
        first_day, last_day = _day(first or last), _day(last or first)
        set_absence(visit.person, first_day, last_day, services=visit.services, now=visit.now)
    except AbsenceError as error:
        return _page(visit, error=error, first=first, last=last)
    return _back("away")


@router.post("/back", dependencies=[OwnForm])
def be_back(visit: RoleHolder) -> Response:
    """Be here again, whatever was noted."""
    end_absences(visit.person, services=visit.services, now=visit.now)
    return _back("back")


@router.post("/call-off", dependencies=[OwnForm])
def call_one_off(visit: RoleHolder, absence: Annotated[int, Form(ge=0)]) -> Response:
    """Take one absence back."""
    call_off(visit.person, absence, services=visit.services, now=visit.now)
    return _back("called_off")


@router.post("/deputy", dependencies=[OwnForm])
def choose(visit: RoleHolder, email: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Choose who stands in; an empty field is nobody."""
    try:
        deputy = choose_deputy(visit.person, email, services=visit.services, now=visit.now)
    except (UnknownDeputyError, OwnDeputyError) as error:
        return _page(visit, error=error, email=email)
    return _back("deputy" if deputy else "no_deputy")


def _page(
    visit: Visit,
    *,
    done: str = "",
    error: BotError | None = None,
    first: str = "",
    last: str = "",
    email: str | None = None,
) -> Response:
    phrases = visit.phrases()
    seen = see_absences(visit.person, services=visit.services, now=visit.now)
    today = visit.today
    return page(
        "absence.html",
        visit,
        status=status_of(error) if error else 200,
        days=[(one, phrases.day(one.first_day), phrases.day(one.last_day)) for one in seen.days],
        is_away=any(one.first_day <= today for one in seen.days),
        deputy=called(seen.deputy) if seen.deputy else "",
        email=email if email is not None else seen.deputy.email if seen.deputy else "",
        stands_in_for=[
            called(one) or phrases.say("audit.nameless", id=one.person_id[:8]) for one in seen.stands_in_for
        ],
        today=today,
        first=first,
        last=last,
        done=done,
        problem=phrases.say(error.message_key) if error else "",
        wrong_email=isinstance(error, UnknownDeputyError | OwnDeputyError),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise AbsenceError("error.absence_no_day") from None


def _back(done: str) -> Response:
    return RedirectResponse(f"/absence?done={done}", status_code=303)
