"""Read what the invented people say: gaps in the content, how one greets and hurries, names, what is answered."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any, Literal

from bot.content.problems import Problem
from bot.content.reading import read_document
from bot.core.texts import Slug, Strict, Text

TEXTS = Path(__file__).parent / "texts"

Course = Literal["steady", "rising", "trouble"]


class Gap(Strict):
    """Something that people ask and the content does not answer, or answers badly.

    The wordings are patterns: '(a|b)' is one of several, '[a]' may be left out, '{system}' is a system's name. It is
    asked `weight` times as much as the others. A 'rising' one is new; 'trouble' is a fault in one system.
    """

    da: tuple[Text, ...]
    en: tuple[Text, ...]
    weight: float = 1.0
    course: Course = "steady"


class Manners(Strict):
    """How people write: what stands before and after a question, by language."""

    before: tuple[Text, ...]
    after: tuple[Text, ...]


class Letters(Strict):
    """What is written about tickets, in Danish: answers, questions back, replies, words why.

    `repaired` answers what is sent while a system is in trouble.
    """

    answers: tuple[Text, ...]
    repaired: tuple[Text, ...]
    asked_back: tuple[Text, ...]
    replies: tuple[Text, ...]
    forwarded: tuple[Text, ...]
    reopened: tuple[Text, ...]


class Scenario(Strict):
    """Everything that is said.

    `published` are articles that are published within the period; those of them that are `reworded` were there before
    it in other words.
    """

    gaps: dict[Slug, Gap]
    manners: dict[str, Manners]
    letters: Letters
    given_names: tuple[Text, ...]
    family_names: tuple[Text, ...]
    published: tuple[Slug, ...]
    reworded: tuple[Slug, ...]


def load_scenario() -> Scenario:
    """The scenario that comes with the bot."""
    gaps: dict[str, Any] = {}
    for path in sorted((TEXTS / "gaps").glob("*.yaml")):
        gaps |= _read(path)
    return Scenario.model_validate({"gaps": gaps, **_read(TEXTS / "people.yaml")})


def chance_of(seed: int, part: str) -> random.Random:
    """The chance of one part of the history: what happens in one does not change another."""
    return random.Random(f"{seed} {part}")  # noqa: S311 -- repeatable, not secret


def new_id(chance: random.Random) -> str:
    """An id like those of storage, the same in every history of the same seed."""
    return f"{chance.getrandbits(128):032x}"


def _read(path: Path) -> dict[str, Any]:
    document = read_document(path, name=path.name)
    if isinstance(document, Problem) or not isinstance(document.value, dict):
        raise ValueError(f"{path.name} is no mapping")
    return document.value
