"""Put the web edge together: routes, static files, the guards before them, and words for every error."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256

from anyio import to_thread
from fastapi import APIRouter, FastAPI
from starlette.middleware.sessions import SessionMiddleware
from starlette.staticfiles import StaticFiles

from bot.parts import Parts
from bot.services.inventing import is_invented
from bot.web import (
    absence,
    api,
    audit,
    backlog,
    backlog_item,
    chat,
    checks,
    coordinator,
    drafts,
    health,
    helped,
    inbox,
    local,
    mine,
    profile,
    reports,
    roles,
    sign_in,
    statistics,
    statistics_files,
    statistics_workbooks,
)
from bot.web.guard import GuardMiddleware, HeadersMiddleware
from bot.web.pages import FOLDER
from bot.web.refusing import refuse, words_for_errors
from bot.web.replays import Replays
from bot.web.trials import Trials
from bot.web.visit import Clock

WORKERS = 8  # threads for the services; more only fill the memory of a machine with a few cores
SESSION_LASTS = 14 * 24 * 60 * 60  # seconds
ROUTERS = (
    *(
        absence.router,
        api.router,
        audit.router,
        backlog.router,
        backlog_item.router,
        chat.router,
        checks.router,
        coordinator.router,
        drafts.router,
    ),
    *(health.router, helped.router),
    *(
        inbox.router,
        local.router,
        mine.router,
        profile.router,
        reports.router,
        roles.router,
        statistics.router,
        statistics_files.router,
        statistics_workbooks.router,
    ),
)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def system_clock() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


def create_app(
    parts: Parts,
    *,
    routers: Sequence[APIRouter] = (),
    lifespans: Sequence[Lifespan] = (),
    clock: Clock = system_clock,
) -> FastAPI:
    """The web application of `parts`.

    Other edges add their own `routers` and what runs beside the server (`lifespans`).

    :raises SettingsError: when a group is to give a role that the content does not have
    """
    trials, replays = Trials.of(parts), Replays.of(parts)
    beside = _joined([*lifespans, trials.lifespan, replays.lifespan])
    app = FastAPI(title="ESDH bot", version="1", docs_url=None, redoc_url=None, lifespan=beside)
    app.state.parts = parts
    app.state.services = parts.services
    app.state.trials = trials
    app.state.replays = replays
    app.state.is_invented = is_invented(services=parts.services)
    app.state.clock = clock
    app.state.sign_in = sign_in.sign_in_of(parts)
    ways_in = (sign_in.router, sign_in.out) if parts.settings.has_sign_in else (local.people,)
    for router in (*ROUTERS, *ways_in, *routers):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    words_for_errors(app)
    _add_guards(app, parts)
    return app


def _add_guards(app: FastAPI, parts: Parts) -> None:
    """What stands before the routes; the one added last stands outermost."""
    public, has_sign_in = parts.settings.public, parts.settings.has_sign_in
    is_encrypted = public.scheme == "https"
    app.add_middleware(
        GuardMiddleware,
        refuse=refuse,
        public_host=public.hostname or "",
        count=parts.pulse.count_error,
    )
    app.add_middleware(
        SessionMiddleware,
        secret_key=sha256(b"web session " + parts.secret).hexdigest(),
        # '__Host-': no neighbour below the same domain can set it
        session_cookie="__Host-esdh_bot" if is_encrypted else "esdh_bot",
        max_age=SESSION_LASTS,
        # a strict cookie does not come along on the way back from the identity provider, nor on a link in a mail
        same_site="lax" if has_sign_in else "strict",
        https_only=is_encrypted,
    )
    app.add_middleware(HeadersMiddleware, only_encrypted=is_encrypted)


def _joined(lifespans: Sequence[Lifespan]) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = WORKERS
        async with AsyncExitStack() as stack:
            for one in lifespans:
                await stack.enter_async_context(one(app))
            yield

    return lifespan
