"""One way to spoil the small content, and what check must say of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.content.problems import Problem, Severity
from tests.content.small import Small

ARTICLE = "knowledge/articles/pligt/notat-frist.yaml"
ORGANISATION = "knowledge/organisation.yaml"
SYSTEM = "knowledge/systems/arkivus.yaml"
PROCEDURE = "knowledge/procedures/mail.yaml"
GUIDE = "knowledge/guides/skal-jeg-journalisere.yaml"
PHRASES = "knowledge/phrases.yaml"
UTTERANCES = "intents/pligt/notat-frist.yaml"
VOCABULARY = "intents/_vocabulary.yaml"
HANDOFF = "intents/_handoff/arkiv-vurdering.yaml"
KNOWN = "intents/_known/pligter.yaml"


@dataclass(frozen=True)
class Spoilt:
    """`old` becomes `new` in `place`; check then says `part` of the line where `at` stands.

    `at` is `new` where nothing else is said.
    """

    place: str
    old: str
    new: str
    part: str
    at: str = ""
    severity: Severity = Severity.ERROR

    def spoil(self, small: Small) -> None:
        """Do it."""
        small.change(self.place, self.old, self.new)

    def is_told(self, small: Small, found: list[Problem]) -> bool:
        """Whether check says it, at the right place, and says nothing else."""
        line = small.line_of(self.place, (self.at or self.new).strip())
        told = [(problem.path, problem.line, problem.severity) for problem in found]
        return told == [(self.place, line, self.severity)] and self.part in found[0].sentence


def each(cases: dict[str, Spoilt]) -> pytest.MarkDecorator:
    """One test for each case, named by what is wrong."""
    return pytest.mark.parametrize("spoilt", cases.values(), ids=cases.keys())
