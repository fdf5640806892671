"""A person's own questions and their state: read the answers, confirm one, or say that it did not help."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from bot.services.ports import Question
from bot.services.tickets import follow_up
from bot.web.inbox import lines_of, title
from bot.web.pages import page
from bot.web.visit import OwnForm, Somebody, Visit

router = APIRouter(prefix="/mine", include_in_schema=False)


@router.get("")
def show_mine(visit: Somebody) -> Response:
    """What I have asked people, and what I have asked the bot."""
    with visit.services.storage.reading() as work:
        tickets = work.tickets_of(visit.person.id)
        questions = work.questions_of(visit.person.id)
    shown = [
        (question, visit.phrases().moment(question.asked_at), _answered_with(question, visit))
        for question in questions
        if question.text
    ]
    return page("mine.html", visit, lines=lines_of(tickets, visit), questions=shown)


@router.post("/{ticket_id}", dependencies=[OwnForm])
def follow(ticket_id: str, visit: Somebody, helped: Annotated[bool, Form()]) -> Response:
    """Confirm an answer, or have the question opened again."""
    follow_up(ticket_id, visit.person, helped=helped, services=visit.services, now=visit.now)
    return RedirectResponse("/mine", status_code=303)


def _answered_with(question: Question, visit: Visit) -> str:
    return title(question.article, visit) if question.article else ""
