"""Charts as pictures: nothing fetched, nothing hidden shown, colours left to the page, and the same picture once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.charts import converting
from bot.adapters.charts.building import build
from bot.adapters.charts.drawing import Charts
from bot.adapters.charts.look import NARROW, ON_PAPER, WIDE
from bot.core.desk.charts import (
    Bar,
    Chart,
    Estimates,
    HeatMap,
    Place,
    Series,
    Spread,
    Stream,
    Streams,
    Table,
    Trend,
    Words,
)
from bot.core.desk.intervals import share_of

CSS = Path(__file__).parents[3] / "bot" / "web" / "static" / "charts.css"
VARIABLE = re.compile(r"--chart-([a-z0-9-]+)")
HIDDEN = "skjult"


def _words(title: str = "Titel") -> Words:
    return Words(title, "Det siger den.", Table(title, ("", "Spørgsmål"), (("uge 1", "7"),)), "da", HIDDEN)


def _trend(*values: int | None) -> Trend:
    labels = tuple(f"uge {number}" for number in range(1, len(values) + 1))
    return Trend(_words(), labels, Series("nu", values), Series("før", (3,) * len(values)))


def _map(*cells: tuple[int | None, ...]) -> HeatMap:
    columns = tuple(f"system {number}" for number in range(len(cells[0])))
    return HeatMap(_words(), tuple(f"emne {number}" for number in range(len(cells))), columns, cells)


def _streams() -> Streams:
    places = (Place("Stillet", 0, 100), Place("Svar", 1, 90, "good"), Place("Hjalp", 2, None), Place("Intet", 2, 20))
    return Streams(_words(), places, (Stream(0, 1, 90), Stream(1, 2, None), Stream(1, 3, 20)))


def _spread() -> Spread:
    bars = (Bar("0–25 %", 30), Bar("100 %", None), Bar("200 %", 1234, is_late=True))
    return Spread(_words(), bars, "80 % til tiden", "20 % for sent", "Lovet tid")


def _estimates(*counted: tuple[int, int] | None) -> Estimates:
    shares = tuple(share_of(*each) if each else None for each in counted)
    return Estimates(_words(), tuple(f"uge {number}" for number in range(len(shares))), shares, "8 %", "Procent")


CHARTS: dict[str, Chart] = {
    "a trend": _trend(5, 9, None, 7),
    "a trend of one part": _trend(5),
    "a trend of hidden numbers": _trend(None, None),
    "a trend of zeros": _trend(0, 0, 0),
    "a map": _map((12, None), (0, 1234)),
    "a map of one hidden cell": _map((None,)),
    "streams": _streams(),
    "a spread": _spread(),
    "estimates": _estimates((1, 10), None, (4, 50)),
    "an estimate that is none": _estimates(None),
}
every_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)


def _texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@every_chart
def test_a_chart_is_drawn_wide_and_narrow_and_takes_the_width_it_is_given(chart: Chart) -> None:
    drawn = Charts().draw(chart)

    for svg, width in ((drawn.wide, WIDE.width), (drawn.narrow, NARROW.width)):
        opening = svg[: svg.index(">")]
        assert f'viewBox="0 0 {width} ' in opening
        assert " width=" not in opening


@every_chart
def test_a_chart_asks_for_nothing_and_runs_nothing(chart: Chart) -> None:
    drawn = Charts().draw(chart)

    for svg in (drawn.wide, drawn.narrow):
        assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]
        assert not re.search(r"<script|<style|\sstyle=|href=|url\(|<image|\son\w+=", svg)


@every_chart
def test_screen_readers_are_told_by_the_page_and_not_by_every_mark(chart: Chart) -> None:
    assert 'aria-hidden="true"' in Charts().draw(chart).wide[:200]
    assert "aria-label" not in Charts().draw(chart).wide


def test_every_colour_is_the_pages_own_in_light_in_dark_and_on_paper() -> None:
    css = CSS.read_text(encoding="utf-8")
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")
    used = {name for chart in CHARTS.values() for name in VARIABLE.findall(Charts().draw(chart).wide)}

    assert used <= set(ON_PAPER)
    assert set(ON_PAPER) == set(re.findall(r"--chart-([a-z0-9-]+):", light))
    assert set(ON_PAPER) == set(re.findall(r"--chart-([a-z0-9-]+):", dark))


def test_a_picture_has_the_colours_of_the_page_in_light() -> None:
    light = CSS.read_text(encoding="utf-8").split("@media")[0]

    assert dict(re.findall(r"--chart-([a-z0-9-]+): (#\w+);", light)) == ON_PAPER


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_marks_and_words_stand_out_from_what_they_stand_on(scheme: int) -> None:
    css = CSS.read_text(encoding="utf-8").split("@media screen and (prefers-color-scheme: dark)")[scheme]
    colours = dict(re.findall(r"--chart-([a-z0-9-]+): (#\w+);", css))
    marks = ("now", "before", "late", "plain", "good", "person", "bad")
    words = ("ink", "muted", "now", "late")

    assert [name for name in marks if _contrast(colours[name], colours["surface"]) < 3] == []
    assert [name for name in words if _contrast(colours[name], colours["surface"]) < 4.5] == []
    assert [at for at in range(6) if _contrast(colours[f"heat-{at}"], colours[f"on-heat-{at}"]) < 4.5] == []


@pytest.mark.parametrize(
    "draw",
    [lambda number: _trend(8, number, 8), lambda number: _map((8, number)), lambda number: _hidden_bar(number)],
    ids=["a trend", "a map", "a spread"],
)
def test_a_hidden_number_is_drawn_as_hidden_and_not_as_zero(draw: Callable[[int | None], Chart]) -> None:
    hidden, zero = (Charts().draw(draw(number)).wide for number in (None, 0))

    assert hidden != zero
    assert "0" in _texts(zero)


def _hidden_bar(number: int | None) -> Spread:
    return Spread(_words(), (Bar("a", 8), Bar("b", number)), "", "", "")


def test_hidden_is_written_where_a_number_would_stand() -> None:
    for chart in (_trend(8, None, 8), _spread(), _streams()):
        assert HIDDEN in _texts(Charts().draw(chart).wide)


def test_numbers_are_danish_in_danish_and_english_in_english() -> None:
    assert "1.234" in _texts(Charts().draw(_spread()).wide)


def test_text_stays_text_whatever_it_says() -> None:
    chart = HeatMap(_words(), ("<script>alert(1)</script>",), ("a'b\\c",), ((7,),))

    assert "<script" not in Charts().draw(chart).wide


def test_labels_with_quotes_do_not_break_a_trend() -> None:
    chart = Trend(_words(), ("it's", 'a "b"\\'), Series("nu", (1, 2)))

    assert "it’s" in _texts(Charts().draw(chart).wide)


def test_the_same_chart_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Charts().draw(_trend(31, 41, 59))
    monkeypatch.setattr(converting, "svg", lambda *_, **__: pytest.fail("drawn again"))

    assert Charts().draw(_trend(31, 41, 59)) is first


def test_a_picture_is_a_png() -> None:
    assert Charts().picture(_streams()).startswith(b"\x89PNG")


@every_chart
def test_a_chart_holds_its_own_data(chart: Chart) -> None:
    assert "'url'" not in repr(build(chart, WIDE))
