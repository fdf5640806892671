"""Count what the coordinator's page shows: every figure is one function of a view, and has a definition in words.

The definitions are the phrases 'figure.<key>.what', and docs/statistics.md tells them to those who read the figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.core.desk.columns import Rows, people_of
from bot.core.desk.crowding import Conditions
from bot.core.desk.showing import Showing
from bot.core.desk.tables import DIMENSIONS, Figure, Filters, Period, Ranked, Ranking, Unit

MARKED = (
    *("confirmed", "none_of_these", "handed_over", "own_ticket", "asked_back"),
    *("heard_of", "was_answered", "in_time", "overdue", "reopened"),
)
"""Figures that are the questions with a mark."""
LISTED = ("reply", "feedback", "reason", "outcome", "topic", "pace", *DIMENSIONS)
"""Columns whose values are counted one by one."""
TOPICS = 15
LOOKED_AT = 30  # topics, most asked first: those beyond are too few to be among the first
RISES_FROM = 5  # questions more than in the period before


@dataclass(frozen=True)
class View:
    """What one page is of: what may be shown, and the filters."""

    showing: Showing
    filters: Filters

    @property
    def period(self) -> Period:
        """The period."""
        return self.filters.period

    @property
    def conditions(self) -> Conditions:
        """The filters besides the period."""
        columns = self.showing.columns
        return frozenset((name, columns.code(name, word)) for name, word in self.filters.chosen.items())

    @property
    def before(self) -> View:
        """The same of the period before."""
        return View(self.showing, self.filters.within(self.period.before()))

    def having(self, column: str, word: str | int | None) -> Conditions:
        """The filters and one more condition: a word of a column, or a mark."""
        code = word if isinstance(word, int) else self.showing.columns.code(column, word)
        return self.conditions | {(column, code)}

    def count(self, conditions: Conditions | None = None) -> int | None:
        """How many questions there are under these conditions (else the filters), None when hidden."""
        return self.showing.count(self.period, self.conditions if conditions is None else conditions)

    def rows(self, conditions: Conditions | None = None) -> Rows:
        """The questions that are counted, also where the count is hidden."""
        return self.showing.rows(self.period, self.conditions if conditions is None else conditions)


def behind(view: View, key: str) -> Conditions | None:
    """The conditions of a figure ('confirmed') or of a line in a list ('reply:answer'); None when it is neither."""
    if key == "questions":
        return view.conditions
    if key in MARKED:
        return view.having(key, 1)
    column, colon, word = key.partition(":")
    if not colon or column not in LISTED or view.showing.columns.code(column, word) < 0:
        return None
    return view.having(column, word)


def counted(view: View, key: str) -> Figure:
    """The figure of this key: how many questions, now and before."""
    return _figure(view, key, lambda each: each.count(behind(each, key)))


def share(view: View, key: str, part: str, whole: str) -> Figure:
    """How large a part of one figure another is; None when either is hidden or there is nothing to divide."""
    return _figure(
        view, key, lambda each: _share(each.count(behind(each, part)), each.count(behind(each, whole))), "share"
    )


def hours(view: View, key: str, having: str) -> Figure:
    """How many hours half of the tickets with a mark took at most."""
    return _figure(view, key, lambda each: _hours(each, key, each.having(having, 1)), "hours")


def questions(view: View) -> Figure:
    """Questions asked."""
    return counted(view, "questions")


def people(view: View) -> Figure:
    """How many people have asked, at least; of all questions of the period alone, never of a part of them."""
    return _figure(view, "people", lambda each: None if each.conditions or each.count() is None else _people(each))


def confirmed(view: View) -> Figure:
    """Questions of which somebody has said that it helped: the bot's answer, or a person's."""
    return counted(view, "confirmed")


def confirmed_share(view: View) -> Figure:
    """Confirmed of all questions. What nobody has said anything of counts as not confirmed."""
    return share(view, "confirmed_share", "confirmed", "questions")


def handed_over(view: View) -> Figure:
    """Questions that were sent to a person, alone or together with another's."""
    return counted(view, "handed_over")


