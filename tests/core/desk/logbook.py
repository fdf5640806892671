"""A small log for the desk's tests: questions of numbered people, written down in a line each."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from bot.core.desk.columns import MARKS, NAMES, TIMES, Columns, Row, lines_of
from bot.core.desk.figures import View
from bot.core.desk.outcomes import Promises, with_outcomes
from bot.core.desk.showing import Showing
from bot.core.desk.tables import Filters, Period
from bot.core.worktime import Calendar

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEDNESDAY = date(2026, 10, 7)
WEEKDAYS = Calendar(frozenset(range(5)), time(8), time(16), lambda _day: False)
PROMISES = Promises(WEEKDAYS, frozenset({"brud"}))


class Logbook:
    """Rows of the log. `ask(3, day, system='nexus')` is a question of person 3."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def ask(self, person: int, day: date = WEDNESDAY, **values: object) -> None:
        """One question, at noon."""
        asked = int(datetime.combine(day, time(12), tzinfo=UTC).timestamp())
        row: dict[str, object] = {name: 0 if name in (*TIMES, *MARKS) else None for name in NAMES}
        row |= {"line": len(self.rows) + 1, "asker": person, "asked": asked, "channel": "web", "language": "da"}
        row |= {"reply": "answer", **{name: _seconds(value) for name, value in values.items()}}
        self.rows.append([row[name] for name in NAMES])

    def ask_each(self, people: range, day: date = WEDNESDAY, **values: object) -> None:
        """A question of each of these people."""
        for person in people:
            self.ask(person, day, **values)

    @property
    def columns(self) -> Columns:
        """What can be counted of it, as it stands at nine o'clock on 23 November."""
        return with_outcomes(Columns().extended(lines_of(self.rows)), promises=PROMISES, now=MONDAY)

    def view(self, period: str = "2026-10", **filters: str) -> View:
        """A period of it."""
        return View(Showing(self.columns), Filters(Period.read(period), **filters))


def at(day: int, hour: int, month: int = 10) -> datetime:
    """A moment in 2026, UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def _seconds(value: object) -> object:
    return int(value.timestamp()) if isinstance(value, datetime) else value
