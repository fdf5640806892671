"""What the core needs to know of the content: ids, routes and marks, no texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.guide import Guide
from bot.core.matching import Kind

GUIDE_ARTICLE = "dok-skal-jeg"
PERSON_ARTICLE = "bot-menneske"


@dataclass(frozen=True)
class Topic:
    """One thing that can be asked for: an article, a procedure or a handoff topic."""

    id: str
    kind: Kind
    role: str
    theme: str = ""
    handoff_first: bool = False
    draft: bool = False
    guide_facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Roles:
    """Which roles there are by what they belong to, and the five the bot itself must know."""

    central: frozenset[str]
    per_system: frozenset[str]
    per_department: frozenset[str]
    coordinator: str
    breach: str
    system_manager: str
    leader: str
    held_by: Mapping[str, str] = field(default_factory=dict)  # role → the role whose holders fill it


@dataclass(frozen=True)
class Catalogue:
    """All topics by id, our systems in order, and the guide."""

    topics: Mapping[str, Topic]
    systems: tuple[str, ...]
    roles: Roles
    guide: Guide
    document_types: Mapping[str, str] = field(default_factory=dict)  # kind of document → the article about it

    def is_breach(self, topic: Topic) -> bool:
        """Whether the topic is the possible breach of personal data, which comes before everything."""
        return topic.handoff_first and topic.role == self.roles.breach

    def topic_of(self, article: str) -> Topic | None:
        """The topic an answered id belongs to; '<system>-<procedure>' belongs to its procedure."""
        if article in self.topics:
            return self.topics[article]
        system, procedure = self.split(article)
        return self.topics.get(procedure) if system else None

    def split(self, article: str) -> tuple[str | None, str]:
        """'<system>-<procedure>' → (system, procedure); any other id → (None, id)."""
        for system in self.systems:
            procedure = article.removeprefix(f"{system}-")
            if procedure != article and procedure in self.topics and self.topics[procedure].kind is Kind.PROCEDURE:
                return system, procedure
        return None, article
