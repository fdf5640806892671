"""Let go of what is past its time, once a day; nothing that is a record before its disposal has been cleared."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.adapters.storage import SqliteStorage
from bot.core.worktime import danish_day
from bot.settings import Settings

EXPIRED_FOR = timedelta(days=30)  # so long that an ended session can still be asked about

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CutOffs:
    """Aware times; what is older goes."""

    names: datetime
    texts: datetime
    expired: datetime


def cut_offs(settings: Settings, now: datetime) -> CutOffs:
    """What the settings mean at `now` (aware UTC)."""
    return CutOffs(
        names=now - timedelta(days=settings.retention_names_days),
        texts=now - timedelta(days=settings.retention_texts_days),
        expired=now - EXPIRED_FOR,
    )


def retain(storage: SqliteStorage, settings: Settings, *, now: datetime) -> int:
    """Let go of everything past its time; gives how many rows were changed or deleted.

    Deletion is disposal (*kassation*), which the municipality clears with its archive: until the setting says when it
    did, only sessions, links and absences go, which are no records.
    """
    before = cut_offs(settings, now)
    removed = storage.purge_expired(before.expired)
    if settings.may_destroy(danish_day(now)):
        removed += storage.purge(names_before=before.names, texts_before=before.texts)
    return removed


def tell_what_waits(storage: SqliteStorage, settings: Settings, *, now: datetime) -> None:
    """Say in the log, as numbers, what disposal waits for; nothing when it has been cleared."""
    if settings.may_destroy(danish_day(now)):
        return
    before = cut_offs(settings, now)
    with storage.reading() as work:
        tickets, questions = work.waiting_for_purge(names_before=before.names, texts_before=before.texts)
    log.warning(
        "retention destroys nothing until ESDH_BOT_RETENTION_CLEARED says when disposal was cleared with the archive; "
        "past their time now: names on %d closed tickets, texts of %d questions",
        tickets,
        questions,
    )
