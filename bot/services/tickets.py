"""See tickets: a role holder's inbox, and one ticket with its question, its history and who has part in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.errors import UnknownTicketError
from bot.services.acting import LONGEST_ANSWER as LONGEST_ANSWER
from bot.services.acting import answer_ticket as answer_ticket
from bot.services.acting import take_ticket as take_ticket
from bot.services.context import Services
from bot.services.own_tickets import others_in, without_words_of
from bot.services.ports import Employee, Joined, Person, Question, Ticket, TicketStep
from bot.services.replying import follow_up as follow_up
from bot.services.ticket_rights import has_asked, may_act, who_may_act
from bot.services.ticket_steps import names_in


@dataclass(frozen=True)
class TicketView:
    """A ticket with the question it came from and what has happened to it.

    `names` are by person id, of those who did something and whose name is known. `joined` and `colleagues` (who else
    may act) are there only for one who may act; one who waits for the answer does not see who else does.
    """

    ticket: Ticket
    question: Question | None
    history: Sequence[TicketStep]
    names: Mapping[str, str] = field(default_factory=dict)
    joined: Sequence[Joined] = ()
    colleagues: Sequence[Employee] = ()
    may_act: bool = False

    @property
    def version(self) -> int:
        """What a form must send along as `seen`."""
        return self.ticket.version


def see_ticket(ticket_id: str, person: Person, *, services: Services, now: datetime) -> TicketView:
    """One ticket, for those who may act on it and those who wait for its answer.

    :raises UnknownTicketError: when there is none, or it is not this person's to see
    """
    with services.storage.reading() as work:
        ticket = work.ticket(ticket_id)
        if ticket is None:
            raise UnknownTicketError(ticket_id)
        acts = may_act(work, ticket, person.id, services=services, now=now)
        if not acts and not has_asked(work, ticket, person.id):
            raise UnknownTicketError(ticket_id)
        history, joined = work.history(ticket_id), work.joined(ticket_id)
        view = TicketView(ticket, work.question(ticket.question_id), history, may_act=acts)
        if not acts:
            return _for_asker(view, others_in(ticket, history, joined, person), names_in(work, ticket, history))
        return replace(
            view,
            names=names_in(work, ticket, history, joined),
            joined=joined,
            colleagues=who_may_act(work, ticket, services=services, now=now),
        )


def _for_asker(view: TicketView, others: Collection[str], names: Mapping[str, str]) -> TicketView:
    """The view without the names and words of the others who ask the same."""
    kept = {one: name for one, name in names.items() if one not in others}
    return replace(view, history=without_words_of(others, view.history), names=kept)
