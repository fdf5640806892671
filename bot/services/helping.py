"""Tell whether a change helped: what became of past questions, and of those on its topics before and since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.core.desk.helping import Helped, Missed, helped, missed
from bot.services.context import Services
from bot.services.held_roles import check_coordinator
from bot.services.ports import Person, Replay, ReplayedQuestion, Work
from bot.services.replay_run import Kind
from bot.services.replaying import Change, change_of

PAGE = 25  # questions
FIRST_SAYS_SOMETHING = timedelta(days=7)  # after a change, what is asked a week is no number before
WORTH_SHOWING = (Kind.WON, Kind.MOVED, Kind.LOST, Kind.OTHER)


@dataclass(frozen=True)
class Listed:
    """A page of the questions whose reply changed; `kind` is None for all kinds, pages are counted from 1."""

    questions: Sequence[ReplayedQuestion]
    kind: Kind | None
    number: int
    has_more: bool


@dataclass(frozen=True)
class ChangeView:
    """A change, its questions, and how it went with one of its topics; `topics` have the questions that were on them.

    `helped` is None when there is no replay yet, or the change is about no topic. `missed` is how often a week what led
    to the change was missed before and since; None when no backlog item did.
    """

    change: Change
    listed: Listed
    topics: Sequence[tuple[str, int]]
    topic: str | None
    helped: Helped | None
    missed: tuple[Missed, Missed] | None = None


def see_change(
    number: int,
    by: Person,
    *,
    kind: Kind | None = None,
    topic: str = "",
    page: int = 1,
    services: Services,
    data: Path,
    now: datetime,
) -> ChangeView:
    """One change; `topic` that is none of its own is the one most asked about.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises UnknownChangeError: when there is no such change
    """
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        change = change_of(work, number, data=data)
        replay = change.replay
        if replay is None or replay.failed:
            return ChangeView(change, Listed((), kind, 1, has_more=False), (), None, None)
        kinds = WORTH_SHOWING if kind is None else (kind,)
        found = work.replayed(replay.id, kinds, limit=PAGE + 1, skip=(page - 1) * PAGE)
        topics = work.replayed_topics(replay.id)
        chosen = _chosen(topic, topics, replay)
        asked = work.asked_about(replay, chosen, until=now) if chosen else ()
        both = _missed(work, change, replay, now)
    return ChangeView(
        change=change,
        listed=Listed(found[:PAGE], kind, page, has_more=len(found) > PAGE),
        topics=topics,
        topic=chosen,
        helped=helped(asked, replay.changed_at) if chosen else None,
        missed=both,
    )


def _missed(work: Work, change: Change, replay: Replay, now: datetime) -> tuple[Missed, Missed] | None:
    drafts = [draft.id for draft in change.drafts]
    before = work.missed_about(drafts, replay.since, replay.changed_at)
    since = work.missed_about(drafts, replay.changed_at, now)
    if before is None or since is None or now - replay.changed_at < FIRST_SAYS_SOMETHING:
        return None
    return missed(before, replay.since, replay.changed_at), missed(since, replay.changed_at, now)


def _chosen(topic: str, topics: Sequence[tuple[str, int]], replay: Replay) -> str | None:
    """A topic nobody asked about before may be asked about since."""
    if topic in replay.topics:
        return topic
    return next((each for each, _ in topics), next(iter(replay.topics), None))
