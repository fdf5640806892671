"""Gather the questions that met a gap into backlog items, without undoing what a hand has done to them.

A question that is near an item joins it; what is left over begins items of its own; small items that turn out to be
alike become one. No question moves by itself, but with its whole item, and only while no hand has touched that item.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.core.desk.backlog import ItemEvent, ItemState, comes_back, counts_from
from bot.core.desk.likeness import Reader
from bot.core.dialogue.situation import Thresholds
from bot.core.worktime import danish_day
from bot.errors import StorageError
from bot.services.context import Services
from bot.services.placing import MOST_CLUSTERS, SAMPLE, Placing
from bot.services.ports.backlog import BacklogStep, Gap

BATCH = 1000  # questions placed in one transaction
COUNTED_AT_ONCE = 200  # items
DOUBTED = 0.15  # above the probability from which the bot answers: answered, but hardly
NEAR_FIELD = 0.15  # below the probability from which a question is ours: refused, but hardly

log = logging.getLogger(__name__)

Told = Callable[[int, int], None]
"""Called with how many questions have been read and how many there are."""


@dataclass(frozen=True)
class Clustered:
    """What one run did: questions placed, items joined to another, and items that have come back."""

    placed: int
    joined: int
    returned: int


def cluster_questions(*, services: Services, now: datetime, told: Told | None = None) -> Clustered:
    """Place every question that met a gap since the last run, a thousand in each transaction.

    What is compared is made of the log's texts anew each time and kept nowhere. Nothing holds the write lock while it
    thinks, so that nobody who asks waits for it.
    """
    snapshot = services.content.current()
    with services.storage.reading() as work:
        clusters = work.clusters(most=MOST_CLUSTERS, sample=SAMPLE)
    placing = Placing(Reader(snapshot.matcher), clusters, services=services, now=now)
    placed = sum(placing.place(gaps) for gaps in _unplaced(snapshot.thresholds, services, told))
    joined = placing.join_small()
    recount(services=services, today=danish_day(now))
    _name(placing, services)
    return Clustered(placed, joined, _bring_back(services, now))


def gather(*, services: Services, now: datetime) -> None:
    """Do that where nobody waits for it: what came of it, or that it could not be done, stands in the log."""
    try:
        done = cluster_questions(services=services, now=now)
    except StorageError as error:
        log.warning("the backlog could not be gathered: %s", error)
    else:
        log.info("backlog: %d questions placed, %d items joined, %d came back", done.placed, done.joined, done.returned)


def recount(*, services: Services, today: date) -> None:
    """Bring the sums of all items up to date, a few hundred items in each transaction; `today` is Danish."""
    with services.storage.reading() as work:
        old = work.items_to_count(today=today)
    for start in range(0, len(old), COUNTED_AT_ONCE):
        with services.storage.transaction() as work:
            work.count_items(old[start : start + COUNTED_AT_ONCE], today=today)


def _unplaced(thresholds: Thresholds, services: Services, told: Told | None) -> Iterator[Sequence[Gap]]:
    """The questions that met a gap and are in no item, oldest first, in parts."""
    bounds = thresholds.likely + DOUBTED, thresholds.in_field - NEAR_FIELD
    with services.storage.reading() as work:
        count = work.count_unplaced(*bounds)
    read, after = 0, (datetime.min.replace(tzinfo=UTC), "")
    while True:
        with services.storage.reading() as work:
            gaps = work.unplaced(*bounds, after=after, limit=BATCH)
        if not gaps:
            return
        yield gaps
        read, after = read + len(gaps), (gaps[-1].asked_at, gaps[-1].question_id)
        if told is not None:
            told(read, count)


def _name(placing: Placing, services: Services) -> None:
    """Call items by their most typical question: those that have none to read, and those that have doubled since."""
    with services.storage.reading() as work:
        nameless = work.untitled()
    typical = list(placing.typical(nameless))
    with services.storage.transaction() as work:
        for item_id, question_id in typical:
            work.set_typical(item_id, question_id)


def _bring_back(services: Services, now: datetime) -> int:
    """Let what was done be new again where people go on asking; gives how many items did."""
    returned = 0
    with services.storage.transaction() as work:
        for item in work.done_items():
            if item.done_at is not None and comes_back(work.asked_since(item.id, counts_from(item.done_at))):
                changed = replace(item, state=ItemState.NEW, done_at=None, returned_at=now, changed_at=now)
                changed = replace(changed, version=item.version + 1)
                step = BacklogStep(item.id, now, None, ItemEvent.RETURNED, ItemState.DONE, ItemState.NEW)
                work.save_item(changed, step)
                returned += 1
    return returned
