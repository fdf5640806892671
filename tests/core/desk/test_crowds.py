"""People are counted in every cell at once, and of every sum of cells it is known whether there are five."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.desk import crowds
from bot.core.desk.columns import Columns, lines_of
from bot.core.desk.crowds import Crowd, Table, crowd_of
from bot.core.desk.hiding import FEWEST_PEOPLE

from .logbook import Logbook

SHAPE, CELLS = (2, 4, 3), 24
ASKED = st.lists(st.tuples(st.integers(0, CELLS - 1), st.integers(0, 11), st.sampled_from([0, 0, 1, 2])), max_size=120)

Asked = list[tuple[int, int, int]]
"""(cell, person, how many purges ago) of each question."""


def crowd(asked: Asked, shape: tuple[int, ...] = SHAPE) -> Crowd:
    """The crowd of these."""
    log = Logbook()
    for _, person, purge in asked:
        log.ask(20 * purge + person, purge=f"2026-10-0{purge}" if purge else None)
    cells = np.array([cell for cell, _, _ in asked], dtype=np.int64)
    return crowd_of(Columns().extended(lines_of(log.rows)), np.arange(len(asked)), cells, shape)


def people(asked: Asked, *cells: int) -> int:
    """How many people are behind these cells, five for more: the most that are known apart within one purge."""
    found = [{person for cell, person, purge in asked if cell in cells and purge == each} for each in range(3)]
    return min(max(map(len, found)), FEWEST_PEOPLE)


def told_apart(count: int) -> str:
    """All that hiding wants to know."""
    return "nobody" if not count else "few" if count < FEWEST_PEOPLE else "enough"


@settings(deadline=None)
@given(ASKED, st.sampled_from([1, 8, 1000]))
def test_fewer_than_five_people_are_counted_exactly_and_questions_always(asked: Asked, sample: int) -> None:
    with patch.object(crowds, "SAMPLE", sample):
        counted = crowd(asked)

    assert counted.people.ravel().tolist() == [people(asked, cell) for cell in range(CELLS)]
    assert counted.questions.ravel().tolist() == [[each[0] for each in asked].count(cell) for cell in range(CELLS)]


@settings(deadline=None)
@given(ASKED)
def test_a_smaller_table_follows_from_a_larger_one_as_if_it_had_been_counted(asked: Asked) -> None:
    counted = crowd(asked)

    for smaller, place in (
        (counted.joined(1, 2), lambda one, two, three: (one, two // 2, three)),
        (counted.without(0), lambda _one, two, three: (two, three)),
        (counted.without(2).without(0), lambda _one, two, _three: (two,)),
    ):
        shape = smaller.people.shape
        moved = [
            (int(np.ravel_multi_index(place(*np.unravel_index(cell, SHAPE)), shape)), person, purge)
            for cell, person, purge in asked
        ]
        directly = crowd(moved, shape)
        assert smaller.people.tolist() == directly.people.tolist()
        assert smaller.questions.tolist() == directly.questions.tolist()
        assert smaller.who.tolist() == directly.who.tolist()


@settings(deadline=None)
@given(ASKED, st.lists(st.lists(st.integers(0, CELLS - 1), min_size=3, max_size=3, unique=True), max_size=6))
def test_of_several_cells_together_it_is_known_whether_five_people_are_behind_them(
    asked: Asked, sets: list[list[int]]
) -> None:
    counted, cells = crowd(asked), np.array(sets, dtype=np.int64).reshape(-1, 3).T

    found = [told_apart(count) for count in counted.together(cells).tolist()]
    assert found == [told_apart(people(asked, *each)) for each in sets]
    assert counted.questions_of(cells).tolist() == [sum(cell in each for cell, _, _ in asked) for each in sets]


@settings(deadline=None)
@given(ASKED, st.lists(st.booleans(), min_size=4, max_size=4), st.lists(st.booleans(), min_size=3, max_size=3))
def test_rows_and_columns_without_a_total_count_as_one_the_last(
    asked: Asked, down: list[bool], across: list[bool]
) -> None:
    counted = crowd(asked)
    cells = counted.cells[1]

    joined, questions = Table(counted, cells).joined(np.array(down), np.array(across))
    rows, columns = _groups(down), _groups(across)
    expected = [[[int(cells[row, column]) for row in some for column in others] for others in columns] for some in rows]
    assert [[told_apart(count) for count in row] for row in joined.tolist()] == [
        [told_apart(people(asked, *each)) for each in row] for row in expected
    ]
    assert questions.tolist() == [[sum(cell in each for cell, _, _ in asked) for each in row] for row in expected]


def _groups(is_together: list[bool]) -> list[list[int]]:
    """Each place alone, and after them those that are together."""
    alone = [[at] for at, each in enumerate(is_together) if not each]
    return [*alone, [at for at, each in enumerate(is_together) if each]]
