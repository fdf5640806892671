"""See the statistics: the figures of a period and its filters, and the redacted questions behind a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.content.snapshot import Snapshot
from bot.core.desk.columns import Rows
from bot.core.desk.figures import View, articles_used, behind
from bot.core.desk.tables import Filters
from bot.core.worktime import danish_day
from bot.errors import HiddenError
from bot.services.context import Services
from bot.services.held_roles import check_coordinator
from bot.services.ports import Person, Question

ON_A_PAGE = 50  # questions
AT_A_TIME = 1_000  # questions of an export in memory


@dataclass(frozen=True)
class Asked:
    """A redacted question as the coordinator sees it: nothing but its words and the day, lest others be counted out."""

    question_id: str
    day: date
    text: str
    language: str


@dataclass(frozen=True)
class Listing:
    """One page of the questions behind a figure, newest first; `number` counts from 1."""

    questions: Sequence[Asked]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // ON_A_PAGE))


@dataclass(frozen=True)
class Upkeep:
    """Articles to look after, by id: past their review date, and those that answered nothing in the period."""

    past_review: tuple[tuple[str, date], ...]
    never_used: tuple[str, ...]


def see_statistics(filters: Filters, by: Person | None, *, services: Services, now: datetime) -> View:
    """What the figures of these filters are counted from; by nobody is by the bot itself.

    :raises NotAllowedError: when `by` is not the coordinator
    """
    with services.storage.reading() as work:
        check_coordinator(work, by, services=services)
    organisation = services.content.current().library.organisation
    return View(services.counted.current(services.storage, organisation, now=now), filters)


def questions_behind(view: View, key: str, *, number: int, services: Services) -> Listing:
    """One page of the questions that a figure counts.

    :raises HiddenError: when the figure is hidden or there is none of this key, or a department is asked for
    """
    rows = _rows_behind(view, key)[::-1]
    listing = Listing((), len(rows), 1)
    at = min(max(number, 1), listing.pages)
    some = rows[(at - 1) * ON_A_PAGE : at * ON_A_PAGE]
    return Listing(_asked(view, some, services), len(rows), at)


def every_question_behind(view: View, key: str, *, services: Services) -> Iterator[Asked]:
    """All questions that a figure counts, newest first, read from the database bit by bit.

    :raises HiddenError: as `questions_behind`, at once and not when the first is read
    """
    rows = _rows_behind(view, key)[::-1]
    return (
        asked
        for first in range(0, len(rows), AT_A_TIME)
        for asked in _asked(view, rows[first : first + AT_A_TIME], services)
    )


def may_list(view: View, key: str) -> bool:
    """Whether the questions behind a figure may be read: texts never stand together with a department."""
    conditions = behind(view, key)
    is_of_department = view.filters.department is not None or key.startswith("department:")
    return not is_of_department and conditions is not None and bool(view.count(conditions))


def upkeep(view: View, *, snapshot: Snapshot, today: date) -> Upkeep:
    """The articles to look after. What was used is not told of a view that is hidden."""
    articles = snapshot.library.articles
    late = sorted((article.review_after, key) for key, article in articles.items() if article.review_after < today)
    used = articles_used(view) if view.count() is not None else frozenset(articles)
    return Upkeep(tuple((key, day) for day, key in late), tuple(sorted(articles.keys() - used)))


def _rows_behind(view: View, key: str) -> Rows:
    conditions = behind(view, key)
    if conditions is None or not may_list(view, key):
        raise HiddenError
    return view.rows(conditions)


def _asked(view: View, rows: Rows, services: Services) -> Sequence[Asked]:
    lines = [int(line) for line in view.showing.columns["line"][rows]]
    with services.storage.reading() as work:
        return [_seen(question) for question in work.questions_at(lines)]


def _seen(question: Question) -> Asked:
    day = danish_day(question.asked_at)
    return Asked(question.id, day, question.text, question.language)
