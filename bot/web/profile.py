"""What the bot remembers of a person: see it, change it, take it along, have it forgotten."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from starlette.responses import JSONResponse, RedirectResponse

from bot.services.remembering import change_profile, export, forget, see_profile
from bot.services.signing_in import open_sessions
from bot.web.pages import page
from bot.web.visit import OwnForm, Somebody, Visit, leave

router = APIRouter(prefix="/profile", include_in_schema=False)


@router.get("")
def show_profile(visit: Somebody, saved: bool = False, ended: bool = False) -> Response:
    """What is remembered."""
    phrases, library = visit.phrases(), visit.snapshot.library
    return page(
        "profile.html",
        visit,
        profile=see_profile(visit.person, services=visit.services),
        systems=[(slug, phrases.system(slug)) for slug in visit.snapshot.catalogue.systems],
        departments=[(key, phrases.department(key)) for key in library.organisation.departments],
        sessions=_sessions(visit),
        saved=saved,
        ended=ended,
    )


@router.post("", dependencies=[OwnForm])
def change(
    visit: Somebody,
    systems: Annotated[list[str] | None, Form()] = None,
    reply_language: Annotated[str, Form()] = "",
    department: Annotated[str, Form()] = "",
) -> Response:
    """Remember what the form says, and nothing else."""
    change_profile(
        visit.person,
        systems=tuple(systems or ()),
        language=reply_language or None,
        department=department or None,
        services=visit.services,
        now=visit.now,
    )
    return RedirectResponse("/profile?saved=true", status_code=303)


@router.get("/export.json")
def download(visit: Somebody) -> Response:
    """Everything stored about the person."""
    stored = export(visit.person, services=visit.services)
    return JSONResponse(stored, headers={"content-disposition": 'attachment; filename="esdh-bot.json"'})


@router.post("/forget", dependencies=[OwnForm])
def forget_me(visit: Somebody, sure: Annotated[bool, Form()] = False) -> Response:
    """Forget the person, once they have ticked that they mean it; they are nobody afterwards."""
    if not sure:
        return RedirectResponse("/profile#forget", status_code=303)
    forget(visit.person, services=visit.services, now=visit.now)
    leave(visit)
    return RedirectResponse(f"{'/sign-in' if visit.needs_sign_in else '/people'}?forgotten=true", status_code=303)


def _sessions(visit: Visit) -> list[tuple[str, bool]]:
    """Since when the visitor is signed in, newest first, and whether it is in this browser."""
    if visit.signed_in is None:
        return []
    return [
        (visit.phrases().moment(session.began_at), session.id == visit.signed_in.session.id)
        for session in open_sessions(visit.person, services=visit.services, now=visit.now)
    ]
