"""Press a button, or say the word that means the same: follow the move, carry it out, log what was chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.dialogue.moves import (
    GiveFeedback,
    Move,
    PickChoice,
    PickSystem,
    Remember,
    SeeRelated,
    SendHandoff,
)
from bot.core.dialogue.pressing import Asked, after
from bot.core.reply import NONE_OF_THESE, UNKNOWN, Answer, ClarifySystem, Decision, Guide, HandoffOffer, Idle, Notice
from bot.errors import UnknownQuestionError
from bot.services.context import Services
from bot.services.handing_off import open_ticket
from bot.services.ports import Exchange, Place, Profile, Question, Sender
from bot.services.turns import Turn, begin


@dataclass(frozen=True)
class Press:
    """A button as a channel hands it over; `event_id` is the same when it is delivered again."""

    event_id: str
    sender: Sender
    place: Place
    question_id: str
    move: Move


def press(pressed: Press, *, services: Services, now: datetime) -> Exchange:
    """Follow `pressed`, or give the same reply again when its event was seen before.

    :raises UnknownQuestionError: when the question is not there, is another person's, or never offered this
    :raises GuideError: when the step shown is no longer the open one
    """
    with services.storage.transaction() as work:
        seen = work.exchange(pressed.event_id)
        if seen is not None:
            return seen
        turn = begin(
            work,
            services=services,
            snapshot=services.content.current(),
            event_id=pressed.event_id,
            sender=pressed.sender,
            place=pressed.place,
            now=now,
        )
        return move_in(turn, pressed.move, question_id=pressed.question_id, said=None)


def move_in(turn: Turn, move: Move, *, question_id: str, said: str | None) -> Exchange:
    """Carry out `move` within an open turn."""
    question = turn.work.question(question_id)
    if question is None or question.asker_hash != turn.person.asker_hash:
        raise UnknownQuestionError(question_id)
    decision = after(move, _asked(question), state=turn.state, catalogue=turn.snapshot.catalogue, asker=turn.asker)
    decision = _carried_out(turn, move, question, decision)
    changes = _log_changes(move, decision, question)
    if changes:
        turn.work.update_question(question.id, **changes)
    return turn.keep(decision, question_id=question.id, said=said, language=question.language)


def _asked(question: Question) -> Asked:
    return Asked(
        id=question.id,
        text=question.text,
        route=question.route,
        article=question.article,
        procedure=question.procedure,
        candidates=question.candidates,
    )


def _carried_out(turn: Turn, move: Move, question: Question, decision: Decision) -> Decision:
    match move:
        case SendHandoff():
            ticket = open_ticket(turn, question, move)
            key = "notice.sent_before" if ticket.opened_at != turn.now else "notice.sent"
            values = {"number": str(ticket.number), "ticket": ticket.id}
            return Decision(reply=Notice(key=key, values=values), route=ticket.route, state=Idle())
        case Remember(system=system):
            _remember(turn, system)
        case _:
            pass
    return decision


def _remember(turn: Turn, system: str) -> None:
    if system not in turn.snapshot.catalogue.systems:
        raise UnknownQuestionError(system)
    profile = turn.profile
    systems = (*(each for each in profile.systems if each != system), system)
    kept: Profile = replace(profile, systems=systems, consented_at=profile.consented_at or turn.now)
    turn.work.save_profile(turn.person.id, kept)


def _log_changes(move: Move, decision: Decision, question: Question) -> dict[str, object]:
    """What the log of the question learns from this move."""
    if isinstance(move, SeeRelated):
        return {}  # reading on does not change what the question was answered with
    return {**_said_by(move), **_led_to(decision, question)}


def _said_by(move: Move) -> dict[str, object]:
    match move:
        case PickSystem(system=system):
            return {"chosen": system or UNKNOWN, "system": system}
        case PickChoice(article=article):
            return {"chosen": article or NONE_OF_THESE}
        case GiveFeedback(verdict="helpful" | "not_helpful" as verdict):
            return {"feedback": verdict}
        case GiveFeedback(verdict=reason):
            return {"feedback": "not_helpful", "feedback_reason": reason}
        case _:
            return {}


def _led_to(decision: Decision, question: Question) -> dict[str, object]:
    changes: dict[str, object] = {}
    if isinstance(decision.reply, ClarifySystem):
        changes["procedure"] = decision.reply.procedure  # what the system that is picked next belongs to
    if isinstance(decision.reply, Answer):
        changes["article"] = decision.reply.article
    if isinstance(decision.reply, Answer | Guide | HandoffOffer) and decision.route != question.route:
        changes["route"] = decision.route
    return changes
