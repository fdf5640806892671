"""Put figures into words: names of what is counted, numbers as people write them, and how they changed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content.phrasing import Phrasing
from bot.content.presenting import title_of
from bot.content.snapshot import Snapshot
from bot.core.desk.charts import written
from bot.core.desk.tables import Figure, Unit
from bot.errors import GoneError
from bot.services.chart_words import HIDDEN, count, percent

PHRASES = {
    "theme": "drafts.theme.",
    "channel": "statistics.channel.",
    "language": "statistics.language.",
    "reply": "web.reply.",
    "feedback": "statistics.feedback.",
    "reason": "feedback.",
    "outcome": "chart.outcome.",
    "pace": "chart.pace.",
}
"""Columns whose words have a phrase of their own, and how its key begins."""


@dataclass(frozen=True)
class FigureWords:
    """Names and numbers in the language of `phrases`."""

    snapshot: Snapshot
    phrases: Phrasing

    def name(self, column: str, word: str) -> str:
        """What people call a value of a column; '' is that there is none."""
        if not word:
            return self.phrases.say("statistics.none")
        if column == "system":
            return self.phrases.system(word)
        if column == "department":
            return self.phrases.department(word)
        if column == "topic":
            return self.title(word)
        return self.phrases.say(f"{PHRASES[column]}{word}")

    def title(self, article: str) -> str:
        """The title of an article, a procedure or a topic; the id when the content no longer has it."""
        try:
            return title_of(article, snapshot=self.snapshot, language=self.phrases.language)
        except GoneError:
            return article

    def role(self, key: str) -> str:
        """What a role is called; one that the content no longer has, by its id."""
        role = self.snapshot.library.organisation.roles.get(key)
        return role.name.get(self.phrases.language) if role else key

    def value(self, figure: Figure) -> str:
        """The figure's number: '6.012', '42 %', '3,5 timer', or that it is hidden."""
        return self.phrases.say(HIDDEN) if figure.value is None else self._number(figure.value, figure.unit)

    def change(self, figure: Figure) -> str:
        """How it changed since the period before: '+120', '−3 procentpoint'; '' when that cannot be told."""
        change = figure.change
        if change is None:
            return ""
        if figure.unit == "share":
            points = round(change * 100)
            return self.phrases.say("statistics.points", number=f"{_sign(points)}{abs(points)}")
        return f"{_sign(change)}{self._number(abs(change), figure.unit)}"

    def count(self, number: int | None) -> str:
        """A number of questions, or that it is hidden."""
        return count(number, self.phrases)

    def _number(self, value: float, unit: Unit) -> str:
        if unit == "share":
            return percent(value, self.phrases)
        if unit == "hours":
            return self.phrases.say("statistics.hours", number=self.phrases.decimal(value))
        return written(round(value), self.phrases.language)


def _sign(change: float) -> str:
    return "+" if change > 0 else "−" if change < 0 else "±"
