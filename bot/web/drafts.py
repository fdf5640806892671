"""Drafts in the browser: made of an answered ticket, edited beside their preview, tried, published or rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse

from bot.errors import BotError
from bot.services import drafting, publishing
from bot.services.drafting import DraftChangedError
from bot.services.ports import Draft
from bot.services.proposing import propose_draft
from bot.web.draft_form import Fields, choices_of, text_in, version_in
from bot.web.draft_pages import conflict_page, edit_page, publish_page, refusal_of
from bot.web.errors import status_of
from bot.web.pages import page
from bot.web.state import folders_of, trials_of
from bot.web.visit import Editor, OwnForm, RoleHolder, Visit

router = APIRouter(include_in_schema=False)

Ticked = Annotated[bool, Form()]


@dataclass(frozen=True)
class DraftLine:
    """A draft in the queue, with when it was last changed."""

    draft: Draft
    moment: str


@router.post("/inbox/{ticket_id}/draft", dependencies=[OwnForm])
def propose(ticket_id: str, visit: RoleHolder, request: Request) -> Response:
    """Make a draft of an answered ticket; editors go on writing it, others are told that it waits."""
    folders = folders_of(request)
    draft = propose_draft(ticket_id, visit.person, services=visit.services, folders=folders, now=visit.now)
    place = f"/coordinator/drafts/{draft.id}" if visit.is_editor else f"/inbox/{ticket_id}/draft"
    return RedirectResponse(place, status_code=303)


@router.get("/inbox/{ticket_id}/draft")
def show_own(ticket_id: str, visit: RoleHolder) -> Response:
    """What became of the draft made of a ticket."""
    view = drafting.draft_of_ticket(ticket_id, visit.person, services=visit.services, now=visit.now)
    return page("draft_own.html", visit, view=view, draft=view.draft, changed=_moment(view.draft, visit))


@router.get("/coordinator/drafts")
def show_queue(visit: Editor) -> Response:
    """The drafts that wait, and the latest that are done."""
    waiting, done = drafting.queue(visit.person, services=visit.services, now=visit.now)
    return page("drafts.html", visit, waiting=_lines(waiting, visit), done=_lines(done, visit))


@router.get("/coordinator/drafts/{draft_id}")
def show_draft(draft_id: str, visit: Editor, request: Request) -> Response:
    """One draft, to write on."""
    view = drafting.see_draft(draft_id, visit.person, services=visit.services, now=visit.now)
    return edit_page(visit, view, folders_of(request))


@router.post("/coordinator/drafts/{draft_id}", dependencies=[OwnForm])
def save(draft_id: str, visit: Editor, request: Request, fields: Fields) -> Response:
    """Save what was written; when somebody else saved first, show both."""
    view = drafting.see_draft(draft_id, visit.person, services=visit.services, now=visit.now)
    text = text_in(fields, view.draft.text, choices_of(visit, folders_of(request)))
    try:
        drafting.edit_draft(
            draft_id, visit.person, text, seen=version_in(fields), services=visit.services, now=visit.now
        )
    except DraftChangedError as error:
        return conflict_page(visit, error, text, folders_of(request))
    return RedirectResponse(f"/coordinator/drafts/{draft_id}#preview", status_code=303)


@router.post("/coordinator/drafts/{draft_id}/base", dependencies=[OwnForm])
def base_on_files(
    draft_id: str, visit: Editor, request: Request, fields: Fields, keep_text: Ticked = False
) -> Response:
    """Let the draft change an article as it is now, with the article's words or its own."""
    drafting.base_on_files(
        draft_id,
        visit.person,
        fields.get("article", ""),
        keep_text=keep_text,
        seen=version_in(fields),
        services=visit.services,
        folders=folders_of(request),
        now=visit.now,
    )
    return RedirectResponse(f"/coordinator/drafts/{draft_id}", status_code=303)


@router.post("/coordinator/drafts/{draft_id}/reject", dependencies=[OwnForm])
def reject(draft_id: str, visit: Editor, request: Request, fields: Fields) -> Response:
    """Put the draft away, with a word why."""
    reason, seen = fields.get("reason", ""), version_in(fields)
    try:
        drafting.reject_draft(draft_id, visit.person, reason, seen=seen, services=visit.services, now=visit.now)
    except BotError as error:
        view = drafting.see_draft(draft_id, visit.person, services=visit.services, now=visit.now)
        refusal = refusal_of(error, visit)
        return edit_page(visit, view, folders_of(request), refusal=refusal, status=status_of(error))
    return RedirectResponse("/coordinator/drafts", status_code=303)


@router.get("/coordinator/drafts/{draft_id}/publish")
def show_publishing(draft_id: str, visit: Editor, request: Request) -> Response:
    """How the trial goes or went, and what publishing needs."""
    view = drafting.see_draft(draft_id, visit.person, services=visit.services, now=visit.now)
    return publish_page(visit, view, request)


@router.post("/coordinator/drafts/{draft_id}/try", dependencies=[OwnForm])
def try_out(draft_id: str, visit: Editor, request: Request, fields: Fields) -> Response:
    """Begin to try the draft; the page tells how it goes."""
    try:
        trials_of(request).start(draft_id, visit.person, seen=version_in(fields), now=visit.now)
    except BotError as error:
        return _refused(draft_id, visit, request, error)
    return RedirectResponse(f"/coordinator/drafts/{draft_id}/publish", status_code=303)


@router.post("/coordinator/drafts/{draft_id}/publish", dependencies=[OwnForm])
def publish(
    draft_id: str,
    visit: Editor,
    request: Request,
    fields: Fields,
    untried: Ticked = False,
    wrongly_certain: Ticked = False,
) -> Response:
    """Write the files, or say why not."""
    try:
        publishing.publish_draft(
            draft_id,
            visit.person,
            seen=version_in(fields),
            consent=publishing.Consent(untried=untried, wrongly_certain=wrongly_certain),
            services=visit.services,
            folders=folders_of(request),
            now=visit.now,
        )
    except BotError as error:
        return _refused(draft_id, visit, request, error)
    return RedirectResponse(f"/coordinator/drafts/{draft_id}/publish", status_code=303)


@router.get("/coordinator/drafts/{draft_id}/patch")
def download_patch(draft_id: str, visit: Editor, request: Request) -> Response:
    """What publishing would change, for `git apply`."""
    folders = folders_of(request)
    text = publishing.patch_of(draft_id, visit.person, services=visit.services, folders=folders, now=visit.now)
    day = visit.today.isoformat()
    headers = {"content-disposition": f'attachment; filename="esdh-bot-{day}.patch"'}
    return Response(text.encode(), media_type="text/x-patch; charset=utf-8", headers=headers)


def _refused(draft_id: str, visit: Visit, request: Request, error: BotError) -> Response:
    view = drafting.see_draft(draft_id, visit.person, services=visit.services, now=visit.now)
    return publish_page(visit, view, request, refusal=refusal_of(error, visit), status=status_of(error))


def _lines(drafts: Sequence[Draft], visit: Visit) -> list[DraftLine]:
    return [DraftLine(draft, _moment(draft, visit)) for draft in drafts]


def _moment(draft: Draft, visit: Visit) -> str:
    return visit.phrases().moment(draft.changed_at)
