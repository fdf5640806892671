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
from bot.web import api, chat, coordinator, inbox, local, mine, profile
from bot.web.guard import GuardMiddleware, HeadersMiddleware
from bot.web.pages import FOLDER
from bot.web.refusing import refuse, words_for_errors
from bot.web.visit import Clock

WORKERS = 8  # threads for the services; more only fill the memory of a machine with a few cores
SESSION_LASTS = 14 * 24 * 60 * 60  # seconds
ROUTERS = (api.router, chat.router, coordinator.router, inbox.router, local.router, mine.router, profile.router)

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]

health = APIRouter()


@health.get("/healthz", include_in_schema=False)
def show_health() -> dict[str, str]:
    """Say that the server runs."""
    return {"status": "ok"}


def system_clock() -> datetime:
    """Now, aware UTC."""
    return datetime.now(UTC)


def create_app(
    parts: Parts,
    *,
    routers: Sequence[APIRouter] = (),
    lifespans: Sequence[Lifespan] = (),
    signed_paths: tuple[str, ...] = (),
    clock: Clock = system_clock,
) -> FastAPI:
    """The web application of `parts`.

    Other edges add their own `routers` and what runs beside the server (`lifespans`); requests below `signed_paths`
    prove themselves by a signature and may name any host.
    """
    app = FastAPI(title="ESDH bot", version="1", docs_url=None, redoc_url=None, lifespan=_joined(lifespans))
    app.state.services = parts.services
    app.state.statistics = parts.storage.statistics
    app.state.clock = clock
    for router in (health, *ROUTERS, *routers):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    words_for_errors(app)
    # the one added last stands outermost
    app.add_middleware(GuardMiddleware, refuse=refuse, signed_paths=signed_paths)
    app.add_middleware(
        SessionMiddleware,
        secret_key=sha256(b"web session " + parts.secret).hexdigest(),
        session_cookie="esdh_bot",
        max_age=SESSION_LASTS,
        same_site="strict",
    )
    app.add_middleware(HeadersMiddleware)
    return app


def _joined(lifespans: Sequence[Lifespan]) -> Lifespan:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = WORKERS
        async with AsyncExitStack() as stack:
            for one in lifespans:
                await stack.enter_async_context(one(app))
            yield

    return lifespan
