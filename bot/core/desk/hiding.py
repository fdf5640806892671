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

    Where no chain can lead from the row of a cell of few to its column, the cells that nobody is behind are hidden too.
    Then all cells between what hangs together with the one and with the other are hidden, in both directions: either x
    is the same in both, or what is reckoned out counts some cells minus once and is the number of nothing. What is left
    is whole rows or whole columns, of five people or more.
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
    if all(part_of[row] == part_of[column] for row, column in ends):
        chains = _pruned(chains, keep={node for edge in ends for node in edge})
    else:
        hidden = hidden | (people == 0)
    for row, column in chains:
        hidden[row, column - rows] = True
    return hidden


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
