"""What storage can be asked about the cards of tickets: messages that follow what happens to a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.services.ports.rows import OutboxItem


@dataclass(frozen=True)
class SentCard:
    """A message about a ticket that was sent, and what the channel needs to change it.

    `key` is the number it has in the outbox, as text; `what` is what it told ('new', 'reminder').
    """

    key: str
    ticket_id: str
    conversation_id: str
    what: str
    address: Mapping[str, str]


class CardsWork(Protocol):
    """Cards, within one transaction."""

    def keep_card(self, item_id: int, ticket_id: str, *, what: str, address: Mapping[str, str]) -> SentCard | None:
        """Remember that the outbox's message stands at `address`; None when the message is not there any more."""

    def cards_of(self, ticket_id: str) -> Sequence[SentCard]:
        """A ticket's cards, in the order they were sent."""

    def drop_card(self, key: str) -> None:
        """A card is not there any more; nothing happens when it was not remembered."""

    def waiting_notices(self, channel: str) -> Sequence[OutboxItem]:
        """What waits to tell somebody of a ticket in this channel, and nobody was told instead of them."""

    def receiver_of(self, item_id: int) -> str | None:
        """The person id of whom the outbox's message is for; None when it is not there any more."""
