"""The shapes of the content: one pydantic model per kind of YAML file, unknown keys refused."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.core.texts import Basis as Basis
from bot.core.texts import Bilingual as Bilingual
from bot.core.texts import Slug as Slug
from bot.core.texts import Strict as Strict
from bot.core.texts import Text as Text

Channel = Annotated[str, StringConstraints(pattern=r"^(#[^\s#@]{1,80}|[CG][A-Z0-9]+)$")]


class Status(StrEnum):
    """Whether somebody with the right to has said that the text is true."""

    DRAFT = "draft"
    APPROVED = "approved"


class Theme(StrEnum):
    """The four themes of the ESDH strategy, and two of the bot's own."""

    LEGISLATION = "lovgivning"
    ADMINISTRATION = "effektiv-administration"
    ROLES = "roller"
    SECURITY = "informationssikkerhed"
    STRATEGY = "strategi"
    BOT = "bot"


class Examples(Strict):
    """When the answer to 'must I journal this?' is yes, and when no."""

    yes: tuple[Bilingual, ...] = Field(min_length=2)
    no: tuple[Bilingual, ...] = Field(min_length=2)


class Curated(Strict):
    """What every answer has: its words, what it rests on, who stands behind it, and when somebody last looked.

    `shared` is false where those who ask in the same words ask about a person, a case or a document of their own.
    """

    title: Bilingual
    answer: Bilingual
    basis: tuple[Basis, ...] = ()
    theme: Theme
    owner: Slug
    status: Status = Status.DRAFT
    verified_on: date | None = None
    review_after: date
    related: tuple[Slug, ...] = ()
    route: Slug
    handoff_first: bool = False
    handoff_why: Bilingual | None = None
    shared: bool = True
    example: bool = False


class Article(Curated):
    """One curated answer (`knowledge/articles/<group>/<id>.yaml`).

    `guide_facts` is what the guide need not ask when it is opened from here; no key, no way into the guide. What is
    `small_talk`, a greeting or thanks, says nothing beside a question.
    """

    examples: Examples | None = None
    guide_facts: dict[Slug, Slug] | None = None
    small_talk: bool = False


class Procedure(Curated):
    """The general answer to 'how do I … in X?', a template over a system; `question` asks which system."""

    question: Bilingual
    theme: Theme = Theme.ADMINISTRATION


class Steps(Strict):
    """A system manager's own description of one procedure in one system."""

    text: Bilingual
    status: Status = Status.DRAFT
    verified_on: date | None = None
    example: bool = False


class System(Strict):
    """One of our systems (`knowledge/systems/<slug>.yaml`)."""

    name: Text
    aliases: tuple[Text, ...] = ()
    misspellings: tuple[Text, ...] = ()
    purpose: Bilingual
    known: Literal["sure", "likely", "unsure"]
    used_for: Literal["citizen", "administrative", "both", "unsure"]
    patient_records: bool = False
    departments: tuple[Slug, ...] = ()
    first_line: Slug = "superbruger"
    steps: dict[Slug, Steps] = Field(default_factory=dict)
    example: bool = False


class Department(Strict):
    """A part of the organisation with a leader and a network representative."""

    name: Bilingual
    aliases: tuple[Text, ...] = ()
    example: bool = False


class Role(Strict):
    """A function somebody fills; the mailbox and the Slack channel may hold {system} or {department}.

    `slack_channel` is an id or a #name; what is sent to the role is shown there, for all who hold it.

    `held_by` is the role whose holders fill it until the organisation says otherwise. `urgent_within_hours` is a third
    of the ordinary hours when it is left out. `out_of_hours` says whom to reach while nobody is at work.
    """

    name: Bilingual
    scope: Literal["central", "system", "department"]
    does: Bilingual
    mailbox: Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
    slack_channel: Channel | None = None
    held_by: Slug | None = None
    next_role: Slug | None = None
    answers_within_hours: int = Field(gt=0)
    urgent_within_hours: int | None = Field(None, gt=0)
    wall_clock: bool = False
    phone_note: Bilingual | None = None
    out_of_hours: Bilingual | None = None
    example: bool = False


class Network(Strict):
    """The network that the coordinator reports to; `slack_channel` is an id or a #name, for what is approved."""

    slack_channel: Channel | None = None
    example: bool = False


class OpeningHours(Strict):
    """When tickets are answered, Danish local time."""

    weekdays: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...]
    opens: time
    closes: time


class Organisation(Strict):
    """The municipality: names, departments, roles, routing, due times."""

    name: Text
    read_more: Bilingual
    strategy: Bilingual
    coordinator_role: Slug
    breach_role: Slug
    system_role: Slug
    department_role: Slug
    departments: dict[Slug, Department]
    roles: dict[Slug, Role]
    network: Network = Network()
    opening_hours: OpeningHours
    closed_days: tuple[Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")], ...]
    example: bool = False


class StrategyPoint(Strict):
    """A duty, a role or an aim of the strategy (`knowledge/strategy.yaml`), and the answers that are about it."""

    kind: Literal["duty", "role", "aim"]
    theme: Theme
    name: Bilingual
    answers: tuple[Slug, ...] = ()


class Utterances(Strict):
    """Ways of asking for one intent (`intents/<group>/<id>.yaml`)."""

    da: tuple[Text, ...]
    en: tuple[Text, ...]


class HandoffTopic(Strict):
    """Ours, but for a person (`intents/_handoff/<topic>.yaml`).

    `shared` where one answer holds for everybody who asks in the same words, and they may wait for it together.
    """

    title: Bilingual
    why: Bilingual
    role: Slug
    urgent: bool = False
    shared: bool = False
    da: tuple[Text, ...]
    en: tuple[Text, ...]


class DocumentType(Strict):
    """A kind of document people name, and the article about it."""

    name: Bilingual
    words: tuple[Text, ...]
    article: Slug


class Vocabulary(Strict):
    """Words the understanding needs (`intents/_vocabulary.yaml`)."""

    synonyms: tuple[tuple[Text, ...], ...]
    abbreviations: dict[str, Text]
    document_types: dict[Slug, DocumentType]
    other_systems: tuple[Text, ...]


class KnownQuestion(Strict):
    """A question with the reply it must get (`intents/_known/*.yaml`); `fails` when we know that it does not yet."""

    question: Text
    reply: Literal["answer", "clarify_system", "clarify_choice", "guide", "handoff_offer", "out_of_scope", "fallback"]
    article: Slug | None = None
    procedure: Slug | None = None
    system: Slug | None = None
    role: Slug | None = None
    fails: bool = False
