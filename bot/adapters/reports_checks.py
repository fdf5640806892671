"""Say in the terminal how many certain answers are wrong, and whether the probabilities keep what they promise."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.desk.checking import Promise
from bot.core.desk.intervals import Share
from bot.services.check_figures import FEWEST_JUDGED, CheckFigures


def checks_report(figures: CheckFigures) -> str:
    """The figures of the weeks that are closed, newest last, in percent with 95 % intervals."""
    if figures.now is None:
        return "Ingen uge er afsluttet endnu."
    return "\n".join(_lines(figures))


def _lines(figures: CheckFigures) -> Iterator[str]:
    yield f"{'til og med':12} {'forkerte':>9} {'af':>4} {'andel [95 %]':>22} {'kan ikke afgøres':>17}"
    for at in figures.rates:
        share, rate = at.rate.share, at.rate
        yield f"{at.week:12} {rate.wrong:9} {rate.right + rate.wrong:4} {_share(share):>22} {rate.unsure:17}"
    yield ""
    yield f"{'lovet':12} {'i snit':>9} {'antal':>4} {'rigtige [95 %]':>22}"
    for promise in figures.promises:
        mark = "  uden for det lovede" if promise in figures.broken else ""
        right = promise.right
        yield f"{_span(promise):12} {100 * promise.promised:9.1f} {right.counted:4} {_share(right):>22}{mark}"
    if figures.is_thin:
        yield f"\nUnder {FEWEST_JUDGED} bedømte svar: tallene kan være et tilfælde."


def _share(share: Share | None) -> str:
    if share is None:
        return "-"
    return f"{100 * share.value:.1f} [{100 * share.interval.low:.1f}-{100 * share.interval.high:.1f}]"


def _span(promise: Promise) -> str:
    return f"{100 * promise.low:.0f}-{100 * promise.high:.0f}"
