"""Act on a ticket as one who waits for its answer: reply, add words, say whether it helped, withdraw."""

from __future__ import annotations

from datetime import datetime

from bot.content.calendar import due_at
from bot.core.reply import AwaitingReply
from bot.core.tickets import TRANSITIONS, TicketEvent, TicketState
from bot.errors import EmptyAnswerError, TransitionError, UnknownTicketError
from bot.services.context import Services
from bot.services.ports import Conversation, Joined, Person, Ticket, Work
from bot.services.telling import tell_askers, tell_holders
from bot.services.ticket_rights import has_asked
from bot.services.ticket_steps import advance, refuse_stale
from bot.services.wording import hidden


def reply_to_ticket(
    ticket_id: str, person: Person, text: str, *, services: Services, now: datetime, seen: int | None = None
) -> Ticket:
    """Reply to what was asked back, or add words to a ticket that waits for its answer.

    :raises EmptyAnswerError: when there is nothing in it
    :raises UnknownTicketError: when the person does not wait for its answer
    :raises TicketChangedError: when it has moved on since `seen`; nothing was sent
    :raises TransitionError: when it is answered already
    """
    words = hidden(text, services=services)
    with services.storage.transaction() as work:
        ticket = asked_ticket(work, ticket_id, person, seen, unsent=True)
        return add_words(work, ticket, person, words, services=services, now=now)


def follow_up(
    ticket_id: str,
    person: Person,
    *,
    helped: bool,
    why: str = "",
    services: Services,
    now: datetime,
    seen: int | None = None,
) -> Ticket:
    """Say whether the answer helped: the requester's yes closes the ticket, a no by anybody who asked reopens it.

    :raises UnknownTicketError: when the person does not wait for its answer
    :raises TicketChangedError: when it has moved on since `seen`
    :raises TransitionError: when it does not wait for that
    """
    words = hidden(why, services=services)
    with services.storage.transaction() as work:
        ticket = asked_ticket(work, ticket_id, person, seen, unsent=bool(words))
        if helped:
            return say_it_helped(work, ticket, person, words, now=now)
        return reopen(work, ticket, person, words, services=services, now=now)


def withdraw_ticket(
    ticket_id: str, person: Person, *, services: Services, now: datetime, seen: int | None = None
) -> Ticket:
    """The person no longer wants an answer. Where others wait for it too, it goes on as theirs.

    :raises UnknownTicketError: when the person does not wait for its answer
    :raises TicketChangedError: when it has moved on since `seen`
    :raises TransitionError: when it is answered already
    """
    with services.storage.transaction() as work:
        ticket = asked_ticket(work, ticket_id, person, seen)
        joined = {one.person_id: one for one in work.joined(ticket.id) if one.person_id}  # '' is somebody forgotten
        own = joined.pop(person.id, None)
        asked = own.question_id if own else ticket.question_id
        tell_askers(work, ticket, "notice.withdrawn", now=now, question_ids=(asked,))
        if own:
            work.leave(ticket.id, person.id)
            return advance(work, ticket, TicketEvent.LEAVE, person.id, now=now)
        if joined and TicketEvent.WITHDRAW in TRANSITIONS[ticket.state]:
            return hand_over(work, ticket, next(iter(joined.values())), now)
        return advance(work, ticket, TicketEvent.WITHDRAW, person.id, now=now)


def asked_ticket(
    work: Work, ticket_id: str, person: Person, seen: int | None = None, *, unsent: bool = False
) -> Ticket:
    """The ticket, as one who waits for its answer last saw it.

    :raises UnknownTicketError: when there is none, or the person does not wait for its answer
    :raises TicketChangedError: when it has moved on since `seen`
    """
    ticket = work.ticket(ticket_id)
    if ticket is None or not has_asked(work, ticket, person.id):
        raise UnknownTicketError(ticket_id)
    refuse_stale(work, ticket, seen, unsent=unsent)
    return ticket


