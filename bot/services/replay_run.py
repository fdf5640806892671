"""Ask past questions again, in a process of its own: `python -m bot.services.replay_run`, JSON in and out."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

from bot.content.differing import changed_topics
from bot.content.shelf import snapshot_of
from bot.content.snapshot import Snapshot
from bot.core.reply import Reply
from bot.core.texts import Strict
from bot.core.understanding import Language
from bot.errors import SnapshotError
from bot.services.asking import answered_article, asked_procedure
from bot.services.draft_trial import GENTLY
from bot.services.trying import Trial, try_out

ANSWERS = frozenset({"answer", "guide", "clarify_system"})  # replies that lead to an answer; the log's own words
TELL_EVERY = 50  # questions

Said = tuple[str, str | None]
"""A reply in the log's words, and the topic the question was taken to be on."""
Ask = Callable[[str, Language], Said]


class Kind(StrEnum):
    """What a change did to the reply of one question."""

    WON = "won"  # got no answer, and would now
    MOVED = "moved"  # another answer
    LOST = "lost"  # got an answer, and would not now
    OTHER = "other"  # another reply, which answers neither before nor after
    SAME = "same"


class Past(Strict):
    """A past question with its logged reply; `was_answered` None when it was asked back."""

    id: str
    text: str
    language: str
    reply: str
    was_answered: bool | None


class ReplayOrder(Strict):
    """What to ask, and of which content below `data`; `topics` is what the change is about when `before` is gone."""

    data: Path
    before: str
    after: str
    drafts: Literal["show", "handoff"]
    topics: tuple[str, ...]
    questions: tuple[Past, ...]


class Done(Strict):
    """How many questions were asked."""

    done: int


class Line(Strict):
    """A question whose reply changed, or that is on a topic of the change."""

    question: str
    kind: Kind
    was: str
    became: str
    topic: str | None


class Replayed(Strict):
    """What became of all of them; `lines` leaves out what is worth no telling."""

    is_beside_log: bool
    topics: tuple[str, ...]
    counts: dict[str, int]
    lines: tuple[Line, ...]


def replay(order: ReplayOrder, *, told: Callable[[Done], None]) -> Replayed:
    """Ask every question of the content after the change, and of the one before it while that is kept.

    :raises SnapshotError: when the content after the change is gone
    """
    after = snapshot_of(order.after, order.data)
    if after is None:
        raise SnapshotError("the content after the change is gone")
    before = snapshot_of(order.before, order.data)
    topics = frozenset(order.topics) if before is None else changed_topics(before, after)
    asked_before = None if before is None else asking(before, order.drafts)
    return ask_again(order, asked_before, asking(after, order.drafts), topics=topics, told=told)


def ask_again(
    order: ReplayOrder,
    asked_before: Ask | None,
    asked_now: Ask,
    *,
    topics: frozenset[str],
    told: Callable[[Done], None],
) -> Replayed:
    """Ask every question of the content after a change about `topics`, and of the one before it, when that is kept."""
    lines: list[Line] = []
    counts: Counter[str] = Counter()
    for number, past in enumerate(order.questions, start=1):
        line = _asked_again(past, asked_before, asked_now, topics)
        counts[line.kind] += 1
        if line.kind is not Kind.SAME or line.topic is not None:
            lines.append(line)
        if number % TELL_EVERY == 0:
            told(Done(done=number))
    return Replayed(
        is_beside_log=asked_before is None, topics=tuple(sorted(topics)), counts=dict(counts), lines=tuple(lines)
    )


def asking(snapshot: Snapshot, drafts: Literal["show", "handoff"]) -> Ask:
    """Asks each wording once: many ask in the same words."""

    @cache
    def ask(text: str, language: Language) -> Said:
        trial = try_out(text, snapshot=snapshot, language=language, drafts=drafts)
        return _in_words(trial.decision.reply), _topic(trial)

    return ask


def _asked_again(past: Past, asked_before: Ask | None, asked_now: Ask, topics: frozenset[str]) -> Line:
    language: Language = "en" if past.language == "en" else "da"
    became, topic = asked_now(past.text, language)
    was, _ = asked_before(past.text, language) if asked_before else (past.reply, None)
    return Line(
        question=past.id,
        kind=_kind(past.was_answered, was, became),
        was=was,
        became=became,
        topic=topic if topic in topics else None,
    )


def _kind(was_answered: bool | None, was: str, became: str) -> Kind:
    """A question that the log says got no answer is won by an answer that the content before did not have either."""
    if was == became:
        return Kind.SAME
    before, now = _answers(was), _answers(became)
    if was_answered is False and before:  # it was unanswered under still older content, and is no merit of this change
        return Kind.SAME if now else Kind.OTHER
    if not before:
        return Kind.WON if now and was_answered is False else Kind.OTHER
    return Kind.MOVED if now else Kind.LOST


def _answers(reply: str) -> bool:
    return reply.split()[0] in ANSWERS


def _in_words(reply: Reply) -> str:
    """'answer notat-frist': the kind, and what it is about where it is about something."""
    return f"{reply.kind} {answered_article(reply) or asked_procedure(reply) or ''}".strip()


def _topic(trial: Trial) -> str | None:
    candidates = trial.understanding.candidates
    return candidates[0].intent if candidates else None


def main() -> None:
    """Read an order from standard input; write how far it is, line by line, and last what was found."""
    os.nice(GENTLY)
    order = ReplayOrder.model_validate_json(sys.stdin.buffer.read())

    def told(done: Done) -> None:
        sys.stdout.write(done.model_dump_json() + "\n")
        sys.stdout.flush()

    sys.stdout.write(replay(order, told=told).model_dump_json())


if __name__ == "__main__":
    main()
