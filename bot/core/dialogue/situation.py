"""One question with all that its reply depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.catalogue import PERSON_ARTICLE, Catalogue, Topic
from bot.core.understanding import Candidate, Understanding


@dataclass(frozen=True)
class Thresholds:
    """Probabilities from which the bot acts."""

    likely: float = 0.54
    ask: float = 0.3  # which system is a question back, and costs less than a wrong answer
    handoff: float = 0.4
    person: float = 0.5  # a needless offer costs as much as two questions back,
    certain: float = 0.9  # and a wrong answer as much as ten
    breach: float = 0.12  # missing one hurts a citizen; a needless offer of a person costs a glance
    possible: float = 0.05  # below it neither a person nor an answer need be weighed against the other
    choice: float = 0.02  # to read one more line costs less than to be sent to a person, or to ask again
    second: float = 0.5
    in_field: float = 0.5
    doubt: float = 0.15


@dataclass(frozen=True)
class Asker:
    """What a person has asked the bot to remember."""

    systems: tuple[str, ...] = ()
    department: str | None = None


@dataclass(frozen=True)
class Situation:
    """One question with all that its reply depends on."""

    understanding: Understanding
    catalogue: Catalogue
    asker: Asker = Asker()
    drafts: Literal["show", "handoff"] = "show"
    thresholds: Thresholds = Thresholds()

    @property
    def best(self) -> Candidate | None:
        """The likeliest candidate in our field."""
        return self.understanding.candidates[0] if self.understanding.candidates else None

    @property
    def topic(self) -> Topic | None:
        """What the best candidate leads to."""
        return self.catalogue.topics.get(self.best.intent) if self.best else None

    @property
    def breach(self) -> Candidate | None:
        """The likeliest candidate that says personal data may have got out, whatever else the text may be."""
        return next((each for each in self.understanding.candidates if self._is_breach(each)), None)

    @property
    def persons(self) -> tuple[Candidate, ...]:
        """The candidates that a person must see to, likeliest first, but for the wish to talk to one."""
        topics = self.catalogue.topics
        return tuple(
            each
            for each in self.understanding.candidates
            if topics[each.intent].handoff_first and each.intent != PERSON_ARTICLE
        )

    @property
    def for_person(self) -> Candidate | None:
        """The likeliest of them."""
        return next(iter(self.persons), None)

    @property
    def best_answer(self) -> Candidate | None:
        """The likeliest candidate that no person must see to."""
        topics = self.catalogue.topics
        return next((each for each in self.understanding.candidates if not topics[each.intent].handoff_first), None)

    @property
    def system(self) -> str | None:
        """The system named, or the only one the asker uses."""
        if self.understanding.found.systems:
            return self.understanding.system
        return self.asker.systems[0] if len(self.asker.systems) == 1 else None

    def _is_breach(self, candidate: Candidate) -> bool:
        return self.catalogue.is_breach(self.catalogue.topics[candidate.intent])

    def best_is_at_least(self, probability: float) -> bool:
        """Whether the best candidate is that likely."""
        return self.best is not None and self.best.probability >= probability

    @property
    def is_likely(self) -> bool:
        """Whether the text is about our field and the best candidate is likely right."""
        return self.is_in_field and self.best_is_at_least(self.thresholds.likely)

    @property
    def may_be_in_field(self) -> bool:
        """Whether it would be rash to say that the text is not about our field."""
        return self.understanding.in_field >= self.thresholds.doubt

    @property
    def is_in_field(self) -> bool:
        """Whether the text is about our field at all."""
        return self.understanding.in_field >= self.thresholds.in_field


def probability_of(candidate: Candidate | None) -> float:
    """How likely it is; nothing is not."""
    return candidate.probability if candidate else 0.0
