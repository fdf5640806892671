"""Carry on with a ticket in the conversation it was asked in: reply, say that it helped, or that it did not."""

from __future__ import annotations

from bot.core.dialogue.replies import paused_in
from bot.core.privacy import Redacted
from bot.core.reply import AwaitingReply, Decision, Idle, Notice
from bot.core.tickets import TRANSITIONS, TicketEvent, TicketState
from bot.services.ports import Exchange
from bot.services.replying import add_words, asked_ticket, reopen, say_it_helped
from bot.services.ticket_rights import has_asked
from bot.services.ticket_steps import name_of
from bot.services.turns import Turn

TAKES_WORDS = frozenset({TicketEvent.ADD, TicketEvent.REQUESTER_REPLIES})


def reply_in(turn: Turn, awaited: AwaitingReply, hidden: Redacted) -> Exchange | None:
    """Send what was said to the ticket that waits for it; None when it does not any more."""
    ticket = turn.work.ticket(awaited.ticket_id)
    question = turn.work.question(awaited.question_id)
    words = hidden.text.strip()
    if ticket is None or question is None or not has_asked(turn.work, ticket, turn.person.id):
        return None
    if not words or TAKES_WORDS.isdisjoint(TRANSITIONS[ticket.state]):
        return None
    replied = add_words(turn.work, ticket, turn.person, words, services=turn.services, now=turn.now)
    values = {
        "number": str(replied.number),
        "ticket": replied.id,
        "event": turn.event_id,
        "who": name_of(turn.work, replied.assignee_id) if replied.assignee_id else "",
    }
    decision = Decision(
        reply=Notice(key="notice.reply_sent", values=values),
        route=replied.route,
        state=Idle(paused=paused_in(turn.state)),
    )
    redacted = tuple(str(kind) for kind in hidden.found)
    return turn.keep(decision, question_id=question.id, said=hidden.text, language=question.language, redacted=redacted)


def confirm_in(turn: Turn, ticket_id: str, decision: Decision) -> Decision:
    """It helped; a ticket that is closed already stays as it is.

    :raises UnknownTicketError: when the person does not wait for its answer
    :raises TransitionError: when it is not answered
    """
    ticket = asked_ticket(turn.work, ticket_id, turn.person)
    if ticket.state is not TicketState.CLOSED:
        say_it_helped(turn.work, ticket, turn.person, "", now=turn.now)
    return _with(decision, {"number": str(ticket.number), "ticket": ticket.id})


def reopen_in(turn: Turn, ticket_id: str, decision: Decision, *, question_id: str) -> Decision:
    """It did not help; what the asker writes next is sent along.

    :raises UnknownTicketError: when the person does not wait for its answer
    :raises TransitionError: when it is not answered, or was closed too long ago
    """
    ticket = asked_ticket(turn.work, ticket_id, turn.person)
    reopened = reopen(turn.work, ticket, turn.person, "", services=turn.services, now=turn.now, told=question_id)
    due_at = reopened.due_at.isoformat()
    return _with(decision, {"number": str(reopened.number), "ticket": reopened.id, "due_at": due_at})


def _with(decision: Decision, values: dict[str, str]) -> Decision:
    assert isinstance(decision.reply, Notice)  # noqa: S101 -- for the type checker: these moves are only told of
    return decision.model_copy(update={"reply": Notice(key=decision.reply.key, values=values)})
