"""Keep the countable part of the log in memory, and bring it up to date whenever it is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Lock

from bot.content.calendar import calendar_of
from bot.content.models import Organisation
from bot.core.desk.columns import Columns
from bot.core.desk.outcomes import Promises, is_overdue, with_outcomes
from bot.core.desk.showing import Showing
from bot.services.ports import Storage, Work

AT_A_TIME = 50_000  # rows on their way from the database to the columns
LARGE = 100_000  # questions, from which on what was counted stays for a while
STAYS = timedelta(minutes=5)


class Counted:
    """The columns of one storage, for all threads of a process.

    The first time takes some seconds for a log of half a million questions; later only what is new or changed is read.
    What may be shown of a large log is found out in a second or more for each page, and every new question would undo
    it: so the figures of a large log are up to five minutes old, all of them the same.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._columns = Columns()
        self._line = 0
        self._change = 0
        self._showing: Showing | None = None
        self._counted_at: datetime | None = None
        self._reckoned_by: tuple[Columns, Organisation, int] | None = None

    def current(self, storage: Storage, organisation: Organisation, *, now: datetime) -> Showing:
        """What may be shown of the log; the same object until something changes or is overdue."""
        with self._turn:
            if self._showing is not None and self._still_stands(now):
                return self._showing
            with storage.reading() as work:
                self._read_changed(work)
                self._read_new(work)
            reckoned_by = self._columns, organisation, int(is_overdue(self._columns, now).sum())
            if self._showing is None or not _is_same(reckoned_by, self._reckoned_by):
                columns = with_outcomes(self._columns, promises=promises_of(organisation), now=now)
                self._showing, self._reckoned_by = Showing(columns), reckoned_by
            self._counted_at = now
            return self._showing

    def _still_stands(self, now: datetime) -> bool:
        is_recent = self._counted_at is not None and now - self._counted_at < STAYS
        return len(self._columns) > LARGE and is_recent

    def _read_changed(self, work: Work) -> None:
        """Rows are read again when they changed, and are left out when they are gone."""
        if self._line == 0:
            self._change = work.newest_change()  # what is not read yet has not changed
            return
        changes = work.changes_after(self._change)
        for first in range(0, len(changes), AT_A_TIME):
            some = changes[first : first + AT_A_TIME]
            lines = [line for _, line in some if line <= self._line]
            self._columns = self._columns.without(lines).extended(work.lines_at(lines))
            self._change = some[-1][0]

    def _read_new(self, work: Work) -> None:
        while rows := work.lines_after(self._line, limit=AT_A_TIME):
            self._columns = self._columns.extended(rows)
            self._line = rows[-1][0]


def promises_of(organisation: Organisation) -> Promises:
    """How the organisation reckons the time that roles have to answer in."""
    by_the_clock = frozenset(key for key, role in organisation.roles.items() if role.wall_clock)
    return Promises(calendar_of(organisation), by_the_clock)


def _is_same(one: tuple[Columns, Organisation, int], other: tuple[Columns, Organisation, int] | None) -> bool:
    return other is not None and one[0] is other[0] and one[1] is other[1] and one[2] == other[2]
