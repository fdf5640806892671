"""What an edge is handed: everything a running bot is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.adapters.charts.drawing import Charts
from bot.adapters.exporting.files import Files
from bot.adapters.reading_aside import ReadingAside
from bot.adapters.slack.connection import Connection
from bot.adapters.storage import SqliteStorage
from bot.content.holding import Holder
from bot.content.loading import Folders
from bot.services.context import Services
from bot.services.ports import MAIL, SLACK
from bot.settings import Settings


@dataclass
class Pulse:
    """What only the running process knows of itself; written on the event loop alone.

    `errors` counts what nobody expected, by kind. `slack_is_connected` is there while a socket to Slack is wanted;
    `slack` says whether Slack takes what is sent.
    """

    errors: Counter[str] = field(default_factory=Counter)
    slack_is_connected: Callable[[], Awaitable[bool]] | None = None
    slack: Connection = field(default_factory=Connection)

    def count_error(self, error: Exception) -> None:
        """One more that nobody expected."""
        self.errors[type(error).__name__] += 1


@dataclass(frozen=True)
class Parts:
    """Put together by `bootstrap`; `secret` keys asker hashes and cookies."""

    settings: Settings
    folders: Folders
    content: Holder
    storage: SqliteStorage
    services: Services
    secret: bytes
    reading: ReadingAside
    pulse: Pulse = field(default_factory=Pulse)
    charts: Charts = field(default_factory=Charts)
    files: Files = field(default_factory=Files)

    @property
    def pushes_to(self) -> tuple[str, ...]:
        """The channels the bot sends to by itself, of those that are set up."""
        wanted = {SLACK: self.settings.has_slack, MAIL: self.settings.has_mail}
        return tuple(channel for channel, is_set_up in wanted.items() if is_set_up)