def asked_back(view: View) -> Figure:
    """Tickets whose asker was asked something back."""
    return counted(view, "asked_back")


def none_of_these(view: View) -> Figure:
    """Questions whose asker wanted none of the choices shown."""
    return counted(view, "none_of_these")


def overdue(view: View) -> Figure:
    """Tickets that wait for an answer now and whose time has passed."""
    return counted(view, "overdue")


def reopened(view: View) -> Figure:
    """Tickets that were answered and then opened again, by their asker or by whoever answered."""
    return counted(view, "reopened")


def in_time_share(view: View) -> Figure:
    """Tickets whose first answer kept the promise, of those that have been answered."""
    return share(view, "in_time_share", "in_time", "was_answered")


def response_hours(view: View) -> Figure:
    """Until a person first wrote back to the asker, with an answer or a question."""
    return hours(view, "response_hours", "heard_of")


def resolution_hours(view: View) -> Figure:
    """Until the ticket was last answered."""
    return hours(view, "resolution_hours", "was_answered")


def listed(view: View, column: str) -> Ranking:
    """Questions by the values of a column, most first; hidden ones are left out, as those that nobody asked are."""
    return _ranking(view, column, at_most=None)


def topics(view: View) -> Ranking:
    """The topics that are asked about most."""
    ranking = _ranking(view, "topic", at_most=LOOKED_AT)
    return Ranking(tuple(row for row in ranking.rows if row.key)[:TOPICS])


def rising(view: View) -> Ranking:
    """The topics that are asked about more than in the period before, by how much; hidden ones cannot be compared."""
    rows = [row for row in _ranking(view, "topic", at_most=LOOKED_AT).rows if row.key and _rise(row) >= RISES_FROM]
    return Ranking(tuple(sorted(rows, key=lambda row: (-_rise(row), row.key))[:TOPICS]))


def articles_used(view: View) -> frozenset[str]:
    """The ids of the articles that answered at least one question of the period, alone or along with another."""
    along = "".join(_words(view, "also"))
    return frozenset(_words(view, "article")) | frozenset(along.split('"')[1::2])


def _words(view: View, column: str) -> list[str]:
    """The words of a column that there are questions with."""
    columns = view.showing.columns
    numbers = np.bincount(columns.at(view.rows(), column))
    return [word for code in np.flatnonzero(numbers) if (word := columns.words[column][code])]


def _ranking(view: View, column: str, *, at_most: int | None) -> Ranking:
    numbers = view.showing.numbers(view.period, view.conditions, column)
    most = [int(code) for code in np.argsort(-numbers, kind="stable")[:at_most] if numbers[code]]
    before = view.before
    rows = [
        Ranked(
            view.showing.columns.words[column][code] or "",
            view.count(view.having(column, code)),
            before.count(before.having(column, code)),
        )
        for code in most
    ]
    return Ranking(tuple(row for row in rows if row.questions is not None))


def _rise(row: Ranked) -> int:
    return 0 if row.questions is None or row.before is None else row.questions - row.before


def _figure(view: View, key: str, number: Callable[[View], float | None], unit: Unit = "count") -> Figure:
    return Figure(key, number(view), number(view.before), unit)


def _people(view: View) -> int:
    columns = view.showing.columns
    return people_of(columns.people[view.rows()], columns.purges)


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole


def _hours(view: View, column: str, conditions: Conditions) -> float | None:
    """The median; None when there is none, or too few people are behind it."""
    if not view.count(conditions):
        return None
    return float(np.median(view.showing.columns.at(view.rows(conditions), column)))


FIGURES: tuple[Callable[[View], Figure], ...] = (
    *(questions, people, confirmed, confirmed_share, handed_over, none_of_these),
    *(asked_back, in_time_share, response_hours, resolution_hours, overdue, reopened),
)
"""In the order of the page."""
