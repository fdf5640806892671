"""Find tickets in an inbox: its piles, how many lie in each, and a search through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.services.context import Services
from bot.services.ports import Joined, Pile, Seat, Ticket, TicketStep, Wanted

PAGE = 50  # tickets
MOST_WORDS = 8
LONGEST_SEARCH = 200  # characters
NUMBER_SIGNS = frozenset({"nr", "nr.", "no", "no.", "#"})


@dataclass(frozen=True)
class Inbox:
    """One page of one pile.

    `counts` are of all piles under the same search; `number` counts pages from 1; `last_steps` and `joined` are by
    ticket id.
    """

    pile: Pile
    tickets: Sequence[Ticket]
    counts: Mapping[Pile, int]
    number: int
    has_next: bool
    last_steps: Mapping[str, TicketStep]
    joined: Mapping[str, Sequence[Joined]]


def words_of(text: str) -> tuple[str, ...]:
    """What is looked for when somebody types `text`: 'nr. 12' and '#12' are the number 12."""
    words = text[:LONGEST_SEARCH].split()
    return tuple(word.lstrip("#") for word in words if word.lower() not in NUMBER_SIGNS)[:MOST_WORDS]


def count_waiting(seat: Seat, *, services: Services, now: datetime) -> int:
    """How many tickets lie with somebody and wait for an answer."""
    with services.storage.reading() as work:
        return work.count_mine(seat, now=now)


def look_into(
    seat: Seat, pile: Pile | None, wanted: Wanted, *, number: int = 1, services: Services, now: datetime
) -> Inbox:
    """Page `number` of a pile of somebody's inbox; without a pile, the first that is not empty.

    A page after the last is the last.
    """
    with services.storage.reading() as work:
        counts = work.count_piles(seat, wanted, now=now)
        pile = pile or _first_filled(counts)
        number = min(max(number, 1), max(1, -(-counts[pile] // PAGE)))
        tickets = work.pile(pile, seat, wanted, now=now, limit=PAGE, offset=(number - 1) * PAGE)
        return Inbox(
            pile=pile,
            tickets=tickets,
            counts=counts,
            number=number,
            has_next=number * PAGE < counts[pile],
            last_steps=work.last_steps([ticket.id for ticket in tickets]),
            joined={ticket.id: work.joined(ticket.id) for ticket in tickets},
        )


def _first_filled(counts: Mapping[Pile, int]) -> Pile:
    return next((pile for pile in (Pile.MINE, Pile.ROLES, Pile.AWAITING) if counts[pile]), Pile.MINE)
