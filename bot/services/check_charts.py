"""Make the chart of the blind checks: the share of certain answers that were wrong, week after week."""

from __future__ import annotations

from bot.content.phrasing import Phrasing
from bot.core.desk.charts import Estimates, Table, Words
from bot.core.desk.intervals import Share
from bot.core.desk.tables import Period
from bot.services.chart_words import percent
from bot.services.check_figures import WEEKS_TOGETHER, CheckFigures, RateAt

FEWEST_WEEKS = 2  # closed weeks: one is no curve


def curve(figures: CheckFigures, *, phrases: Phrasing) -> Estimates | None:
    """The share and its interval, each time of the quarter that ends with a week; None of fewer than two weeks."""
    shares = tuple(at.rate.share for at in figures.rates)
    latest = next((share for share in reversed(shares) if share is not None), None)
    if len(shares) < FEWEST_WEEKS or latest is None:
        return None
    now = {"share": percent(latest.value, phrases), "between": _between(latest, phrases)}
    return Estimates(
        words=Words(
            title=phrases.say("checks.curve.title"),
            says=phrases.say("checks.rate.now", **now),
            table=_table(figures, phrases),
            language=phrases.language,
            hidden="",
        ),
        labels=tuple(phrases.say("chart.week", number=Period.read(at.week).number) for at in figures.rates),
        shares=shares,
        latest=now["share"],
        axis=phrases.say("checks.curve.axis"),
    )


def _table(figures: CheckFigures, phrases: Phrasing) -> Table:
    heads = tuple(phrases.say(f"checks.column.{key}") for key in ("until", "wrong", "between"))
    caption = phrases.say("checks.rate.table", weeks=WEEKS_TOGETHER)
    return Table(caption, heads, tuple(_row(at, phrases) for at in figures.rates))


def _row(at: RateAt, phrases: Phrasing) -> tuple[str, ...]:
    week, share = Period.read(at.week), at.rate.share
    head = phrases.say("helped.week", week=week.number, year=week.year)
    if share is None:
        return head, "–", "–"
    return head, percent(share.value, phrases), _between(share, phrases)


def _between(share: Share, phrases: Phrasing) -> str:
    return f"{percent(share.interval.low, phrases)} – {percent(share.interval.high, phrases)}"
