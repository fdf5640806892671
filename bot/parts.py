"""What an edge is handed: everything a running bot is made of."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.storage import SqliteStorage
from bot.content.holding import Holder
from bot.content.loading import Folders
from bot.services.context import Services
from bot.settings import Settings


@dataclass(frozen=True)
class Parts:
    """Put together by `bootstrap`; `secret` keys asker hashes and cookies."""

    settings: Settings
    folders: Folders
    content: Holder
    storage: SqliteStorage
    services: Services
    secret: bytes
