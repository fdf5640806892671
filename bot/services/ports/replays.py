"""What storage can be asked about changes of the content: what served when, and what it does to past questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.desk.helping import Asked


@dataclass(frozen=True)
class Served:
    """Content that answers, by its hash, from a moment on; `number` tells it from the same content at another time."""

    number: int
    hash: str
    since: datetime


@dataclass(frozen=True)
class Replay:
    """Past questions asked again: what the content `after` a change replies, beside what the one `before` it did.

    `change` is the number under which the content after it began to serve, at `changed_at`. The questions were asked
    from `since` until then; `unanswered` is how many of them got no answer, `answered` how many did. `is_beside_log`
    when the content before was gone, and what was said then stands in its place. `topics` are the ids the change is
    about. `counts` holds how many replies became what, by kind. `failed` when it could not be carried to the end: then
    there are no counts.
    """

    id: str
    change: int
    before: str
    after: str
    changed_at: datetime
    since: datetime
    made_at: datetime
    unanswered: int = 0
    answered: int = 0
    is_beside_log: bool = False
    topics: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    failed: bool = False


@dataclass(frozen=True)
class ReplayedQuestion:
    """One past question: its reply before and after as 'answer notat-frist', what that is (`kind`), and its topic.

    `topic` is one of the replay's, None for a question on another. `text` is '' when it is gone by now.
    """

    question_id: str
    kind: str
    was: str
    became: str
    topic: str | None = None
    text: str = ""
    language: str = "da"
    asked_at: datetime | None = None


@dataclass(frozen=True)
class LoggedReply:
    """A logged question whose text is still there, with what it got; `is_answered` None when it was asked back."""

    id: str
    text: str
    language: str
    reply: str
    article: str | None
    is_answered: bool | None


class ReplaysWork(Protocol):
    """Replays, within one transaction."""

    def served(self) -> Sequence[Served]:
        """What has answered, the latest first."""

    def add_served(self, content_hash: str, *, now: datetime) -> Served:
        """Other content answers now."""

    def logged_replies(self, since: datetime, until: datetime, *, limit: int) -> Sequence[LoggedReply]:
        """The questions of that time, newest first."""

    def add_replay(self, replay: Replay, questions: Sequence[ReplayedQuestion]) -> None:
        """Keep a replay, and what became of the questions that are worth telling of."""

    def replays(self, change: int | None = None) -> Sequence[Replay]:
        """Every replay, or those of one change, the latest made first."""

    def replayed_topics(self, replay_id: str) -> Sequence[tuple[str, int]]:
        """(topic, how many of the questions are on it), most first."""

    def replayed(
        self, replay_id: str, kinds: Sequence[str], *, limit: int, skip: int = 0
    ) -> Sequence[ReplayedQuestion]:
        """The questions of these kinds, the latest asked first."""

    def asked_about(self, replay: Replay, topic: str, *, until: datetime) -> Sequence[Asked]:
        """The questions on a topic of a replay, on both sides of the change.

        Those from before are the ones that the content after the change takes to be on it; those from after are the
        ones it took so when they were asked.
        """

    def missed_about(self, draft_ids: Collection[str], since: datetime, until: datetime) -> Sequence[Asked] | None:
        """What was missed in that time in the backlog items that drafts were made of; None when they were of none."""
