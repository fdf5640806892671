"""The coordinator's page of who holds what: give a role, take it, read a list in, take the list along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from starlette.responses import RedirectResponse

from bot.content.phrasing import Phrasing
from bot.core.reply import Route
from bot.errors import BotError, LastCoordinatorError, OtherChangesError, RoleListError
from bot.services.granting import (
    RoleChanges,
    export_roles,
    grant_role,
    holding_named,
    import_roles,
    preview_roles,
    revoke_role,
)
from bot.services.held_roles import Cover, Held, Place, see_roles
from bot.services.ports import EDITOR, Holding
from bot.services.role_lists import decoded
from bot.services.role_words import called, problem_words, role_title
from bot.web.errors import status_of
from bot.web.pages import page
from bot.web.visit import Coordinator, OwnForm, Visit

router = APIRouter(prefix="/coordinator/roles", include_in_schema=False)

Words = Annotated[str, Form(max_length=200)]
DONE = ("given", "taken", "imported")


@dataclass(frozen=True)
class RoleLine:
    """A role in its place: who holds it, and who gets its questions where nobody does ('' where that is plain)."""

    holding: Holding
    title: str
    held: Sequence[Held]
    instead: str
    is_bare: bool


@dataclass(frozen=True)
class Preview:
    """What a list would change, in words, and the list itself to send again."""

    changes: RoleChanges
    given: Sequence[tuple[str, str]]
    taken: Sequence[tuple[str, str]]
    renamed: Sequence[tuple[str, str]]
    text: str
    replaces: bool


@router.get("")
def show_roles(
    visit: Coordinator,
    done: Annotated[str, Query(max_length=20)] = "",
    role: Annotated[str, Query(max_length=100)] = "",
    system: Annotated[str, Query(max_length=100)] = "",
    department: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """Who holds what; the address may say which role to give."""
    wanted = {"role": role, "system": system, "department": department}
    return _page(visit, done=done if done in DONE else "", wanted=wanted)


@router.post("/give", dependencies=[OwnForm])
def give(
    visit: Coordinator,
    email: Words = "",
    name: Words = "",
    role: Words = "",
    system: Words = "",
    department: Words = "",
) -> Response:
    """Let somebody hold a role."""
    try:
        holding = holding_named(role, system, department, services=visit.services)
        grant_role(email, name, holding, by=visit.person, services=visit.services, now=visit.now)
    except RoleListError as error:
        wanted = {"email": email, "name": name, "role": role, "system": system, "department": department}
        return _page(visit, error=error, wanted=wanted)
    return _back("given")


@router.post("/take", dependencies=[OwnForm])
def take(visit: Coordinator, person: Words, role: Words, system: Words = "", department: Words = "") -> Response:
    """Take a role away."""
    holding = Holding(role, system or None, department or None)
    try:
        revoke_role(person, holding, by=visit.person, services=visit.services, now=visit.now)
    except LastCoordinatorError as error:
        return _page(visit, error=error)
    return _back("taken")


@router.post("/preview", dependencies=[OwnForm])
def preview(
    visit: Coordinator, file: Annotated[UploadFile, File()], replaces: Annotated[bool, Form()] = False
) -> Response:
    """Show what a list would change; nothing is changed yet."""
    return _preview_page(visit, file.file.read(), replaces)


@router.post("/import", dependencies=[OwnForm])
def read_in(
    visit: Coordinator,
    text: Annotated[str, Form()],
    expected: Annotated[str, Form(max_length=100)],
    replaces: Annotated[bool, Form()] = False,
) -> Response:
    """Do what was shown, all of it or nothing."""
    data, services = text.encode(), visit.services
    try:
        import_roles(data, replace=replaces, expected=expected, by=visit.person, services=services, now=visit.now)
    except OtherChangesError as error:
        return _preview_page(visit, data, replaces, error=error)
    except (RoleListError, LastCoordinatorError) as error:
        return _page(visit, error=error)
    return _back("imported")


@router.get("/roles.csv")
def download(visit: Coordinator) -> Response:
    """The list as the file that can be read in again."""
    text = export_roles(visit.person, services=visit.services)
    headers = {"content-disposition": 'attachment; filename="esdh-bot-roles.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def _page(
    visit: Visit,
    *,
    done: str = "",
    error: BotError | None = None,
    shown: Preview | None = None,
    wanted: dict[str, str] | None = None,
) -> Response:
    phrases, organisation = visit.phrases(), visit.snapshot.library.organisation
    seen = see_roles(visit.person, services=visit.services)
    return page(
        "roles.html",
        visit,
        status=status_of(error) if error else 200,
        groups=list(_groups(seen.places, phrases)),
        bare=[line for place in seen.places if (line := _line(place, phrases)).is_bare],
        gone=[(one, role_title(one.holding, phrases)) for one in seen.gone],
        roles=[(key, capital(role_title(Holding(key), phrases))) for key in (*organisation.roles, EDITOR)],
        systems=[(slug, phrases.system(slug)) for slug in visit.snapshot.catalogue.systems],
        departments=[(key, phrases.department(key)) for key in organisation.departments],
        wanted={"email": "", "name": "", "role": "", "system": "", "department": "", **(wanted or {})},
        done=done,
        problems=_problems(error, phrases),
        shown=shown,
        called=called,
    )  # fmt: skip


def _preview_page(visit: Visit, data: bytes, replaces: bool, *, error: BotError | None = None) -> Response:
    try:
        changes = preview_roles(data, replace=replaces, by=visit.person, services=visit.services)
    except RoleListError as refusal:
        return _page(visit, error=refusal)
    phrases = visit.phrases()
    shown = Preview(
        changes=changes,
        given=[(called(one), role_title(holding, phrases)) for one, holding in changes.given],
        taken=[(called(one), role_title(holding, phrases)) for one, holding in changes.taken],
        renamed=[(called(one), name) for one, name in changes.renamed],
        text=decoded(data),
        replaces=replaces,
    )
    return _page(visit, error=error, shown=shown)


def _problems(error: BotError | None, phrases: Phrasing) -> list[str]:
    if isinstance(error, RoleListError):
        return [problem_words(problem, phrases) for problem in error.problems]
    return [phrases.say(error.message_key)] if error else []


def _groups(places: Sequence[Place], phrases: Phrasing) -> Iterator[tuple[str, str, list[tuple[str, list[RoleLine]]]]]:
    """(kind, heading, [(system or department, its roles)]) for systems, departments and what there is one of."""
    for kind, of_kind in groupby(places, key=_kind):
        inside = [
            (name, [_line(place, phrases) for place in one])
            for name, one in groupby(of_kind, key=lambda place: _place_name(place.holding, phrases))
        ]
        yield kind, phrases.say(f"web.roles.group.{kind}"), inside


def _kind(place: Place) -> str:
    if place.holding.system:
        return "system"
    return "department" if place.holding.department else "central"


def _place_name(holding: Holding, phrases: Phrasing) -> str:
    return phrases.system(holding.system) if holding.system else phrases.department(holding.department)


def _line(place: Place, phrases: Phrasing) -> RoleLine:
    holding = place.holding
    alone = Holding(holding.role)
    is_bare = place.cover is not None and not place.held and place.cover.kind != "filled"
    return RoleLine(holding, capital(role_title(alone, phrases)), place.held, _instead(place.cover, phrases), is_bare)


def _instead(cover: Cover | None, phrases: Phrasing) -> str:
    if cover is None or cover.kind == "held":
        return ""
    to = _role_of(cover.route, phrases) if cover.route else ""
    return phrases.say(f"web.roles.instead.{cover.kind}", role=to, mailbox=cover.mailbox)


def _role_of(route: Route, phrases: Phrasing) -> str:
    return role_title(Holding(route.role, route.system, route.department), phrases)


def capital(text: str) -> str:
    """With a capital letter, as a heading begins."""
    return text[:1].upper() + text[1:]


def _back(done: str) -> Response:
    return RedirectResponse(f"/coordinator/roles?done={done}", status_code=303)
