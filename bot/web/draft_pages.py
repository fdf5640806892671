"""What the pages of a draft show: the form with its preview, and how trying and publishing went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

from bot.content.cards import Card
from bot.content.committing import GitError
from bot.content.loading import Folders
from bot.content.problems import ContentError
from bot.content.writing import DiskError
from bot.errors import BotError
from bot.services import drafting
from bot.services.draft_entries import lacking
from bot.services.draft_trial import KnownChange
from bot.services.drafting import DraftChangedError, DraftView
from bot.services.ports import Draft, DraftState, DraftText, Source
from bot.services.previewing import preview
from bot.services.publishing import serves
from bot.services.trying_drafts import DraftTrial, is_current, texts_of, trial_of
from bot.web.draft_form import EMPTY_SOURCES, MOST_SOURCES, choices_of, differences
from bot.web.errors import status_of
from bot.web.pages import fragment, page
from bot.web.state import folders_of, trials_of
from bot.web.ticket_words import title
from bot.web.trials import Running
from bot.web.visit import Visit

QUESTIONS_SHOWN = 10
ASKED = 30  # questions looked up: of some the text is gone
CHANGES_SHOWN = 30


@dataclass(frozen=True)
class Refusal:
    """Why something was not done; `detail` is the system's own word for it, `problems` what check says."""

    message: str
    detail: str = ""
    problems: Sequence[str] = ()


@dataclass(frozen=True)
class TrialView:
    """What trying said, with the texts of the questions that would be won, as far as they are still there."""

    trial: DraftTrial
    is_current: bool
    moment: str
    won: Sequence[str] = ()
    moved: Sequence[str] = ()
    changes: Sequence[tuple[KnownChange, str, str]] = ()
    more_changes: int = 0


def edit_page(
    visit: Visit,
    view: DraftView,
    folders: Folders,
    *,
    text: DraftText | None = None,
    seen: int | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
    theirs: Sequence[tuple[str, str]] = (),
) -> Response:
    """The form, and beside it the card in both languages; `text` is what was typed when it could not be saved."""
    shown = text or view.draft.text
    return page(
        "draft.html",
        visit,
        status=status,
        view=view,
        draft=view.draft,
        text=shown,
        sources=_with_room(shown.basis),
        seen=seen or view.draft.version,
        choices=choices_of(visit, folders),
        lacking=lacking(view.draft),
        cards=_cards(visit, shown),
        near=[(article, title(article, visit)) for article in view.near if article != view.draft.text.article],
        made=visit.phrases().moment(view.draft.made_at),
        changed=visit.phrases().moment(view.draft.changed_at),
        refusal=refusal,
        theirs=theirs,
    )


def conflict_page(visit: Visit, error: DraftChangedError, text: DraftText, folders: Folders) -> Response:
    """Somebody saved first: everything typed stands in the form still, and saving once more is a choice."""
    view = drafting.see_draft(error.draft.id, visit.person, services=visit.services, now=visit.now)
    who = error.by or visit.phrases().say("drafts.somebody")
    when = visit.phrases().when(error.draft.changed_at, visit.now)
    return edit_page(
        visit,
        view,
        folders,
        text=text,
        refusal=Refusal(visit.phrases().say("drafts.changed_meanwhile", who=who, when=when)),
        theirs=differences(text, view.draft.text),
        status=status_of(error),
    )


def publish_page(
    visit: Visit, view: DraftView, request: Request, *, refusal: Refusal | None = None, status: int = 200
) -> Response:
    """How the trial went, and what publishing needs; the part that changes by itself alone, for the script."""
    draft, folders, running = view.draft, folders_of(request), trials_of(request).running
    shown: dict[str, Any] = {
        "view": view,
        "draft": draft,
        "lacking": lacking(draft),
        "running": running if running and running.draft_id == draft.id else None,
        "is_busy": running is not None and running.draft_id != draft.id,
        "told": _trial_view(visit, draft, folders),
        "serves": draft.state is DraftState.PUBLISHED and serves(draft, services=visit.services, folders=folders),
        "published": visit.phrases().moment(draft.published_at) if draft.published_at else "",
        "refusal": refusal,
    }
    shown["is_waiting"] = _is_waiting(draft, running, serves_now=bool(shown["serves"]))
    if "x-fragment" in request.headers:
        return fragment("_draft_trial.html", visit, **shown)
    return page("draft_publish.html", visit, status=status, **shown)


def refusal_of(error: BotError, visit: Visit) -> Refusal:
    """Why it was not done, in words."""
    message = visit.phrases().say(error.message_key)
    match error:
        case ContentError(problems=problems):
            return Refusal(visit.phrases().say("drafts.error.content"), problems=[str(each) for each in problems])
        case GitError(complaint=detail) | DiskError(reason=detail):
            return Refusal(message, detail)
        case _:
            return Refusal(message)


def _is_waiting(draft: Draft, running: Running | None, *, serves_now: bool) -> bool:
    """Whether the page changes by itself before long."""
    is_running = running is not None and running.draft_id == draft.id
    return is_running or (draft.state is DraftState.PUBLISHED and not serves_now)


def _trial_view(visit: Visit, draft: Draft, folders: Folders) -> TrialView | None:
    trial = trial_of(draft)
    if trial is None:
        return None
    moment, weighed = visit.phrases().moment(trial.tried_at), trial.weighed
    if weighed is None:
        return TrialView(trial, is_current=False, moment=moment)
    texts = texts_of((*weighed.now_answered[:ASKED], *weighed.moved[:ASKED]), services=visit.services)
    changes = sorted(weighed.changes, key=lambda each: (not each.is_newly_wrong_certain, each.difference))
    shown = [each for each in changes if each.is_newly_wrong_certain or changes.index(each) < CHANGES_SHOWN]
    return TrialView(
        trial,
        is_current=is_current(trial, draft, folders),
        moment=moment,
        won=[texts[each] for each in weighed.now_answered if each in texts][:QUESTIONS_SHOWN],
        moved=[texts[each] for each in weighed.moved if each in texts][:QUESTIONS_SHOWN],
        changes=[(each, reply_words(each.before, visit), reply_words(each.after, visit)) for each in shown],
        more_changes=len(changes) - len(shown),
    )


def reply_words(told: str, visit: Visit) -> str:
    """'answer notat-frist' as people say it."""
    kind, _, about = told.partition(" ")
    said = visit.phrases().say(f"web.reply.{kind}")
    return f"{said}: {title(about, visit)}" if kind == "answer" and about else said


def _with_room(basis: tuple[Source, ...]) -> list[Source]:
    return [*basis, *(Source("", "") for _ in range(EMPTY_SOURCES))][:MOST_SOURCES]


def _cards(visit: Visit, text: DraftText) -> list[tuple[str, Card | None]]:
    return [
        (language, preview(text, snapshot=visit.snapshot, language=language, now=visit.now))
        for language in ("da", "en")
    ]
