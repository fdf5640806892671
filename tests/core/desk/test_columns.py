"""The log as columns: rows come, change and go, and people are counted as often as they are people."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.desk import columns as module
from bot.core.desk.columns import NAMES, Columns, people_in

from .logbook import Logbook


def filled(log: Logbook) -> Columns:
    """What can be counted of the log."""
    return Columns().extended(log.rows)


def systems(columns: Columns) -> list[str | None]:
    """The system of each question, in the order they were asked."""
    return [columns.words["system"][code] for code in columns["system"]]


def test_rows_stand_in_the_order_they_were_asked_whenever_they_came() -> None:
    log = Logbook()
    for day, system in ((9, "nexus"), (2, "acadre"), (5, None)):
        log.ask(1, date(2026, 10, day), system=system)

    assert systems(filled(log)) == ["acadre", None, "nexus"]
    assert systems(Columns().extended(log.rows[:1]).extended(log.rows[1:])) == ["acadre", None, "nexus"]


def test_a_row_that_comes_again_takes_the_place_of_the_one_before() -> None:
    log = Logbook()
    log.ask(1, system="nexus")
    changed = list(log.rows[0])
    changed[NAMES.index("system")] = "acadre"

    assert systems(filled(log).extended([changed])) == ["acadre"]


def test_a_row_that_is_taken_away_is_not_counted() -> None:
    log = Logbook()
    log.ask(1, system="nexus")
    log.ask(2, system="acadre")

    assert systems(filled(log).without({1})) == ["acadre"]


def test_a_period_takes_from_its_first_moment_until_just_before_its_last() -> None:
    log = Logbook()
    for day in (30, 31):
        log.ask(day, date(2026, 10, day))
    columns = filled(log)

    assert list(columns.within(*(datetime.fromtimestamp(int(each), UTC) for each in columns["asked"]))) == [0]


def test_one_asker_is_not_counted_as_several_after_several_purges() -> None:
    log = Logbook()
    for purge in range(6):
        log.ask(100 + purge, purge=f"2026-10-0{purge + 1}")
    columns = filled(log)

    assert people_in(columns, np.arange(6), np.zeros(6, int), 1, enough=5).tolist() == [1]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=60), st.integers(1, 8))
def test_fewer_people_than_enough_are_counted_exactly(asked: list[tuple[int, int]], sample: int) -> None:
    log = Logbook()
    for _, person in asked:
        log.ask(person)
    cells = np.array([cell for cell, _ in asked])
    exact = [len({person for cell, person in asked if cell == each}) for each in range(4)]
    usual, module.SAMPLE = module.SAMPLE, sample
    try:
        found = people_in(filled(log), np.arange(len(asked)), cells, 4, enough=5)
    finally:
        module.SAMPLE = usual

    assert [min(number, 5) for number in found] == [min(number, 5) for number in exact]
