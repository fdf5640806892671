"""Draw some answers of a week at random: the same seed draws the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Given:
    """An answer that was given to somebody."""

    question_id: str
    asker_hash: str


def draw(answers: Sequence[Given], size: int, *, seed: str) -> tuple[Given, ...]:
    """At most `size` of `answers`, which come in the order they were given; that is the order of what is drawn, too.

    The week is cut into `size` stretches with as many answers in each, and one is drawn from each stretch: so no part
    of the week is left out. No two are of one person while there is somebody else in the stretch.
    """
    size = min(size, len(answers))
    drawn: list[Given] = []
    for number in range(size):
        stretch = answers[number * len(answers) // size : (number + 1) * len(answers) // size]
        asked = {each.asker_hash for each in drawn}
        drawn.append(min(stretch, key=lambda one: (one.asker_hash in asked, _lot(one, seed))))
    return tuple(drawn)


def _lot(given: Given, seed: str) -> str:
    return sha256(f"{seed} {given.question_id}".encode()).hexdigest()
