"""One ticket's page: what was asked, what has happened, and everything a role holder can do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Annotated, Protocol

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from bot.content.destinations import destinations, route_in
from bot.core.tickets import TRANSITIONS, WAITS_FOR_HOLDER, TicketEvent
from bot.errors import BotError, UnknownTicketError
from bot.services import acting
from bot.services.context import Services
from bot.services.drafting import has_draft
from bot.services.ports import Ticket
from bot.services.reading import Dossier, id_of_number, read_ticket
from bot.web.conversation import turns_of
from bot.web.errors import status_of
from bot.web.pages import page
from bot.web.ticket_words import line_of, steps_of, title
from bot.web.visit import OwnForm, RoleHolder, Visit

router = APIRouter()  # below /inbox

INBOX, TOLD = "inbox", "told"  # in the cookie: which view of the inbox somebody came from, and what was just done
LONGEST_PATH = 600  # characters; a cookie holds 4 KB
NOTHING_TYPED = dict.fromkeys(("text", "why", "destination", "to", "number"), "")

TextField = Annotated[str, Form()]
SeenField = Annotated[int | None, Form()]
IdField = Annotated[str, Form(max_length=200)]


class Act(Protocol):
    """Something a service does to a ticket."""

    def __call__(self, *, services: Services, now: datetime, seen: int | None) -> Ticket: ...


@dataclass(frozen=True)
class Sent:
    """A form as it was sent: its name, the version its page showed, and what stood in its fields."""

    name: str
    seen: int | None
    typed: Mapping[str, str] = field(default_factory=dict)


@router.get("/{ticket_id}")
def show_ticket(ticket_id: str, visit: RoleHolder, use: str = "") -> Response:
    """One ticket; `use` is the id of an answered one whose answer is to stand in the field."""
    dossier = read_ticket(ticket_id, visit.person, services=visit.services, now=visit.now)
    if not dossier.view.may_act:
        return RedirectResponse(f"/mine#ticket-{dossier.view.ticket.number}", status_code=303)
    text = next((one.answer for one in dossier.alike if one.id == use and one.answer), "")
    return _ticket_page(visit, dossier, typed={"text": text}, told=told_now(visit))


@router.post("/{ticket_id}/take", dependencies=[OwnForm])
def take(ticket_id: str, visit: RoleHolder, seen: SeenField = None) -> Response:
    """Take the ticket on oneself."""
    return _do(visit, ticket_id, Sent("take", seen), partial(acting.take_ticket, ticket_id, visit.person))


@router.post("/{ticket_id}/answer", dependencies=[OwnForm])
def answer(ticket_id: str, visit: RoleHolder, text: TextField = "", seen: SeenField = None) -> Response:
    """Answer the ticket; the answer goes to the conversations it was asked in."""
    sent = Sent("answer", seen, {"text": text})
    return _do(visit, ticket_id, sent, partial(acting.answer_ticket, ticket_id, visit.person, text))


@router.post("/{ticket_id}/ask", dependencies=[OwnForm])
def ask_back(ticket_id: str, visit: RoleHolder, text: TextField = "", seen: SeenField = None) -> Response:
    """Ask the asker for more, in the words of the answer's field."""
    sent = Sent("ask", seen, {"text": text})
    return _do(visit, ticket_id, sent, partial(acting.ask_back, ticket_id, visit.person, text))


@router.post("/{ticket_id}/forward", dependencies=[OwnForm])
def forward(
    ticket_id: str, visit: RoleHolder, destination: IdField = "", why: TextField = "", seen: SeenField = None
) -> Response:
    """Send the ticket on to another role, and say why."""
    sent = Sent("forward", seen, {"why": why, "destination": destination})
    act = partial(acting.forward_ticket, ticket_id, visit.person, route_in(destination), why)
    return _do(visit, ticket_id, sent, act)


@router.post("/{ticket_id}/assign", dependencies=[OwnForm])
def assign(ticket_id: str, visit: RoleHolder, to: IdField = "", seen: SeenField = None) -> Response:
    """Give the ticket to a colleague."""
    sent = Sent("assign", seen, {"to": to})
    return _do(visit, ticket_id, sent, partial(acting.assign_ticket, ticket_id, visit.person, to))


@router.post("/{ticket_id}/release", dependencies=[OwnForm])
def release(ticket_id: str, visit: RoleHolder, seen: SeenField = None) -> Response:
    """Put the ticket back."""
    return _do(visit, ticket_id, Sent("release", seen), partial(acting.release_ticket, ticket_id, visit.person))


