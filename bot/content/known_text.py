"""Write known questions as a file of `intents/_known/` holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.content.models import KnownQuestion
from bot.content.yaml_words import in_line


def known_text(questions: Iterable[KnownQuestion]) -> str:
    """The questions as YAML; '' of none."""
    return "".join(line for question in questions for line in _lines(question))


def _lines(question: KnownQuestion) -> Iterator[str]:
    said = question.model_dump(exclude_none=True, exclude_defaults=True)
    marks = ("- ", *("  " for _ in said))
    for mark, (name, value) in zip(marks, said.items(), strict=False):
        yield f"{mark}{name}: {'true' if value is True else in_line(' '.join(value.split()))}\n"
