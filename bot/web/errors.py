"""Errors only the web knows, and the HTTP status each error of ours answers with."""

from __future__ import annotations

from bot.content.problems import ContentError
from bot.errors import (
    AbsenceError,
    BacklogError,
    BotError,
    CheckError,
    DraftError,
    EmptyAnswerError,
    EmptyReasonError,
    GuideError,
    HiddenError,
    LastCoordinatorError,
    LinkError,
    NotAllowedError,
    NotMergeableError,
    OtherChangesError,
    OwnDeputyError,
    ReportError,
    RoleListError,
    SnapshotError,
    StorageError,
    TicketChangedError,
    TooLongError,
    TooManyError,
    TransitionError,
    UnknownChangeError,
    UnknownCheckError,
    UnknownDeputyError,
    UnknownDraftError,
    UnknownItemError,
    UnknownQuestionError,
    UnknownReportError,
    UnknownRouteError,
    UnknownTicketError,
)


class WebError(BotError):
    """Base of the errors that only a web request can meet."""


class NobodyChosenError(WebError):
    """No demonstration person has been chosen in this browser yet."""

    message_key = "web.error.nobody"


class NotSignedInError(WebError):
    """Nobody has signed in in this browser, or the session has ended."""

    message_key = "web.error.not_signed_in"


class SignInRefusedError(WebError):
    """The identity provider did not vouch for anybody, or what it sent does not hold."""

    message_key = "web.error.sign_in_refused"


class SignInUnreachableError(WebError):
    """The identity provider did not answer, or not as one."""

    message_key = "web.error.sign_in_unreachable"


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
    """The request names a host that is neither this machine nor the bot's public name (DNS rebinding)."""

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
    NotSignedInError: 401,
    ForgedFormError: 403,
    SignInRefusedError: 403,
    NotAllowedError: 403,
    HiddenError: 403,
    NotFoundError: 404,
    UnknownChangeError: 404,
    UnknownCheckError: 404,
    UnknownDraftError: 404,
    UnknownItemError: 404,
    UnknownPersonError: 404,
    UnknownReportError: 404,
    UnknownTicketError: 404,
    WrongMethodError: 405,
    CheckError: 409,
    BacklogError: 409,
    DraftError: 409,
    ReportError: 409,
    GuideError: 409,
    LastCoordinatorError: 409,
    OtherChangesError: 409,
    LinkError: 410,
    RepeatedRequestError: 409,
    TicketChangedError: 409,
    TransitionError: 409,
    NotMergeableError: 409,
    UnknownQuestionError: 409,
    BodyTooLargeError: 413,
    TooLongError: 413,
    AbsenceError: 422,
    ContentError: 422,
    EmptyAnswerError: 422,
    OwnDeputyError: 422,
    RoleListError: 422,
    UnknownDeputyError: 422,
    EmptyReasonError: 422,
    UnknownRouteError: 422,
    MissingFieldError: 422,
    TooManyError: 429,
    SignInUnreachableError: 503,
    SnapshotError: 503,
    StorageError: 503,
}


def status_of(error: BotError) -> int:
    """The HTTP status of `error`; 500 for one that nobody listed."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
