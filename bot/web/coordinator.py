"""The coordinator's first page, and why a question gets its reply."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Response
from starlette.responses import RedirectResponse

from bot.services.asking import LONGEST
from bot.services.explaining import explain
from bot.services.explanation_words import ExplanationWords
from bot.web.pages import page
from bot.web.visit import Coordinator, OwnForm

router = APIRouter(prefix="/coordinator", include_in_schema=False)


@router.get("")
def go_to_statistics(visit: Coordinator) -> Response:
    """The first page is the statistics."""
    return RedirectResponse("/coordinator/statistics", status_code=303)


@router.get("/explain")
def show_explain(visit: Coordinator) -> Response:
    """Room for a question."""
    return page("explain.html", visit, told=None, longest=LONGEST)


@router.post("/explain", dependencies=[OwnForm])
def explain_reply(visit: Coordinator, text: Annotated[str, Form()] = "") -> Response:
    """Why a question gets the reply it gets. Sent as a form, so that no address and no log holds the question."""
    explanation = explain(text, snapshot=visit.snapshot, drafts=visit.services.drafts)
    told = ExplanationWords(explanation, snapshot=visit.snapshot, language=visit.language)
    return page("explain.html", visit, told=told, longest=LONGEST)
