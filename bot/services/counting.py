"""Keep the countable part of the log in memory, and bring it up to date whenever it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from bot.content.calendar import calendar_of
from bot.content.models import Organisation
from bot.core.desk.columns import Columns
from bot.core.desk.outcomes import Promises, is_overdue, with_outcomes
from bot.core.desk.showing import Showing
from bot.core.desk.tables import Period, PeriodKind
from bot.core.worktime import danish_day
from bot.services.ports import Storage, Work

AT_A_TIME = 50_000  # rows on their way from the database to the columns
LARGE = 100_000  # questions, from which on what was counted stays for a while
STAYS = timedelta(minutes=5)


@dataclass(frozen=True)
class _Standing:
    """What was counted last, and what it was reckoned by: the columns, how time is promised, how many are overdue."""

    showing: Showing
    counted_at: datetime
    reckoned_by: tuple[Columns, Organisation, int]

    def is_reckoned_by(self, reckoned_by: tuple[Columns, Organisation, int]) -> bool:
        """Whether the same would come out of these."""
        columns, organisation, overdue = self.reckoned_by
        return columns is reckoned_by[0] and organisation is reckoned_by[1] and overdue == reckoned_by[2]


class Counted:
    """The columns of one storage, for all threads of a process.

    The first time takes some seconds for a log of half a million questions; later only what is new or changed is read.
    What may be shown of a large log is found out in a few tenths of a second for each page, and every new question
    would undo it: so the figures of a large log are up to five minutes old, all of them the same. While they are
    counted anew, nobody waits: those of before are shown.
    """

    def __init__(self) -> None:
        self._turn = Lock()
        self._columns = Columns()
        self._line = 0
        self._change = 0
        self._standing: _Standing | None = None

    def current(self, storage: Storage, organisation: Organisation, *, now: datetime) -> Showing:
        """What may be shown of the log; the same object until something changes or is overdue."""
        standing = self._standing
        if standing is None or len(standing.showing.columns) <= LARGE:
            return self.count_anew(storage, organisation, now=now)
        if now - standing.counted_at < STAYS or self._turn.locked():
            return standing.showing
        return self.count_anew(storage, organisation, now=now)

    def count_anew(self, storage: Storage, organisation: Organisation, *, now: datetime) -> Showing:
        """Bring it up to date, however old it is; until then, a large log is seen as it was."""
        with self._turn:
            with storage.reading() as work:
                self._read_changed(work)
                self._read_new(work)
            reckoned_by = self._columns, organisation, int(is_overdue(self._columns, now).sum())
            if self._standing is not None and self._standing.is_reckoned_by(reckoned_by):
                self._standing = replace(self._standing, counted_at=now)
            else:
                showing = Showing(with_outcomes(self._columns, promises=promises_of(organisation), now=now))
                # counts the people too, which whoever looks first would wait for
                showing.count(Period.around(danish_day(now), PeriodKind.YEAR))
                self._standing = _Standing(showing, now, reckoned_by)
            return self._standing.showing

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
        while (lines := work.lines_after(self._line, limit=AT_A_TIME))["line"]:
            self._columns = self._columns.extended(lines)
            self._line = lines["line"][-1]


def promises_of(organisation: Organisation) -> Promises:
    """How the organisation reckons the time that roles have to answer in."""
    by_the_clock = frozenset(key for key, role in organisation.roles.items() if role.wall_clock)
    return Promises(calendar_of(organisation), by_the_clock)
