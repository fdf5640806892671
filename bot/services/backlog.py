"""Work on the backlog: see it, say what an item is and what becomes of it, put items together and take them apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.core.desk.backlog import ItemEvent, ItemKind, ItemState
from bot.core.privacy import redact
from bot.core.worktime import danish_day
from bot.errors import BacklogError, UnknownItemError
from bot.services.context import Services
from bot.services.drafting import PERSONAL
from bot.services.held_roles import check_coordinator
from bot.services.ports import Person, Work
from bot.services.ports.backlog import BacklogItem, BacklogLine, BacklogStep, Gap, Placed, WantedItems

PAGE = 50  # items
SHOWN = 40  # questions of one item
SHOWN_OF_FEW = 3  # where fewer than five people asked, and their number is hidden
MOST_OTHERS = 200  # items one may be merged into
LONGEST_TITLE = 120  # characters
LONGEST_NOTES = 4_000
LONGEST_REASON = 1_000


class ItemChangedError(BacklogError):
    """Somebody else has changed the item since the person saw it: `by` (a name or '') at `at`; nothing was done."""

    message_key = "backlog.error.changed"

    def __init__(self, item: BacklogItem, by: str) -> None:
        self.item = item
        self.by = by
        self.at = item.changed_at
        super().__init__(f"the item is at version {item.version}")


class NoReasonError(BacklogError):
    """An item is declined with a word why."""

    message_key = "backlog.error.no_reason"


class UnknownOwnerError(BacklogError):
    """The owner is not a role of the content."""

    message_key = "backlog.error.unknown_owner"


class NotMergedError(BacklogError):
    """An item cannot become part of itself."""

    message_key = "backlog.error.not_merged"


class NotSplitError(BacklogError):
    """Some of an item's questions become an item of their own, neither none nor all of them."""

    message_key = "backlog.error.not_split"


@dataclass(frozen=True)
class ItemWords:
    """What the coordinator writes about an item; '' and None where nothing is said."""

    title: str = ""
    kind: ItemKind | None = None
    owner: str = ""
    state: ItemState = ItemState.NEW
    reason: str = ""
    due_on: date | None = None
    notes: str = ""


@dataclass(frozen=True)
class BacklogPage:
    """Some of the items that are wanted; `has_more` when there are others after them."""

    lines: Sequence[BacklogLine]
    has_more: bool


@dataclass(frozen=True)
class ItemView:
    """An item with the newest questions behind it and what was done to it.

    `others` are the items it may be merged into, `names` by person id.
    """

    line: BacklogLine
    questions: Sequence[Gap]
    history: Sequence[BacklogStep]
    others: Sequence[BacklogLine]
    names: Mapping[str, str] = field(default_factory=dict)


def see_backlog(
    wanted: WantedItems, person: Person, *, page: int = 1, services: Services, now: datetime
) -> BacklogPage:
    """A page of the items that are wanted, from 1.

    :raises NotAllowedError: when the person is not the coordinator
    """
    with services.storage.reading() as work:
        check_coordinator(work, person, services=services)
        found = work.item_lines(wanted, today=danish_day(now), limit=PAGE + 1, offset=(page - 1) * PAGE)
        return BacklogPage(found[:PAGE], len(found) > PAGE)


def see_item(item_id: str, person: Person, *, services: Services, now: datetime) -> ItemView:
    """One item; of one that was merged, the one it is part of now.

    :raises NotAllowedError: when the person is not the coordinator
    :raises UnknownItemError: when there is none
    """
    with services.storage.reading() as work:
        check_coordinator(work, person, services=services)
        line = _line(work, item_id)
        history = work.item_history(line.item.id)
        actors = {step.actor_id for step in history if step.actor_id}
        named = work.employees(sorted(actors)).items()
        return ItemView(
            line=line,
            questions=work.item_questions(line.item.id, limit=SHOWN_OF_FEW if line.counted.asked.is_few else SHOWN),
            history=history,
            others=[one for one in _mergeable(work, now) if one.item.id != line.item.id],
            names={person_id: one.name_or_address for person_id, one in named},
        )


def change_item(
    item_id: str, person: Person, words: ItemWords, *, seen: int, services: Services, now: datetime
) -> BacklogItem:
    """Write what the coordinator says of an item, with a line of history for each thing that is new.

    :raises NoReasonError: when it is declined without a word why
    :raises UnknownOwnerError: when the owner is no role
    :raises ItemChangedError: when somebody was there since the version `seen`
    """
    words = _cleaned(words, services)
    with services.storage.transaction() as work:
        item = item_to_change(work, item_id, person, seen=seen, services=services)
        changed = replace(item, **vars(words), done_at=_done_at(item, words, now))
        if words.state is not ItemState.NEW:
            changed = replace(changed, returned_at=None)
        steps = [
            BacklogStep(item.id, now, person.id, event, before, after, note)
            for event, before, after, note in _changes(item, words)
        ]
        return keep_item(work, changed, *steps, now=now) if steps else item


