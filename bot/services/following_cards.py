"""Let the cards that were sent of a ticket follow what happens to it: each is brought up to date by a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.services.context import Services
from bot.services.ports import OutboxItem, SentCard, Work

CARD = "card"  # in the outbox's body: the key of the card that is to be brought up to date


def refresh_cards(work: Work, ticket_id: str, *, now: datetime) -> None:
    """Bring every card of a ticket up to date; what it then shows is looked up when it is sent."""
    cards = work.cards_of(ticket_id)
    steps = len(work.history(ticket_id)) if cards else 0
    for card in cards:
        _refresh(work, card, f"card:{card.key}:{steps}", now=now)


def remember_card(
    item: OutboxItem, *, address: Mapping[str, str], steps: int, services: Services, now: datetime
) -> None:
    """Remember where the card that `item` stands for was put, when the ticket's history had so many `steps`.

    What happened to the ticket since is shown on it too. Earlier cards of the same ticket in the same conversation
    give way to this one.
    """
    ticket_id, what = str(item.body["ticket"]), str(item.body["what"])
    with services.storage.transaction() as work:
        card = work.keep_card(item.id, ticket_id, what=what, address=address)
        if card is None:
            return
        for other in work.cards_of(ticket_id):
            if other.conversation_id == card.conversation_id and other.key != card.key:
                _refresh(work, other, f"card:{other.key}:after:{card.key}", now=now)
        since = len(work.history(ticket_id))
        if since != steps:
            _refresh(work, card, f"card:{card.key}:{since}", now=now)


def forget_card(key: str, *, services: Services) -> None:
    """A card is not there any more: somebody deleted it."""
    with services.storage.transaction() as work:
        work.drop_card(key)


def _refresh(work: Work, card: SentCard, key: str, *, now: datetime) -> None:
    body = {"ticket": card.ticket_id, "what": card.what, CARD: card.key}
    work.enqueue(card.conversation_id, body, dedupe_key=key, now=now)
