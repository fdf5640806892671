"""The same count is shown on every page or on none, and what is shown never gives away a count of few people."""

from __future__ import annotations

import random
from datetime import date
from itertools import combinations, product
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.desk import crowding, crowds
from bot.core.desk.crowding import NO_CONDITIONS, Conditions
from bot.core.desk.showing import Showing
from bot.core.desk.tables import Period

from .logbook import Logbook
from .plainly import Plainly

OCTOBER, WEEK_44 = Period.read("2026-10"), Period.read("2026-W44")
QUARTER, YEAR = Period.read("2026-Q4"), Period.read("2026")


def of(log: Logbook, **words: str) -> Conditions:
    """Conditions by their words."""
    return frozenset((name, log.columns.code(name, word)) for name, word in words.items())


def test_a_count_of_four_people_is_hidden_and_of_five_is_shown() -> None:
    log = Logbook()
    log.ask_each(range(4))
    assert Showing(log.columns).count(OCTOBER) is None

    log.ask(4)
    assert Showing(log.columns).count(OCTOBER) == 5


def test_many_questions_of_one_person_stay_hidden() -> None:
    log = Logbook()
    for _ in range(40):
        log.ask(1)

    assert Showing(log.columns).count(OCTOBER) is None


def test_a_period_nobody_asked_in_is_not_hidden() -> None:
    assert Showing(Logbook().columns).count(OCTOBER) == 0


def test_the_rest_of_a_total_is_not_shown_where_it_gives_away_the_few() -> None:
    log = Logbook()
    log.ask_each(range(9), system="acadre")
    log.ask_each(range(7), system="nexus")
    log.ask_each(range(2), system="facit")
    showing = Showing(log.columns)

    shown = {system: showing.count(OCTOBER, of(log, system=system)) for system in ("acadre", "nexus", "facit")}
    assert shown == {"acadre": 9, "nexus": None, "facit": None}


def test_a_mark_is_hidden_when_those_without_it_are_few() -> None:
    log = Logbook()
    log.ask_each(range(8), confirmed=1)
    log.ask_each(range(8, 11))

    assert Showing(log.columns).count(OCTOBER, frozenset({("confirmed", 1)})) is None


def test_a_month_is_hidden_when_it_gives_away_another_of_its_quarter() -> None:
    log = Logbook()
    log.ask_each(range(9), date(2026, 10, 7))
    log.ask_each(range(7), date(2026, 11, 7))
    log.ask_each(range(2), date(2026, 12, 7))
    showing = Showing(log.columns)

    shown = [showing.count(month) for month in QUARTER.parts()]
    assert (shown, showing.count(QUARTER)) == ([9, None, None], 18)


def test_a_week_is_hidden_when_it_gives_away_the_few_days_of_another_month() -> None:
    log = Logbook()
    log.ask_each(range(2), date(2026, 10, 31))
    log.ask_each(range(9), date(2026, 10, 7))
    log.ask_each(range(9), date(2026, 10, 27))
    log.ask_each(range(7), date(2026, 11, 4))
    log.ask_each(range(7), date(2026, 10, 14))
    showing = Showing(log.columns)

    assert showing.count(WEEK_44) == 11  # it ends on 1 November, when nobody asked
    log.ask_each(range(2), date(2026, 10, 1))  # in week 40, which begins in September
    showing = Showing(log.columns)
    assert showing.count(Period.read("2026-W40")) is None
    assert [showing.count(Period.read(f"2026-W{week}")) for week in (41, 42, 43)] == [9, None, 0]


def test_what_nobody_has_ever_asked_about_is_hidden_and_no_error() -> None:
    assert Showing(Logbook().columns).count(OCTOBER, frozenset({("system", -1)})) is None


QUESTIONS = st.tuples(
    st.integers(0, 11),
    st.sampled_from(["acadre", "nexus"]),
    st.sampled_from(["boern", "teknik", "stab"]),
    st.integers(0, 1),
)


@st.composite
def uneven(draw: st.DrawFn) -> list[tuple[int, str, str, int]]:
    """Questions of a few dozen people, of which some systems, departments and months have many and others few."""
    chance = random.Random(draw(st.integers(0, 1_000_000)))  # noqa: S311 -- nothing is kept secret with it
    systems, departments = ["acadre", "nexus"], ["boern", "teknik", "stab"][: chance.randint(2, 3)]
    of_systems, of_departments = ([chance.random() ** 2 for _ in each] for each in (systems, departments))
    return [
        (
            chance.randrange(40),
            chance.choices(systems, of_systems)[0],
            chance.choices(departments, of_departments)[0],
            int(chance.random() < 0.4),
        )
        for _ in range(chance.randint(20, 160))
    ]


