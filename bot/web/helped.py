"""The coordinator's pages of what changes of the content did: past questions asked again, before and since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from bot.services.helping import WORTH_SHOWING, ChangeView, see_change
from bot.services.ports import ReplayedQuestion
from bot.services.replay_run import Kind
from bot.services.replaying import Change, see_changes
from bot.web.draft_pages import reply_words
from bot.web.pages import fragment, page
from bot.web.replays import Running
from bot.web.state import replays_of
from bot.web.ticket_words import title
from bot.web.visit import Coordinator, OwnForm, Visit

router = APIRouter(prefix="/coordinator/helped", include_in_schema=False)

MOST_PAGES = 1_000


@dataclass(frozen=True)
class ChangeLine:
    """A change as people read it: its name, when, and the counts of its replay."""

    change: Change
    name: str
    moment: str


@dataclass(frozen=True)
class QuestionLine:
    """A question with its reply before and after, in words."""

    question: ReplayedQuestion
    was: str
    became: str


@router.get("")
def show_changes(visit: Coordinator, request: Request) -> Response:
    """Every change, the latest first."""
    replays = replays_of(request)
    changes = see_changes(visit.person, services=visit.services, data=replays.data)
    return page(
        "helped.html",
        visit,
        lines=[_line(change, visit) for change in changes],
        running=replays.running,
    )


@router.get("/{number}")
def show_change(
    number: int,
    visit: Coordinator,
    request: Request,
    kind: Annotated[str, Query(max_length=20)] = "",
    topic: Annotated[str, Query(max_length=100)] = "",
    at: Annotated[int, Query(ge=1, le=MOST_PAGES, alias="page")] = 1,
) -> Response:
    """One change; the part that changes by itself alone, for the script."""
    replays = replays_of(request)
    view = see_change(
        number,
        visit.person,
        kind=Kind(kind) if kind in WORTH_SHOWING else None,
        topic=topic,
        page=at,
        services=visit.services,
        data=replays.data,
        now=visit.now,
    )
    shown = _shown(view, replays.running, visit)
    if "x-fragment" in request.headers:
        return fragment("_helped_change.html", visit, **shown)
    return page("helped_change.html", visit, **shown)


@router.post("/{number}/replay", dependencies=[OwnForm])
def ask_again(number: int, visit: Coordinator, request: Request) -> Response:
    """Begin to ask the questions again; the page tells how it goes."""
    replays = replays_of(request)
    see_change(number, visit.person, services=visit.services, data=replays.data, now=visit.now)
    replays.start(number, now=visit.now)
    return RedirectResponse(f"/coordinator/helped/{number}", status_code=303)


def _shown(view: ChangeView, running: Running | None, visit: Visit) -> dict[str, Any]:
    number = view.change.served.number
    return {
        "view": view,
        "line": _line(view.change, visit),
        "replay": view.change.replay,
        "running": running if running is not None and running.change == number else None,
        "is_busy": running is not None and running.change != number,
        "kinds": WORTH_SHOWING,
        "questions": [_question(each, visit) for each in view.listed.questions],
        "topics": _topics(view, visit),
        "topic_title": title(view.topic, visit) if view.topic else "",
        "asked_again": visit.phrases().moment(view.change.replay.made_at) if view.change.replay else "",
    }


def _topics(view: ChangeView, visit: Visit) -> Sequence[tuple[str, str]]:
    """(id, label) of the topics the change is about, those most asked about first."""
    counted = dict(view.topics)
    others = view.change.replay.topics if view.change.replay else ()
    return [(topic, title(topic, visit)) for topic in dict.fromkeys((*counted, *others))]


def _line(change: Change, visit: Visit) -> ChangeLine:
    titles = ", ".join(draft.text.title_da or draft.text.article for draft in change.drafts)
    phrases = visit.phrases()
    return ChangeLine(change, titles or phrases.say("helped.unnamed"), phrases.moment(change.served.since))


def _question(question: ReplayedQuestion, visit: Visit) -> QuestionLine:
    return QuestionLine(question, reply_words(question.was, visit), reply_words(question.became, visit))
