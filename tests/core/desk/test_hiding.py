"""No number of fewer than five people can be read, nor reckoned out of the others by adding and subtracting."""

from __future__ import annotations

from itertools import chain, combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.core.desk.hiding import FEWEST_PEOPLE, Mask, hidden_in_line, hidden_in_table

SIZES = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9])


def in_line(people: list[int]) -> list[bool]:
    """The rule for a line where nobody is in two cells."""
    sizes = np.array(people)
    return list(hidden_in_line(sizes, sizes, together=lambda hidden: int(sizes[hidden].sum())))


@settings(deadline=None)
@given(st.lists(SIZES, min_size=1, max_size=8).filter(lambda sizes: sum(sizes) >= FEWEST_PEOPLE))
def test_the_hidden_numbers_of_a_line_are_of_five_people_together_or_of_nobody(people: list[int]) -> None:
    hidden = in_line(people)

    assert all(is_hidden or size == 0 or size >= FEWEST_PEOPLE for size, is_hidden in zip(people, hidden, strict=True))
    left = sum(size for size, is_hidden in zip(people, hidden, strict=True) if is_hidden)
    assert left == 0 or left >= FEWEST_PEOPLE


def test_the_smallest_of_the_others_is_hidden_along_with_a_single_small_number() -> None:
    assert in_line([40, 2, 7, 90]) == [False, True, True, False]


def test_two_small_numbers_of_five_people_together_hide_nothing_else() -> None:
    assert in_line([40, 2, 3, 90]) == [False, True, True, False]


def test_that_nobody_asked_is_not_hidden_in_a_line() -> None:
    assert in_line([40, 0, 9]) == [False, False, False]


@st.composite
def tables(draw: st.DrawFn) -> NDArray[np.int64]:
    """A table whose every total is of five people or more, nobody being in two cells."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cells = st.lists(SIZES, min_size=height * width, max_size=height * width).map(np.array)
    return draw(
        cells.map(lambda flat: flat.reshape(height, width)).filter(
            lambda table: bool(
                (table.sum(axis=0) >= FEWEST_PEOPLE).all() and (table.sum(axis=1) >= FEWEST_PEOPLE).all()
            )
        )
    )


def reckoned_out(table: NDArray[np.int64], hidden: Mask) -> list[int]:
    """How many people are behind each set of hidden cells whose sum follows from the totals and the cells shown."""
    cells = np.argwhere(hidden)
    of_rows = [[int(row == each) for row, _ in cells] for each in range(table.shape[0])]
    of_columns = [[int(column == each) for _, column in cells] for each in range(table.shape[1])]
    equations = np.array(of_rows + of_columns, dtype=float)
    sets = chain.from_iterable(combinations(range(len(cells)), size) for size in range(1, len(cells) + 1))
    few = (each for each in sets if sum(table[tuple(cells[at])] for at in each) < FEWEST_PEOPLE)
    return [
        sum(int(table[tuple(cells[at])]) for at in each)
        for each in few
        if any(table[tuple(cells[at])] for at in each) and _follows(equations, each)
    ]


def _follows(equations: NDArray[Any], cells: tuple[int, ...]) -> bool:
    wanted = np.zeros(equations.shape[1])
    wanted[list(cells)] = 1
    solution = np.linalg.lstsq(equations.T, wanted, rcond=None)[0]
    return bool(np.allclose(equations.T @ solution, wanted, atol=1e-7))


@settings(max_examples=80, deadline=None)
@given(tables(), st.booleans(), st.booleans())
def test_no_sum_of_fewer_than_five_people_can_be_reckoned_out_of_a_table(
    table: NDArray[np.int64], is_last_row_unshown: bool, is_last_column_unshown: bool
) -> None:
    unshown = np.zeros(table.shape, dtype=bool)
    unshown[-1] |= is_last_row_unshown
    unshown[:, -1] |= is_last_column_unshown
    hidden = hidden_in_table(table, table, unshown=unshown)

    assert not ((table > 0) & (table < FEWEST_PEOPLE) & ~hidden).any()
    assert reckoned_out(table, hidden) == []


def test_a_small_cell_takes_three_others_along_that_lie_with_it_in_a_square() -> None:
    table = np.array([[2, 9, 30], [8, 7, 30], [30, 30, 30]])

    assert hidden_in_table(table, table).tolist() == [[True, True, False], [True, True, False], [False] * 3]


def test_a_row_of_small_cells_takes_one_other_row_along() -> None:
    table = np.array([[3, 4], [40, 50], [60, 70], [9, 8]])

    assert hidden_in_table(table, table).tolist() == [[True, True], [False, False], [False, False], [True, True]]


def test_that_nobody_asked_is_hidden_only_where_it_would_help_to_reckon() -> None:
    in_a_square = np.array([[2, 9, 0], [8, 7, 30], [30, 30, 30]])
    alone = np.array([[3, 3, 0], [3, 3, 0], [0, 0, 9]])
    apart = np.array([[9, 9, 2, 0], [9, 9, 0, 0], [0, 0, 9, 9], [0, 0, 9, 9]])

    assert not hidden_in_table(in_a_square, in_a_square)[0, 2]
    assert (hidden_in_table(alone, alone) == (alone == 3)).all()
    assert hidden_in_table(apart, apart)[2:, :2].sum() == 1  # else both upper rows less both left columns are the two


def test_a_table_without_small_cells_hides_nothing() -> None:
    assert not hidden_in_table(np.full((3, 3), 5), np.full((3, 3), 5)).any()
