"""Count questions and people in every cell of a table at once, however many columns it is of.

How many people are behind several cells together does not follow from how many are behind each. But all that has to be
told apart is nobody, fewer than five, and five or more. Five behind one cell are behind whatever it is a part of; and
of each cell of fewer a crowd remembers who they are. So every smaller table follows from a larger one, and the log has
to be looked through only for the largest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from bot.core.desk.columns import Columns, Numbers, Rows, people_of
from bot.core.desk.hiding import FEWEST_PEOPLE, Counts, Mask

SAMPLE = 10_000  # rows that are looked at before all are


@dataclass(frozen=True)
class Crowd:
    """How many questions and people are behind each cell of a table of any shape; cells also have numbers, row by row.

    `people` are counted up to five. `who` has for each person behind a cell of fewer the number cell · people of the
    log + person, ascending. Persons are numbered by their purge, which `purges` has of each.
    """

    questions: Counts
    people: Counts
    who: Numbers
    purges: Numbers

    @cached_property
    def cells(self) -> Numbers:
        """The number of each cell, laid out as the table is."""
        return np.arange(self.people.size).reshape(self.people.shape)

    @property
    def weight(self) -> int:
        """How many numbers it holds."""
        return 3 * self.people.size + len(self.who)

    def joined(self, axis: int, every: int) -> Crowd:
        """The table with each `every` places of an axis that follow one another put together; none are left over."""
        old, inner = self.people.shape[axis], prod(self.people.shape[axis + 1 :])
        starts = range(0, old, every)
        questions = np.add.reduceat(self.questions, starts, axis=axis)
        people = np.maximum.reduceat(self.people, starts, axis=axis)
        cell, person = _parted(self.who, len(self.purges))
        group, rest = _parted(cell, inner)
        cell = group // every * inner + rest
        left = people.take(cell) < FEWEST_PEOPLE
        return _crowd(questions, people == FEWEST_PEOPLE, cell[left] * len(self.purges) + person[left], self.purges)

    def without(self, axis: int) -> Crowd:
        """The table with all places of an axis put together, and one axis less."""
        one = self.joined(axis, self.people.shape[axis])
        return replace(one, questions=one.questions.squeeze(axis), people=one.people.squeeze(axis))

    def questions_of(self, cells: Numbers) -> Counts:
        """The questions of several cells together, whose numbers stand along the first axis of `cells`."""
        questions: Counts = self.questions.take(cells).sum(axis=0)
        return questions

    def together(self, cells: Numbers) -> Counts:
        """The people of several cells together, in the same way: nobody, fewer than five, or five for more.

        Below five the number is not exact, only never too low.
        """
        people = self.people.take(cells)
        found: Counts = np.minimum(people.sum(axis=0), FEWEST_PEOPLE)
        unsure = (people.max(axis=0, initial=0) < FEWEST_PEOPLE) & (found == FEWEST_PEOPLE)
        if unsure.any():
            found[unsure] = [min(self._behind(each), FEWEST_PEOPLE) for each in cells[:, unsure].T]
        return found

    def _behind(self, cells: Numbers) -> int:
        """How many people are behind several cells of few."""
        first, last = np.searchsorted(self.who, (cells * len(self.purges), (cells + 1) * len(self.purges)))
        some = [self.who[begin:end] for begin, end in zip(first, last, strict=True)]
        return people_of(np.concatenate(some) % len(self.purges), self.purges)


@dataclass(frozen=True)
class Table:
    """Some cells of a crowd, by their numbers: laid out by one axis or two, or a single one."""

    crowd: Crowd
    cells: Numbers

    @property
    def questions(self) -> Counts:
        """How many questions there are in each."""
        return self.crowd.questions.take(self.cells)

    @property
    def people(self) -> Counts:
        """How many people are behind each, five for more."""
        return self.crowd.people.take(self.cells)

    def joined(self, down: Mask, across: Mask) -> tuple[Counts, Counts]:
        """People and questions of a table with the rows of `down` together as one, the last, and so its columns."""
        people, questions = (_with_room(each, ~down, ~across) for each in (self.people, self.questions))
        if down.any() or across.any():
            rows, last = self.cells[~down], self.cells[down]
            for counts, together in ((people, self.crowd.together), (questions, self.crowd.questions_of)):
                counts[-1, :-1] = together(last[:, ~across])
                counts[:-1, -1] = together(rows[:, across].T)
                counts[-1, -1:] = together(last[:, across].reshape(-1, 1))
        return people, questions


def _with_room(counts: Counts, rows: Mask, columns: Mask) -> Counts:
    """These rows and columns, and one of zeros after the last of each."""
    with_room = np.zeros((np.count_nonzero(rows) + 1, np.count_nonzero(columns) + 1), counts.dtype)
    with_room[:-1, :-1] = counts[rows][:, columns]
    return with_room


def crowd_of(columns: Columns, rows: Rows, cells: Numbers, shape: Sequence[int]) -> Crowd:
    """The crowd of these rows, of which `cells` says in which cell each lies.

    A few rows of a cell mostly show that there are enough people: all are looked at only where they do not.
    """
    questions = np.bincount(cells, minlength=prod(shape)).reshape(shape)
    enough, every = np.zeros(shape, dtype=bool), len(rows) // SAMPLE
    if every > 1:
        sample = _who(columns, rows[::every], cells[::every])
        enough = _crowd(questions, enough, sample, columns.purges).people == FEWEST_PEOPLE
        left = np.flatnonzero(~enough.take(cells))
        rows, cells = rows[left], cells[left]
    return _crowd(questions, enough, _who(columns, rows, cells), columns.purges)


def _who(columns: Columns, rows: Rows, cells: Numbers) -> Numbers:
    return cells * len(columns.purges) + columns.people[rows]


def _crowd(questions: Counts, enough: NDArray[np.bool_], who: Numbers, purges: Numbers) -> Crowd:
    """The crowd of a table of which some cells are known to have enough people, and who is behind the others.

    One person has a new number after each purge: within one they are counted, over several the largest is sure.
    """
    who = np.sort(who)  # several times as fast as numpy's own `unique`
    who = who[_is_next(who)]
    cell, person = _parted(who, len(purges))
    starts = np.flatnonzero(_is_next(cell) | _is_next(purges[person]))
    counts = np.diff(starts, append=len(who))
    people = np.where(enough, FEWEST_PEOPLE, 0).ravel()
    np.maximum.at(people, cell[starts], np.minimum(counts, FEWEST_PEOPLE))
    return Crowd(questions, people.reshape(questions.shape), who[people[cell] < FEWEST_PEOPLE], purges)


def _is_next(numbers: Numbers) -> Mask:
    """Where another number than the one before stands."""
    is_next = np.ones(len(numbers), dtype=bool)
    np.not_equal(numbers[1:], numbers[:-1], out=is_next[1:])
    return is_next


def _parted(numbers: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Quotient and remainder; twice as fast as numpy's own `divmod`."""
    quotient = numbers // size
    return quotient, numbers - quotient * size
