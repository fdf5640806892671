"""Sign in with a work account or a link from the chat, and sign out again, here or everywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import RedirectResponse

from bot.errors import SettingsError
from bot.parts import Parts
from bot.services import signing_in
from bot.services.signing_in import SignInRules, role_named
from bot.web.errors import NotFoundError, SignInRefusedError
from bot.web.local import own_path
from bot.web.oidc import CALLBACK, Oidc
from bot.web.pages import page
from bot.web.visit import TOKEN, Anyone, OwnForm, Somebody, Visit, leave

router = APIRouter(prefix="/sign-in", include_in_schema=False)
out = APIRouter(prefix="/sign-out", include_in_schema=False)

NEXT = "next"
LONGEST_PATH = 500  # characters: it travels in a cookie


@dataclass(frozen=True)
class SignIn:
    """How people sign in: with the identity provider, by links from the chat, or both."""

    rules: SignInRules
    oidc: Oidc | None
    has_links: bool


def sign_in_of(parts: Parts) -> SignIn | None:
    """How people sign in by these settings; None when they don't.

    :raises SettingsError: when a group is to give a role that the content does not have
    """
    settings, snapshot = parts.settings, parts.content.current()
    if not settings.has_sign_in:
        return None
    for name in settings.oidc_group_roles.values():
        if role_named(name, snapshot) is None:
            raise SettingsError(
                f"ESDH_BOT_OIDC_GROUP_ROLES giver rollen {name}, som ikke findes. Skriv rollens id, "
                "og efter et kolon systemets eller forvaltningens id, når rollen hører til et."
            )
    rules = SignInRules(timedelta(hours=settings.session_hours), settings.oidc_group_roles)
    return SignIn(rules, Oidc(settings) if settings.has_oidc else None, settings.has_slack)


def read_sign_in(request: Request) -> SignIn:
    """How people sign in here."""
    found: SignIn = request.app.state.sign_in
    return found


def read_oidc(request: Request) -> Oidc:
    """The identity provider.

    :raises NotFoundError: when people sign in by links only
    """
    found = read_sign_in(request).oidc
    if found is None:
        raise NotFoundError
    return found


def read_next(path: Annotated[str, Query(alias=NEXT)] = "/") -> str:
    """The page of ours to go to afterwards."""
    return own_path(path) if len(path) <= LONGEST_PATH else "/"


Ways = Annotated[SignIn, Depends(read_sign_in)]
Provider = Annotated[Oidc, Depends(read_oidc)]
NextPath = Annotated[str, Depends(read_next)]


@router.get("")
def show_ways(
    visit: Anyone, ways: Ways, next_path: NextPath, signed_out: bool = False, forgotten: bool = False
) -> Response:
    """The ways to sign in; somebody who has signed in is led on."""
    if visit.is_somebody:
        return RedirectResponse(next_path, status_code=303)
    return page("sign_in.html", visit, ways=ways, next_path=next_path, signed_out=signed_out, forgotten=forgotten)


@router.get("/oidc")
async def go_to_provider(request: Request, visit: Anyone, provider: Provider, next_path: NextPath) -> Response:
    """Lead to the identity provider. A link and no form: the content policy lets no form lead to another site."""
    visit.session[NEXT] = next_path
    return await provider.start(request)


@router.get(CALLBACK.removeprefix("/sign-in"))
async def come_back(request: Request, visit: Anyone, ways: Ways, provider: Provider) -> Response:
    """Come back from the identity provider."""
    try:
        vouched = await provider.finish(request)
    except SignInRefusedError:
        if await run_sync(lambda: visit.is_somebody):  # the page was loaded anew, or another tab was faster
            return RedirectResponse("/", status_code=303)
        raise
    next_path = own_path(str(visit.session.get(NEXT, "/")))

    def begin() -> str:
        return signing_in.sign_in(
            vouched.sender, vouched.groups, rules=ways.rules, services=visit.services, now=visit.now
        )

    await run_sync(_enter, visit, await run_sync(begin))
    return RedirectResponse(next_path, status_code=303)


@router.get("/link/{token}")
def show_link(visit: Anyone, token: str, next_path: NextPath) -> Response:
    """A button to use the link with: programs that look at links fetch them, and must not use them up."""
    return page("sign_in_link.html", visit, token=token, next_path=next_path)


@router.post("/link/{token}", dependencies=[OwnForm])
def use_link(visit: Anyone, ways: Ways, token: str, next_path: NextPath) -> Response:
    """Sign in with the link."""
    _enter(visit, signing_in.sign_in_with_link(token, rules=ways.rules, services=visit.services, now=visit.now))
    return RedirectResponse(next_path, status_code=303)


@out.post("", dependencies=[OwnForm])
def sign_out(visit: Anyone) -> Response:
    """Sign out in this browser."""
    if visit.token:
        signing_in.sign_out(visit.token, services=visit.services, now=visit.now)
    leave(visit)
    return RedirectResponse("/sign-in?signed_out=true", status_code=303)


@out.post("/everywhere", dependencies=[OwnForm])
def sign_out_everywhere(visit: Somebody) -> Response:
    """Sign out everywhere but in this browser."""
    signing_in.sign_out_everywhere(visit.person.id, services=visit.services, now=visit.now, but=visit.token)
    return RedirectResponse("/profile?ended=true#sessions", status_code=303)


def _enter(visit: Visit, token: str) -> None:
    """Begin the browser's session anew, so that nobody who knew the old one is signed in with it."""
    if visit.token:
        signing_in.sign_out(visit.token, services=visit.services, now=visit.now)
    leave(visit, keep=("language", "talks"))
    visit.session[TOKEN] = token
