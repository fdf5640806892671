"""What a draft would do, worked out in a process of its own: `python -m bot.services.draft_trial`, JSON in and out.

Training needs scikit-learn, which never enters the server, and comparing takes the processor for half a minute.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.content.copying import copy_current
from bot.content.loading import Folders, load
from bot.content.snapshot import Snapshot, load_current
from bot.content.training_run import train_snapshot
from bot.core.reply import Answer
from bot.core.texts import Strict
from bot.core.understanding import Language
from bot.services.comparing import Change, Comparison, Grown, compare
from bot.services.trying import try_out

GENTLY = 5  # what the server gives, it gets first
EXAMPLES = 3  # stolen phrasings shown of a pair


class Asked(Strict):
    """A past question."""

    id: str
    text: str
    language: str


class TrialOrder(Strict):
    """What to find out: `knowledge` and `intents` hold the draft, `data` what is published."""

    knowledge: Path
    intents: Path
    data: Path
    article: str
    unanswered: tuple[Asked, ...]
    answered: tuple[Asked, ...]


class KnownChange(Strict):
    """A known question that gets another reply; `before` and `after` as the editors' files say it."""

    place: str
    question: str
    before: str
    after: str
    difference: int
    is_newly_wrong_certain: bool


class GrownPair(Strict):
    """Two intents that take more of each other than before, with some of the new phrasings."""

    left: str
    right: str
    before: int
    after: int
    phrases: tuple[str, ...]


class Weighed(Strict):
    """What the draft would do. Past questions by id alone: their texts go when their time is over."""

    known: int
    right_before: int
    right_after: int
    changes: tuple[KnownChange, ...]
    grown: tuple[GrownPair, ...]
    unanswered: int
    now_answered: tuple[str, ...]
    answered: int
    moved: tuple[str, ...]


def weigh(order: TrialOrder) -> Weighed:
    """Train the content with the draft aside, and put it beside what is published.

    :raises SnapshotError: when nothing is published
    :raises ContentError: when the content has errors
    """
    folders, published = Folders(order.knowledge, order.intents), load_current(order.data)
    working: list[Snapshot] = []
    with TemporaryDirectory(prefix="esdh-bot-") as aside:

        def train() -> Snapshot:
            copy_current(order.data / "snapshots", Path(aside) / "snapshots")
            train_snapshot(folders, Path(aside), quiet=True, if_changed=False, like=published)
            working.append(load_current(Path(aside)))
            return working[0]

        comparison = compare(load(folders)[0], published=published, train=train)
    return _told(comparison, order, published, working[0])


def _told(comparison: Comparison, order: TrialOrder, published: Snapshot, working: Snapshot) -> Weighed:
    def won(questions: Sequence[Asked]) -> tuple[str, ...]:
        return tuple(_newly_answered(questions, order.article, published, working))

    return Weighed(
        known=len(comparison.working.outcomes),
        right_before=comparison.published.right,
        right_after=comparison.working.right,
        changes=tuple(map(_change, comparison.changes)),
        grown=tuple(map(_pair, comparison.grown)),
        unanswered=len(order.unanswered),
        now_answered=won(order.unanswered),
        answered=len(order.answered),
        moved=won(order.answered),
    )


def _newly_answered(questions: Sequence[Asked], article: str, published: Snapshot, working: Snapshot) -> Iterator[str]:
    """The ids of those that the article answers now, and does not in what is published."""
    for asked in questions:
        if _answers(asked, article, working) and not _answers(asked, article, published):
            yield asked.id


def _answers(asked: Asked, article: str, snapshot: Snapshot) -> bool:
    language: Language = "en" if asked.language == "en" else "da"
    reply = try_out(asked.text, snapshot=snapshot, language=language).decision.reply
    return isinstance(reply, Answer) and article in (reply.article, *reply.also)


def _change(change: Change) -> KnownChange:
    return KnownChange(
        place=str(change.place),
        question=change.place.text,
        before=change.before.reply,
        after=change.after.reply,
        difference=change.after.worth - change.before.worth,
        is_newly_wrong_certain=change.is_newly_wrong_certain,
    )


def _pair(grown: Grown) -> GrownPair:
    left, right = grown.pair.intents
    phrases = tuple(theft.phrase for theft in grown.pair.thefts[:EXAMPLES])
    return GrownPair(left=left, right=right, before=grown.before, after=grown.after, phrases=phrases)


def main() -> None:
    """Read an order from standard input, and write what was found to standard output."""
    os.nice(GENTLY)
    order = TrialOrder.model_validate_json(sys.stdin.buffer.read())
    sys.stdout.write(weigh(order).model_dump_json())


if __name__ == "__main__":
    main()
