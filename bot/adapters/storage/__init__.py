"""Keep the bot's work in one SQLite file: the only package that knows SQL."""

from bot.adapters.storage.database import SqliteStorage

__all__ = ["SqliteStorage"]
