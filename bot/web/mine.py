"""A person's own questions: how each stands, the answer, and what they can say to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from bot.core.tickets import TRANSITIONS, TicketEvent, TicketState
from bot.errors import BotError
from bot.services import replying
from bot.services.acting import LONGEST_ANSWER
from bot.services.homes import state_in_words
from bot.services.own_tickets import OwnTicket, own_tickets
from bot.services.ports import Question
from bot.web.errors import status_of
from bot.web.pages import page
from bot.web.ticket_page import Act, Sent
from bot.web.ticket_words import (
    StepLine,
    TicketLine,
    line_of,
    steps_of,
    title,
)
from bot.web.visit import OwnForm, Somebody, Visit

router = APIRouter(prefix="/mine", include_in_schema=False)

THREAD = frozenset(
    {
        TicketEvent.ASK_BACK,
        TicketEvent.REQUESTER_REPLIES,
        TicketEvent.ADD,
        TicketEvent.FORWARD,
        TicketEvent.RESOLVE,
        TicketEvent.REOPEN,
    }
)
"""What an asker reads word by word; how it stands is said in a sentence."""


TextField = Annotated[str, Form()]
SeenField = Annotated[int | None, Form()]


@dataclass(frozen=True)
class OwnLine:
    """A ticket of one's own as the page shows it; `may` are the names of the forms."""

    own: OwnTicket
    line: TicketLine
    state: str
    thread: Sequence[StepLine]
    may: frozenset[str]


@dataclass(frozen=True)
class Refused:
    """A form that was not carried out: for which ticket, what was sent, and why it was not."""

    ticket_id: str
    sent: Sent
    error: BotError


@router.get("")
def show_mine(visit: Somebody) -> Response:
    """What I have asked people, and what I have asked the bot."""
    return _mine_page(visit)


@router.post("/{ticket_id}", dependencies=[OwnForm])
def follow(
    ticket_id: str, visit: Somebody, helped: Annotated[bool, Form()], why: TextField = "", seen: SeenField = None
) -> Response:
    """Say whether the answer helped; when it did not, the question is opened again."""
    act = partial(replying.follow_up, ticket_id, visit.person, helped=helped, why=why)
    return _do(visit, ticket_id, Sent("helped" if helped else "reopen", seen, {"why": why}), act)


@router.post("/{ticket_id}/reply", dependencies=[OwnForm])
def reply(ticket_id: str, visit: Somebody, text: TextField = "", seen: SeenField = None) -> Response:
    """Reply to what was asked back, or add words."""
    act = partial(replying.reply_to_ticket, ticket_id, visit.person, text)
    return _do(visit, ticket_id, Sent("reply", seen, {"text": text}), act)


@router.post("/{ticket_id}/withdraw", dependencies=[OwnForm])
def withdraw(ticket_id: str, visit: Somebody, seen: SeenField = None) -> Response:
    """Want no answer any more."""
    act = partial(replying.withdraw_ticket, ticket_id, visit.person)
    return _do(visit, ticket_id, Sent("withdraw", seen), act)


def _do(visit: Visit, ticket_id: str, sent: Sent, act: Act) -> Response:
    """Do what a form asks for; when it cannot be done, show the page as it is now, and what was typed."""
    try:
        ticket = act(services=visit.services, now=visit.now, seen=sent.seen)
    except BotError as error:
        if status_of(error) >= 500:
            raise
        return _mine_page(visit, Refused(ticket_id, sent, error))
    return RedirectResponse(f"/mine#ticket-{ticket.number}", status_code=303)


def _mine_page(visit: Visit, refused: Refused | None = None) -> Response:
    shown = own_tickets(visit.person, services=visit.services)
    if refused is not None and all(one.ticket.id != refused.ticket_id for one in shown):
        raise refused.error
    with visit.services.storage.reading() as work:
        questions = work.questions_of(visit.person.id)
    return page(
        "mine.html",
        visit,
        status=status_of(refused.error) if refused else 200,
        lines=[_line(one, visit) for one in shown],
        refused=refused,
        wrong=visit.phrases().refusal(refused.error, visit.now) if refused else "",
        longest=LONGEST_ANSWER,
        questions=[
            (question, visit.phrases().when(question.asked_at, visit.now), _answered_with(question, visit))
            for question in questions
            if question.text
        ],
    )


def _line(own: OwnTicket, visit: Visit) -> OwnLine:
    me = visit.person.id
    steps = [step for step in own.history if step.event in THREAD and (step.note or step.actor_id == me)]
    return OwnLine(
        own=own,
        line=line_of(own.ticket, visit, names=own.names),
        state=state_in_words(own, phrases=visit.phrases(), now=visit.now),
        thread=steps_of(steps, own.ticket, visit, names=own.names),
        may=_possible(own, visit),
    )


def _possible(own: OwnTicket, visit: Visit) -> frozenset[str]:
    """What the asker can do with it, by the names of the forms."""
    events = TRANSITIONS[own.ticket.state]
    forms = {
        "reply": own.ticket.state is TicketState.AWAITING_REQUESTER,
        "add": TicketEvent.ADD in events,
        "withdraw": TicketEvent.WITHDRAW in events,
        "helped": own.ticket.state is TicketState.RESOLVED and bool(own.ticket.answer) and not _has_thanked(own, visit),
        "reopen": own.may_reopen(visit.now),
    }
    return frozenset(name for name, is_possible in forms.items() if is_possible)


def _has_thanked(own: OwnTicket, visit: Visit) -> bool:
    """Whether one who joined has said that the present answer helped."""
    last = next((step for step in reversed(own.history) if step.actor_id == visit.person.id), None)
    return last is not None and last.event is TicketEvent.THANK and last.after is own.ticket.state


def _answered_with(question: Question, visit: Visit) -> str:
    return title(question.article, visit) if question.article else ""
