"""The coordinator's page of one backlog item: what is behind it, what is said of it, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Query, Request, Response
from starlette.responses import RedirectResponse

from bot.core.desk.backlog import ItemKind, ItemState
from bot.errors import BacklogError, BotError
from bot.services import backlog, backlog_onward
from bot.services.backlog import ItemChangedError, ItemWords, see_item
from bot.services.backlog_onward import EXAMPLES, Letter, owner_of_systems
from bot.services.ports import Place
from bot.services.ports.backlog import BacklogItem
from bot.web.backlog_words import kinds, line_of, owners, role_in, states, story, title_in
from bot.web.draft_form import Fields, version_in
from bot.web.errors import status_of
from bot.web.pages import page
from bot.web.state import folders_of
from bot.web.visit import Coordinator, OwnForm, Visit

router = APIRouter(prefix="/coordinator/backlog", include_in_schema=False)

MOST_CHOSEN = 100
TOLD = frozenset({"saved", "merged", "split", "written"})

Told = Annotated[str, Query(max_length=20)]
Chosen = Annotated[list[str], Form(alias="question", default_factory=list, max_length=MOST_CHOSEN)]


@router.get("/{item_id}")
def show_item(item_id: str, visit: Coordinator, told: Told = "") -> Response:
    """One item; of one that was merged, the one it is part of now."""
    view = see_item(item_id, visit.person, services=visit.services, now=visit.now)
    if view.line.item.id != item_id:
        return RedirectResponse(_path(view.line.item.id, "merged"), status_code=303)
    return _item_page(visit, item_id, told=told)


@router.post("/{item_id}", dependencies=[OwnForm])
def change(item_id: str, visit: Coordinator, fields: Fields) -> Response:
    """Save what was written about it; when somebody else saved first, show both."""
    words = _words_in(fields)
    try:
        backlog.change_item(
            item_id, visit.person, words, seen=version_in(fields), services=visit.services, now=visit.now
        )
    except BacklogError as error:
        return _item_page(visit, item_id, error=error, words=words)
    return RedirectResponse(_path(item_id, "saved"), status_code=303)


@router.post("/{item_id}/merge", dependencies=[OwnForm])
def merge(item_id: str, visit: Coordinator, fields: Fields) -> Response:
    """Let it become part of another item."""
    try:
        into = backlog.merge_items(
            item_id,
            fields.get("into", ""),
            visit.person,
            seen=version_in(fields),
            services=visit.services,
            now=visit.now,
        )
    except BacklogError as error:
        return _item_page(visit, item_id, error=error)
    return RedirectResponse(_path(into.id, "merged"), status_code=303)


@router.post("/{item_id}/split", dependencies=[OwnForm])
def split(item_id: str, visit: Coordinator, fields: Fields, chosen: Chosen) -> Response:
    """Make an item of its own of the questions that were ticked."""
    try:
        begun = backlog.split_item(
            item_id, chosen, visit.person, seen=version_in(fields), services=visit.services, now=visit.now
        )
    except BacklogError as error:
        return _item_page(visit, item_id, error=error)
    return RedirectResponse(_path(begun.id, "split"), status_code=303)


@router.post("/{item_id}/draft", dependencies=[OwnForm])
def write_draft(item_id: str, visit: Coordinator, request: Request, fields: Fields) -> Response:
    """Go on to a draft: of a new article, or of the one that was chosen."""
    try:
        draft = backlog_onward.draft_from_item(
            item_id,
            visit.person,
            article=fields.get("article", ""),
            seen=version_in(fields),
            services=visit.services,
            folders=folders_of(request),
            now=visit.now,
        )
    except BotError as error:
        return _item_page(visit, item_id, error=error)
    return RedirectResponse(f"/coordinator/drafts/{draft.id}", status_code=303)


@router.post("/{item_id}/ticket", dependencies=[OwnForm])
def write_to_owner(item_id: str, visit: Coordinator, fields: Fields) -> Response:
    """Write to whoever owns a system; the answer comes among one's own questions."""
    letter = Letter(
        event_id=fields.get("event", "") or uuid4().hex,
        sender=visit.sender,
        place=Place(f"backlog-{item_id}-{visit.key}"),
        system=fields.get("system", ""),
        text=fields.get("text", ""),
    )
    try:
        backlog_onward.write_to_system_owner(
            item_id, visit.person, letter, seen=version_in(fields), services=visit.services, now=visit.now
        )
    except BacklogError as error:
        return _item_page(visit, item_id, error=error)
    return RedirectResponse(_path(item_id, "written"), status_code=303)


