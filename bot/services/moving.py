"""Carry out a move, a button pressed or a word that means the same, and log what was chosen."""

from __future__ import annotations

from dataclasses import replace

from bot.core.dialogue.moves import (
    ConfirmAnswer,
    GiveFeedback,
    Move,
    PickChoice,
    PickSystem,
    Remember,
    ReopenTicket,
    SeeRelated,
    SendHandoff,
)
from bot.core.dialogue.pressing import Asked, after
from bot.core.reply import NONE_OF_THESE, UNKNOWN, Answer, ClarifySystem, Decision, Guide, HandoffOffer, Idle
from bot.errors import UnknownQuestionError
from bot.services.handing_off import open_ticket
from bot.services.joining import notice_of
from bot.services.ports import Exchange, Profile, Question
from bot.services.replying_in_chat import confirm_in, reopen_in
from bot.services.turns import Turn


def move_in(turn: Turn, move: Move, *, question_id: str, said: str | None) -> Exchange:
    """Carry out `move` within an open turn."""
    question = turn.work.question(question_id)
    if question is None or question.asker_hash != turn.person.asker_hash:
        raise UnknownQuestionError(question_id)
    decision = after(move, asked_of(question), state=turn.state, catalogue=turn.snapshot.catalogue, asker=turn.asker)
    decision = _carried_out(turn, move, question, decision)
    changes = learnt(move, decision, question)
    if changes:
        turn.work.update_question(question.id, **changes)
    return turn.keep(decision, question_id=question.id, said=said, language=question.language)


def asked_of(question: Question) -> Asked:
    """A logged question as the dialogue knows it."""
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
            notice = notice_of(turn.work, ticket, person_id=turn.person.id, now=turn.now)
            return Decision(reply=notice, route=ticket.route, state=Idle())
        case ConfirmAnswer(ticket_id=ticket_id):
            return confirm_in(turn, ticket_id, decision)
        case ReopenTicket(ticket_id=ticket_id):
            return reopen_in(turn, ticket_id, decision, question_id=question.id)
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


def learnt(move: Move, decision: Decision, question: Question) -> dict[str, object]:
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
