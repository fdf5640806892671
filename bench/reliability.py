"""Say how far probabilities keep what they promise: calibration error, Brier score, intervals, and a diagram."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jinja2 import Environment, StrictUndefined
from numpy.typing import NDArray

from bot.services.evaluating import Figure

BINS = 10
RESAMPLES = 1_000
SEED = 0
Numbers = NDArray[np.float64]
Measure = Callable[[Numbers, Numbers], float]


@dataclass(frozen=True)
class Prediction:
    """The probability (0-1) of the best candidate in our field, and whether it was right."""

    probability: float
    right: bool


@dataclass(frozen=True)
class Bin:
    """The predictions whose probability lies from `low` up to `high`: how many, their mean, and the share right."""

    low: float
    high: float
    mean: float
    right: Figure


@dataclass(frozen=True)
class Summary:
    """What a set of predictions promised and kept; `chance`: the calibration error had every probability been true."""

    count: int
    mean: float
    right: float
    ece: float
    ece_interval: tuple[float, float]
    brier: float
    brier_interval: tuple[float, float]
    chance: float


def ece(probabilities: Numbers, outcomes: Numbers) -> float:
    """Expected calibration error (Naeini 2015): how far mean probability and share right are apart in each of ten
    equal bins, averaged over the predictions."""
    gaps = np.bincount(_bin_of(probabilities), weights=probabilities - outcomes, minlength=BINS)
    return float(np.abs(gaps).sum() / len(probabilities))


def brier(probabilities: Numbers, outcomes: Numbers) -> float:
    """The mean square of probability less outcome (Brier 1950): 0 is perfect, always saying a half gives 0.25."""
    return float(((probabilities - outcomes) ** 2).mean())


def bootstrapped(measure: Measure, probabilities: Numbers, outcomes: Numbers) -> tuple[float, float]:
    """The 95 % percentile interval of `measure` over resampled predictions; the same each time."""
    random = np.random.default_rng(SEED)
    drawn = (random.integers(len(probabilities), size=len(probabilities)) for _ in range(RESAMPLES))
    low, high = np.quantile([measure(probabilities[one], outcomes[one]) for one in drawn], (0.025, 0.975))
    return float(low), float(high)


def by_chance(probabilities: Numbers) -> float:
    """The mean calibration error of as many outcomes drawn from `probabilities`: no smaller one can be told from 0."""
    random = np.random.default_rng(SEED)
    drawn = (random.random(len(probabilities)) < probabilities for _ in range(RESAMPLES))
    return float(np.mean([ece(probabilities, one.astype(np.float64)) for one in drawn]))


def summarised(predictions: Sequence[Prediction]) -> Summary:
    """All figures of at least one prediction."""
    probabilities, outcomes = _arrays(predictions)
    return Summary(
        count=len(predictions),
        mean=float(probabilities.mean()),
        right=float(outcomes.mean()),
        ece=ece(probabilities, outcomes),
        ece_interval=bootstrapped(ece, probabilities, outcomes),
        brier=brier(probabilities, outcomes),
        brier_interval=bootstrapped(brier, probabilities, outcomes),
        chance=by_chance(probabilities),
    )


def bins_of(predictions: Sequence[Prediction]) -> list[Bin]:
    """The bins that hold a prediction, lowest first; 1.0 belongs to the last."""
    probabilities, outcomes = _arrays(predictions)
    at = _bin_of(probabilities)
    return [
        Bin(
            low=index / BINS,
            high=(index + 1) / BINS,
            mean=float(probabilities[at == index].mean()),
            right=Figure("right", int(outcomes[at == index].sum()), int((at == index).sum())),
        )
        for index in sorted(set(at.tolist()))
    ]


def _arrays(predictions: Sequence[Prediction]) -> tuple[Numbers, Numbers]:
    return (
        np.array([each.probability for each in predictions], dtype=np.float64),
        np.array([each.right for each in predictions], dtype=np.float64),
    )


def _bin_of(probabilities: Numbers) -> NDArray[np.intp]:
    return np.minimum((probabilities * BINS).astype(np.intp), BINS - 1)


def diagram(predictions: Sequence[Prediction]) -> str:
    """A reliability diagram as SVG: a point with its interval for each bin, and a strip with the counts."""
    bins = bins_of(predictions)
    template = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template.globals.update(
        x=lambda share: f"{LEFT + SIDE * share:.1f}",
        y=lambda share: f"{TOP + SIDE * (1 - share):.1f}",
        percent=lambda share: f"{100 * share:.1f}",
        left=LEFT,
        top=TOP,
        side=SIDE,
        floor=FLOOR,
        strip=STRIP,
    )
    most = max(each.right.total for each in bins)
    return template.from_string(TEMPLATE).render(bins=bins, all=summarised(predictions), most=most)


def write_diagram(predictions: Sequence[Prediction], path: Path) -> None:
    """Draw the diagram to `path`."""
    path.write_text(diagram(predictions), encoding="utf-8")


LEFT, TOP, SIDE = 90, 110, 560  # the plot, in pixels
FLOOR, STRIP = 814, 100  # where the bars of the counts stand, and the tallest of them

TEMPLATE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 690 884" width="690" height="884" role="img"
 aria-labelledby="title desc" font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" font-size="14"
 fill="#222222">
<title id="title">How far the bot's probabilities can be trusted</title>
<desc id="desc">Reliability diagram of {{ all.count }} held-out predictions. Expected calibration error
 {{ percent(all.ece) }} %. A point on the diagonal means that the bot was right as often as it said.
{% for each in bins %}
 Said {{ percent(each.mean) }} %: right {{ percent(each.right.share) }} % of {{ each.right.total }}.
{% endfor %}
</desc>
<rect width="690" height="884" fill="#ffffff"/>
<text x="{{ left }}" y="38" font-size="21" font-weight="600">How far the bot’s probabilities can be trusted</text>
<g font-size="15" fill="#444444">
<text x="{{ left }}" y="64">{{ "{:,}".format(all.count) }} held-out predictions, in ten equal bins</text>
<text x="{{ left }}" y="86">Expected calibration error {{ percent(all.ece) }} %, 95 % interval {{
 percent(all.ece_interval[0]) }}–{{ percent(all.ece_interval[1]) }}</text>
</g>
<g stroke="#e3e3e3">
{% for tenth in range(0, 11, 2) %}
<path d="M{{ left }} {{ y(tenth / 10) }}h{{ side }}M{{ x(tenth / 10) }} {{ top }}v{{ side }}"/>
{% endfor %}
</g>
<rect x="{{ left }}" y="{{ top }}" width="{{ side }}" height="{{ side }}" fill="none" stroke="#777777"/>
<path d="M{{ x(0) }} {{ y(0) }}L{{ x(1) }} {{ y(1) }}" stroke="#555555" stroke-width="1.5" stroke-dasharray="7 5"/>
<g text-anchor="end">
{% for tenth in range(0, 11, 2) %}
<text x="{{ left - 10 }}" y="{{ y(tenth / 10) }}" dy="5">{{ tenth * 10 }} %</text>
{% endfor %}
</g>
<g fill="#555555" font-style="italic">
<text x="{{ x(0.20) }}" y="{{ y(0.63) }}" text-anchor="middle">right more often than it said</text>
<text x="{{ x(0.79) }}" y="{{ y(0.25) }}" text-anchor="middle">right less often than it said</text>
</g>
<g stroke="#0072b2" stroke-width="2">
{% for each in bins %}
<path class="interval" d="M{{ x(each.mean) }} {{ y(each.right.interval[0]) }}V{{ y(each.right.interval[1])
 }}m-6 0h12M{{ x(each.mean) }} {{ y(each.right.interval[0]) }}m-6 0h12"/>
{% endfor %}
</g>
<g fill="#0072b2" stroke="#ffffff" stroke-width="1.5">
{% for each in bins %}
<circle class="point" cx="{{ x(each.mean) }}" cy="{{ y(each.right.share) }}" r="6.5"/>
{% endfor %}
</g>
<g>
<rect x="{{ left + 14 }}" y="{{ top + 14 }}" width="312" height="66" fill="#ffffff" stroke="#cccccc"/>
<path d="M{{ left + 26 }} {{ top + 34 }}h36" stroke="#555555" stroke-width="1.5" stroke-dasharray="7 5"/>
<text x="{{ left + 74 }}" y="{{ top + 39 }}">right as often as it said</text>
<path d="M{{ left + 44 }} {{ top + 48 }}v24m-6 0h12m-12 -24h12" stroke="#0072b2" stroke-width="2"/>
<circle cx="{{ left + 44 }}" cy="{{ top + 60 }}" r="6.5" fill="#0072b2" stroke="#ffffff" stroke-width="1.5"/>
<text x="{{ left + 74 }}" y="{{ top + 65 }}">share right, 95 % Wilson interval</text>
</g>
<g text-anchor="middle">
{% for each in bins %}
{% set height = strip * each.right.total / most %}
<rect class="bar" x="{{ x(each.low + 0.01) }}" y="{{ "%.1f" % (floor - height) }}" width="{{ "%.1f" % (side * 0.08)
 }}" height="{{ "%.1f" % height }}" fill="#56b4e9" stroke="#0072b2"/>
<text x="{{ x((each.low + each.high) / 2) }}" y="{{ "%.1f" % (floor - height - 6) }}" font-size="13">{{
 "{:,}".format(each.right.total) }}</text>
{% endfor %}
<path d="M{{ left }} {{ floor }}h{{ side }}" stroke="#777777"/>
{% for tenth in range(0, 11, 2) %}
<text x="{{ x(tenth / 10) }}" y="{{ floor + 22 }}">{{ tenth * 10 }} %</text>
{% endfor %}
<text x="{{ x(0.5) }}" y="{{ floor + 50 }}" font-size="15">Probability the bot gave its best candidate</text>
<text transform="translate(28 {{ y(0.5) }}) rotate(-90)" font-size="15">Share of questions where it was right</text>
<text transform="translate(28 {{ floor - strip / 2 }}) rotate(-90)" font-size="15">Questions</text>
</g>
</svg>
"""
