"""What a person can do besides asking: every button, and the words that mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from bot.core.reply import NONE_OF_THESE, UNKNOWN
from bot.errors import UnknownQuestionError

Verdict = Literal["helpful", "not_helpful", "wrong", "outdated", "unclear", "other_system"]


@dataclass(frozen=True)
class PickSystem:
    """Name the system a procedure is about; None when the asker does not know."""

    system: str | None


@dataclass(frozen=True)
class PickChoice:
    """Choose one of the candidates; None is 'ingen af disse'."""

    article: str | None


@dataclass(frozen=True)
class SeeRelated:
    """Read an article that the answer points to."""

    article: str


@dataclass(frozen=True)
class StartGuide:
    """Decide it for this very case."""


@dataclass(frozen=True)
class AnswerGuide:
    """Choose an option of a step."""

    step: str
    option: str


@dataclass(frozen=True)
class BackInGuide:
    """One step back."""


@dataclass(frozen=True)
class ResumeGuide:
    """Go on with the guide a new question interrupted."""


@dataclass(frozen=True)
class OfferHandoff:
    """Ask for a person."""


@dataclass(frozen=True)
class SendHandoff:
    """Send the question: `text` as edited (None: as it stands), `chosen` the system or department asked for."""

    text: str | None = None
    chosen: str | None = None


@dataclass(frozen=True)
class Cancel:
    """'afbryd'."""


@dataclass(frozen=True)
class GiveFeedback:
    """'hjalp det?'"""

    verdict: Verdict


@dataclass(frozen=True)
class Remember:
    """Agree that the bot remembers a system one uses."""

    system: str


@dataclass(frozen=True)
class ConfirmAnswer:
    """'Det hjalp': what a person answered to a ticket."""

    ticket_id: str


@dataclass(frozen=True)
class ReopenTicket:
    """'Nej, stadig ikke'."""

    ticket_id: str


@dataclass(frozen=True)
class AskAnew:
    """What was sent to a ticket in the turn of the event `event_id` was a new question."""

    event_id: str


Move = (
    PickSystem
    | PickChoice
    | SeeRelated
    | StartGuide
    | AnswerGuide
    | BackInGuide
    | ResumeGuide
    | OfferHandoff
    | SendHandoff
    | Cancel
    | GiveFeedback
    | Remember
    | ConfirmAnswer
    | ReopenTicket
    | AskAnew
)

_PLAIN: dict[str, Move] = {
    "guide": StartGuide(),
    "back": BackInGuide(),
    "resume": ResumeGuide(),
    "handoff": OfferHandoff(),
    "send": SendHandoff(),
    "cancel": Cancel(),
}


def read_move(action: str) -> Move:  # noqa: C901 -- a closed union, one line a case
    """The move a button's action stands for: 'system:<system>', 'choice:none', 'step:form:spoken', 'feedback:wrong', …

    :raises UnknownQuestionError: when it stands for none
    """
    if action in _PLAIN:
        return _PLAIN[action]
    name, _, value = action.partition(":")
    match name:
        case "system" if value:
            return PickSystem(None if value == UNKNOWN else value)
        case "choice" if value:
            return PickChoice(None if value == NONE_OF_THESE else value)
        case "see" if value:
            return SeeRelated(value)
        case "step" if ":" in value:
            step, _, option = value.partition(":")
            return AnswerGuide(step, option)
        case "remember" if value:
            return Remember(value)
        case "confirm" if value:
            return ConfirmAnswer(value)
        case "reopen" if value:
            return ReopenTicket(value)
        case "anew" if value:
            return AskAnew(value)
        case "feedback":
            return GiveFeedback(_verdict(value))
    raise UnknownQuestionError(action[:40])


def _verdict(value: str) -> Verdict:
    for verdict in get_args(Verdict):
        if verdict == value:
            return verdict  # type: ignore[no-any-return]
    raise UnknownQuestionError(value[:40])
