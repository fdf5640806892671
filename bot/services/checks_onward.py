"""Do something about an answer that was judged wrong: write a draft, add a way of asking, or write to its owner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.content.loading import Folders
from bot.content.phrasing import Phrasing
from bot.content.snapshot import Snapshot
from bot.core.desk.checking import Judgement
from bot.core.reply import Route
from bot.core.routing import completed, placed
from bot.errors import CheckError, GoneError, UnknownCheckError
from bot.services.announcing import LANGUAGE
from bot.services.blind_checks import check_of
from bot.services.check_figures import NO_ANSWER
from bot.services.context import Services
from bot.services.handing_off import open_new
from bot.services.ports import BlindCheck, Draft, Person, Place, Question, Sender, Ticket, Work
from bot.services.proposing import begin_draft, taken_up, waiting_draft
from bot.services.turns import begin


class NotWrongError(CheckError):
    """Only an answer that was judged wrong leads on."""

    message_key = "checks.error.not_wrong"


@dataclass(frozen=True)
class Writer:
    """Who writes to an owner, and where the answer comes back to; `event_id` is of the form that was sent."""

    event_id: str
    sender: Sender
    place: Place


def say_wanted(week: str, number: int, wanted: str, by: Person, *, services: Services) -> BlindCheck:
    """Say what would have been right: an article, 'out_of_scope', 'handoff_offer', or '' when nobody knows.

    :raises NotAllowedError: when `by` is not the coordinator
    :raises UnknownCheckError: when there is no such answer
    :raises NotWrongError: when it was not judged wrong
    :raises GoneError: when the content has no such answer
    """
    if wanted and wanted not in NO_ANSWER and services.content.current().catalogue.topic_of(wanted) is None:
        raise GoneError(wanted[:40])
    with services.storage.transaction() as work:
        check = replace(_wrong(work, week, number, by, services=services), wanted=wanted)
        work.save_check(check)
        return check


def draft_from_check(
    week: str, number: int, by: Person, *, services: Services, folders: Folders, now: datetime
) -> Draft:
    """The draft that is to mend it: made now, or the one that waits already.

    When another article would have been right, the question becomes a way of asking for that one. When not, it is the
    article's own words that are to be changed.

    :raises NotAllowedError: as for `say_wanted`
    :raises UnknownCheckError: as for `say_wanted`
    :raises NotWrongError: as for `say_wanted`
    :raises NoSuchArticleError: when the article is not in the content folders
    """
    with services.storage.reading() as work:
        check = _wrong(work, week, number, by, services=services)
        question = _question(work, check)
    is_other = check.wanted not in ("", *NO_ANSWER, check.article)
    text, base = taken_up(check.wanted if is_other else check.article, None, folders=folders)
    if is_other and question.text:
        asked = {question.language: (question.text,)}
        text = replace(text, utterances_da=asked.get("da", ()), utterances_en=asked.get("en", ()))
    draft = begin_draft((text, base), by, services=services, now=now)
    with services.storage.transaction() as work:
        newest = _wrong(work, week, number, by, services=services)
        waiting = waiting_draft(work, newest.draft_id)
        if waiting is not None:
            return waiting
        work.add_draft(draft)
        work.save_check(replace(newest, draft_id=draft.id))
        return draft


def write_to_owner(week: str, number: int, by: Person, writer: Writer, *, services: Services, now: datetime) -> Ticket:
    """The ticket to whoever owns the article: opened now, or the one there is already.

    It holds what the coordinator noted and no word of the asker's: these stand in the log, as long as they may.

    :raises NotAllowedError: as for `say_wanted`
    :raises UnknownCheckError: as for `say_wanted`
    :raises NotWrongError: as for `say_wanted`
    """
    snapshot = services.content.current()
    with services.storage.transaction() as work:
        check = _wrong(work, week, number, by, services=services)
        existing = work.ticket(check.ticket_id) if check.ticket_id else None
        if existing is not None:
            return existing
        turn = begin(
            work,
            services=services,
            snapshot=snapshot,
            event_id=writer.event_id,
            sender=writer.sender,
            place=writer.place,
            now=now,
        )
        text = Phrasing(snapshot.library, snapshot.catalogue, LANGUAGE).say(
            "checks.to_owner", title=check.title, note=check.note
        )
        ticket = open_new(turn, _question(work, check), _owner(check, _question(work, check), snapshot), text)
        work.save_check(replace(check, ticket_id=ticket.id))
        return ticket


def _wrong(work: Work, week: str, number: int, by: Person, *, services: Services) -> BlindCheck:
    check = check_of(work, week, number, by, services=services)
    if check.judgement is not Judgement.WRONG:
        raise NotWrongError
    return check


def _question(work: Work, check: BlindCheck) -> Question:
    question = work.question(check.question_id)
    if question is None:
        raise UnknownCheckError
    return question


def _owner(check: BlindCheck, question: Question, snapshot: Snapshot) -> Route:
    """The article's owner; of one that is gone, the coordinator."""
    catalogue, library = snapshot.catalogue, snapshot.library
    system, topic = catalogue.split(check.article)
    answer = library.articles.get(topic) or library.procedures.get(topic)
    role = answer.owner if answer else catalogue.roles.coordinator
    route = placed(role, catalogue=catalogue, system=system or question.system, department=None)
    return completed(route, catalogue=catalogue, chosen=None)
