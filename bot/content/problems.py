"""What is wrong in the content, as a sentence an editor can act on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import BotError


class Severity(StrEnum):
    """An error keeps the content from being used; a warning does not."""

    ERROR = "fejl"
    WARNING = "advarsel"


@dataclass(frozen=True, order=True)
class Problem:
    """One finding: `path` relative to the content folders' parent, `line` from 1, `sentence` in Danish."""

    path: str
    line: int
    sentence: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


class ContentError(BotError):
    """The content has errors and cannot be used; `problems` says which."""

    message_key = "error.content"

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
