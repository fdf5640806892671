"""Act on a ticket as one it lies with: take it, hand it to somebody else, ask back, answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.tickets import TicketEvent, TicketState
from bot.errors import BotError, NotAllowedError, StorageError
from bot.services.addressing import find_somebody
from bot.services.context import Services
from bot.services.moving_on import forward_ticket as forward_ticket
from bot.services.moving_on import merge_ticket as merge_ticket
from bot.services.ports import Person, Ticket, Work
from bot.services.telling import askers_of, tell_askers, tell_holders
from bot.services.ticket_rights import may_act, ticket_to_act_on
from bot.services.ticket_steps import advance, name_of
from bot.services.wording import LONGEST_ANSWER as LONGEST_ANSWER
from bot.services.wording import cleaned


@dataclass(frozen=True)
class Outcome:
    """What became of one ticket of several: as it is now, or why nothing happened to it."""

    ticket_id: str
    ticket: Ticket | None = None
    refusal: BotError | None = None


def take_ticket(
    ticket_id: str, person: Person, *, services: Services, now: datetime, seen: int | None = None
) -> Ticket:
    """Take a ticket on oneself.

    :raises NotAllowedError: when the person may not act on it
    :raises TicketChangedError: when it has moved on since `seen`
    :raises TransitionError: when it is no longer open
    """
    with services.storage.transaction() as work:
        ticket = ticket_to_act_on(work, ticket_id, person.id, services=services, now=now, seen=seen)
        return advance(work, ticket, TicketEvent.ASSIGN, person.id, now=now, assignee_id=person.id)


def assign_ticket(
    ticket_id: str, person: Person, to: str, *, services: Services, now: datetime, seen: int | None = None
) -> Ticket:
    """Give a ticket to the colleague with the person id `to`, also one that somebody has taken.

    :raises NotAllowedError: when one of the two may not act on it
    :raises TicketChangedError: when it has moved on since `seen`
    :raises TransitionError: when it can no longer be given to anybody
    """
    with services.storage.transaction() as work:
        ticket = ticket_to_act_on(work, ticket_id, person.id, services=services, now=now, seen=seen)
        if not may_act(work, ticket, to, services=services, now=now):
            raise NotAllowedError(ticket_id)
        if ticket.state is TicketState.ASSIGNED:
            ticket = advance(work, ticket, TicketEvent.RELEASE, person.id, now=now, assignee_id=None)
        if to == person.id:
            return advance(work, ticket, TicketEvent.ASSIGN, to, now=now, assignee_id=to)
        given = advance(work, ticket, TicketEvent.ASSIGN, person.id, now=now, note=name_of(work, to), assignee_id=to)
        tell_holders(work, given, "forwarded", services=services, now=now)
        return given


def release_ticket(
    ticket_id: str, person: Person, *, services: Services, now: datetime, seen: int | None = None
) -> Ticket:
    """Put a ticket back, so that anybody with its role may take it.

    :raises NotAllowedError: when the person may not act on it
    :raises TicketChangedError: when it has moved on since `seen`
    :raises TransitionError: when nobody has taken it
    """
    with services.storage.transaction() as work:
        ticket = ticket_to_act_on(work, ticket_id, person.id, services=services, now=now, seen=seen)
        found = find_somebody(
            work, ticket.route, not_to={*askers_of(work, ticket), person.id}, services=services, now=now
        )
        released = advance(
            work,
            ticket,
            TicketEvent.RELEASE,
            person.id,
            now=now,
            assignee_id=None,
            addressee_id=found.person_id if found else None,
            escalated_to=found.role if found and found.is_above else ticket.escalated_to,
        )
        tell_holders(work, released, "new", services=services, now=now)
        return released


def ask_back(
    ticket_id: str, person: Person, question: str, *, services: Services, now: datetime, seen: int | None = None
) -> Ticket:
    """Ask those who wait for the answer for more; a ticket nobody has taken is taken by that.

    :raises EmptyAnswerError: when there is nothing in the question
    :raises NotAllowedError: when the person may not act on it
    :raises TicketChangedError: when it has moved on since `seen`; nothing was sent
    :raises TransitionError: when it waits for the asker already, or is answered
    """
    words = cleaned(question, services=services)
    with services.storage.transaction() as work:
        ticket = ticket_to_act_on(work, ticket_id, person.id, services=services, now=now, seen=seen, unsent=True)
        if ticket.state is TicketState.OPEN:
            ticket = advance(work, ticket, TicketEvent.ASSIGN, person.id, now=now, assignee_id=person.id)
        asked = advance(work, ticket, TicketEvent.ASK_BACK, person.id, now=now, note=words)
        tell_askers(
            work, asked, "notice.asked_back", now=now, values={"question": words, "who": name_of(work, person.id)}
        )
        return asked


def answer_ticket(
    ticket_id: str, person: Person, text: str, *, services: Services, now: datetime, seen: int | None = None
) -> Ticket:
    """Resolve a ticket with an answer, which is written to the conversations of everybody who waits for it.

    CPR and account numbers are taken out of the answer; a colleague's name or number to call may stand.

    :raises EmptyAnswerError: when there is nothing in it
    :raises NotAllowedError: when the person may not act on it
    :raises TicketChangedError: when it has moved on since `seen`; nothing was sent
    :raises TransitionError: when the ticket is resolved or closed already
    """
    words = cleaned(text, services=services)
    with services.storage.transaction() as work:
        ticket = ticket_to_act_on(work, ticket_id, person.id, services=services, now=now, seen=seen, unsent=True)
        return _answer(work, ticket, person, words, now=now)


def answer_tickets(
    ticket_ids: Sequence[str],
    person: Person,
    text: str,
    *,
    services: Services,
    now: datetime,
    seen: Mapping[str, int] | None = None,
) -> Sequence[Outcome]:
    """Answer several tickets with one text, each in its own right: one that cannot be answered stops no other.

    `seen` gives the versions the page showed, by ticket id. A transaction for each ticket.

    :raises EmptyAnswerError: when there is nothing in the text
    """
    cleaned(text, services=services)
    versions = seen or {}
    outcomes = []
    for one in dict.fromkeys(ticket_ids):
        try:
            answered = answer_ticket(one, person, text, services=services, now=now, seen=versions.get(one))
        except StorageError:
            raise
        except BotError as refusal:
            outcomes.append(Outcome(one, refusal=refusal))
        else:
            outcomes.append(Outcome(one, ticket=answered))
    return outcomes


def _answer(work: Work, ticket: Ticket, person: Person, words: str, *, now: datetime) -> Ticket:
    resolved = advance(
        work,
        ticket,
        TicketEvent.RESOLVE,
        person.id,
        now=now,
        note=words,
        answer=words,
        answered_at=now,
        assignee_id=ticket.assignee_id or person.id,
    )
    who = name_of(work, person.id)
    tell_askers(work, resolved, "notice.answered", now=now, values={"answer": words, **({"who": who} if who else {})})
    return resolved
