"""The database of aggregates and the workbook: the pages' numbers with the pages' hiding, and nobody's words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.content.phrasing import Phrasing
from bot.core.desk.sheets import Cell, Sheet
from bot.core.desk.tables import Filters, Period
from bot.errors import NotAllowedError
from bot.services.aggregates import HIDDEN, aggregates
from bot.services.figure_words import FigureWords
from bot.services.ports import Holding
from bot.services.statistics import see_statistics
from bot.services.statistics_sheets import sheets_of

from .conftest import Bot

MARCH = Filters(Period.read("2026-03"))
QUESTION = "Skal jeg skrive et notat?"


def _words(bot: Bot) -> FigureWords:
    snapshot = bot.content.snapshot
    return FigureWords(snapshot, Phrasing(snapshot.library, snapshot.catalogue, "da"))


def _asked_by(bot: Bot, people: int) -> None:
    for number in range(people):
        bot.ask(QUESTION, who=f"asker-{number}")


def _tables(bot: Bot) -> dict[str, Sequence[dict[str, Cell]]]:
    found = aggregates(None, words=_words(bot), services=bot.services, now=bot.now)
    return {table.name: _rows(table) for table in found}


def _rows(table: Sheet) -> Sequence[dict[str, Cell]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows]


def _questions(bot: Bot, kind: str) -> tuple[Cell, Cell]:
    (row,) = [row for row in _tables(bot)["figures"] if (row["period_kind"], row["figure"]) == (kind, "questions")]
    return row["value"], row["why_hidden"]


@pytest.mark.parametrize("kind", ["week", "month", "quarter", "year"])
def test_every_period_that_holds_a_question_is_there(bot: Bot, kind: str) -> None:
    _asked_by(bot, 5)

    assert _questions(bot, kind) == (5, "")


def test_a_number_of_fewer_than_five_people_is_null_and_says_why(bot: Bot) -> None:
    _asked_by(bot, 4)

    assert _questions(bot, "month") == (None, HIDDEN)


def test_every_figure_has_its_definition(bot: Bot) -> None:
    _asked_by(bot, 5)
    tables = _tables(bot)

    assert {row["figure"] for row in tables["figures"]} == {row["figure"] for row in tables["definitions"]}


def test_an_invented_history_says_so_in_the_database_and_in_the_workbook(bot: Bot) -> None:
    with bot.storage.transaction() as work:
        work.mark_invented()

    view = see_statistics(MARCH, None, services=bot.services, now=bot.now)
    first = next(iter(sheets_of(view, words=_words(bot), is_invented=True)))
    assert {"what": "is_invented", "value": "yes"} in _tables(bot)["about"]
    assert ("web.invented", "web.invented.what") in list(first.rows)


def test_no_file_holds_anybodys_words(bot: Bot) -> None:
    _asked_by(bot, 6)
    view = see_statistics(MARCH, None, services=bot.services, now=bot.now)
    sheets = [list(sheet.rows) for sheet in sheets_of(view, words=_words(bot), is_invented=False)]

    assert QUESTION not in repr((_tables(bot), sheets))
    assert "asker-" not in repr((_tables(bot), sheets))


def test_a_workbook_hides_what_the_page_hides(bot: Bot) -> None:
    _asked_by(bot, 4)
    view = see_statistics(MARCH, None, services=bot.services, now=bot.now)

    sheets = {sheet.name: list(sheet.rows) for sheet in sheets_of(view, words=_words(bot), is_invented=False)}

    assert ("figure.questions", None, None) in sheets["sheet.figures_count"]


def test_aggregates_are_the_coordinators(bot: Bot) -> None:
    with pytest.raises(NotAllowedError):
        aggregates(bot.person("it", Holding("it")), words=_words(bot), services=bot.services, now=bot.now)
