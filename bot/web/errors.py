"""Errors only the web knows, and the HTTP status each error of ours answers with."""

from __future__ import annotations

from bot.errors import (
    BotError,
    EmptyAnswerError,
    GuideError,
    NotAllowedError,
    SnapshotError,
    StorageError,
    TooLongError,
    TooManyError,
    TransitionError,
    UnknownQuestionError,
    UnknownTicketError,
)


class WebError(BotError):
    """Base of the errors that only a web request can meet."""


class NobodyChosenError(WebError):
    """No demonstration person has been chosen in this browser yet."""

    message_key = "web.error.nobody"


class ForgedFormError(WebError):
    """A form came without the token of its session: from another page, or after the session ended."""

    message_key = "web.error.form"


class UnknownPersonError(WebError):
    """No demonstration person has this id."""

    message_key = "web.error.unknown_person"


class UnreadableError(WebError):
    """A request cannot be read at all: no UTF-8, no JSON."""

    message_key = "web.error.unreadable"


class MissingFieldError(WebError):
    """A field of a request is missing, too long or of the wrong kind."""

    message_key = "web.error.field"


class BodyTooLargeError(WebError):
    """More bytes were sent than any message needs."""

    message_key = "error.too_long"


class UnknownHostError(WebError):
    """The request names a host that is not this machine (DNS rebinding)."""

    message_key = "web.error.host"


class RepeatedRequestError(WebError):
    """A request id was used before, for another text."""

    message_key = "web.error.repeated"


class NotFoundError(WebError):
    """There is no such page."""

    message_key = "web.error.not_found"


class WrongMethodError(WebError):
    """The page exists but does not take this HTTP method."""

    message_key = "web.error.method"


STATUS: dict[type[BotError], int] = {
    UnreadableError: 400,
    UnknownHostError: 400,
    NobodyChosenError: 401,
    ForgedFormError: 403,
    NotAllowedError: 403,
    NotFoundError: 404,
    UnknownPersonError: 404,
    UnknownTicketError: 404,
    WrongMethodError: 405,
    GuideError: 409,
    RepeatedRequestError: 409,
    TransitionError: 409,
    UnknownQuestionError: 409,
    BodyTooLargeError: 413,
    TooLongError: 413,
    EmptyAnswerError: 422,
    MissingFieldError: 422,
    TooManyError: 429,
    SnapshotError: 503,
    StorageError: 503,
}


def status_of(error: BotError) -> int:
    """The HTTP status of `error`; 500 for one that nobody listed."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
