"""Figures are written as people write them, and a change says which way it went."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content.phrasing import Phrasing
from bot.content.snapshot import load_current
from bot.core.desk.tables import Figure
from bot.services.figure_words import FigureWords

FIGURES = {
    Figure("questions", 6012, 5892): ("6.012", "+120"),
    Figure("questions", 5, 5): ("5", "±0"),
    Figure("confirmed_share", 0.176, 0.169, "share"): ("18 %", "+1 procentpoint"),
    Figure("confirmed_share", 0.1691, 0.1709, "share"): ("17 %", "±0 procentpoint"),
    Figure("response_hours", 3.46, 4.0, "hours"): ("3,5 timer", "−0,5 timer"),
    Figure("overdue", None, 9): ("skjult", ""),
    Figure("overdue", 9, None): ("9", ""),
}


@pytest.fixture
def words(trained_data: Path) -> FigureWords:
    """In Danish."""
    snapshot = load_current(trained_data)
    return FigureWords(snapshot, Phrasing(snapshot.library, snapshot.catalogue, "da"))


@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_a_figure_is_a_number_and_a_change(words: FigureWords, figure: Figure) -> None:
    assert (words.value(figure), words.change(figure)) == FIGURES[figure]


def test_values_have_the_names_people_know(words: FigureWords) -> None:
    system = words.snapshot.catalogue.systems[0]

    assert words.name("system", system) == words.snapshot.library.systems[system].name
    assert words.name("channel", "web") == "Websiden"
    assert words.name("topic", "gone-since") == "gone-since"
    assert words.name("theme", "") == "Intet bestemt"
