"""Render the pages: templates, phrases in the page's and in the card's language, and what surrounds every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.core.desk.charts import written
from bot.services.blind_checks import count_unjudged
from bot.services.finding import count_waiting
from bot.web.markdown import blocks, inline
from bot.web.visit import Visit

FOLDER = Path(__file__).parent

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
    """What stands around a page: who one is and how, what one may open, and how many tickets and checks wait."""

    person: str = ""
    has_signed_in: bool = False
    has_inbox: bool = False
    has_overview: bool = False
    has_drafts: bool = False
    waiting: int = 0
    unjudged: int = 0


def page(name: str, visit: Visit, *, status: int = 200, frame: Frame | None = None, **values: object) -> HTMLResponse:
    """The page `name`, a template, with the visitor's frame, or another where that cannot be read."""
    around = frame_of(visit) if frame is None else frame
    return HTMLResponse(_render(name, visit, {"frame": around, **values}), status_code=status)


def fragment(name: str, visit: Visit, *, status: int = 200, **values: object) -> HTMLResponse:
    """A part of a page, for the script to put in."""
    return HTMLResponse(_render(name, visit, values), status_code=status)


def frame_of(visit: Visit) -> Frame:
    """The frame for this visitor."""
    if not visit.is_somebody:
        return Frame()
    return Frame(
        person=visit.name,
        has_signed_in=visit.needs_sign_in,
        has_inbox=visit.has_inbox,
        has_overview=visit.is_coordinator,
        has_drafts=visit.is_editor and not visit.is_coordinator,
        waiting=count_waiting(visit.seat, services=visit.services, now=visit.now) if visit.has_inbox else 0,
        unjudged=count_unjudged(services=visit.services) if visit.is_coordinator else 0,
    )


def _render(name: str, visit: Visit, values: Mapping[str, object]) -> str:
    phrases = visit.phrases()
    organisation = visit.snapshot.library.organisation.name
    return _TEMPLATES.get_template(name).render(
        {
            "language": visit.language,
            "csrf": visit.csrf,
            "needs_sign_in": visit.needs_sign_in,
            "is_invented": visit.is_invented,
            "organisation": organisation,
            "phrases": phrases,
            "say": phrases.say,
            "say_in": _say_in(visit),
            "written": partial(written, language=visit.language),
            "new_event": lambda: uuid4().hex,
            **values,
        }
    )


def _say_in(visit: Visit) -> Callable[[str], Callable[..., str]]:
    """`say_in('en')('button.send')`: a card's own words are in the card's language."""
    return lambda language: visit.phrases(language).say
