"""One transaction's work: all subjects in one object, which is the `Work` the services ask for."""

from __future__ import annotations

from bot.adapters.storage.absences import Absences
from bot.adapters.storage.backlog import Backlog
from bot.adapters.storage.cards import Cards
from bot.adapters.storage.checks import Checks
from bot.adapters.storage.conversations import Conversations
from bot.adapters.storage.counting import Counting
from bot.adapters.storage.drafts import Drafts
from bot.adapters.storage.gaps import Gaps
from bot.adapters.storage.inbox import Inboxes
from bot.adapters.storage.invented import Invented
from bot.adapters.storage.leaving import Leaving
from bot.adapters.storage.outbox import Queue
from bot.adapters.storage.people import People
from bot.adapters.storage.purging import Purging
from bot.adapters.storage.questions import Questions
from bot.adapters.storage.replays import Replays
from bot.adapters.storage.reports import Reports
from bot.adapters.storage.rights import Rights
from bot.adapters.storage.sessions import Sessions
from bot.adapters.storage.tickets import Tickets
from bot.adapters.storage.vitals import Probing


class SqliteWork(
    People,
    Absences,
    Sessions,
    Conversations,
    Questions,
    Tickets,
    Drafts,
    Inboxes,
    Leaving,
    Queue,
    Cards,
    Rights,
    Purging,
    Probing,
    Invented,
    Checks,
    Replays,
    Counting,
    Reports,
    Backlog,
    Gaps,
):
    """Everything that can be read and written in one transaction."""