def merge_items(
    item_id: str, into: str, person: Person, *, seen: int, services: Services, now: datetime
) -> BacklogItem:
    """Let an item become part of another, with all its questions; gives the other. Later ones like it go there too.

    :raises NotMergedError: when both are the same
    :raises ItemChangedError: when somebody was at the item since the version `seen`
    """
    with services.storage.transaction() as work:
        item = item_to_change(work, item_id, person, seen=seen, services=services)
        other = _line(work, into).item
        if other.id == item.id:
            raise NotMergedError
        gone = BacklogStep(item.id, now, person.id, ItemEvent.MERGED, after=other.id)
        keep_item(work, replace(item, merged_into=other.id), gone, now=now)
        work.move_clusters(item.id, other.id)
        kept = keep_item(work, other, BacklogStep(other.id, now, person.id, ItemEvent.MERGED, before=item.id), now=now)
        work.count_items([other.id], today=danish_day(now))
        return kept


def split_item(
    item_id: str, question_ids: Collection[str], person: Person, *, seen: int, services: Services, now: datetime
) -> BacklogItem:
    """Make an item of some of the questions of another; gives the new one. Later ones like them go there.

    :raises NotSplitError: when none, all, or others' questions are chosen
    :raises ItemChangedError: when somebody was there since the version `seen`
    """
    new_id = services.new_id()
    with services.storage.transaction() as work:
        item = item_to_change(work, item_id, person, seen=seen, services=services)
        own = work.item_question_ids(item.id)
        chosen = own & set(question_ids)
        if not chosen or chosen == own or chosen != set(question_ids):
            raise NotSplitError
        typical = next(gap.question_id for gap in work.item_questions(item.id, limit=-1) if gap.question_id in chosen)
        begun = BacklogItem(new_id, now, now, typical_id=typical, by_hand=True)
        work.add_item(begun)
        work.place([Placed(question_id, new_id, new_id) for question_id in sorted(chosen)])
        work.save_item(begun, BacklogStep(new_id, now, person.id, ItemEvent.SPLIT_OFF, before=item.id))
        keep_item(work, item, BacklogStep(item.id, now, person.id, ItemEvent.SPLIT, after=new_id), now=now)
        work.count_items([item.id, new_id], today=danish_day(now))
        return begun


def item_to_change(work: Work, item_id: str, person: Person, *, seen: int, services: Services) -> BacklogItem:
    """The item as the person last saw it.

    :raises NotAllowedError: when the person is not the coordinator
    :raises UnknownItemError: when there is none
    :raises ItemChangedError: when it is at another version than `seen`, or was merged
    """
    check_coordinator(work, person, services=services)
    item = work.item(item_id)
    if item is None:
        raise UnknownItemError
    if item.version != seen or item.merged_into:
        last = next((step for step in reversed(work.item_history(item.id)) if step.actor_id), None)
        by = work.employees([last.actor_id]).get(last.actor_id) if last and last.actor_id else None
        raise ItemChangedError(item, by.name_or_address if by else "")
    return item


def keep_item(work: Work, item: BacklogItem, *steps: BacklogStep, now: datetime) -> BacklogItem:
    """The item as a hand leaves it now: kept, one version on, with what was done."""
    kept = replace(item, by_hand=True, version=item.version + 1, changed_at=now)
    work.save_item(kept, *steps)
    return kept


def _line(work: Work, item_id: str) -> BacklogLine:
    line = work.item_line(item_id)
    if line is not None and line.item.merged_into:
        line = work.item_line(line.item.merged_into)
    if line is None:
        raise UnknownItemError
    return line


def _mergeable(work: Work, now: datetime) -> Sequence[BacklogLine]:
    return work.item_lines(WantedItems(state=None), today=danish_day(now), limit=MOST_OTHERS)


def _cleaned(words: ItemWords, services: Services) -> ItemWords:
    """The words as they may be kept: nothing personal in the title, which may be somebody's question."""
    snapshot = services.content.current()
    if words.owner and words.owner not in snapshot.library.organisation.roles:
        raise UnknownOwnerError
    reason = redact(words.reason[:LONGEST_REASON], keep=snapshot.names, only=PERSONAL).text.strip()
    if words.state is ItemState.DECLINED and not reason:
        raise NoReasonError
    return replace(
        words,
        title=" ".join(redact(words.title[:LONGEST_TITLE], keep=snapshot.names).text.split()),
        reason=reason if words.state is ItemState.DECLINED else "",
        notes=redact(words.notes[:LONGEST_NOTES], keep=snapshot.names, only=PERSONAL).text.strip(),
    )


def _done_at(item: BacklogItem, words: ItemWords, now: datetime) -> datetime | None:
    if words.state is not ItemState.DONE:
        return None
    return item.done_at if item.state is ItemState.DONE else now


def _changes(item: BacklogItem, words: ItemWords) -> Iterator[tuple[ItemEvent, str, str, str]]:
    """(event, before, after, note) of each thing that is not as it was."""
    if words.title != item.title:
        yield ItemEvent.RENAMED, "", "", words.title
    if words.kind is not item.kind:
        yield ItemEvent.KIND, item.kind or "", words.kind or "", ""
    if words.owner != item.owner:
        yield ItemEvent.OWNER, item.owner, words.owner, ""
    if (words.state, words.reason) != (item.state, item.reason):
        yield ItemEvent.STATE, item.state, words.state, words.reason
    if words.due_on != item.due_on:
        yield ItemEvent.DUE, _iso(item.due_on), _iso(words.due_on), ""
    if words.notes != item.notes:
        yield ItemEvent.NOTED, "", "", words.notes


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
