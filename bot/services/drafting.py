"""Work on drafts: the queue of those that wait, one to look at, edit, base on the files anew, or reject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.content.loading import Folders
from bot.core.privacy import Kind as Personal
from bot.core.privacy import redact
from bot.errors import DraftError, EmptyReasonError, NotAllowedError, UnknownDraftError
from bot.services.context import Services
from bot.services.draft_entries import tidied
from bot.services.ports import EDITOR, Draft, DraftState, DraftText, Person, Question, Source, Ticket, Work
from bot.services.proposing import articles_near, taken_up
from bot.services.ticket_rights import may_act, seat_of

MOST_DONE = 30  # published and rejected drafts shown in the queue
LONGEST_REASON = 1_000  # characters
PERSONAL = (Personal.CPR, Personal.ACCOUNT)  # what nobody writes on purpose; our own mailboxes and numbers may stand


class DraftChangedError(DraftError):
    """Somebody else has changed the draft since the person saw it; `draft` is how it is now, `by` their name or ''."""

    message_key = "drafts.error.changed"

    def __init__(self, draft: Draft, by: str) -> None:
        self.draft = draft
        self.by = by
        super().__init__(f"the draft is at version {draft.version}")


class DraftDoneError(DraftError):
    """The draft was published or rejected already."""

    message_key = "drafts.error.done"


@dataclass(frozen=True)
class DraftView:
    """A draft with where it came from; `names` are by person id, `near` the articles it could change instead."""

    draft: Draft
    ticket: Ticket | None
    question: Question | None
    near: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def queue(person: Person, *, services: Services, now: datetime) -> tuple[Sequence[Draft], Sequence[Draft]]:
    """The drafts that wait, and the latest that are done.

    :raises NotAllowedError: when the person is neither editor nor coordinator
    """
    with services.storage.reading() as work:
        refuse_others(work, person, services=services, now=now)
        done = work.drafts(DraftState.PUBLISHED, DraftState.REJECTED)
        return work.drafts(DraftState.PROPOSED), done[:MOST_DONE]


def see_draft(draft_id: str, person: Person, *, services: Services, now: datetime) -> DraftView:
    """One draft, for editors and the coordinator.

    :raises NotAllowedError: when the person is neither
    :raises UnknownDraftError: when there is none
    """
    with services.storage.reading() as work:
        refuse_others(work, person, services=services, now=now)
        return _view(work, _draft(work, draft_id), services=services)


def draft_of_ticket(ticket_id: str, person: Person, *, services: Services, now: datetime) -> DraftView:
    """The latest draft made of a ticket, for those who may act on the ticket and those who may edit drafts.

    :raises UnknownDraftError: when there is none, or it is not this person's to see
    """
    with services.storage.reading() as work:
        ticket, drafts = work.ticket(ticket_id), work.drafts_of_ticket(ticket_id)
        if ticket is None or not drafts:
            raise UnknownDraftError
        acts = may_act(work, ticket, person.id, services=services, now=now)
        if not acts and not may_edit(work, person, services=services, now=now):
            raise UnknownDraftError
        return _view(work, drafts[0], services=services)


def has_draft(ticket_id: str, *, services: Services) -> bool:
    """Whether a draft was ever made of a ticket."""
    with services.storage.reading() as work:
        return bool(work.drafts_of_ticket(ticket_id))


def edit_draft(
    draft_id: str, person: Person, text: DraftText, *, seen: int, services: Services, now: datetime
) -> Draft:
    """Save an editor's words; id and folder of an article that is only changed stay.

    CPR and account numbers are taken out of the answer, and everything personal out of the ways of asking.

    :raises DraftChangedError: when somebody saved another version than `seen`
    :raises DraftDoneError: when it was published or rejected
    """
    names = services.content.current().names
    with services.storage.transaction() as work:
        draft = draft_to_change(work, draft_id, person, seen=seen, services=services, now=now)
        if not draft.is_new:
            text = replace(text, article=draft.text.article, group=draft.text.group)
        return _changed(work, replace(draft, text=_redacted(tidied(text), names)), person, now)


def base_on_files(
    draft_id: str,
    person: Person,
    article: str,
    *,
    keep_text: bool,
    seen: int,
    services: Services,
    folders: Folders,
    now: datetime,
) -> Draft:
    """Let a draft change an article as its files are now: with the words of the article, or with its own.

    :raises NoSuchArticleError: when there is no such article
    :raises DraftChangedError: as for `edit_draft`
    :raises DraftDoneError: as for `edit_draft`
    """
    text, base = taken_up(article, None, folders=folders)
    with services.storage.transaction() as work:
        draft = draft_to_change(work, draft_id, person, seen=seen, services=services, now=now)
        own = draft.text
        if keep_text:
            text = replace(own, article=text.article, group=text.group)
        else:
            asked = own.utterances_da, own.utterances_en
            text = replace(text, system=own.system, utterances_da=asked[0], utterances_en=asked[1])
        return _changed(work, replace(draft, text=text, base=base), person, now)


def reject_draft(draft_id: str, person: Person, reason: str, *, seen: int, services: Services, now: datetime) -> Draft:
    """Put a draft away with a word why, which whoever made it reads where they made it.

    :raises EmptyReasonError: when there is no word
    :raises DraftChangedError: as for `edit_draft`
    :raises DraftDoneError: as for `edit_draft`
    """
    names = services.content.current().names
    said = redact(reason[:LONGEST_REASON], keep=names, only=PERSONAL).text.strip()
    if not said:
        raise EmptyReasonError
    with services.storage.transaction() as work:
        draft = draft_to_change(work, draft_id, person, seen=seen, services=services, now=now)
        return _changed(work, replace(draft, state=DraftState.REJECTED, reason=said), person, now)


def may_edit(work: Work, person: Person, *, services: Services, now: datetime) -> bool:
    """Whether a person may see and write drafts: editors, the coordinator, and who stands in for them."""
    seat = seat_of(work, person.id, services=services, now=now)
    return seat.sees_all or any(holding.role == EDITOR for holding in seat.holdings)


def refuse_others(work: Work, person: Person, *, services: Services, now: datetime) -> None:
    """Let only editors through.

    :raises NotAllowedError: when the person is none
    """
    if not may_edit(work, person, services=services, now=now):
        raise NotAllowedError("draft")


def draft_to_change(
    work: Work, draft_id: str, person: Person, *, seen: int, services: Services, now: datetime
) -> Draft:
    """The draft as the person last saw it.

    :raises NotAllowedError: when the person is no editor
    :raises UnknownDraftError: when there is none
    :raises DraftDoneError: when it was published or rejected
    :raises DraftChangedError: when it is at another version than `seen`
    """
    refuse_others(work, person, services=services, now=now)
    draft = _draft(work, draft_id)
    if not draft.is_waiting:
        raise DraftDoneError
    if draft.version != seen:
        raise DraftChangedError(draft, _names(work, draft).get(draft.changed_by, ""))
    return draft


def _draft(work: Work, draft_id: str) -> Draft:
    draft = work.draft(draft_id)
    if draft is None:
        raise UnknownDraftError
    return draft


def _changed(work: Work, draft: Draft, person: Person, now: datetime) -> Draft:
    changed = replace(draft, version=draft.version + 1, changed_by=person.id, changed_at=now)
    work.save_draft(changed)
    return changed


def _view(work: Work, draft: Draft, *, services: Services) -> DraftView:
    ticket = work.ticket(draft.ticket_id) if draft.ticket_id else None
    question = work.question(ticket.question_id) if ticket else None
    near = articles_near(question, services.content.current())
    return DraftView(draft, ticket, question, near, _names(work, draft))


def _names(work: Work, draft: Draft) -> Mapping[str, str]:
    involved = [each for each in (draft.made_by, draft.changed_by, draft.published_by) if each]
    return {key: employee.name_or_address for key, employee in work.employees(involved).items()}


def _redacted(text: DraftText, names: Sequence[str]) -> DraftText:
    def cleaned(words: str, *, only: Sequence[Personal] = PERSONAL) -> str:
        return redact(words, keep=names, only=only).text

    def asked(utterances: Sequence[str]) -> tuple[str, ...]:
        return tuple(cleaned(each, only=tuple(Personal)) for each in utterances)

    return replace(
        text,
        title_da=cleaned(text.title_da),
        title_en=cleaned(text.title_en),
        answer_da=cleaned(text.answer_da),
        answer_en=cleaned(text.answer_en),
        basis=tuple(Source(*(cleaned(each) for each in vars(source).values())) for source in text.basis),
        utterances_da=asked(text.utterances_da),
        utterances_en=asked(text.utterances_en),
    )
