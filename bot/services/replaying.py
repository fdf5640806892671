"""Ask the last quarter's questions again when the content has changed, and keep what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from bot.content.shelf import is_kept
from bot.errors import UnknownChangeError
from bot.services import aside
from bot.services.context import Services
from bot.services.held_roles import check_coordinator
from bot.services.ports import Draft, DraftState, LoggedReply, Person, Replay, ReplayedQuestion, Served, Work
from bot.services.replay_run import Done, Line, Past, Replayed, ReplayOrder
from bot.services.trying_drafts import QUARTER

MOST = 20_000  # questions, the newest: some milliseconds each, before and after

Told = Callable[[int, int], None]
"""Hears how many questions have been asked, and of how many."""
Run = Callable[[ReplayOrder, Callable[[int], None]], Replayed]


@dataclass(frozen=True)
class Change:
    """Other content began to answer; `drafts` are those that were published since the content before did.

    `replay` is the latest one. `can_replay` while the content after the change is kept.
    """

    served: Served
    before: Served
    drafts: tuple[Draft, ...]
    replay: Replay | None
    can_replay: bool


class ReplayAside:
    """Replays in a process of its own; `stop` ends the one that runs."""

    def __init__(self) -> None:
        self._process = aside.Aside("bot.services.replay_run")

    def __call__(self, order: ReplayOrder, told: Callable[[int], None]) -> Replayed:
        """What became of the questions; `told` hears how many have been asked.

        :raises EndedError: when it did not come to an end
        """
        last = self._process.run(order, told=lambda line: told(Done.model_validate_json(line).done))
        return Replayed.model_validate_json(last)

    def stop(self) -> None:
        """End the process, if there is one."""
        self._process.stop()


def note_content(*, services: Services, now: datetime) -> Served | None:
    """Remember which content answers; gives it when it is other than before, None when not and the first time."""
    content_hash = services.content.current().hash
    with services.storage.reading() as work:
        latest = next(iter(work.served()), None)
    if latest is not None and latest.hash == content_hash:
        return None
    with services.storage.transaction() as work:
        served = work.add_served(content_hash, now=now)
    return None if latest is None else served


def unreplayed(*, services: Services) -> int | None:
    """The number of the latest change, when its questions were never asked again."""
    with services.storage.reading() as work:
        served = work.served()
        if len(served) < 2 or work.replays(served[0].number):
            return None
        return served[0].number


def see_changes(by: Person, *, services: Services, data: Path) -> Sequence[Change]:
    """Every change of the content, the latest first.

    :raises NotAllowedError: when `by` is not the coordinator
    """
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
        return list(_changes(work, data))


def change_of(work: Work, number: int, *, data: Path) -> Change:
    """The change that began `number`.

    :raises UnknownChangeError: when there is none
    """
    found = next((each for each in _changes(work, data) if each.served.number == number), None)
    if found is None:
        raise UnknownChangeError
    return found


def replay_change(
    number: int, *, services: Services, data: Path, now: datetime, run: Run, told: Told = lambda _done, _of: None
) -> Replay:
    """Ask the quarter before a change again, and keep what became of it; no lock is held meanwhile.

    One that was ended from outside is kept as failed.

    :raises UnknownChangeError: when there is no such change
    """
    with services.storage.reading() as work:
        change = change_of(work, number, data=data)
        since, until = change.served.since - QUARTER, change.served.since
        past = work.logged_replies(since, until, limit=MOST)
    order = ReplayOrder(
        data=data,
        before=change.before.hash,
        after=change.served.hash,
        drafts=services.drafts,
        topics=tuple(draft.text.article for draft in change.drafts),
        questions=tuple(map(_past, past)),
    )
    begun = Replay(
        id=services.new_id(),
        change=number,
        before=order.before,
        after=order.after,
        changed_at=until,
        since=since,
        made_at=now,
        unanswered=sum(one.is_answered is False for one in past),
        answered=sum(one.is_answered is True for one in past),
    )
    try:
        found = run(order, lambda done: told(done, len(past)))
    except aside.EndedError:
        return _keep(replace(begun, failed=True), (), services=services)
    replay = replace(begun, is_beside_log=found.is_beside_log, topics=found.topics, counts=found.counts)
    return _keep(replay, [_replayed(line) for line in found.lines], services=services)


def _keep(replay: Replay, questions: Sequence[ReplayedQuestion], *, services: Services) -> Replay:
    with services.storage.transaction() as work:
        work.add_replay(replay, questions)
    return replay


def _changes(work: Work, data: Path) -> Iterator[Change]:
    published = work.drafts(DraftState.PUBLISHED)
    for after, before in pairwise(work.served()):
        yield Change(
            served=after,
            before=before,
            drafts=tuple(_published_between(published, before.since, after.since)),
            replay=next(iter(work.replays(after.number)), None),
            can_replay=is_kept(after.hash, data),
        )


def _published_between(drafts: Sequence[Draft], since: datetime, until: datetime) -> Iterator[Draft]:
    for draft in drafts:
        if draft.published_at is not None and since <= draft.published_at < until:
            yield draft


def _past(logged: LoggedReply) -> Past:
    return Past(
        id=logged.id,
        text=logged.text,
        language=logged.language,
        reply=f"{logged.reply} {logged.article or ''}".strip(),
        was_answered=logged.is_answered,
    )


def _replayed(line: Line) -> ReplayedQuestion:
    return ReplayedQuestion(line.question, line.kind, line.was, line.became, line.topic)
