"""What lies in somebody's inbox, as its pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.services.context import Services
from bot.services.finding import look_into
from bot.services.ports import Person, Pile, Ticket, Wanted
from bot.services.ticket_rights import seat_of


def inbox(person: Person, *, services: Services, now: datetime) -> Sequence[Ticket]:
    """The tickets of the roles `person` acts in that wait for an answer; of the coordinator, all."""
    with services.storage.reading() as work:
        seat = seat_of(work, person.id, services=services, now=now)
    return look_into(seat, Pile.ROLES, Wanted(), services=services, now=now).tickets
