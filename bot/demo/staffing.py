"""Give the invented employees their roles, and find out whose system is to be in trouble."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.content.snapshot import Snapshot
from bot.demo.people import Employee, holders
from bot.services.ports import WEB, Holding, Work


@dataclass(frozen=True)
class Staffed:
    """The person id of the coordinator, and the system in trouble: the second most used one."""

    coordinator: str
    trouble: str


def staff(
    people: Sequence[Employee],
    snapshot: Snapshot,
    keys: Mapping[Holding, str],
    *,
    work: Work,
    chance: random.Random,
) -> Staffed:
    """Let people hold every role there is; the first to hold a role of `keys` is known by that key on the web."""
    coordinator = ""
    free = iter(chance.sample(people, k=len(people)))
    for holding, many in holders(snapshot.catalogue, snapshot.library):
        for turn in range(many):
            one = next(free)
            work.grant(one.id, holding)
            if turn == 0 and holding in keys:
                work.identify(one.id, WEB, keys[holding])
            if holding.role == snapshot.catalogue.roles.coordinator and turn == 0:
                coordinator = one.id
    used = Counter(one.systems[0] for one in people).most_common()
    return Staffed(coordinator, used[min(1, len(used) - 1)][0])


def receive(people: Sequence[Employee], askers: Mapping[str, str], *, work: Work) -> None:
    """Let whoever asks most in a department be known by its key of `askers` on the web."""
    for department, key in askers.items():
        here = [one for one in people if one.department == department]
        if here:
            work.identify(max(here, key=lambda one: one.asks).id, WEB, key)
