"""Hand a question over to a person: open the ticket, once."""

from __future__ import annotations

from bot.content.calendar import due_at
from bot.core.dialogue.moves import SendHandoff
from bot.core.privacy import redact
from bot.core.reply import Route
from bot.core.routing import completed, missing
from bot.core.tickets import TicketState
from bot.errors import UnknownQuestionError
from bot.services.ports import Question, Ticket, TicketStep
from bot.services.turns import Turn, text_to_send


def open_ticket(turn: Turn, question: Question, move: SendHandoff) -> Ticket:
    """The ticket for `question`: opened now, or the one it already has."""
    if question.ticket_id is not None:
        existing = turn.work.ticket(question.ticket_id)
        if existing is not None:
            return existing
    route = _chosen_route(turn, question, move.chosen)
    role = turn.snapshot.library.organisation.roles[route.role]
    text = text_to_send(question, work=turn.work)
    if move.text and move.text.strip():
        text = redact(move.text, keep=turn.snapshot.names).text
    ticket = Ticket(
        id=turn.services.new_id(),
        number=turn.work.next_ticket_number(),
        question_id=question.id,
        conversation_id=turn.conversation.id,
        requester_id=turn.person.id,
        requester_name=turn.sender.name,
        text=text,
        language=question.language,
        route=route,
        state=TicketState.OPEN,
        urgent=role.wall_clock,
        opened_at=turn.now,
        due_at=due_at(turn.snapshot.library.organisation, role, turn.now),
    )
    turn.work.add_ticket(ticket)
    turn.work.save_ticket(ticket, TicketStep(ticket.id, turn.now, turn.person.id, None, None, TicketState.OPEN))
    turn.work.update_question(question.id, ticket_id=ticket.id, route=route)
    return ticket


def _chosen_route(turn: Turn, question: Question, chosen: str | None) -> Route:
    catalogue = turn.snapshot.catalogue
    known = {"system": catalogue.systems, "department": tuple(turn.snapshot.library.organisation.departments)}
    need = missing(question.route, catalogue=catalogue)
    if need is not None and chosen is not None and chosen not in (*known[need], "?"):
        raise UnknownQuestionError(chosen[:40])
    return completed(question.route, catalogue=catalogue, chosen=chosen)
