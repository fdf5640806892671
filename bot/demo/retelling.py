"""Tell by the thousand what was rehearsed once: other people, other times, the same words and the same reply."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.content.snapshot import Snapshot
from bot.core.dialogue.moves import Move
from bot.core.dialogue.pressing import after
from bot.core.dialogue.situation import Asker
from bot.core.reply import Idle
from bot.core.routing import placed
from bot.demo.planning import Planned
from bot.demo.rehearsing import Rehearsed
from bot.services.moving import asked_of, learnt
from bot.services.ports import Exchange, Question

MILLISECONDS = (1.1, 0.5)  # mu and sigma of the log-normal time an answer takes
READS = (15, 90)  # seconds before the next button


@dataclass(frozen=True)
class Told:
    """A question with its turns, as they are kept."""

    question: Question
    exchanges: tuple[Exchange, ...]


def retell(
    planned: Planned,
    rehearsed: Rehearsed,
    moves: Sequence[Move],
    *,
    question_id: str,
    asker_hash: str,
    conversation_id: str,
    snapshot: Snapshot,
    chance: random.Random,
) -> Told:
    """The question of `planned` with the rehearsed reply, and what followed from the asker's `moves`."""
    department = planned.asker.department if planned.asker.tells else None
    route = rehearsed.question.route
    question = replace(
        rehearsed.question,
        id=question_id,
        event_id=planned.event_id,
        conversation_id=conversation_id,
        channel=planned.asker.sender.channel,
        asker_hash=asker_hash,
        asked_at=planned.at,
        department=department,
        snapshot=snapshot.hash,
        route=placed(route.role, catalogue=snapshot.catalogue, system=route.system, department=department),
        latency_ms=round(chance.lognormvariate(*MILLISECONDS), 3),
    )
    first = replace(
        rehearsed.exchange,
        event_id=planned.event_id,
        conversation_id=conversation_id,
        question_id=question_id,
        at=planned.at,
    )
    return _followed(Told(question, (first,)), moves, snapshot=snapshot, chance=chance)


def _followed(told: Told, moves: Sequence[Move], *, snapshot: Snapshot, chance: random.Random) -> Told:
    at = told.question.asked_at
    for number, move in enumerate(moves):
        at += timedelta(seconds=chance.randint(*READS))
        told = _pressed(told, move, f"{told.question.event_id}-{number}", at, snapshot)
    return told


def _pressed(told: Told, move: Move, event_id: str, at: datetime, snapshot: Snapshot) -> Told:
    question = told.question
    asker = Asker(department=question.department)
    decision = after(move, asked_of(question), state=Idle(), catalogue=snapshot.catalogue, asker=asker)
    pressed = replace(told.exchanges[0], event_id=event_id, said=None, reply=decision.reply, at=at, redacted=())
    changes: dict[str, object] = learnt(move, decision, question)
    return Told(replace(question, **changes), (*told.exchanges, pressed))  # type: ignore[arg-type]
