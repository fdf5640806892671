"""Everything that can go wrong in words: each error names the phrase its user sees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any


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


class TicketChangedError(BotError):
    """A ticket has moved on since the person saw it: `actor` did `event` at `at`, so nothing was done now.

    `actor` is '' when the bot did it or the name is not known. `unsent` when the person had written something, which
    is then neither sent nor kept.
    """

    message_key = "error.ticket_moved_on"

    def __init__(self, *, number: int, event: str, at: datetime, actor: str = "", unsent: bool = False) -> None:
        self.number = number
        self.event = event
        self.at = at
        self.actor = actor
        self.unsent = unsent
        super().__init__(f"{event} came first")


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


class LinkError(BotError):
    """A sign-in link is unknown, used already, or older than ten minutes."""

    message_key = "error.link"


class EmptyReasonError(BotError):
    """A ticket is sent on with a word why."""

    message_key = "error.empty_reason"


class UnknownRouteError(BotError):
    """A ticket is sent on to another role that exists, with the system or department the role belongs to."""

    message_key = "error.unknown_route"


class NotMergeableError(BotError):
    """A ticket that is urgent, or the ticket itself, is not answered together with another."""

    message_key = "error.not_mergeable"


class RoleListError(BotError):
    """A role cannot be given as asked, or a list of roles has errors; each of `problems` is a phrase with values."""

    message_key = "error.role_list"

    def __init__(self, problems: Sequence[Any]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems")


class OtherChangesError(BotError):
    """Doing what a list asks for would change something else than was shown, so nothing was done."""

    message_key = "error.other_changes"


class LastCoordinatorError(BotError):
    """Nobody would be left to give roles."""

    message_key = "error.last_coordinator"


class AbsenceError(BotError):
    """Days that cannot be meant: backwards, over, or very long; `message_key` says which."""

    def __init__(self, message_key: str) -> None:
        self.message_key = message_key
        super().__init__(message_key)


class UnknownDeputyError(BotError):
    """Nobody the bot knows has the address that was given for a deputy."""

    message_key = "error.unknown_deputy"


class OwnDeputyError(BotError):
    """Nobody stands in for themselves."""

    message_key = "error.own_deputy"


class UnknownPersonIdError(BotError):
    """The bot knows nobody by this address or channel identity."""

    message_key = "error.unknown_person"


class DraftError(BotError):
    """A draft cannot become what was asked, as it and the content are now; the children say which."""

    message_key = "drafts.error.changed"


class UnknownDraftError(BotError):
    """No draft has this id, or it is not this person's to see."""

    message_key = "drafts.error.unknown"


class CheckError(BotError):
    """A blind check cannot become what was asked, as it is now; the children say which."""

    message_key = "checks.error.closed"


class UnknownCheckError(BotError):
    """No week, or no answer of it, is checked under this name."""

    message_key = "checks.error.unknown"


class UnknownChangeError(BotError):
    """The content did not change then, as far as is remembered."""

    message_key = "helped.error.unknown"


class BacklogError(BotError):
    """A backlog item cannot become what was asked, as it is now; the children say why."""

    message_key = "backlog.error.changed"


class UnknownItemError(BotError):
    """No backlog item has this id."""

    message_key = "backlog.error.unknown"


class ReportError(BotError):
    """A report to the network cannot become what was asked, as it is now; the children say which."""

    message_key = "report.error.changed"


class UnknownReportError(BotError):
    """No report has this id, or it is not this person's to see yet."""

    message_key = "report.error.unknown"


class SnapshotError(BotError):
    """No usable snapshot: never trained, or written by another version."""

    message_key = "error.snapshot"


class StorageError(BotError):
    """The database could not be read or written: locked, full, read-only or damaged; nothing was half written."""

    message_key = "error.storage"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the database could not be used: {reason}")


class HiddenError(BotError):
    """Fewer than five people are behind what was asked for, or it stands with a department: it is not shown."""

    message_key = "statistics.error.hidden"