@router.post("/{ticket_id}/merge", dependencies=[OwnForm])
def merge(ticket_id: str, visit: RoleHolder, number: IdField = "", seen: SeenField = None) -> Response:
    """Let the ticket be part of another, called by its number."""

    def act(*, services: Services, now: datetime, seen: int | None) -> Ticket:
        into = id_of_number(_number(number), services=services)
        return acting.merge_ticket(ticket_id, visit.person, into, services=services, now=now, seen=seen)

    return _do(visit, ticket_id, Sent("merge", seen, {"number": number}), act)


def remember_inbox(visit: Visit, path: str) -> None:
    """Let the way back from a ticket lead to this view of the inbox."""
    if len(path) <= LONGEST_PATH and visit.session.get(INBOX) != path:
        visit.session[INBOX] = path


def inbox_path(visit: Visit) -> str:
    """The view of the inbox the visitor saw last."""
    return str(visit.session.get(INBOX, "/inbox"))


def told_now(visit: Visit) -> str:
    """What was just done, in words, once; '' when nothing was."""
    name, _, number = str(visit.session.pop(TOLD, "")).partition(" ")
    return visit.phrases().say(f"web.ticket.told.{name}", number=number) if name else ""


def _do(visit: Visit, ticket_id: str, sent: Sent, act: Act) -> Response:
    """Do what a form asks for and lead on; when it cannot be done, show the ticket as it is now, and what was typed."""
    try:
        ticket = act(services=visit.services, now=visit.now, seen=sent.seen)
    except BotError as error:
        return _refused(visit, ticket_id, sent, error)
    visit.session[TOLD] = f"{sent.name} {ticket.number}"
    path = inbox_path(visit) if sent.name == "forward" else f"/inbox/{ticket.id}"
    return RedirectResponse(path, status_code=303)


def _refused(visit: Visit, ticket_id: str, sent: Sent, error: BotError) -> Response:
    status = status_of(error)
    if status >= 500:
        raise error
    why = visit.phrases().refusal(error, visit.now)
    try:
        dossier = read_ticket(ticket_id, visit.person, services=visit.services, now=visit.now)
    except UnknownTicketError:
        dossier = None
    if dossier is not None and dossier.view.may_act:
        return _ticket_page(visit, dossier, typed=sent.typed, failed=sent.name, wrong=why, status=status)
    written = sent.typed.get("text") or sent.typed.get("why") or ""
    if not written.strip():
        raise error
    return page("ticket_gone.html", visit, status=status, wrong=why, written=written, back=inbox_path(visit))


def _ticket_page(
    visit: Visit,
    dossier: Dossier,
    *,
    typed: Mapping[str, str],
    failed: str = "",
    wrong: str = "",
    told: str = "",
    status: int = 200,
) -> Response:
    view, ticket, question = dossier.view, dossier.view.ticket, dossier.view.question
    return page(
        "ticket.html",
        visit,
        status=status,
        line=line_of(ticket, visit, names=view.names, others=len(view.joined)),
        steps=steps_of(view.history, ticket, visit, names=view.names),
        joined=[(one, visit.phrases().when(one.at, visit.now)) for one in view.joined],
        question=question,
        turns=turns_of(visit, dossier.turns),
        candidates=[title(article, visit) for article in question.candidates] if question else [],
        chosen=title(question.chosen, visit) if question and question.chosen else "",
        answered_with=title(question.article, visit) if question and question.article else "",
        alike=dossier.alike,
        possible=_possible(ticket),
        destinations=destinations(visit.phrases(), but=ticket.route),
        colleagues=[one for one in view.colleagues if one.person_id != ticket.assignee_id],
        has_draft=has_draft(ticket.id, services=visit.services),
        typed={**NOTHING_TYPED, **typed},
        failed=failed,
        wrong=wrong,
        told=told,
        longest=acting.LONGEST_ANSWER,
        back=inbox_path(visit),
    )


def _possible(ticket: Ticket) -> frozenset[str]:
    """What can be done with the ticket as it stands, by the names of the forms."""
    events = TRANSITIONS[ticket.state]
    forms = {
        "take": TicketEvent.ASSIGN,
        "answer": TicketEvent.RESOLVE,
        "forward": TicketEvent.FORWARD,
        "release": TicketEvent.RELEASE,
        "merge": TicketEvent.MERGE,
    }
    possible = {name for name, event in forms.items() if event in events}
    if ticket.state in WAITS_FOR_HOLDER:
        possible |= {"ask", "assign"}
    return frozenset(possible - ({"merge"} if ticket.urgent else set()))


def _number(text: str) -> int:
    """The number in '12', '#12' or 'nr. 12'; 0, which no ticket has, when there is none."""
    digits = "".join(sign for sign in text if sign.isdecimal())
    return int(digits) if 0 < len(digits) < 10 else 0
