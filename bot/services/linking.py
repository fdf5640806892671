"""Give somebody in chat a link to log in on the web with, made at the moment it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.core.reply import Notice
from bot.services.context import Services
from bot.services.ports import SLACK, Exchange
from bot.services.signing_in import LINK_LASTS, new_link

LINK_NOTICE = "sign_in.on_its_way"
"""Stands for a link and holds none: the channel makes one when it sends, so that no token is ever stored."""
LINKED = frozenset({SLACK})  # channels that can send one
MINUTES = int(LINK_LASTS.total_seconds()) // 60


def stands_for_link(exchange: Exchange) -> bool:
    """Whether a link is to be sent as the reply of this turn."""
    return isinstance(exchange.reply, Notice) and exchange.reply.key == LINK_NOTICE


def make_link(person_id: str, *, public_url: str, services: Services, now: datetime) -> str:
    """The address of a page that signs this person in, once, for ten minutes; a new one each time."""
    with services.storage.transaction() as work:
        token = new_link(work, person_id, now=now)
    return f"{public_url.rstrip('/')}/sign-in/link/{token}"