@settings(max_examples=120, deadline=None)
@given(st.lists(QUESTIONS, min_size=5, max_size=60) | uneven())
def test_no_count_of_few_people_follows_from_those_shown_by_system_department_and_month(
    asked: list[tuple[int, str, str, int]],
) -> None:
    log = Logbook()
    for person, system, department, month in asked:
        log.ask(person, date(2026, 10 + month, 7), system=system, department=department)
    columns = log.columns
    showing = Showing(columns)
    counts = [
        (period, conditions)
        for period in (YEAR, QUARTER, *QUARTER.parts())
        for names in ((), ("system",), ("department",), ("system", "department"))
        for codes in product(*(range(1, len(columns.words[name])) for name in names))
        for conditions in [frozenset(zip(names, codes, strict=True))]
    ]
    shown = [_cells(showing, *count) for count in counts if showing.is_open(*count)]
    few = [count for count in counts if 0 < _people(showing, *count) < 5]

    assert not [count for count in few if showing.is_open(*count)]
    assert not [count for count in few if shown and _follows(np.array(shown), _cells(showing, *count))]


ASKED = st.tuples(
    st.integers(0, 8),
    st.sampled_from([date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 7), date(2026, 11, 1), date(2026, 11, 3)]),
    st.sampled_from([None, "acadre", "nexus"]),
    st.sampled_from(["boern", "teknik"]),
    st.integers(0, 1),
    st.sampled_from([None, None, "2026-11-05"]),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(ASKED, min_size=5, max_size=70), st.sampled_from([1, 7, 1000]), st.sampled_from([1, 4, 1000]))
def test_what_is_shown_is_what_the_rule_says_of_every_count_alone(
    asked: list[tuple[int, date, str | None, str, int, str | None]], sample: int, cells: int
) -> None:
    log = Logbook()
    for person, day, system, department, confirmed, purge in asked:
        values = {"system": system, "department": department, "confirmed": confirmed, "purge": purge}
        log.ask(person + (100 if purge else 0), day, **values)
    columns = log.columns
    plainly, showing = Plainly(columns), Showing(columns)
    counts = [
        (Period.read(period), frozenset(zip(names, codes, strict=True)))
        for period in ("2026", "2026-Q4", "2026-10", "2026-11", "2026-W40", "2026-W44", "2026-W45")
        for names in _every(("confirmed", "department", "system"))
        for codes in product(*(range(columns.width(name)) for name in names))
    ]

    with patch.object(crowds, "SAMPLE", sample), patch.object(crowding, "MOST_CELLS", cells):
        assert [(each, showing.count(*each)) for each in counts] == [(each, plainly.count(*each)) for each in counts]


def _every(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every choice of these, none and all among them."""
    return [some for count in range(len(names) + 1) for some in combinations(names, count)]


def _people(showing: Showing, period: Period, conditions: Conditions) -> int:
    return len(set(showing.columns["asker"][showing.rows(period, conditions)]))


def _cells(showing: Showing, period: Period, conditions: Conditions) -> list[int]:
    """Which of the smallest cells (month, system, department) a count is made of."""
    columns, wanted = showing.columns, dict(conditions)
    months = [period.first <= month.first and month.last <= period.last for month in QUARTER.parts()]
    return [
        int(is_in and wanted.get("system", system) == system and wanted.get("department", department) == department)
        for is_in in months
        for system in range(1, len(columns.words["system"]))
        for department in range(1, len(columns.words["department"]))
    ]


def _follows(shown: object, wanted: list[int]) -> bool:
    """Whether a sum or difference of the counts shown is the wanted one, whatever the numbers are."""
    known = np.asarray(shown, dtype=float)
    solution = np.linalg.lstsq(known.T, np.array(wanted, dtype=float), rcond=None)[0]
    return bool(np.allclose(known.T @ solution, wanted, atol=1e-7))


def test_a_count_that_is_hidden_hides_what_it_is_the_sum_of() -> None:
    log = Logbook()
    log.ask_each(range(9), system="acadre", department="boern")
    log.ask_each(range(7), system="nexus", department="boern")
    log.ask_each(range(2), system="facit", department="teknik")
    showing = Showing(log.columns)

    assert showing.count(OCTOBER, of(log, system="nexus")) is None
    assert showing.count(OCTOBER, of(log, system="nexus", department="boern")) is None
    assert showing.count(OCTOBER, NO_CONDITIONS) == 18
