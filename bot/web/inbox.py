"""The role holder's inbox: what waits for an answer, one ticket with its question, take it, answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from bot.content.presenting import title_of
from bot.core.tickets import TRANSITIONS, TicketEvent
from bot.services import tickets
from bot.services.ports import Ticket
from bot.services.tickets import LONGEST_ANSWER, TicketView
from bot.web.pages import WAITING, page
from bot.web.visit import OwnForm, RoleHolder, Visit

router = APIRouter(prefix="/inbox", include_in_schema=False)


@dataclass(frozen=True)
class TicketLine:
    """A ticket in a list: who gets it, when it is due, and whether that has passed."""

    ticket: Ticket
    role: str
    opened: str
    due: str
    is_overdue: bool


@router.get("")
def show_inbox(visit: RoleHolder) -> Response:
    """The tickets of the roles one holds, urgent ones on top, then by due time."""
    mine = tickets.inbox(visit.person, services=visit.services)
    waiting = sorted((one for one in mine if one.state in WAITING), key=lambda one: (not one.urgent, one.due_at))
    done = sorted((one for one in mine if one.state not in WAITING), key=lambda one: one.opened_at, reverse=True)
    return page("inbox.html", visit, waiting=lines_of(waiting, visit), done=lines_of(done, visit))


@router.get("/{ticket_id}")
def show_ticket(ticket_id: str, visit: RoleHolder) -> Response:
    """One ticket with what the bot offered and what has happened."""
    return _ticket_page(tickets.see_ticket(ticket_id, visit.person, services=visit.services), visit)


@router.post("/{ticket_id}/take", dependencies=[OwnForm])
def take(ticket_id: str, visit: RoleHolder) -> Response:
    """Take the ticket on oneself."""
    tickets.take_ticket(ticket_id, visit.person, services=visit.services, now=visit.now)
    return RedirectResponse(f"/inbox/{ticket_id}", status_code=303)


@router.post("/{ticket_id}/answer", dependencies=[OwnForm])
def answer(ticket_id: str, visit: RoleHolder, text: Annotated[str, Form()] = "") -> Response:
    """Answer the ticket; the answer goes to the conversation it was asked in."""
    tickets.answer_ticket(ticket_id, visit.person, text, services=visit.services, now=visit.now)
    return RedirectResponse(f"/inbox/{ticket_id}", status_code=303)


def lines_of(shown: Sequence[Ticket], visit: Visit) -> list[TicketLine]:
    """The tickets as a list shows them."""
    phrases = visit.phrases()
    return [
        TicketLine(
            ticket=ticket,
            role=phrases.role(ticket.route),
            opened=phrases.moment(ticket.opened_at),
            due=phrases.moment(ticket.due_at),
            is_overdue=ticket.state in WAITING and ticket.due_at < visit.now,
        )
        for ticket in shown
    ]


def title(article: str, visit: Visit) -> str:
    """The title people read for an id; the id itself when the content no longer has it."""
    known = visit.snapshot.catalogue.topic_of(article) is not None
    return title_of(article, snapshot=visit.snapshot, language=visit.language) if known else article


def _ticket_page(view: TicketView, visit: Visit) -> Response:
    question, phrases = view.question, visit.phrases()
    possible = TRANSITIONS[view.ticket.state]
    return page(
        "ticket.html",
        visit,
        line=lines_of([view.ticket], visit)[0],
        question=question,
        candidates=[title(article, visit) for article in question.candidates] if question else [],
        answered_with=title(question.article, visit) if question and question.article else "",
        history=[(phrases.moment(step.at), step, _actor(step.actor_id, view.ticket, visit)) for step in view.history],
        may_take=TicketEvent.ASSIGN in possible,
        may_answer=TicketEvent.RESOLVE in possible,
        longest=LONGEST_ANSWER,
    )


def _actor(actor_id: str, ticket: Ticket, visit: Visit) -> str:
    """The key of the phrase for who did something: oneself, the asker, or a colleague; names are not kept."""
    if actor_id == visit.person.id:
        return "web.actor.you"
    return "web.actor.asker" if actor_id == ticket.requester_id else "web.actor.colleague"
