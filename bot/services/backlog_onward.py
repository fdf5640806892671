"""Do something about a backlog item: write an article, add ways of asking to one, or write to a system's owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.content.loading import Folders
from bot.content.models import Status, Theme
from bot.content.snapshot import Snapshot
from bot.core.desk.backlog import ItemEvent
from bot.core.privacy import redact
from bot.core.reply import Route
from bot.errors import BacklogError, UnknownItemError
from bot.services.backlog import ItemView, item_to_change, keep_item, see_item
from bot.services.context import Services
from bot.services.draft_entries import tidied
from bot.services.handing_off import open_new
from bot.services.ports import Draft, DraftText, Person, Place, Question, Sender, Ticket, Work
from bot.services.ports.backlog import BacklogItem, BacklogStep, Gap
from bot.services.proposing import begin_draft, free_id, group_near, taken_up, title_of, waiting_draft
from bot.services.turns import begin

EXAMPLES = 12  # ways of asking that are taken along
LONGEST_TEXT = 4_000  # characters


class NothingToReadError(BacklogError):
    """The texts of the questions behind the item are gone."""

    message_key = "backlog.error.nothing_to_read"


class NothingSaidError(BacklogError):
    """Nothing is sent without a word."""

    message_key = "backlog.error.nothing_said"


class UnknownSystemError(BacklogError):
    """A system's owner is written to about one of our systems."""

    message_key = "backlog.error.unknown_system"


@dataclass(frozen=True)
class Letter:
    """What the coordinator writes to a system's owner; `event_id` is of the form, sent from `sender` and `place`."""

    event_id: str
    sender: Sender
    place: Place
    system: str
    text: str


def draft_from_item(
    item_id: str, person: Person, *, article: str = "", seen: int, services: Services, folders: Folders, now: datetime
) -> Draft:
    """A draft of a new article that the item asks for, or of `article` with the item's questions as ways of asking.

    The draft that was made of it before, as long as that one waits.

    :raises NotAllowedError: when the person is not the coordinator
    :raises UnknownItemError: when there is no such item
    :raises NothingToReadError: when the item has neither a title nor a question that can be read
    :raises NoSuchArticleError: when `article` is not in the content folders
    :raises ItemChangedError: when somebody was there since the version `seen`
    """
    view = see_item(item_id, person, services=services, now=now)
    examples = view.questions[:EXAMPLES]
    if not examples:
        raise NothingToReadError
    if article:
        text, base = taken_up(article, None, folders=folders)
    else:
        text, base = _new_text(view, examples, _first_question(view, services), services.content.current(), folders), ""
    asked = {one: tuple(gap.text for gap in examples if gap.language == one) for one in ("da", "en")}
    text = tidied(replace(text, utterances_da=asked["da"], utterances_en=asked["en"]))
    draft = begin_draft((text, base), person, services=services, now=now)
    with services.storage.transaction() as work:
        item = item_to_change(work, view.line.item.id, person, seen=seen, services=services)
        waiting = waiting_draft(work, item.draft_id)
        if waiting is not None:
            return waiting
        work.add_draft(draft)
        step = BacklogStep(item.id, now, person.id, ItemEvent.DRAFTED, after=draft.id)
        keep_item(work, replace(item, draft_id=draft.id), step, now=now)
        return draft


def write_to_system_owner(
    item_id: str, person: Person, letter: Letter, *, seen: int, services: Services, now: datetime
) -> Ticket:
    """A ticket of the coordinator's own to whoever owns a system, in the coordinator's words; the answer comes back.

    :raises NotAllowedError: when the person is not the coordinator
    :raises UnknownItemError: when there is no such item
    :raises UnknownSystemError: when the system is none of ours
    :raises NothingSaidError: when there is no word in the letter
    :raises NothingToReadError: when no question of the item can be referred to
    :raises ItemChangedError: when somebody was there since the version `seen`
    """
    snapshot = services.content.current()
    text = redact(letter.text[:LONGEST_TEXT], keep=snapshot.names).text.strip()
    if letter.system not in snapshot.catalogue.systems:
        raise UnknownSystemError
    if not text:
        raise NothingSaidError
    with services.storage.transaction() as work:
        item = item_to_change(work, item_id, person, seen=seen, services=services)
        question = _typical(work, item)
        turn = begin(
            work,
            services=services,
            snapshot=snapshot,
            event_id=letter.event_id,
            sender=letter.sender,
            place=letter.place,
            now=now,
        )
        ticket = open_new(turn, question, Route(role=owner_of_systems(snapshot), system=letter.system), text)
        step = BacklogStep(item.id, now, person.id, ItemEvent.HANDED_OVER, after=str(ticket.number))
        keep_item(work, replace(item, ticket_id=ticket.id), step, now=now)
        return ticket


def owner_of_systems(snapshot: Snapshot) -> str:
    """The role above a system's manager that belongs to a system too; where there is none, the manager's."""
    roles, organisation = snapshot.catalogue.roles, snapshot.library.organisation
    above = organisation.roles[roles.system_manager].next_role
    return above if above is not None and above in roles.per_system else roles.system_manager


def _typical(work: Work, item: BacklogItem) -> Question:
    question = work.question(item.typical_id) if item.typical_id else None
    if question is None:
        raise NothingToReadError
    return question


def _first_question(view: ItemView, services: Services) -> Question:
    with services.storage.reading() as work:
        question = work.question(view.questions[0].question_id)
    if question is None:
        raise UnknownItemError
    return question


def _new_text(
    view: ItemView, examples: Sequence[Gap], question: Question, snapshot: Snapshot, folders: Folders
) -> DraftText:
    item, counted = view.line.item, view.line.counted
    title = item.title or title_of(view.line.typical or examples[0].text)
    is_danish = bool(item.title) or view.line.language == "da"
    roles = snapshot.library.organisation.roles
    owner = item.owner if item.owner in roles else snapshot.catalogue.roles.coordinator
    return DraftText(
        article=free_id(title, snapshot, folders),
        group=group_near((question.article, *question.candidates), folders),
        title_da=title if is_danish else "",
        title_en="" if is_danish else title,
        answer_da="",
        answer_en="",
        basis=(),
        theme=Theme.ADMINISTRATION,
        owner=owner,
        route=owner,
        system=counted.systems[0] if len(counted.systems) == 1 else None,
        utterances_da=(),
        utterances_en=(),
        status=Status.DRAFT,
    )
