"""Hold what can be counted of the question log as columns of numbers: no text, no name, a code for each value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

WORDS = (
    *("system", "theme", "department", "channel", "language", "reply", "topic", "article", "also"),
    *("feedback", "reason", "role", "purge"),
)
"""Columns whose values are words, kept as codes; 0 is that there is none."""
MARKS = ("none_of_these", "handed_over", "own_ticket", "waits", "confirmed", "asked_back", "reopened")
"""Columns of 0 and 1."""
TIMES = ("asked", "opened", "due", "heard", "kept", "answered")
"""Columns of whole seconds since 1970; 0 is never. `heard` is when a person first wrote back to the asker, `kept` when
the question was first answered, `answered` when it was last."""
NAMES = ("line", "asker", *TIMES, *MARKS, *WORDS)
"""What a row holds, in this order. `line` is the row's number in the log, `asker` a number for whoever asked."""

Row = Sequence[Any]
"""The values of one question."""
Lines = Mapping[str, Sequence[Any]]
"""The values of several questions by `NAMES`, each in the order of the lines."""
Numbers = NDArray[np.int64]
Rows = NDArray[np.int64]
"""Places in the columns, in the order they were asked."""


@dataclass(frozen=True)
class Columns:
    """The questions, by when they were asked.

    `numbers` has an array for each of `NAMES`; `words` says what the codes of a column mean. `asker` numbers change
    with each purge, and one person has then several: `purge` tells them apart.
    """

    numbers: Mapping[str, NDArray[Any]] = field(default_factory=lambda: _arrays(lines_of(()), _no_words()))
    words: Mapping[str, tuple[str | None, ...]] = field(default_factory=lambda: _no_words())

    def __len__(self) -> int:
        return len(self.numbers["line"])

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.numbers[name]

    def code(self, name: str, word: str | None) -> int:
        """The code of a word, -1 when nobody's question has it."""
        return self.words[name].index(word) if word in self.words[name] else -1

    def width(self, name: str) -> int:
        """How many codes a column has, or two when it is of marks."""
        return len(self.words[name]) if name in self.words else 2

    def within(self, since: datetime, until: datetime) -> Rows:
        """The questions asked from `since` until just before `until` (both aware)."""
        first, last = np.searchsorted(self["asked"], (ceil(since.timestamp()), ceil(until.timestamp())))
        return np.arange(first, last)

    def at(self, rows: Rows, name: str) -> NDArray[Any]:
        """A column at these rows; those that follow one another are looked at where they are."""
        is_whole = len(rows) > 0 and int(rows[-1]) - int(rows[0]) + 1 == len(rows)
        column: NDArray[Any] = self[name][rows[0] : rows[-1] + 1] if is_whole else self[name][rows]
        return column

    def having(self, rows: Rows, name: str, code: int) -> Rows:
        """Those of `rows` with this code, or mark, in a column."""
        found: Rows = rows[self.at(rows, name) == code]
        return found

    def extended(self, lines: Lines) -> Columns:
        """The columns with these lines, which take the place of those of the same number."""
        if not lines["line"]:
            return self
        words = {name: _learnt(self.words[name], lines[name]) for name in WORDS}
        kept = self.without(lines["line"])
        added = _arrays(lines, words)
        numbers = {name: np.concatenate((kept[name], added[name])) for name in NAMES}
        return _in_order(Columns(numbers, words))

    def without(self, lines: Collection[int]) -> Columns:
        """The columns without the rows of these lines."""
        gone = np.isin(self["line"], np.fromiter(lines, np.int64, len(lines)))
        if not gone.any():
            return self
        return replace(self, numbers={name: array[~gone] for name, array in self.numbers.items()})

    def marked(self, name: str, marks: NDArray[np.bool_]) -> Columns:
        """The columns with one more of 0 and 1."""
        return self.measured(name, marks.astype(np.int8))

    def coded(self, name: str, codes: NDArray[Any], words: Sequence[str]) -> Columns:
        """The columns with one more of codes, 1 for the first of `words`."""
        return replace(self.measured(name, codes.astype(np.int32)), words={**self.words, name: (None, *words)})

    def measured(self, name: str, values: NDArray[Any]) -> Columns:
        """The columns with one more of numbers."""
        return replace(self, numbers={**self.numbers, name: values})

    @cached_property
    def people(self) -> Numbers:
        """Who asked each question, as small numbers, which ascend with their purges."""
        return self._people[0]

    @cached_property
    def purges(self) -> Numbers:
        """For each of those numbers: the purge after which it is nobody's any more, 0 when there was none."""
        return self._people[1]

    @cached_property
    def _people(self) -> tuple[Numbers, Numbers]:
        known, people = np.unique(self["asker"], return_inverse=True)
        purges = np.zeros(len(known), np.int64)
        purges[people] = self["purge"]
        by_purge = np.argsort(purges, kind="stable")
        return np.argsort(by_purge)[people], purges[by_purge]


def lines_of(rows: Sequence[Row], names: Sequence[str] = NAMES) -> dict[str, Sequence[Any]]:
    """The same by name, when `names` are those of a row's values."""
    values = zip(*rows, strict=True) if rows else [()] * len(names)
    return dict(zip(names, values, strict=True))


def people_of(persons: Numbers, purges: Numbers) -> int:
    """How many people at least these persons are, of whom `purges` has the purge.

    One person has a new number after each purge: within one they are counted, over several the largest is sure.
    """
    is_there = np.bincount(persons, minlength=len(purges)) > 0
    return int(np.bincount(purges[is_there]).max(initial=0))


def _in_order(columns: Columns) -> Columns:
    asked = columns["asked"]
    if not (asked[1:] < asked[:-1]).any():
        return columns
    order = np.argsort(asked, kind="stable")
    return replace(columns, numbers={name: array[order] for name, array in columns.numbers.items()})


def _learnt(known: tuple[str | None, ...], words: Sequence[str | None]) -> tuple[str | None, ...]:
    new: set[str | None] = set(words).difference(known)
    return (*known, *sorted(word for word in new if word is not None))


def _no_words() -> dict[str, tuple[str | None, ...]]:
    return dict.fromkeys(WORDS, (None,))


def _arrays(lines: Lines, words: Mapping[str, tuple[str | None, ...]]) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {}
    for name, values in lines.items():
        if name in words:
            codes = {word: code for code, word in enumerate(words[name])}
            arrays[name] = np.fromiter(map(codes.__getitem__, values), np.int32, len(values))
        else:
            arrays[name] = np.array(values, np.int8 if name in MARKS else np.int64)
    return arrays
