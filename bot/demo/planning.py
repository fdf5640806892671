"""Decide who asks what, when and in which words, before anybody has answered."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from bot.content.snapshot import Library
from bot.core.worktime import Calendar, danish_day
from bot.demo.people import INVENTED, Employee
from bot.demo.rhythm import is_before_deadline, moments
from bot.demo.scenario import Scenario
from bot.demo.subjects import Subject, Weeks, week_weights
from bot.demo.wording import filled, mannered

IN_ENGLISH = 0.04
NAMES_SYSTEM = 0.55  # of questions about how one does something
OWN_SYSTEM = 0.85  # of named systems: one that the asker works in
WORDINGS = {"gap": 130, "article": 45, "procedure": 60, "handoff": 30, "outside": 30}
"""So many ways of asking are in use for a subject of each sort; the rest are said again by others."""
NEW_WORDS = 0.75  # until then


@dataclass(frozen=True)
class Period:
    """Whole weeks of Danish days, `last` included."""

    last: date
    weeks: Weeks

    @property
    def first(self) -> date:
        """The first day."""
        return self.last - timedelta(days=7 * self.weeks.count - 1)

    def week_of(self, at: datetime) -> int:
        """The number of the week a moment (aware) is in."""
        return (danish_day(at) - self.first).days // 7


@dataclass(frozen=True, slots=True)
class Planned:
    """A question that somebody will ask. `event_id` names it from now on."""

    event_id: str
    at: datetime
    asker: Employee
    subject: Subject
    text: str
    system: str | None


def plan(
    count: int,
    *,
    period: Period,
    calendar: Calendar,
    found: Sequence[Subject],
    people: Sequence[Employee],
    trouble: str,
    writer: Writer,
    chance: random.Random,
) -> list[Planned]:
    """So many questions, in order. `trouble` is the system that people complain of in its bad weeks."""
    asked_by = chance.choices(people, [one.asks for one in people], k=count)
    planned = []
    at_all = moments(count, first=period.first, last=period.last, calendar=calendar, chance=chance)
    weights: dict[tuple[int, bool], list[float]] = {}
    for number, (at, asker) in enumerate(zip(at_all, asked_by, strict=True)):
        time = period.week_of(at), is_before_deadline(danish_day(at))
        if time not in weights:
            weights[time] = list(accumulate(week_weights(found, period.weeks, time[0], is_before_deadline=time[1])))
        subject = chance.choices(found, cum_weights=weights[time])[0]
        system = trouble if subject.course == "trouble" else writer.system(subject, asker)
        text = writer.text(subject, system)
        planned.append(Planned(f"{INVENTED}-{number}", at, asker, subject, text, system))
    return planned


class Writer:
    """Puts subjects into words."""

    def __init__(self, library: Library, scenario: Scenario, chance: random.Random) -> None:
        self._names = {slug: system.name for slug, system in library.systems.items()}
        self._manners = scenario.manners
        self._chance = chance
        self._in_use: dict[tuple[str, str, str], list[str]] = {}

    def system(self, subject: Subject, asker: Employee) -> str | None:
        """The system a question is about, if it names one."""
        chance = self._chance
        own = chance.random() < OWN_SYSTEM
        system = chance.choice(asker.systems) if own else chance.choice(sorted(self._names))
        if subject.sort == "gap":
            return system
        return system if subject.sort == "procedure" and chance.random() < NAMES_SYSTEM else None

    def text(self, subject: Subject, system: str | None) -> str:
        """A way of asking about a subject."""
        chance = self._chance
        language = "en" if subject.en and chance.random() < IN_ENGLISH else "da"
        in_use = self._in_use.setdefault((subject.id, language, system or ""), [])
        share = max(1, WORDINGS[subject.sort] // (len(self._names) if system else 1))
        if in_use and (len(in_use) >= share or chance.random() > NEW_WORDS):
            return chance.choice(in_use)
        in_use.append(self._written(subject, language, system))
        return in_use[-1]

    def _written(self, subject: Subject, language: str, system: str | None) -> str:
        patterns = subject.en if language == "en" else subject.da
        pattern = self._chance.choice(patterns)
        text = filled(pattern, self._chance) if subject.sort == "gap" else pattern
        called = self._names[system or self._chance.choice(sorted(self._names))]
        if subject.sort == "procedure" and system and "{system}" not in text:
            text = f"{text.rstrip('?.! ')} {'in' if language == 'en' else 'i'} {{system}}"
        return mannered(text.replace("{system}", called), language, self._manners, self._chance)
