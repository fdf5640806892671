"""Let people who ask the same wait for one answer, and find what was answered before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice

from rapidfuzz import fuzz, process

from bot.content.snapshot import Snapshot
from bot.core.folding import fold, words
from bot.core.privacy import PLACEHOLDERS
from bot.core.reply import HandoffOffer, Notice, Route
from bot.core.similar import Wording, alike, worded
from bot.core.tickets import ANSWERED, UNANSWERED, TicketState
from bot.services.context import Services
from bot.services.moving_on import join
from bot.services.ports import Holding, Joined, Question, Ticket, Work
from bot.services.ticket_rights import has_asked, may_act
from bot.services.turns import Turn

SAME = 0.85
"""As alike as this is the same question: of `tests/conversations/same_question.yaml`, no pair of two questions is."""
RESEMBLES = 0.5
"""As alike as this is worth a look for who writes an answer."""
LETTERS = 70  # of each share of likeness, the percent of letters two texts have in common at the least
MOST_READ = 8  # tickets whose words are compared, of those with the most letters in common
LONGEST_SHARED = 600  # characters; who writes more tells what happened to them
MOST_SUGGESTED = 3
_POINTS = frozenset({"denne", "dette", "disse", "this", "these"})
_POINTS_HERE = ("det her", "den her", "de her")


def join_same(turn: Turn, question: Question, route: Route, text: str) -> Ticket | None:
    """The ticket that asks what `text` (redacted) asks and waits for its answer: now the asker waits for it too.

    None when there is none, or when each must have their own: a possible breach, what is about one person, case or
    decision, and what the asker could answer themselves. A ticket the asker waits for already is given as it is.
    """
    if not _may_be_shared(text) or not _is_shared(turn.work, question, route, turn.snapshot):
        return None
    ticket = _same(turn, question, route, text)
    if ticket is None:
        return None
    turn.work.update_question(question.id, ticket_id=ticket.id, route=route)
    if has_asked(turn.work, ticket, turn.person.id):
        return ticket
    asker = Joined(
        ticket_id=ticket.id,
        person_id=turn.person.id,
        name=turn.sender.name,
        conversation_id=turn.conversation.id,
        question_id=question.id,
        text=text,
        language=question.language,
        at=turn.now,
    )
    return join(turn.work, ticket, asker, now=turn.now)


def notice_of(work: Work, ticket: Ticket, *, person_id: str, now: datetime) -> Notice:
    """What somebody is told who sent a question `now`: that it is sent, was sent before, or is asked already."""
    values = {"number": str(ticket.number), "ticket": ticket.id}
    if ticket.due_at > now:
        values["due_at"] = ticket.due_at.isoformat()
    if any(one.person_id == person_id and one.at == now for one in work.joined(ticket.id)):
        return Notice(key="notice.joined", values=values)
    return Notice(key="notice.sent" if ticket.opened_at == now else "notice.sent_before", values=values)


def answered_like(work: Work, ticket: Ticket, *, services: Services) -> Sequence[Ticket]:
    """Up to three answered tickets of the same role and system that resemble `ticket`, most alike first."""
    snapshot = services.content.current()
    found = _alike(work, ticket.text, ticket.route, ANSWERED, snapshot, at_least=RESEMBLES)
    answered = (one for one in found if one.answer and one.id != ticket.id)
    return list(islice(answered, MOST_SUGGESTED))


def _same(turn: Turn, question: Question, route: Route, text: str) -> Ticket | None:
    """The ticket most like `text` that its asker may wait for."""
    work, snapshot = turn.work, turn.snapshot
    for ticket in _alike(work, text, route, UNANSWERED, snapshot, at_least=SAME):
        if ticket.language != question.language or not _may_be_shared(ticket.text):
            continue
        asked = work.question(ticket.question_id)
        if asked is not None and not _is_shared(work, asked, route, snapshot):
            continue
        if not may_act(work, ticket, turn.person.id, services=turn.services, now=turn.now):
            return ticket
    return None


def _alike(
    work: Work, text: str, route: Route, states: Collection[TicketState], snapshot: Snapshot, *, at_least: float
) -> Iterator[Ticket]:
    """The route's tickets in these states that are alike enough, most alike first.

    Words are compared only of those with the most letters in common: a text is read for names in a quarter of a
    millisecond, and letters are compared in a thousandth of that.
    """
    there = work.texts_of(Holding(route.role, route.system, route.department), states)
    texts = [fold(each) for _, each in there]
    near = process.extract(
        fold(text), texts, scorer=fuzz.token_sort_ratio, score_cutoff=at_least * LETTERS, limit=MOST_READ
    )
    wanted = _worded(text, route, snapshot) if near else Wording((), frozenset())
    measured = [(alike(wanted, _worded(there[at][1], route, snapshot)), there[at][0]) for _, _, at in near]
    for measure, ticket_id in sorted(measured, key=lambda one: -one[0]):
        ticket = work.ticket(ticket_id) if measure >= at_least else None
        if ticket is not None:
            yield ticket


def _worded(text: str, route: Route, snapshot: Snapshot) -> Wording:
    return worded(text, lexicon=snapshot.matcher.lexicon, known=snapshot.matcher, system=route.system)


def _may_be_shared(text: str) -> bool:
    """Whether a text can be another's question too: it is short, names no person and points at nothing."""
    if len(text) > LONGEST_SHARED or any(placeholder in text for placeholder in PLACEHOLDERS.values()):
        return False
    said = words(fold(text))
    return _POINTS.isdisjoint(said) and not any(pointing in " ".join(said) for pointing in _POINTS_HERE)


def _is_shared(work: Work, question: Question, route: Route, snapshot: Snapshot) -> bool:
    """Whether one answer holds for all who ask it; each possible breach is an incident of its own."""
    library, catalogue = snapshot.library, snapshot.catalogue
    role = library.organisation.roles.get(route.role)
    if role is None or role.wall_clock or route.role == catalogue.roles.breach:
        return False
    curated = {**library.articles, **library.procedures}
    for key in _topics(work, question):
        topic = catalogue.topic_of(key)
        about = library.handoffs.get(key) or (curated.get(topic.id) if topic else None)
        if about is not None and not about.shared:
            return False
    return True


def _topics(work: Work, question: Question) -> Iterator[str]:
    """The ids of what a question was answered with, led to or offered."""
    exchange = work.exchange(question.event_id)
    offered = exchange.reply.topic if exchange and isinstance(exchange.reply, HandoffOffer) else None
    yield from (key for key in (question.article, question.procedure, question.chosen, offered) if key)
