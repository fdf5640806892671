"""Say of every duty, role and aim of the strategy how it is covered: answers, questions, and how many were resolved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.content.models import Curated, Status, StrategyPoint
from bot.core.desk.charts import Table
from bot.core.desk.figures import View
from bot.services.figure_words import FigureWords

KINDS = ("duty", "role", "aim")
HEADS = ("point", "answers", "approved", "questions", "confirmed")


def coverage(view: View, *, words: FigureWords) -> Iterator[Table]:
    """A table for each kind of point, in the order of the strategy."""
    say, points = words.phrases.say, words.snapshot.library.strategy.values()
    for kind in KINDS:
        rows = tuple(_row(point, view, words) for point in points if point.kind == kind)
        if rows:
            yield Table(say(f"report.table.{kind}"), tuple(say(f"report.column.{head}") for head in HEADS), rows)


def _row(point: StrategyPoint, view: View, words: FigureWords) -> tuple[str, ...]:
    library = words.snapshot.library
    answers: dict[str, Curated] = {**library.articles, **library.procedures}
    approved = sum(answers[key].status is Status.APPROVED for key in point.answers)
    asked = [view.count(view.having("topic", key)) for key in point.answers if _is_asked(view, key)]
    confirmed = [
        view.count(view.having("topic", key) | {("confirmed", 1)}) for key in point.answers if _is_asked(view, key)
    ]
    return (
        point.name.get(words.phrases.language),
        str(len(point.answers)),
        str(approved),
        _sum(asked, words),
        _sum(confirmed, words),
    )


def _is_asked(view: View, topic: str) -> bool:
    return view.showing.columns.code("topic", topic) >= 0


def _sum(numbers: Sequence[int | None], words: FigureWords) -> str:
    """What is shown of them added up, as 'at least' where more is hidden: nothing can be reckoned out of it."""
    known = [number for number in numbers if number is not None]
    total = words.count(sum(known))
    if len(known) == len(numbers):
        return total
    return words.phrases.say("report.at_least", number=total) if any(known) else words.count(None)
