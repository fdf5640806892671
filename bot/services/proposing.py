"""Make a draft of an answered ticket: the answer in the words it was given, the question in its askers'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.content.article_text import one_line
from bot.content.loading import Folders
from bot.content.models import Article, Status, Theme
from bot.content.reading import Document, read_document, validated
from bot.content.snapshot import Snapshot
from bot.content.writing import groups, standing
from bot.core.privacy import redact
from bot.core.reply import HandoffOffer
from bot.errors import DraftError
from bot.services.context import Services
from bot.services.draft_entries import sources_of, text_of, tidied
from bot.services.ports import Draft, DraftState, DraftText, Person, Question, Ticket, Work
from bot.services.ticket_rights import ticket_to_act_on

LONGEST_TITLE = 90  # characters
LONGEST_ID = 48
LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "u", "é": "e"})
UNNAMED = "nyt-svar"


class NotAnsweredError(DraftError):
    """A draft is made of an answer, and the ticket has none that may be read any more."""

    message_key = "drafts.error.not_answered"


class NoSuchArticleError(DraftError):
    """The article a draft was to change is not in the content folders."""

    message_key = "drafts.error.no_article"


@dataclass(frozen=True)
class Material:
    """What a draft is made of: the ticket, its question, and how each asker put it (language, redacted text)."""

    ticket: Ticket
    question: Question | None
    wordings: tuple[tuple[str, str], ...]


def propose_draft(
    ticket_id: str,
    person: Person,
    *,
    services: Services,
    folders: Folders,
    now: datetime,
    change: bool = False,
) -> Draft:
    """The draft of an answered ticket: made now, or the one that waits already.

    Everything in it is redacted, since it becomes public. With `change`, it changes the article the bot had offered.

    :raises UnknownTicketError: when there is no such ticket
    :raises NotAllowedError: when the person may not act on it
    :raises NotAnsweredError: when it has no answer
    :raises NoSuchArticleError: when the bot offered no article that can be changed
    """
    with services.storage.reading() as work:
        ticket = ticket_to_act_on(work, ticket_id, person.id, services=services, now=now)
        if not (ticket.answer or "").strip():
            raise NotAnsweredError
        material = _material(work, ticket)
    text, base = proposed_text(material, snapshot=services.content.current(), folders=folders, change=change)
    draft = begin_draft((text, base), person, ticket_id=ticket_id, services=services, now=now)
    with services.storage.transaction() as work:
        waiting = [each for each in work.drafts_of_ticket(ticket_id) if each.is_waiting]
        if waiting:
            return waiting[0]
        work.add_draft(draft)
        return draft


def begin_draft(
    proposed: tuple[DraftText, str], by: Person, *, ticket_id: str | None = None, services: Services, now: datetime
) -> Draft:
    """A draft that is kept nowhere yet, of its words and the hash of the files it changes ('' for a new article)."""
    text, base = proposed
    return Draft(services.new_id(), ticket_id, DraftState.PROPOSED, text, by.id, now, by.id, now, base=base)


def waiting_draft(work: Work, draft_id: str | None) -> Draft | None:
    """The draft under this id, while it is neither published nor rejected."""
    draft = work.draft(draft_id) if draft_id else None
    return draft if draft is not None and draft.is_waiting else None


def proposed_text(
    material: Material, *, snapshot: Snapshot, folders: Folders, change: bool = False
) -> tuple[DraftText, str]:
    """The words of a draft made of `material`, and the hash of the files it changes ('' for a new article).

    :raises NoSuchArticleError: when there is no article to change
    """
    asked: dict[str, Any] = {
        f"utterances_{language}": tuple(text for each, text in material.wordings if each == language)
        for language in ("da", "en")
    }
    if change:
        text, base = taken_up(offered(material) or "", material.ticket, folders=folders)
    else:
        text, base = _new_text(material, snapshot=snapshot, folders=folders), ""
    return tidied(replace(text, **asked)), base


def taken_up(article: str, ticket: Ticket | None, *, folders: Folders) -> tuple[DraftText, str]:
    """The words of an article that is there, and the hash of its files.

    :raises NoSuchArticleError: when it is not in the folders, or cannot be read there
    """
    here = standing(article, folders) if article else None
    document = read_document(here.article, name=article) if here else None
    found = validated(document, Article) if isinstance(document, Document) else None
    if here is None or not isinstance(found, Article):
        raise NoSuchArticleError
    group = here.article.parent.relative_to(folders.knowledge / "articles").as_posix()
    return text_of(article, found, group=group, system=ticket.route.system if ticket else None), here.base


def offered(material: Material) -> str | None:
    """The id the bot answered the question with, or would have."""
    return material.question.article if material.question else None


def _material(work: Work, ticket: Ticket) -> Material:
    asked = [(ticket.language, ticket.question_id, ticket.text)]
    asked += [(one.language, one.question_id, one.text) for one in work.joined(ticket.id)]
    wordings = tuple((language, _wording(work, question_id) or text) for language, question_id, text in asked)
    return Material(ticket, work.question(ticket.question_id), wordings)


def _wording(work: Work, question_id: str) -> str:
    """The question as it was put; 'I want to talk to a person' is about the one before it."""
    question = work.question(question_id)
    exchange = work.exchange(question.event_id) if question else None
    reply = exchange.reply if exchange else None
    if isinstance(reply, HandoffOffer) and reply.about:
        question = work.question(reply.about)
    return question.text if question else ""


def _new_text(material: Material, *, snapshot: Snapshot, folders: Folders) -> DraftText:
    ticket, question = material.ticket, material.question
    known = snapshot.library.articles.get(offered(material) or "")
    said = {
        "title": title_of(material.wordings[0][1]),
        "answer": redact(ticket.answer or "", keep=snapshot.names).text,
    }
    places = {f"{name}_{language}": "" for name in said for language in ("da", "en")}
    return DraftText(
        **{**places, **{f"{name}_{ticket.language}": text for name, text in said.items()}},
        article=free_id(said["title"], snapshot, folders),
        group=group_near((question.article, *question.candidates) if question else (), folders),
        basis=tuple(sources_of(known)) if known else (),
        theme=known.theme if known else Theme.ADMINISTRATION,
        owner=ticket.route.role,
        route=ticket.route.role,
        system=(question.system if question else None) or ticket.route.system,
        utterances_da=(),
        utterances_en=(),
        status=Status.DRAFT,
    )


def title_of(wording: str) -> str:
    """The question's first sentence, as long as a title may be."""
    return shortened(re.split(r"(?<=[?!.])\s", one_line(wording), maxsplit=1)[0])


