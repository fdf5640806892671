"""Charts in words: what they say, what they call things, and that what is hidden stays hidden."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content.loading import load
from bot.content.phrasing import Phrasing
from bot.content.snapshot import catalogue_of, library_of
from bot.core.desk.charts import written
from bot.core.desk.tables import Flow, Grid, Line, Period, PeriodKind
from bot.services.chart_words import heat_map, period_name, spread, streams, trend
from tests.content.small import REAL

NOVEMBER = Period.read("2026-11")
WEEKS = (date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23))
TODAY = date(2026, 11, 18)


@pytest.fixture(scope="module")
def danish() -> Phrasing:
    content, _ = load(REAL)
    library = library_of(content)
    return Phrasing(library, catalogue_of(library), "da")


def _line(*numbers: int | None) -> Line:
    return Line("questions", tuple(zip(WEEKS, numbers, strict=False)))


@pytest.mark.parametrize(
    ("address", "name"),
    [("2026-W46", "uge 46, 2026"), ("2026-11", "november 2026"), ("2026-Q4", "4. kvartal 2026"), ("2026", "2026")],
)
def test_a_period_is_called_what_people_call_it(danish: Phrasing, address: str, name: str) -> None:
    assert period_name(Period.read(address), danish) == name


def test_numbers_have_the_separators_of_their_language() -> None:
    assert (written(6012, "da"), written(6012, "en")) == ("6.012", "6,012")


def test_a_trend_says_where_the_most_are(danish: Phrasing) -> None:
    chart = trend(_line(210, 1312, 280), None, period=NOVEMBER, today=TODAY, phrases=danish)

    assert chart.words.title == "Spørgsmål uge for uge"
    assert chart.words.says == "Flest spørgsmål: uge 45 med 1.312."
    assert chart.labels[:2] == ("uge 44", "uge 45")


def test_a_part_that_has_not_begun_is_left_out_and_no_zero(danish: Phrasing) -> None:
    chart = trend(_line(5, 6, 7, 8, 0), _line(1, 2, 3, 4, 5), period=NOVEMBER, today=TODAY, phrases=danish)

    assert chart.now.values == (5, 6, 7, 8)
    assert chart.words.table.rows[-1] == ("uge 48", "", "5")


def test_a_hidden_number_is_called_hidden_in_the_table_and_noted(danish: Phrasing) -> None:
    chart = trend(_line(210, None, 280), None, period=NOVEMBER, today=TODAY, phrases=danish)

    assert chart.words.table.rows[1] == ("uge 45", "skjult")
    assert chart.words.has_hidden


def test_a_chart_of_hidden_numbers_alone_says_that_they_are(danish: Phrasing) -> None:
    chart = trend(_line(None, None), None, period=NOVEMBER, today=TODAY, phrases=danish)

    assert chart.words.says == "Tallene er skjult, fordi færre end fem personer står bag."


def test_the_map_leaves_out_rows_and_columns_that_tell_nothing(danish: Phrasing) -> None:
    grid = Grid(("a", "b", "c"), ("x", "y"), ((12, None), (None, None), (0, 7)))

    chart = heat_map(grid, row_name=str.upper, column_name=str.title, phrases=danish)

    assert (chart.rows, chart.columns) == (("X", "Y"), ("A", "C"))
    assert chart.cells == ((12, 0), (None, 7))
    assert chart.words.says == "Flest spørgsmål om ét emne i ét system: A, »X« (12)."


def test_the_flow_says_how_many_are_confirmed_as_resolved(danish: Phrasing) -> None:
    flow = Flow(
        (("asked", "answer", 90), ("asked", "fallback", 10), ("answer", "confirmed", 60), ("answer", "unsaid", 30))
    )

    chart = streams(flow, totals={}, phrases=danish)

    assert chart.words.says == "60 af 100 spørgsmål (60 %) blev bekræftet løst."
    assert [(place.name, place.questions) for place in chart.places][:2] == [("Stillet", 100), ("Svar", 90)]


def test_what_flows_nowhere_is_no_stream(danish: Phrasing) -> None:
    flow = Flow((("asked", "answer", 90), ("asked", "fallback", 0), ("answer", "confirmed", 90)))

    assert [place.name for place in streams(flow, totals={}, phrases=danish).places] == [
        "Stillet",
        "Svar",
        "Bekræftet løst",
    ]


def test_a_place_with_a_hidden_stream_has_no_number_unless_it_is_shown_elsewhere(danish: Phrasing) -> None:
    flow = Flow((("asked", "answer", 90), ("answer", "confirmed", 60), ("answer", "unsaid", None)))

    without, told = (streams(flow, totals=totals, phrases=danish) for totals in ({}, {"unsaid": 30}))

    assert [place.questions for place in without.places] == [90, 90, 60, None]
    assert [place.questions for place in told.places] == [90, 90, 60, 30]


def test_the_spread_says_how_many_kept_the_promise(danish: Phrasing) -> None:
    chart = spread((("quarter", 30, False), ("whole", 51, False), ("longer", 19, True)), phrases=danish)

    assert chart.words.says == "81 % af henvendelserne blev besvaret til tiden."
    assert (chart.kept, chart.late) == ("81 % til tiden", "19 % for sent")


def test_shares_are_not_reckoned_from_what_is_partly_hidden(danish: Phrasing) -> None:
    chart = spread((("quarter", 30, False), ("longer", None, True)), phrases=danish)

    assert (chart.kept, chart.late) == ("", "")
    assert "%" in chart.words.says
    assert "til tiden" not in chart.words.says


def test_a_week_is_shown_among_the_weeks_of_its_month(danish: Phrasing) -> None:
    week = Period.around(TODAY, PeriodKind.WEEK)

    assert trend(_line(1, 2, 3, 4), None, period=week, today=TODAY, phrases=danish).now.name == "november 2026"
