"""Answer an error in words: a page, a fragment for the script, or JSON, in the person's language."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.errors import BotError, LinkError, StorageError, TooManyError
from bot.web.errors import (
    MissingFieldError,
    NobodyChosenError,
    NotFoundError,
    NotSignedInError,
    SignInRefusedError,
    SignInUnreachableError,
    UnreadableError,
    WrongMethodError,
    status_of,
)
from bot.web.guard import new_reference
from bot.web.pages import Frame, fragment, page
from bot.web.visit import Visit, visit_of

API = "/api/"
WAIT = {"retry-after": "60"}  # seconds: the limit is a number of questions a minute
SIGN_IN_ERRORS = (NotSignedInError, SignInRefusedError, SignInUnreachableError, LinkError)  # answered by a new try
BY_STATUS: dict[int, type[BotError]] = {404: NotFoundError, 405: WrongMethodError}

logger = logging.getLogger(__name__)


def refuse(request: Request, error: BotError, *, reference: str = "") -> Response:
    """The response to `error`; `reference` is what the log calls it when nobody expected it."""
    visit = visit_of(request)
    status = status_of(error)
    if status >= 500 and not reference:
        reference = new_reference()
        logger.error("refused, reference %s: %s", reference, type(error).__name__, extra={"reference": reference})
        request.app.state.parts.pulse.count_error(error)
    response = _dressed(request, visit, error, status, reference)
    if isinstance(error, TooManyError):
        response.headers.update(WAIT)
    return response


def _dressed(request: Request, visit: Visit, error: BotError, status: int, reference: str) -> Response:
    message = _sentence(visit, error, reference)
    if request.url.path.startswith(API):
        kind = type(error).__name__.removesuffix("Error")
        return JSONResponse({"error": kind, "message": message, "reference": reference or None}, status_code=status)
    again = "/sign-in" if isinstance(error, SIGN_IN_ERRORS) else ""
    if "x-fragment" in request.headers:
        return fragment("_error.html", visit, status=status, message=message, again=again)
    if isinstance(error, NobodyChosenError):
        return RedirectResponse("/people", status_code=303)
    if isinstance(error, NotSignedInError) and request.method == "GET":
        return RedirectResponse(sign_in_path(request), status_code=303)
    return page("error.html", visit, status=status, frame=_frame(visit), message=message, number=status, again=again)


def sign_in_path(request: Request) -> str:
    """Where to sign in, and to come back to this page afterwards."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return "/sign-in" if here == "/" else f"/sign-in?{urlencode({'next': here})}"


def _frame(visit: Visit) -> Frame:
    """The name alone; nothing when not even that can be read."""
    try:
        return Frame(person=visit.name, has_signed_in=visit.needs_sign_in) if visit.is_somebody else Frame()
    except StorageError:
        return Frame()


def _sentence(visit: Visit, error: BotError, reference: str) -> str:
    phrases = visit.phrases()
    message = phrases.refusal(error, visit.now)
    return f"{message} {phrases.say('web.error.reference', reference=reference)}" if reference else message


async def _on_bot_error(request: Request, error: Exception) -> Response:
    return refuse(request, error if isinstance(error, BotError) else BotError())


async def _on_wrong_shape(request: Request, _error: Exception) -> Response:
    return refuse(request, MissingFieldError())


async def _on_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return refuse(request, BY_STATUS.get(status, UnreadableError)())


def words_for_errors(app: FastAPI) -> None:
    """Let every error of the endpoints be answered by `refuse`."""
    handlers: dict[type[Exception], Callable[..., object]] = {
        BotError: _on_bot_error,
        RequestValidationError: _on_wrong_shape,
        HTTPException: _on_http_error,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)  # type: ignore[arg-type]
