"""What the bot says, before any channel dresses it: eight kinds of reply, as data with ids and no texts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from bot.core.guide import GuideState
from bot.core.texts import Strict

NONE_OF_THESE = "none"
UNKNOWN = "?"


class Route(Strict):
    """Who would get the question: a role, and the system or department whose role it is, when that is known."""

    role: str
    system: str | None = None
    department: str | None = None


class Fallback(Strict):
    """Nothing to go by; asks for other words."""

    kind: Literal["fallback"] = "fallback"


class HandoffOffer(Strict):
    """A person can answer this; nothing is sent before the asker presses send.

    `about` is the question asked just before, when the asker only wrote that they want a person.
    """

    kind: Literal["handoff_offer"] = "handoff_offer"
    reason: Literal["topic", "asked", "no_article", "draft"]
    topic: str | None = None
    article: str | None = None
    about: str | None = None


class Guide(Strict):
    """One step of the guide, or its outcome: `state` says which."""

    kind: Literal["guide"] = "guide"
    state: GuideState


class ClarifySystem(Strict):
    """A procedure is asked for; which system? The asker's own first."""

    kind: Literal["clarify_system"] = "clarify_system"
    procedure: str
    systems: tuple[str, ...]
    own: int = 0


class Answer(Strict):
    """A curated answer. `procedure` and `system` are set for '<system>-<procedure>'.

    `also` answers a second question; `guessed` when the system's name was recognised by its spelling.
    """

    kind: Literal["answer"] = "answer"
    article: str
    procedure: str | None = None
    system: str | None = None
    also: tuple[str, ...] = ()
    handoff_first: bool = False
    remembered: bool = False
    guessed: bool = False


class ClarifyChoice(Strict):
    """Two or three candidates share it."""

    kind: Literal["clarify_choice"] = "clarify_choice"
    candidates: tuple[str, ...]


class OutOfScope(Strict):
    """Not in our field."""

    kind: Literal["out_of_scope"] = "out_of_scope"


class Notice(Strict):
    """What happened: a phrase key and what fills it."""

    kind: Literal["notice"] = "notice"
    key: str
    values: dict[str, str] = Field(default_factory=dict)


Reply = Annotated[
    Fallback | HandoffOffer | Guide | ClarifySystem | Answer | ClarifyChoice | OutOfScope | Notice,
    Field(discriminator="kind"),
]
REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


class Paused(Strict):
    """A guide that a new question interrupted; it can be taken up again."""

    question_id: str
    state: GuideState


class _Waiting(Strict):
    paused: Paused | None = None


class Idle(_Waiting):
    """The bot waits for nothing."""

    kind: Literal["idle"] = "idle"


class AwaitingSystem(_Waiting):
    """The bot has asked which system."""

    kind: Literal["system"] = "system"
    question_id: str
    procedure: str
    systems: tuple[str, ...]


class AwaitingChoice(_Waiting):
    """The bot has shown candidates to choose from."""

    kind: Literal["choice"] = "choice"
    question_id: str
    candidates: tuple[str, ...]


class InGuide(_Waiting):
    """A step of the guide is shown."""

    kind: Literal["guide"] = "guide"
    question_id: str
    state: GuideState


class AwaitingSend(_Waiting):
    """A handoff is offered and not yet sent."""

    kind: Literal["send"] = "send"
    question_id: str


class AwaitingReply(_Waiting):
    """The next message is for a ticket: a person has asked back, or the asker has just said that it did not help."""

    kind: Literal["reply"] = "reply"
    question_id: str
    ticket_id: str


State = Annotated[
    Idle | AwaitingSystem | AwaitingChoice | InGuide | AwaitingSend | AwaitingReply, Field(discriminator="kind")
]
STATE: TypeAdapter[State] = TypeAdapter(State)


class Decision(Strict):
    """The reply, who would get the question now, and what the bot waits for next."""

    reply: Reply
    route: Route
    state: State = Idle()
