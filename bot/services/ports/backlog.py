"""What storage can be asked about the backlog: what people missed, gathered into items for the network to act on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bot.core.desk.backlog import Asked, ItemEvent, ItemKind, ItemState, Trend

ORDERS = ("questions", "trend", "last")
"""What a list of items may be ordered by, the most first."""


@dataclass(frozen=True)
class Counted:
    """What an item's questions add up to; `systems` are those that are named, the most frequent first."""

    asked: Asked = field(default_factory=Asked)
    first_at: datetime | None = None
    last_at: datetime | None = None
    systems: tuple[str, ...] = ()
    trend: Trend = field(default_factory=Trend)


@dataclass(frozen=True)
class BacklogItem:
    """A gap or fault in content, practice or a system.

    `title` is '' until a hand has written one: then it is called by the text of its most typical question. `by_hand`
    when the coordinator has done anything to it. `merged_into` is the item that has taken its questions over.
    `typical_among` is how many questions there were when the typical one was chosen. `version` counts what hands did,
    so that two of them at once notice.
    """

    id: str
    made_at: datetime
    changed_at: datetime
    title: str = ""
    typical_id: str | None = None
    typical_among: int = 0
    kind: ItemKind | None = None
    state: ItemState = ItemState.NEW
    owner: str = ""
    due_on: date | None = None
    notes: str = ""
    reason: str = ""
    done_at: datetime | None = None
    returned_at: datetime | None = None
    draft_id: str | None = None
    ticket_id: str | None = None
    merged_into: str | None = None
    by_hand: bool = False
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done about it."""
        return self.state in (ItemState.NEW, ItemState.PLANNED)

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been done before `today` (Danish)."""
        return self.is_open and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class BacklogLine:
    """An item as a list shows it, with its typical question ('' when the text is gone) and that question's language."""

    item: BacklogItem
    counted: Counted
    typical: str
    language: str


@dataclass(frozen=True)
class BacklogStep:
    """One line of an item's append-only history; nobody is the actor of what the bot did by itself.

    `before` and `after` are states, kinds, roles, days or ids; `note` is what was written.
    """

    item_id: str
    at: datetime
    actor_id: str | None
    event: ItemEvent
    before: str = ""
    after: str = ""
    note: str = ""


@dataclass(frozen=True)
class Gap:
    """A question that met a gap."""

    question_id: str
    text: str
    language: str
    asked_at: datetime
    system: str | None = None
    reply: str = ""


@dataclass(frozen=True)
class Cluster:
    """Questions of one item that were found alike; `sample` holds the newest of them that can be read.

    An item has one cluster, and more when a hand has put several items into one. `by_hand` is the item's.
    """

    item_id: str
    name: str
    questions: int
    by_hand: bool
    sample: tuple[Gap, ...] = ()


@dataclass(frozen=True)
class Placed:
    """Where a question is put."""

    question_id: str
    item_id: str
    cluster: str


@dataclass(frozen=True)
class WantedItems:
    """What is looked for; None is everything. `everyones` are items with fewer than five people too.

    `state` is a state, or 'open', 'returned' or 'overdue'; `kind` is a kind, or 'none'; `order` is one of ORDERS.
    """

    state: str | None = "open"
    kind: str | None = None
    system: str | None = None
    owner: str | None = None
    everyones: bool = False
    order: str = "questions"


class BacklogWork(Protocol):
    """The backlog, within one transaction."""

    def count_unplaced(self, doubt: float, near_field: float) -> int:
        """How many questions met a gap and are in no item yet; see `unplaced`."""

    def unplaced(self, doubt: float, near_field: float, *, after: tuple[datetime, str], limit: int) -> Sequence[Gap]:
        """The next questions that met a gap and are in no item yet, oldest first, from (asked_at, id) on.

        Not understood, handed over, none of the choices, not helped, answered with a probability below `doubt`, or
        called out of scope with at least `near_field` of our field in it. Those whose text is gone are left out.
        """

    def still_unplaced(self, question_ids: Collection[str]) -> frozenset[str]:
        """Those of the questions that are in no item."""

    def place(self, placed: Sequence[Placed]) -> None:
        """Put questions into items, in place of where they were; an item that was merged hands on what it is given."""

    def clusters(self, *, most: int, sample: int) -> Sequence[Cluster]:
        """At most `most` clusters, those of hands and the largest first, each with its `sample` newest questions.

        Those of which no text is left are left out: nothing can be compared with them.
        """

    def join_cluster(self, item_id: str, into: Cluster) -> bool:
        """Let a whole item become part of a cluster; False, and nothing is done, when a hand was there meanwhile."""

    def add_item(self, item: BacklogItem) -> None:
        """Keep a new item."""

    def item(self, item_id: str) -> BacklogItem | None:
        """An item, also one that was merged."""

    def save_item(self, item: BacklogItem, *steps: BacklogStep) -> None:
        """Write everything about an item but its counts, and what was done to it."""

    def item_line(self, item_id: str) -> BacklogLine | None:
        """An item as a list shows it."""

    def item_lines(self, wanted: WantedItems, *, today: date, limit: int, offset: int = 0) -> Sequence[BacklogLine]:
        """The items that are wanted, in their order; those with fewer than five people last."""

    def item_history(self, item_id: str) -> Sequence[BacklogStep]:
        """What was done to an item, oldest first."""

    def move_clusters(self, item_id: str, into: str) -> None:
        """Let an item have all questions of another, in clusters of their own still."""

    def item_questions(self, item_id: str, *, limit: int) -> Sequence[Gap]:
        """The newest questions of an item whose text is still there."""

    def items_to_count(self, *, today: date) -> Sequence[str]:
        """The ids of the items whose sums may be old: of another week than `today`'s, or asked since they were made."""

    def count_items(self, item_ids: Collection[str], *, today: date) -> Mapping[str, Counted]:
        """Count the questions of these items and keep the sums; weeks are Danish and end with that of `today`."""

    def set_typical(self, item_id: str, question_id: str) -> None:
        """Call an item by this question, chosen among all it has now; no hand's doing, so its version stays."""

    def untitled(self) -> frozenset[str]:
        """Items without a typical question that can be read, or with twice as many questions as when it was chosen."""

    def item_question_ids(self, item_id: str) -> frozenset[str]:
        """All questions of an item."""

    def asked_since(self, item_id: str, since: datetime) -> Asked:
        """How often, and by how many, an item was asked since then."""

    def done_items(self) -> Sequence[BacklogItem]:
        """The items that are done."""
