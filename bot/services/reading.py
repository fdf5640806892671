"""Read one ticket with what was said before it was sent, and note in the audit log who did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.core.reply import Notice
from bot.core.tickets import TRANSITIONS, TicketEvent
from bot.core.worktime import DANISH_TIME, danish_day
from bot.errors import UnknownTicketError
from bot.services.context import Services
from bot.services.joining import answered_like
from bot.services.ports import Audited, Exchange, Person, Ticket
from bot.services.tickets import TicketView, see_ticket

READ = "ticket_read"  # what the audit log calls it


@dataclass(frozen=True)
class Dossier:
    """A ticket; the turns about its question before it was sent: what the bot offered and what was chosen.

    `alike` are answered tickets that ask something similar, for one who is to answer this one.
    """

    view: TicketView
    turns: Sequence[Exchange]
    alike: Sequence[Ticket] = ()


def read_ticket(ticket_id: str, person: Person, *, services: Services, now: datetime) -> Dossier:
    """A ticket, for those who may act on it and those who wait for its answer.

    That one who may act read it is noted, once a Danish day.

    :raises UnknownTicketError: when there is none, or it is not this person's to see
    """
    view = see_ticket(ticket_id, person, services=services, now=now)
    with services.storage.reading() as work:
        said = [turn for turn in work.turns_about(view.ticket.question_id) if turn.at <= view.ticket.opened_at]
        is_to_answer = view.may_act and TicketEvent.RESOLVE in TRANSITIONS[view.ticket.state]
        alike = answered_like(work, view.ticket, services=services) if is_to_answer else ()
        is_noted = work.has_audited(person.id, READ, ticket_id, since=_midnight(now))
    if view.may_act and not is_noted:  # only the first reading of a day takes the write lock
        with services.storage.transaction() as work:
            work.audit(Audited(now, person.id, READ, ticket_id))
    return Dossier(view, [turn for turn in said if not isinstance(turn.reply, Notice)], alike)


def id_of_number(number: int, *, services: Services) -> str:
    """The id of the ticket people call by `number`.

    :raises UnknownTicketError: when there is none
    """
    with services.storage.reading() as work:
        ticket = work.ticket_numbered(number)
    if ticket is None:
        raise UnknownTicketError(str(number))
    return ticket.id


def _midnight(now: datetime) -> datetime:
    return datetime.combine(danish_day(now), time(), tzinfo=DANISH_TIME)
