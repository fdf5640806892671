"""Read days and periods as people write them in chat: '1/12', 'd. 1. december', 'i morgen', 'til fredag', 'uge 29'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.core.folding import fold

Trouble = Literal["days", "end", "past", "backwards", "no_such_day"]

NEXT_YEAR_WITHIN = timedelta(days=183)
"""A date without a year that is over this year means next year's when that is no further away than this."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january jan", "februar february feb", "marts march mar", "april apr", "maj may", "juni june jun",
            "juli july jul", "august aug", "september sept sep", "oktober october okt oct", "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "mandag monday", "tirsdag tuesday", "onsdag wednesday", "torsdag thursday", "fredag friday",
            "lordag saturday", "sondag sunday",
        )
    )
    for name in names.split()
}  # fmt: skip
_FROM_TODAY = {"i dag": 0, "idag": 0, "nu": 0, "today": 0, "now": 0, "i morgen": 1, "imorgen": 1, "tomorrow": 1}
_FROM_TODAY |= {"i overmorgen": 2, "overmorgen": 2, "the day after tomorrow": 2}
_THIS_WEEK = re.compile(r"(?:resten af |hele )?(?:ugen|denne uge)|(?:the )?rest of the week|this week")
_NEXT_WEEK = re.compile(r"(?:i |hele )?naste uge|(?:all )?next week")
_WEEKS = re.compile(
    r"(?:i |in )?(?:uge|week)s? ?(\d{1,2})(?: ?(?:-|og|til|til og med|and|to) ?(?:uge |week )?(\d{1,2}))?"
)
_UNTIL = re.compile(r"(?:ind)?til og med |indtil |til |until |till |through ")
_BETWEEN = re.compile(r" ?[-–—] ?| (?:til og med|til|to|until|till|through|og|and) ")
_FROM = re.compile(r"(?:fra og med|fra|from|mellem|between) ")
_BEFORE_A_DAY = re.compile(r"(?:(?:pa|on|den|d\.|the) )+")
_WEEKDAY_BEFORE = re.compile(rf"(?:{'|'.join(_WEEKDAYS)}),? (?=(?:den |d\. |the )?\d)")
_IN_FIGURES = re.compile(r"(\d{1,2}) ?[/.] ?(\d{1,2})\.?(?:[-/. ]+(\d{4}|\d{2}))?")
_IN_WORDS = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)? ?(?:of )?([a-z]+)\.?,?(?: (\d{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?")
_DAY_ALONE = re.compile(r"(\d{1,2})\.?(?:st|nd|rd|th)?")


@dataclass(frozen=True)
class Period:
    """Days, both included."""

    first_day: date
    last_day: date


@dataclass(frozen=True)
class Unclear:
    """Days were written that cannot be meant: `why` says what is wrong with them."""

    why: Trouble


@dataclass(frozen=True)
class _Written:
    """A day as written: a day of a month, or a weekday; what is None was left out."""

    day: int = 0
    month: int | None = None
    year: int | None = None
    weekday: int | None = None


def read_period(text: str, *, today: date) -> Period | Unclear | None:
    """The days `text` names and nothing else; None when it is not about days."""
    said = " ".join(fold(text).split()).strip(" .!,")
    whole = _whole_weeks(said, today)
    if whole is not None:
        return whole
    for first, last in _ends(said):
        begins, ends = _read_day(first, today), _read_day(last, today)
        if begins is not None and ends is not None:
            return _between(begins, ends, today)
    return _one_ended(said, today)


def _whole_weeks(said: str, today: date) -> Period | Unclear | None:
    monday = today - timedelta(days=today.weekday())
    if _THIS_WEEK.fullmatch(said):
        return Period(today, monday + timedelta(days=6))
    if _NEXT_WEEK.fullmatch(said):
        return Period(monday + timedelta(days=7), monday + timedelta(days=13))
    numbered = _WEEKS.fullmatch(said)
    if numbered is None:
        return None
    return _numbered_weeks(int(numbered[1]), int(numbered[2] or numbered[1]), today)


def _numbered_weeks(first: int, last: int, today: date) -> Period | Unclear:
    """ISO weeks, as Danes count them; weeks that are over this year are next year's, when that is near."""
    year = today.isocalendar().year
    try:
        begins = date.fromisocalendar(year, first, 1)
        ends = date.fromisocalendar(year if last >= first else year + 1, last, 7)
        is_over = ends < today
        if is_over:
            begins, ends = date.fromisocalendar(year + 1, first, 1), date.fromisocalendar(year + 1, last, 7)
    except ValueError:
        return Unclear("no_such_day")
    if is_over and begins - today > NEXT_YEAR_WITHIN:
        return Unclear("past")
    return Unclear("backwards") if ends - begins > NEXT_YEAR_WITHIN else Period(max(begins, today), ends)


def _ends(said: str) -> Iterator[tuple[str, str]]:
    """Every way to part the text in a first and a last day."""
    said = _FROM.sub("", said, count=1) if _FROM.match(said) else said
    for mark in _BETWEEN.finditer(said):
        yield said[: mark.start()], said[mark.end() :]


def _one_ended(said: str, today: date) -> Period | Unclear | None:
    """A single day, or a period of which only one end is written."""
    until, since = _UNTIL.match(said), _FROM.match(said)
    mark = until or since
    day = _read_day(said[mark.end() :] if mark else said, today)
    if day is None:
        return None
    if since:
        return Unclear("end")
    if until:
        return _between(today, day, today)
    return _between(day, day, today)


def _read_day(said: str, today: date) -> date | _Written | None:
    plain = _WEEKDAY_BEFORE.sub("", said.strip(" ,"))
    plain = _BEFORE_A_DAY.sub("", plain) if _BEFORE_A_DAY.match(plain) else plain
    if plain in _FROM_TODAY:
        return today + timedelta(days=_FROM_TODAY[plain])
    if plain in _WEEKDAYS:
        return _Written(weekday=_WEEKDAYS[plain])
    if figures := _IN_FIGURES.fullmatch(plain):
        return _Written(int(figures[1]), int(figures[2]), _year(figures[3]))
    if (wordy := _IN_WORDS.fullmatch(plain)) and wordy[2] in _MONTHS:
        return _Written(int(wordy[1]), _MONTHS[wordy[2]], _year(wordy[3]))
    if (english := _MONTH_FIRST.fullmatch(plain)) and english[1] in _MONTHS:
        return _Written(int(english[2]), _MONTHS[english[1]], _year(english[3]))
    alone = _DAY_ALONE.fullmatch(plain)
    return _Written(int(alone[1])) if alone else None


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    return int(written) if len(written) == 4 else 2000 + int(written)


def _between(first: date | _Written, last: date | _Written, today: date) -> Period | Unclear | None:
    """The period from `first` to `last`; a first day without a month has the last day's."""
    month = last.month if isinstance(last, _Written) else None
    if isinstance(first, _Written) and first.month is None and first.weekday is None:
        if month is None:
            return None  # a number alone is no day
        first = _Written(first.day, month, last.year)
    try:
        begins = _settled(first, today)
        if begins < today:
            return Unclear("past")
        ends = _settled(last, begins)
    except ValueError:
        return Unclear("no_such_day")
    return Unclear("past" if ends < today else "backwards") if ends < begins else Period(begins, ends)


def _settled(written: date | _Written, after: date) -> date:
    """The day meant: the first one not before `after`, unless that is so far away that the one before it is meant.

    :raises ValueError: when there is no such day
    """
    if isinstance(written, date):
        return written
    if written.weekday is not None:
        return after + timedelta(days=(written.weekday - after.weekday()) % 7)
    month = written.month or after.month
    if written.year is not None:
        return date(written.year, month, written.day)
    try:
        this_year = date(after.year, month, written.day)
    except ValueError:
        if (month, written.day) != (2, 29):
            raise
        return date(after.year + 1, month, written.day)
    if this_year >= after:
        return this_year
    next_year = _a_year_later(this_year)
    return next_year if next_year - after <= NEXT_YEAR_WITHIN else this_year


def _a_year_later(day: date) -> date:
    """The same day next year; 1 March for 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
