"""The curve of the blind checks says what its figures say: each week's share and interval, in words and in a table."""

from __future__ import annotations

import pytest

from bot.content.phrasing import Phrasing
from bot.core.desk.checking import WrongRate
from bot.core.desk.intervals import Share, share_of
from bot.services.check_charts import curve
from bot.services.check_figures import CheckFigures, RateAt

from .conftest import Bot


@pytest.fixture
def phrases(bot: Bot) -> Phrasing:
    snapshot = bot.content.snapshot
    return Phrasing(snapshot.library, snapshot.catalogue, "da")


def _figures(*shares: Share | None) -> CheckFigures:
    weeks = (f"2026-W{number}" for number in range(46, 46 + len(shares)))
    return CheckFigures(
        tuple(RateAt(week, WrongRate(9, 1, 0, share)) for week, share in zip(weeks, shares, strict=True)), ()
    )


def test_each_week_that_is_closed_has_its_share_and_a_row(phrases: Phrasing) -> None:
    shares = share_of(2, 10), share_of(3, 20)

    chart = curve(_figures(*shares), phrases=phrases)

    assert chart is not None
    assert chart.shares == shares
    assert len(chart.labels) == len(chart.words.table.rows) == 2


def test_a_week_of_which_nothing_can_be_said_is_a_gap_and_a_dash(phrases: Phrasing) -> None:
    chart = curve(_figures(share_of(2, 10), None, share_of(3, 20)), phrases=phrases)

    assert chart is not None
    assert chart.shares[1] is None
    assert chart.words.table.rows[1][1:] == ("–", "–")


@pytest.mark.parametrize("shares", [(), (share_of(2, 10),), (None, None)], ids=["no week", "one week", "nothing known"])
def test_what_is_no_curve_is_not_drawn(phrases: Phrasing, shares: tuple[Share | None, ...]) -> None:
    assert curve(_figures(*shares), phrases=phrases) is None
