"""Choose the language of the pages and, where nobody signs in, which demonstration person to be."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from bot.web.errors import UnknownPersonError
from bot.web.pages import page
from bot.web.people import GROUPS, demo_people, enter
from bot.web.visit import LANGUAGES, Anyone, OwnForm, name_of

router = APIRouter(include_in_schema=False)
people = APIRouter(prefix="/people", include_in_schema=False)  # where nobody signs in


@people.get("")
def show_people(visit: Anyone, forgotten: bool = False) -> Response:
    """Everybody one can be, in groups."""
    people = demo_people(visit.snapshot.library).values()
    phrases = visit.phrases()
    groups = [(group, [(one.key, name_of(one, phrases)) for one in people if one.group == group]) for group in GROUPS]
    current = visit.demo.key if visit.demo else ""
    return page("people.html", visit, groups=groups, current=current, forgotten=forgotten)


@people.post("", dependencies=[OwnForm])
def become(visit: Anyone, person: Annotated[str, Form(max_length=100)]) -> Response:
    """Be this person from now on."""
    chosen = demo_people(visit.snapshot.library).get(person)
    if chosen is None:
        raise UnknownPersonError(person)
    name = name_of(chosen, visit.phrases("da"))
    enter(chosen, name, services=visit.services, now=visit.now)
    visit.session["person"] = chosen.key
    return RedirectResponse("/#latest", status_code=303)


@router.post("/language", dependencies=[OwnForm])
def choose_language(
    visit: Anyone,
    language: Annotated[str, Form(max_length=5)],
    back: Annotated[str, Form(max_length=300)] = "/",
) -> Response:
    """Show the pages in Danish or English."""
    if language in LANGUAGES:
        visit.session["language"] = language
    return RedirectResponse(own_path(back), status_code=303)


def own_path(path: str) -> str:
    """`path` when it leads to a page of ours, else the front page."""
    is_ours = path.startswith("/") and path.isascii() and path.isprintable() and not path.startswith(("//", "/\\"))
    return path if is_ours else "/"
