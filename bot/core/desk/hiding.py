"""Hide the numbers that fewer than five people are behind, and enough others that none of them can be reckoned out.

What can be reckoned out by adding and subtracting is a combination of the totals and of the numbers shown. In one row
of numbers that is only the sum of all hidden ones: at least five people must be behind it. In a table with totals, give
row r and column c a number x each; what is reckoned out takes every hidden cell (r, c) x_r - x_c times. A hidden cell
of few people is safe when a chain of hidden cells of many leads from its row to its column: either all of the chain has
the same x, and the cell is not in what is reckoned out, or a cell of many is in it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

FEWEST_PEOPLE = 5

Counts = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
Edge = tuple[int, int]


def is_of_few(people: Counts) -> Mask:
    """Behind which numbers there is somebody, and fewer than five people."""
    return (people > 0) & (people < FEWEST_PEOPLE)


def hidden_in_line(people: Counts, questions: Counts, *, together: Callable[[Mask], int]) -> Mask:
    """Which numbers of a row of numbers with a total are hidden; `together` counts the people behind several of them.

    A number that nobody is behind says nothing of anybody and is not hidden.
    """
    hidden = is_of_few(people)
    if hidden.any() and together(hidden) < FEWEST_PEOPLE:
        others = np.flatnonzero(people >= FEWEST_PEOPLE)
        if len(others):
            hidden[min(others, key=lambda at: questions[at])] = True
    return hidden


def hidden_in_table(people: Counts, questions: Counts, *, unshown: Mask | None = None) -> Mask:
    """Which cells of a table are hidden whose totals, of rows and of columns, are all shown.

    At least five people must be behind each total. `unshown` are cells that nobody gets to see in any case.

    Rows and columns that chains can join are one part, and x is one number in each part, or a cell of many is in what
    is reckoned out. Between two parts no chain leads. So where cells of few lie, a cell that nobody is behind is hidden
    in the rows of each part and the columns of each other, unless one of few is there. Say x is larger in one part than
    in another: what is reckoned out counts the cells in the rows of the other and the columns of the one minus, and is
    the number of nothing. Only where there are none, since the one is a single row or the other a single column, all
    its cells are counted; and that is a total, of five people or more.
    """
    of_few = is_of_few(people)
    hidden = of_few if unshown is None else of_few | unshown
    if not of_few.any():
        return hidden
    rows = people.shape[0]
    many = people >= FEWEST_PEOPLE
    costs = np.where(hidden, -1, questions)[many]
    edges, ends = _edges(many), _edges(of_few)
    cheapest_first = (edges[at] for at in np.argsort(costs, kind="stable").tolist())
    chains, part_of = _forest(cheapest_first, sum(people.shape))
    ends += _joints(ends, part_of, rows)
    for row, column in (*_pruned(chains, keep={node for edge in ends for node in edge}), *ends):
        hidden[row, column - rows] = True
    return hidden


def _joints(ends: Sequence[Edge], part_of: Sequence[int], rows: int) -> list[Edge]:
    """For each two parts that cells of few lie in a cell of a row and a column, where there is none of few."""
    row_of: dict[int, int] = {}
    column_of: dict[int, int] = {}
    joined = {(part_of[row], part_of[column]) for row, column in ends}
    parts = {part for pair in joined for part in pair}
    for node, part in enumerate(part_of):
        (row_of if node < rows else column_of).setdefault(part, node)
    return [
        (row_of[one], column_of[other])
        for one, other in product(sorted(parts & row_of.keys()), sorted(parts & column_of.keys()))
        if one != other and (one, other) not in joined
    ]


def _edges(cells: Mask) -> list[Edge]:
    """The cells as edges from rows to columns, which are numbered on from the rows."""
    rows, columns = np.nonzero(cells)
    return list(zip(rows.tolist(), (columns + len(cells)).tolist(), strict=True))


def _forest(edges: Iterable[Edge], nodes: int) -> tuple[list[Edge], Sequence[int]]:
    """Of `edges`, cheapest first, those that join what was not joined before; and in which part each node then is."""
    part_of = list(range(nodes))

    def root(node: int) -> int:
        while part_of[node] != node:
            part_of[node] = part_of[part_of[node]]
            node = part_of[node]
        return node

    chosen = []
    for one, other in edges:
        first, second = root(one), root(other)
        if first != second:
            part_of[first] = second
            chosen.append((one, other))
    return chosen, [root(node) for node in range(nodes)]


def _pruned(forest: list[Edge], *, keep: set[int]) -> list[Edge]:
    """The forest without the twigs that lead to nothing in `keep`."""
    while True:
        degree = Counter(node for edge in forest for node in edge)
        left = [edge for edge in forest if all(degree[node] > 1 or node in keep for node in edge)]
        if len(left) == len(forest):
            return left
        forest = left
