"""Act on a ticket from a chat, where one press may be delivered twice: it is done once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.services.context import Services
from bot.services.ports import Person, Sender, Storage, Ticket, Work


class Act(Protocol):
    """Something a service does to a ticket, in one transaction."""

    def __call__(
        self, ticket_id: str, person: Person, *, services: Services, now: datetime, seen: int | None
    ) -> Ticket: ...


def act_once(
    act: Act, ticket_id: str, person: Person, *, event_id: str, seen: int | None, services: Services, now: datetime
) -> Ticket | None:
    """Do `act` to a ticket; None when the event with this id did it before. What is refused leaves no trace.

    :raises BotError: whatever `act` raises
    """
    once = _Once(services.storage, ticket_id, event_id, now)
    try:
        return act(ticket_id, person, services=replace(services, storage=once), now=now, seen=seen)
    except _DoneBeforeError:
        return None


def person_of(sender: Sender, *, services: Services, now: datetime) -> Person:
    """The person behind a channel identity, made known on first sight."""
    with services.storage.transaction() as work:
        return work.person(sender, now=now)


class _DoneBeforeError(Exception):
    """The event was followed already."""


@dataclass(frozen=True)
class _Once:
    """Storage whose write transaction begins by noting the event, and ends when it was noted before."""

    storage: Storage
    ticket_id: str
    event_id: str
    now: datetime

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        with self.storage.transaction() as work:
            known = work.ticket(self.ticket_id) is not None
            if known and not work.tell_once(self.ticket_id, self.event_id, now=self.now):
                raise _DoneBeforeError
            yield work

    def reading(self) -> AbstractContextManager[Work]:
        return self.storage.reading()
