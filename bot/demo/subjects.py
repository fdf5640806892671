"""What is asked about, how often, and how that changes: gaps, what the content answers, and what is not ours."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.content.loading import Content
from bot.core.catalogue import GUIDE_ARTICLE, Catalogue
from bot.demo.scenario import Course, Scenario

Sort = Literal["gap", "article", "procedure", "handoff", "outside"]

SHARES: dict[Sort, float] = {"gap": 0.25, "article": 0.5, "procedure": 0.13, "handoff": 0.09, "outside": 0.03}
UNEVEN = 0.8  # sigma of a log-normal: how much more some are asked than others
MUCH_ASKED = {GUIDE_ARTICLE: 6.0}
SMALL_TALK = 0.25
PUBLISHED = 2.0  # times as much as an ordinary one: it was worth an article
DUTIES, BEFORE_DEADLINE = "lovgivning", 1.7
RISES_FOR, RISES_TO, RISES_FROM = 6, 6.0, 0.08  # weeks, and times the ordinary
IN_TROUBLE, AFTER_TROUBLE, NO_TROUBLE = 9.0, 1.0, 0.1  # times the ordinary
TROUBLE_STARTS, TROUBLE_LASTS = 0.6, 2  # share of the period, weeks


@dataclass(frozen=True)
class Subject:
    """One thing that can be asked; `id` is what the history knows its questions by."""

    id: str
    sort: Sort
    da: tuple[str, ...]
    en: tuple[str, ...]
    weight: float
    theme: str = ""
    course: Course = "steady"


@dataclass(frozen=True)
class Weeks:
    """The weeks of a history, numbered from 0, the oldest."""

    count: int

    @property
    def trouble(self) -> range:
        """The bad weeks of the system in trouble."""
        begins = min(int(self.count * TROUBLE_STARTS), max(0, self.count - TROUBLE_LASTS))
        return range(begins, begins + TROUBLE_LASTS)

    def factor(self, course: Course, week: int) -> float:
        """How many times the ordinary something is asked in a week."""
        match course:
            case "steady":
                return 1.0
            case "rising":
                lasts = max(1, min(RISES_FOR, self.count // 3))
                gone: float = max(0, lasts - (self.count - 1 - week)) / lasts
                return RISES_FROM + RISES_TO * gone * gone
            case "trouble":
                if week in self.trouble:
                    return IN_TROUBLE
                return AFTER_TROUBLE if week - 1 in self.trouble else NO_TROUBLE


def subjects(content: Content, catalogue: Catalogue, scenario: Scenario, chance: random.Random) -> list[Subject]:
    """Everything that can be asked, each with its weight; the weights of all add up to one."""
    found: list[Subject] = []
    for sort, share in SHARES.items():
        of_sort = list(_of_sort(sort, content, catalogue, scenario))
        weights = [one.weight * chance.lognormvariate(0, UNEVEN) for one in of_sort]
        total = sum(weights) or 1.0
        found += [_weighted(one, share * weight / total) for one, weight in zip(of_sort, weights, strict=True)]
    return found


def week_weights(found: Sequence[Subject], weeks: Weeks, week: int, *, is_before_deadline: bool) -> list[float]:
    """How much each subject is asked in a week."""
    return [
        one.weight
        * weeks.factor(one.course, week)
        * (BEFORE_DEADLINE if is_before_deadline and one.theme == DUTIES else 1.0)
        for one in found
    ]


def _of_sort(sort: Sort, content: Content, catalogue: Catalogue, scenario: Scenario) -> Iterator[Subject]:
    match sort:
        case "gap":
            for key, gap in scenario.gaps.items():
                yield Subject(key, sort, gap.da, gap.en, gap.weight, course=gap.course)
        case "article" | "procedure":
            yield from _curated(sort, content, catalogue, scenario)
        case "handoff":
            for key, topic in content.handoffs.items():
                yield Subject(key, sort, topic.da, topic.en, 1.0)
        case "outside":
            for key, said in content.out_of_scope.items():
                yield Subject(f"uden-for-{key}", sort, said.da, said.en, 1.0)


def _curated(sort: Sort, content: Content, catalogue: Catalogue, scenario: Scenario) -> Iterator[Subject]:
    for key, said in content.utterances.items():
        topic = catalogue.topics[key]
        if topic.kind == sort:
            weight = MUCH_ASKED.get(key, 1.0 if topic.theme else SMALL_TALK)
            weight *= PUBLISHED if key in scenario.published else 1.0
            yield Subject(key, sort, said.da, said.en, weight, theme=topic.theme)


def _weighted(subject: Subject, weight: float) -> Subject:
    return replace(subject, weight=weight)
