"""One transaction's work: all subjects in one object, which is the `Work` the services ask for."""

from __future__ import annotations

from bot.adapters.storage.absences import Absences
from bot.adapters.storage.conversations import Conversations
from bot.adapters.storage.outbox import Queue
from bot.adapters.storage.people import People
from bot.adapters.storage.purging import Purging
from bot.adapters.storage.questions import Questions
from bot.adapters.storage.rights import Rights
from bot.adapters.storage.sessions import Sessions
from bot.adapters.storage.tickets import Tickets


class SqliteWork(People, Absences, Sessions, Conversations, Questions, Tickets, Queue, Rights, Purging):
    """Everything that can be read and written in one transaction."""
