"""What storage can be asked about drafts: answers on their way into the content, and what people asked before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class DraftState(StrEnum):
    """Where a draft stands."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Source:
    """One line of a draft's basis in both languages; `applies_da` and `applies_en` are '' when it binds everyone."""

    da: str
    en: str
    applies_da: str = ""
    applies_en: str = ""


@dataclass(frozen=True)
class DraftText:
    """What an editor writes: a whole answer, in any state of completion, so that '' may stand anywhere.

    `article` is the id (and file name), `group` the folder. `utterances_da` and `utterances_en` are ways of asking to
    be added. `status` is what the article is to be: draft or approved. `system` is the system it is about, if one.
    """

    article: str
    group: str
    title_da: str
    title_en: str
    answer_da: str
    answer_en: str
    basis: tuple[Source, ...]
    theme: str
    owner: str
    route: str
    system: str | None
    utterances_da: tuple[str, ...]
    utterances_en: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Draft:
    """An answer proposed for the content.

    `base` is the hash of the files it changes, '' for a new article. `version` counts the edits, so that two people
    editing at once notice. `trial` is what trying it said, for the version it names. `reason` is why it was rejected.
    `patched_at` is when the folders could not be written, and a patch was offered. `commit_id` is '' without git.
    """

    id: str
    ticket_id: str | None
    state: DraftState
    text: DraftText
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    base: str = ""
    version: int = 1
    trial: Mapping[str, Any] | None = None
    reason: str = ""
    patched_at: datetime | None = None
    published_at: datetime | None = None
    published_by: str | None = None
    commit_id: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether it is neither published nor rejected yet."""
        return self.state is DraftState.PROPOSED

    @property
    def is_new(self) -> bool:
        """Whether it makes an article, rather than changing one."""
        return not self.base


@dataclass(frozen=True)
class PastQuestion:
    """A logged question whose text is still there."""

    id: str
    text: str
    language: str


class DraftsWork(Protocol):
    """Drafts, within one transaction."""

    def add_draft(self, draft: Draft) -> None:
        """Keep a new draft."""

    def draft(self, draft_id: str) -> Draft | None:
        """A draft."""

    def save_draft(self, draft: Draft) -> None:
        """Write everything about a draft but its trial."""

    def save_trial(self, draft_id: str, trial: Mapping[str, Any]) -> None:
        """Keep what trying a draft said; the draft's version stays."""

    def drafts(self, *states: DraftState) -> Sequence[Draft]:
        """The drafts in these states, newest change first."""

    def drafts_of_ticket(self, ticket_id: str) -> Sequence[Draft]:
        """The drafts made from a ticket, newest first."""

    def past_questions(self, since: datetime, *, answered: bool, limit: int) -> Sequence[PastQuestion]:
        """Questions since then that got an answer, or that got none, newest first."""
