"""Ask the questions from before each publication again: whether it helped is found out, not invented."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.demo.living import Stages
from bot.demo.rehearsing import FixedContent
from bot.demo.scenario import new_id
from bot.services.context import Services
from bot.services.ports import Storage
from bot.services.replay_run import Replayed, ReplayOrder, ask_again, asking
from bot.services.replaying import replay_change

ASKED_WITHIN = timedelta(minutes=10)  # from the change until what it did is known


def replay_publications(
    stages: Stages, *, storage: Storage, data: Path, chance: random.Random, progress: Callable[[float], None]
) -> None:
    """Keep a replay of each change from one stage of the content to the next; `progress` hears how much is done (0-1).

    The snapshots of the stages are nowhere on disk, so they are asked here and not in a process of their own.
    """
    contents = {snapshot.hash: snapshot for snapshot in stages.snapshots}
    asks = {content_hash: asking(snapshot, "show") for content_hash, snapshot in contents.items()}

    def run(order: ReplayOrder, told: Callable[[int], None]) -> Replayed:
        topics = frozenset(order.topics)
        return ask_again(order, asks[order.before], asks[order.after], topics=topics, told=lambda done: told(done.done))

    with storage.reading() as work:
        _, *changes = reversed(work.served())
    for number, served in enumerate(changes):

        def heard(done: int, of: int, number: int = number) -> None:
            progress((number + done / of) / len(changes))

        services = Services(FixedContent(contents[served.hash]), storage, new_id=lambda: new_id(chance))
        now = served.since + ASKED_WITHIN
        replay_change(served.number, services=services, data=data, now=now, run=run, told=heard)
    progress(1.0)
