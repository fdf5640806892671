"""The log as columns: rows come, change and go, and people are counted as often as they are people."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.core.desk.columns import NAMES, Columns, lines_of, people_of

from .logbook import Logbook


def filled(log: Logbook) -> Columns:
    """What can be counted of the log."""
    return Columns().extended(lines_of(log.rows))


def systems(columns: Columns) -> list[str | None]:
    """The system of each question, in the order they were asked."""
    return [columns.words["system"][code] for code in columns["system"]]


def test_rows_stand_in_the_order_they_were_asked_whenever_they_came() -> None:
    log = Logbook()
    for day, system in ((9, "nexus"), (2, "acadre"), (5, None)):
        log.ask(1, date(2026, 10, day), system=system)

    assert systems(filled(log)) == ["acadre", None, "nexus"]
    assert systems(Columns().extended(lines_of(log.rows[:1])).extended(lines_of(log.rows[1:]))) == [
        "acadre",
        None,
        "nexus",
    ]


def test_a_row_that_comes_again_takes_the_place_of_the_one_before() -> None:
    log = Logbook()
    log.ask(1, system="nexus")
    changed = list(log.rows[0])
    changed[NAMES.index("system")] = "acadre"

    assert systems(filled(log).extended(lines_of([changed]))) == ["acadre"]


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

    assert people_of(columns.people, columns.purges) == 1


def test_askers_are_numbered_by_their_purge() -> None:
    log = Logbook()
    for asker, purge in ((7, None), (3, "2026-10-02"), (9, "2026-10-01"), (1, "2026-10-02"), (7, None)):
        log.ask(asker, purge=purge)
    columns = filled(log)

    assert columns.people.tolist() == [0, 3, 1, 2, 0]
    assert [columns.words["purge"][code] for code in columns.purges] == [None, "2026-10-01", "2026-10-02", "2026-10-02"]