def _item_page(
    visit: Visit, item_id: str, *, told: str = "", error: BotError | None = None, words: ItemWords | None = None
) -> Response:
    """The page of an item, with what went wrong and what was typed."""
    view = see_item(item_id, visit.person, services=visit.services, now=visit.now)
    item, phrases = view.line.item, visit.phrases()
    articles = visit.snapshot.library.articles
    return page(
        "backlog_item.html",
        visit,
        status=status_of(error) if error else 200,
        line=line_of(view.line, visit),
        typed=words or item,
        wrong=_said_of(error, visit),
        theirs=_theirs(item, words, visit) if isinstance(error, ItemChangedError) and words else [],
        told=told if told in TOLD else "",
        questions=view.questions,
        story=story(view.history, view.names, visit),
        others=[(one.item.id, title_in(one, phrases)) for one in view.others],
        articles=sorted(((key, article.title.get(visit.language)) for key, article in articles.items()), key=_by_label),
        kinds=kinds(phrases),
        states=states(phrases),
        owners=owners(visit),
        systems=[(slug, phrases.system(slug)) for slug in visit.snapshot.catalogue.systems],
        system_owner=role_in(owner_of_systems(visit.snapshot), phrases),
        letter="\n\n".join(filter(None, (item.title, item.notes))),
        examples=EXAMPLES,
        event=uuid4().hex,
        role=lambda role: role_in(role, phrases),
    )


def _said_of(error: BotError | None, visit: Visit) -> str:
    if error is None:
        return ""
    phrases = visit.phrases()
    if isinstance(error, ItemChangedError):
        who = error.by or phrases.say("backlog.somebody")
        return phrases.say(error.message_key, who=who, when=phrases.when(error.at, visit.now))
    return phrases.refusal(error, visit.now)


def _theirs(item: BacklogItem, words: ItemWords, visit: Visit) -> list[tuple[str, str]]:
    """(field, how it stands now) of every field that is not as it was typed."""
    phrases = visit.phrases()
    now = {
        "title": item.title,
        "kind": phrases.say(f"backlog.kind.{item.kind}") if item.kind else "",
        "owner": role_in(item.owner, phrases) if item.owner else "",
        "state": phrases.say(f"backlog.state.{item.state}"),
        "reason": item.reason,
        "due_on": phrases.day(item.due_on) if item.due_on else "",
        "notes": item.notes,
    }
    return [(name, said or "–") for name, said in now.items() if getattr(item, name) != getattr(words, name)]


def _words_in(fields: Mapping[str, str]) -> ItemWords:
    """What the form says; what is no kind, state or day is left out."""
    kind, state = fields.get("kind", ""), fields.get("state", "")
    return ItemWords(
        title=" ".join(fields.get("title", "").split()),
        kind=ItemKind(kind) if kind in list(ItemKind) else None,
        owner=fields.get("owner", ""),
        state=ItemState(state) if state in list(ItemState) else ItemState.NEW,
        reason=fields.get("reason", "").strip(),
        due_on=_day(fields.get("due_on", "")),
        notes=fields.get("notes", "").replace("\r\n", "\n").strip(),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _by_label(option: tuple[str, str]) -> str:
    return option[1].casefold()


def _path(item_id: str, told: str) -> str:
    return f"/coordinator/backlog/{item_id}?told={told}"
