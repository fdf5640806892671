"""Reckon the working hours between many pairs of moments at once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.core.worktime import DANISH_TIME, Calendar

HOUR = 3600


def hours_worked(calendar: Calendar, starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.float64]:
    """The working hours from each of `starts` to the end at its place, both whole seconds since 1970; 0 backwards."""
    if not len(starts):
        return np.zeros(0)
    days = _days(_day(int(min(starts.min(), ends.min()))), _day(int(max(starts.max(), ends.max()))))
    open_days = [day for day in days if calendar.is_open_on(day)]
    opens = np.array([_seconds(day, calendar.opens) for day in open_days])
    closes = np.array([_seconds(day, calendar.closes) for day in open_days])
    worked = _worked_until(ends, opens, closes) - _worked_until(starts, opens, closes)
    hours: NDArray[np.float64] = np.maximum(worked, 0) / HOUR
    return hours


def hours_passed(starts: NDArray[Any], ends: NDArray[Any]) -> NDArray[np.float64]:
    """The hours by the clock from each of `starts` to the end at its place; 0 backwards."""
    hours: NDArray[np.float64] = np.maximum(ends - starts, 0) / HOUR
    return hours


def _worked_until(at: NDArray[Any], opens: NDArray[Any], closes: NDArray[Any]) -> NDArray[Any]:
    """The seconds worked before each moment, since the first day."""
    before = np.concatenate(([0], np.cumsum(closes - opens)))
    if not len(opens):
        return np.zeros(len(at))
    begun = np.searchsorted(opens, at, side="right")  # days that have opened by then
    last = np.maximum(begun - 1, 0)
    in_last = np.clip(at - opens[last], 0, (closes - opens)[last])
    worked: NDArray[Any] = np.where(begun > 0, before[last] + in_last, 0)
    return worked


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _day(seconds: int) -> date:
    return datetime.fromtimestamp(seconds, DANISH_TIME).date()


def _seconds(day: date, local: time) -> int:
    return int(datetime.combine(day, local, tzinfo=DANISH_TIME).timestamp())
