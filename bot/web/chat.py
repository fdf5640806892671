"""The conversation: the page, and the three forms that carry it on, with or without a script."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Form, Header, Response
from starlette.responses import RedirectResponse

from bot.core.dialogue.moves import Move, SendHandoff, read_move
from bot.services.asking import LONGEST, Asking, ask
from bot.services.ports import WEB, Exchange
from bot.services.pressing import Press, press
from bot.web.conversation import turns
from bot.web.pages import fragment, page
from bot.web.visit import OwnForm, Somebody, Talk, Visit

router = APIRouter(include_in_schema=False)

SUGGESTIONS = ("sample.3", "sample.1", "sample.2", "web.suggestion.1", "web.suggestion.2", "web.suggestion.3")

EventField = Annotated[str, Form(min_length=8, max_length=64, pattern=r"^[0-9a-zA-Z-]+$")]
IdField = Annotated[str, Form(max_length=120)]
AfterField = Annotated[str, Form(max_length=200)]
FromScript = Annotated[bool, Header(alias="x-fragment")]


@router.get("/")
def show(visit: Somebody) -> Response:
    """The open conversation, or a welcome."""
    return page("chat.html", visit, turns=turns(visit), suggestions=SUGGESTIONS, longest=LONGEST)


@router.post("/ask", dependencies=[OwnForm])
def ask_question(
    visit: Somebody,
    event: EventField,
    text: Annotated[str, Form()] = "",
    after: AfterField = "",
    from_script: FromScript = False,
) -> Response:
    """Ask what stands in the message box, or a suggestion."""
    asking = Asking(event_id(visit, event, text), visit.sender, visit.place, text)
    exchange = ask(asking, services=visit.services, now=visit.now)
    return _go_on(visit, exchange, after=after, from_script=from_script)


@router.post("/press", dependencies=[OwnForm])
def press_button(
    visit: Somebody,
    event: EventField,
    pressed: Annotated[str, Form(max_length=200)],
    after: AfterField = "",
    from_script: FromScript = False,
) -> Response:
    """Press a button: `pressed` is '<question id> <action>'."""
    question_id, _, action = pressed.partition(" ")
    exchange = _press(visit, event_id(visit, event, pressed), question_id, read_move(action))
    return _go_on(visit, exchange, after=after, from_script=from_script)


@router.post("/send", dependencies=[OwnForm])
def send_to_person(
    visit: Somebody,
    event: EventField,
    question: IdField,
    text: Annotated[str, Form()] = "",
    chosen: IdField = "",
    after: AfterField = "",
    from_script: FromScript = False,
) -> Response:
    """Send a question to a person, in the words of the form."""
    move = SendHandoff(text=text[:LONGEST], chosen=chosen or None)
    exchange = _press(visit, event_id(visit, event, question), question, move)
    return _go_on(visit, exchange, after=after, from_script=from_script)


@router.get("/news")
def show_news(visit: Somebody, after: str = "") -> Response:
    """The turns since the event `after`, to be put below the others; nothing when there are none."""
    return fragment("_turns.html", visit, turns=turns(visit, after=after))


@router.post("/new", dependencies=[OwnForm])
def begin_anew(visit: Somebody) -> Response:
    """Begin a new conversation; the old one's tickets stay on the person's own page."""
    visit.close_talk()
    return RedirectResponse("/", status_code=303)


def event_id(visit: Visit, event: str, content: str) -> str:
    """The event a form stands for: the same form sent twice is one event, another text or button in it another."""
    digest = sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return f"{WEB}:{visit.key}:{event}:{digest}"


def _press(visit: Visit, event: str, question_id: str, move: Move) -> Exchange:
    pressed = Press(event, visit.sender, visit.place, question_id, move)
    return press(pressed, services=visit.services, now=visit.now)


def _go_on(visit: Visit, exchange: Exchange, *, after: str, from_script: bool) -> Response:
    visit.open_talk(Talk(visit.talk.place, exchange.conversation_id))
    if from_script:
        return fragment("_turns.html", visit, turns=turns(visit, after=after))
    return RedirectResponse("/#latest", status_code=303)