def asked_back_in(conversation: Conversation, *, work: Work) -> AwaitingReply | None:
    """What was asked back in a conversation, the latest of it, for as long as the ticket waits for its asker."""
    tickets = [
        (each, question_id)
        for each in work.tickets_of(conversation.person_id)
        if each.state is TicketState.AWAITING_REQUESTER
        and (question_id := _question_in(conversation, each, work)) is not None
    ]
    steps = work.last_steps([ticket.id for ticket, _ in tickets]) if tickets else {}
    latest = max(tickets, key=lambda one: steps[one[0].id].at, default=None)
    return AwaitingReply(question_id=latest[1], ticket_id=latest[0].id) if latest else None


def add_words(work: Work, ticket: Ticket, person: Person, words: str, *, services: Services, now: datetime) -> Ticket:
    """Keep an asker's redacted words; when they were asked for, whoever has the ticket goes on, with time enough.

    :raises EmptyAnswerError: when there are none
    :raises TransitionError: when it is answered already
    """
    if not words:
        raise EmptyAnswerError
    was_asked = ticket.state is TicketState.AWAITING_REQUESTER
    event = TicketEvent.REQUESTER_REPLIES if was_asked else TicketEvent.ADD
    due = max(ticket.due_at, _due(ticket, services, now)) if was_asked else ticket.due_at
    replied = advance(work, ticket, event, person.id, now=now, note=words, due_at=due)
    tell_holders(work, replied, "replied", services=services, now=now)
    return replied


def say_it_helped(work: Work, ticket: Ticket, person: Person, words: str, *, now: datetime) -> Ticket:
    """Close the requester's ticket; of one who only waits with them, keep a line. `words` (redacted) are kept with it.

    :raises TransitionError: when it is not answered
    """
    event = TicketEvent.CONFIRM if ticket.requester_id == person.id else TicketEvent.THANK
    return advance(work, ticket, event, person.id, now=now, note=words)


def reopen(
    work: Work,
    ticket: Ticket,
    person: Person,
    words: str,
    *,
    services: Services,
    now: datetime,
    told: str | None = None,
) -> Ticket:
    """Give a ticket back to whoever answered it, with new time; all who wait are told, but not in the question `told`.

    :raises TransitionError: when the ticket does not wait for that, or was led into another
    """
    holder = ticket.assignee_id or ticket.addressee_id
    if holder is None or _was_merged(work, ticket):
        raise TransitionError(ticket.state, TicketEvent.REOPEN)
    due = _due(ticket, services, now)
    reopened = advance(work, ticket, TicketEvent.REOPEN, person.id, now=now, note=words, assignee_id=holder, due_at=due)
    asked = {ticket.question_id, *(one.question_id for one in work.joined(ticket.id))} - {told}
    values = {"due_at": due.isoformat()}
    tell_askers(work, reopened, "notice.reopened", now=now, values=values, question_ids=asked)
    tell_holders(work, reopened, "reopened", services=services, now=now)
    return reopened


def _question_in(conversation: Conversation, ticket: Ticket, work: Work) -> str | None:
    """The question that `ticket` was asked with in a conversation; None when it was asked elsewhere."""
    if ticket.conversation_id == conversation.id:
        return ticket.question_id
    joined = work.joined(ticket.id)
    return next((one.question_id for one in joined if one.conversation_id == conversation.id), None)


def _was_merged(work: Work, ticket: Ticket) -> bool:
    return any(step.event is TicketEvent.MERGE for step in work.history(ticket.id))


def _due(ticket: Ticket, services: Services, now: datetime) -> datetime:
    organisation = services.content.current().library.organisation
    return due_at(organisation, organisation.roles[ticket.route.role], now, urgent=ticket.urgent)


def hand_over(work: Work, ticket: Ticket, heir: Joined, now: datetime) -> Ticket:
    """The requester leaves, and who joined first stands in their place."""
    work.leave(ticket.id, heir.person_id)
    return advance(
        work,
        ticket,
        TicketEvent.LEAVE,
        ticket.requester_id,
        now=now,
        requester_id=heir.person_id,
        requester_name=heir.name,
        conversation_id=heir.conversation_id,
        question_id=heir.question_id,
        text=heir.text,
        language=heir.language,
    )
