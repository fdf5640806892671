"""Everything that can go wrong in words: each error names the phrase its user sees."""

from __future__ import annotations


class BotError(Exception):
    """Base of all errors of ours; `message_key` is the phrase (`knowledge/phrases.yaml`) shown to the person."""

    message_key: str = "error.unexpected"


class GuideError(BotError):
    """A step, option or fact the guide does not have."""

    message_key = "error.outdated_button"


class GoneError(BotError):
    """Something shown before is no longer in the content."""

    message_key = "error.outdated_button"


class TransitionError(BotError):
    """A ticket cannot do this in its present state."""

    message_key = "error.ticket_changed"

    def __init__(self, state: str, event: str) -> None:
        self.state = state
        self.event = event
        super().__init__(f"{event} is not possible for a ticket that is {state}")


class SettingsError(BotError):
    """A setting is missing or contradicts another; the text says which and what to do."""

    message_key = "error.settings"


class TooLongError(BotError):
    """A message is longer than `limit` characters."""

    message_key = "error.too_long"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"longer than {limit} characters")


class TooManyError(BotError):
    """An asker has sent more than `limit` questions within a minute."""

    message_key = "error.too_many"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"more than {limit} questions a minute")


class UnknownQuestionError(BotError):
    """A button belongs to a question that is not there, or is somebody else's."""

    message_key = "error.outdated_button"


class NotAllowedError(BotError):
    """The person does not hold the role this needs."""

    message_key = "error.not_allowed"


class UnknownTicketError(BotError):
    """No ticket has this id, or the person may not see it."""

    message_key = "error.unknown_ticket"


class EmptyAnswerError(BotError):
    """A ticket is resolved with an answer or not at all."""

    message_key = "error.empty_answer"


class SnapshotError(BotError):
    """No usable snapshot: never trained, or written by another version."""

    message_key = "error.snapshot"


class StorageError(BotError):
    """The database could not be read or written: locked, full, read-only or damaged; nothing was half written."""

    message_key = "error.storage"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the database could not be used: {reason}")