def shortened(wording: str) -> str:
    """The question on one line, as long as a title may be: its first sentence may be no more than a greeting."""
    line = one_line(wording)
    if len(line) > LONGEST_TITLE:
        line = line[:LONGEST_TITLE].rpartition(" ")[0] + " …"
    return line[:1].upper() + line[1:]


def free_id(title: str, snapshot: Snapshot, folders: Folders) -> str:
    """An id after the title's words that nothing in the content has."""
    return next(
        each for each in _ids(title) if snapshot.catalogue.topic_of(each) is None and not standing(each, folders)
    )


def slug_of(text: str) -> str:
    """`text` as an id: small letters, digits and hyphens; '' when it has no letter."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower().translate(LETTERS)))


def _ids(title: str) -> Iterator[str]:
    """Ids after the title's words, none of them twice."""
    slug = ""
    for word in slug_of(title).split("-"):
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > LONGEST_ID:
            break
        slug = longer
    yield slug or UNNAMED
    number = 2
    while True:
        yield f"{slug or UNNAMED}-{number}"
        number += 1


def group_near(articles: Sequence[str | None], folders: Folders) -> str:
    """The folder of the first of these articles that is there, else the first folder there is."""
    for article in articles:
        here = standing(article, folders) if article else None
        if here is not None:
            return here.article.parent.relative_to(folders.knowledge / "articles").as_posix()
    return groups(folders)[0]


def articles_near(question: Question | None, snapshot: Snapshot) -> tuple[str, ...]:
    """The articles the bot offered or thought of, which a draft could change instead of making a new one."""
    near = (question.article, *question.candidates) if question else ()
    return tuple(dict.fromkeys(each for each in near if each in snapshot.library.articles))
