"""Render the pages: templates, phrases in the page's and in the card's language, and what surrounds every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.core.tickets import TicketState
from bot.services import tickets
from bot.web.markdown import blocks, inline
from bot.web.visit import Visit, name_of

FOLDER = Path(__file__).parent
WAITING = (TicketState.OPEN, TicketState.ASSIGNED, TicketState.AWAITING_REQUESTER)

_TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(markdown=blocks, markdown_line=inline)


@dataclass(frozen=True)
class Frame:
    """What stands around a page: who one is, what one may open, and how many tickets wait."""

    person: str = ""
    has_inbox: bool = False
    has_overview: bool = False
    waiting: int = 0


def page(name: str, visit: Visit, *, status: int = 200, **values: object) -> HTMLResponse:
    """The page `name`, a template, with its frame."""
    return HTMLResponse(_render(name, visit, {"frame": frame_of(visit), **values}), status_code=status)


def fragment(name: str, visit: Visit, *, status: int = 200, **values: object) -> HTMLResponse:
    """A part of a page, for the script to put in."""
    return HTMLResponse(_render(name, visit, values), status_code=status)


def frame_of(visit: Visit) -> Frame:
    """The frame for this visitor."""
    if visit.demo is None:
        return Frame()
    held = bool(visit.holdings)
    return Frame(
        person=name_of(visit.demo, visit.phrases()),
        has_inbox=held,
        has_overview=visit.is_coordinator,
        waiting=_waiting(visit) if held else 0,
    )


def _waiting(visit: Visit) -> int:
    return sum(ticket.state in WAITING for ticket in tickets.inbox(visit.person, services=visit.services))


def _render(name: str, visit: Visit, values: Mapping[str, object]) -> str:
    phrases = visit.phrases()
    organisation = visit.snapshot.library.organisation.name
    return _TEMPLATES.get_template(name).render(
        {
            "language": visit.language,
            "csrf": visit.csrf,
            "organisation": organisation,
            "phrases": phrases,
            "say": phrases.say,
            "say_in": _say_in(visit),
            "new_event": lambda: uuid4().hex,
            **values,
        }
    )


def _say_in(visit: Visit) -> Callable[[str], Callable[..., str]]:
    """`say_in('en')('button.send')`: a card's own words are in the card's language."""
    return lambda language: visit.phrases(language).say
