"""Hand a question over to a person: open the ticket, once."""

from __future__ import annotations

from bot.content.calendar import due_at
from bot.core.dialogue.moves import SendHandoff
from bot.core.privacy import redact
from bot.core.reply import Route
from bot.core.routing import completed, missing
from bot.core.tickets import TicketState
from bot.errors import UnknownQuestionError
from bot.services.addressing import find_somebody
from bot.services.joining import join_same
from bot.services.ports import Question, Ticket, TicketStep
from bot.services.telling import tell_holders
from bot.services.turns import Turn, is_urgent, text_to_send


def open_ticket(turn: Turn, question: Question, move: SendHandoff) -> Ticket:
    """The ticket for `question`: opened now, the one it already has, or one that asks the same and is waited for."""
    existing = turn.work.ticket(question.ticket_id) if question.ticket_id is not None else None
    if existing is not None:
        return existing
    route = _chosen_route(turn, question, move.chosen)
    text = _text(turn, question, move)
    same = join_same(turn, question, route, text)
    if same is not None:
        return same
    ticket = open_new(turn, question, route, text)
    turn.work.update_question(question.id, ticket_id=ticket.id, route=route)
    return ticket


def open_new(turn: Turn, question: Question, route: Route, text: str) -> Ticket:
    """A ticket of the turn's person about `question`, which may be somebody else's; those it lies with are told."""
    ticket = _new_ticket(turn, question, route, text)
    turn.work.add_ticket(ticket)
    turn.work.save_ticket(ticket, TicketStep(ticket.id, turn.now, turn.person.id, None, None, TicketState.OPEN))
    tell_holders(turn.work, ticket, "new", services=turn.services, now=turn.now)
    return ticket


def _text(turn: Turn, question: Question, move: SendHandoff) -> str:
    """What is sent: the text as the asker edited it, redacted again, else the one they were shown."""
    if move.text and move.text.strip():
        return redact(move.text, keep=turn.snapshot.names).text
    return text_to_send(question, work=turn.work)


def _new_ticket(turn: Turn, question: Question, route: Route, text: str) -> Ticket:
    organisation = turn.snapshot.library.organisation
    role = organisation.roles[route.role]
    urgent = role.wall_clock or is_urgent(question, work=turn.work, snapshot=turn.snapshot)
    found = find_somebody(turn.work, route, not_to={turn.person.id}, services=turn.services, now=turn.now)
    return Ticket(
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
        urgent=urgent,
        opened_at=turn.now,
        due_at=due_at(organisation, role, turn.now, urgent=urgent),
        addressee_id=found.person_id if found else None,
        escalated_to=found.role if found and found.is_above else None,
    )


def _chosen_route(turn: Turn, question: Question, chosen: str | None) -> Route:
    catalogue = turn.snapshot.catalogue
    known = {"system": catalogue.systems, "department": tuple(turn.snapshot.library.organisation.departments)}
    need = missing(question.route, catalogue=catalogue)
    if need is not None and chosen is not None and chosen not in (*known[need], "?"):
        raise UnknownQuestionError(chosen[:40])
    return completed(question.route, catalogue=catalogue, chosen=chosen)
