"""A line of the decision table: what it asks about a question, one check after the other, and what it replies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.dialogue.situation import Situation
from bot.core.reply import Reply


@dataclass(frozen=True)
class Check:
    """One thing a line asks; `value` and `limit` are the probabilities it compared, when it compared any."""

    name: str
    holds: bool
    value: float | None = None
    limit: float | None = None


Checks = Iterator[Check]


@dataclass(frozen=True)
class Line:
    """One line: it fits when everything it asks holds. `since` names earlier lines without which it makes no sense:
    that they did not fit is part of why it does."""

    name: str
    asks: Callable[[Situation], Checks]
    reply: Callable[[Situation], Reply]
    since: tuple[str, ...] = ()

    def fits(self, now: Situation) -> bool:
        """Whether everything the line asks holds."""
        return all(check.holds for check in self.asks(now))


@dataclass(frozen=True)
class Tried:
    """A line held up against a question: its checks in order, up to and with the first that did not hold."""

    line: Line
    checks: tuple[Check, ...]

    @property
    def fits(self) -> bool:
        """Whether everything held."""
        return all(check.holds for check in self.checks)


def try_line(line: Line, now: Situation) -> Tried:
    """`line` held up against the question."""
    checks: list[Check] = []
    for check in line.asks(now):
        checks.append(check)
        if not check.holds:
            break
    return Tried(line, tuple(checks))
