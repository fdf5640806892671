"""Publish a draft: its files are written and committed; where they may not be, a patch is offered instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.content.committing import checkout_of, commit
from bot.content.copying import refuse_errors
from bot.content.loading import Folders, content_hash
from bot.content.patching import patch
from bot.content.writing import FileChange, ReadOnlyError, plan, standing, undo, write
from bot.core.worktime import danish_day
from bot.errors import BotError, DraftError, UnknownDraftError
from bot.services.context import Services
from bot.services.draft_entries import entry_of
from bot.services.drafting import draft_to_change, see_draft
from bot.services.ports import Audited, Draft, DraftState, Person, Ticket
from bot.services.trying_drafts import is_current, trial_of

PUBLISHED = "draft_published"


class UntriedError(DraftError):
    """The draft was not tried as it is now, and nobody said that it may be published all the same."""

    message_key = "drafts.error.untried"


class WronglyCertainError(DraftError):
    """Known questions would get a certain, wrong answer, and nobody said that it may be published all the same."""

    message_key = "drafts.error.wrongly_certain"


@dataclass(frozen=True)
class Consent:
    """What an editor has ticked: publish untried, publish in spite of newly wrong certain answers."""

    untried: bool = False
    wrongly_certain: bool = False


def publish_draft(
    draft_id: str,
    person: Person,
    *,
    seen: int,
    consent: Consent,
    services: Services,
    folders: Folders,
    now: datetime,
) -> Draft:
    """The draft, published; or, when the folders may not be written to, still proposed and with `patched_at` set.

    Done again after it was interrupted, it goes on where it was: files that say it all already are not written again.

    :raises DraftChangedError: when somebody saved another version than `seen`
    :raises DraftDoneError: when it was published or rejected
    :raises UntriedError: when it was not tried, without `consent`
    :raises WronglyCertainError: when it makes certain answers wrong, without `consent`
    :raises FilesChangedError: when the files are other than when the draft was begun
    :raises ContentError: when the content would have errors
    :raises DiskError: when the files could not be written, and are as they were
    :raises GitError: when git refused the commit, and the files are as they were
    """
    with services.storage.reading() as work:
        draft = draft_to_change(work, draft_id, person, seen=seen, services=services, now=now)
        ticket = work.ticket(draft.ticket_id) if draft.ticket_id else None
    _refuse_unconsented(draft, consent, folders)
    changes = plan(entry_of(draft.text, today=danish_day(now)), folders, base=draft.base)
    refuse_errors(changes, folders)
    try:
        commit_id = _written(changes, _message(draft, ticket), draft, folders)
    except ReadOnlyError:
        return _keep(draft_id, services=services, patched_at=now)
    published = {
        "state": DraftState.PUBLISHED,
        "published_at": now,
        "published_by": person.id,
        "patched_at": None,
        "commit_id": commit_id,
    }
    details = {"article": draft.text.article, "commit": commit_id, "ticket": draft.ticket_id or ""}
    line = Audited(now, person.id, PUBLISHED, draft_id, details)
    return _keep(draft_id, services=services, line=line, **published)


def patch_of(draft_id: str, person: Person, *, services: Services, folders: Folders, now: datetime) -> str:
    """What publishing the draft would change, as a patch for the checkout the content comes from.

    :raises NotAllowedError: when the person is no editor
    :raises UnknownDraftError: when there is none
    :raises FilesChangedError: as for `publish_draft`
    """
    draft = see_draft(draft_id, person, services=services, now=now).draft
    changes = plan(entry_of(draft.text, today=danish_day(now)), folders, base=draft.base)
    return patch(changes, root=checkout_of(folders.knowledge) or folders.knowledge.parent)


def serves(draft: Draft, *, services: Services, folders: Folders) -> bool:
    """Whether the content as it stands in the folders is what the bot answers from, this article included."""
    snapshot = services.content.current()
    return draft.text.article in snapshot.library.articles and content_hash(folders) == snapshot.hash


def _refuse_unconsented(draft: Draft, consent: Consent, folders: Folders) -> None:
    trial = trial_of(draft)
    tried = is_current(trial, draft, folders)
    if not tried and not consent.untried:
        raise UntriedError
    if tried and trial is not None and trial.newly_wrong and not consent.wrongly_certain:
        raise WronglyCertainError


def _written(changes: Sequence[FileChange], message: str, draft: Draft, folders: Folders) -> str:
    """Write and commit; what was written before an interruption is committed now."""
    write(changes)
    here = standing(draft.text.article, folders)
    written = [change.path for change in changes] or ([here.article, here.utterances] if here else [])
    try:
        return commit(written, message)
    except BotError:
        undo(changes)
        raise


def _message(draft: Draft, ticket: Ticket | None) -> str:
    """What was done and why, for whoever reads the history of the content."""
    what = "Nyt svar" if draft.is_new else "Rettet svar"
    source = f" ud fra henvendelse nr. {ticket.number}" if ticket else ""
    place = f"{draft.text.group}/{draft.text.article}"
    return f"{what}: {draft.text.title_da}\n\n{place} er skrevet{source} og udgivet fra koordinatorens sider."


def _keep(draft_id: str, *, services: Services, line: Audited | None = None, **changes: Any) -> Draft:
    """Set what publishing sets; words somebody saved while the files were written stay in the draft."""
    with services.storage.transaction() as work:
        newest = work.draft(draft_id)
        if newest is None:
            raise UnknownDraftError
        kept = replace(newest, **changes)
        work.save_draft(kept)
        if line is not None:
            work.audit(line)
        return kept
