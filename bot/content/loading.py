"""Read both content folders into one value, collecting everything that is wrong on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from bot.content.models import (
    Article,
    Bilingual,
    HandoffTopic,
    KnownQuestion,
    Organisation,
    Procedure,
    StrategyPoint,
    System,
    Utterances,
    Vocabulary,
)
from bot.content.problems import Problem
from bot.content.reading import Document, read_document, validated
from bot.core.guide import Guide

M = TypeVar("M")
Strategy = dict[str, StrategyPoint]
"""The strategy's duties, roles and aims, by id."""

GUIDE = "skal-jeg-journalisere"


@dataclass(frozen=True)
class Folders:
    """Where the content is: answers in `knowledge`, ways of asking in `intents`."""

    knowledge: Path
    intents: Path


@dataclass
class Content:
    """Everything the editors wrote, by id; `documents` keeps lines for the checks. A missing part stays empty."""

    organisation: Organisation | None = None
    phrases: dict[str, Bilingual] = field(default_factory=dict)
    systems: dict[str, System] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    guide: Guide | None = None
    strategy: Strategy = field(default_factory=dict)
    utterances: dict[str, Utterances] = field(default_factory=dict)
    handoffs: dict[str, HandoffTopic] = field(default_factory=dict)
    out_of_scope: dict[str, Utterances] = field(default_factory=dict)
    vocabulary: Vocabulary | None = None
    asides: Utterances | None = None
    known: dict[str, list[KnownQuestion]] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)

    def where(self, kind: str, key: str) -> Document:
        """The document of one thing, for its path and lines: kind is 'article', 'utterances', 'system', …"""
        return self.documents[f"{kind}:{key}"]

    def ids(self, kind: str) -> list[str]:
        """The ids of all files of a kind, those that do not fit their model included."""
        return [key.removeprefix(f"{kind}:") for key in self.documents if key.startswith(f"{kind}:")]


def load(folders: Folders) -> tuple[Content, list[Problem]]:
    """The content as far as it can be read, and every file that cannot."""
    reader = _Reader(folders)
    return reader.content, reader.problems


def content_hash(folders: Folders) -> str:
    """One hash over every YAML file's place and bytes: what a snapshot is known by."""
    digest = hashlib.sha256()
    for root in (folders.knowledge, folders.intents):
        for path in sorted(path for path in root.rglob("*.yaml") if path.is_file()):
            digest.update(f"{root.name}/{path.relative_to(root).as_posix()}\0".encode())
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


class _Reader:
    """Fills a `Content` file by file."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.content = Content()
        self.problems: list[Problem] = []
        self._read_knowledge()
        self._read_intents()

    def _read_knowledge(self) -> None:
        root, content = self.folders.knowledge, self.content
        content.organisation = self._one(root / "organisation.yaml", Organisation, "organisation")
        content.phrases = self._one(root / "phrases.yaml", TypeAdapter(dict[str, Bilingual]), "phrases") or {}
        content.guide = self._one(root / "guides" / f"{GUIDE}.yaml", Guide, "guide")
        if (root / "strategy.yaml").exists():  # only the network report needs it
            content.strategy = self._one(root / "strategy.yaml", TypeAdapter(Strategy), "strategy") or {}
        content.systems = dict(self._each(root / "systems", System, "system"))
        content.articles = dict(self._each(root / "articles", Article, "article"))
        content.procedures = dict(self._each(root / "procedures", Procedure, "procedure"))

    def _read_intents(self) -> None:
        root, content = self.folders.intents, self.content
        content.utterances = dict(self._each(root, Utterances, "utterances"))
        content.handoffs = dict(self._each(root / "_handoff", HandoffTopic, "handoff"))
        content.vocabulary = self._one(root / "_vocabulary.yaml", Vocabulary, "vocabulary")
        if (root / "_asides.yaml").exists():  # without them, small talk counts as part of the question
            content.asides = self._one(root / "_asides.yaml", Utterances, "asides")
        groups = TypeAdapter(dict[str, Utterances])
        content.out_of_scope = self._one(root / "_out_of_scope.yaml", groups, "out_of_scope") or {}
        content.known = dict(self._each(root / "_known", TypeAdapter(list[KnownQuestion]), "known"))

    def _one(self, path: Path, shape: type[M] | TypeAdapter[M], key: str) -> M | None:
        name = self._name(path)
        if not path.is_file():
            self.problems.append(Problem(name, 1, "Filen mangler. Opret den."))
            return None
        document = read_document(path, name=name)
        if isinstance(document, Problem):
            self.problems.append(document)
            return None
        self.content.documents[key] = document
        value = validated(document, shape)
        if isinstance(value, list) and value and isinstance(value[0], Problem):
            self.problems.extend(value)
            return None
        return value  # type: ignore[return-value]

    def _each(self, folder: Path, shape: type[M] | TypeAdapter[M], kind: str) -> Iterator[tuple[str, M]]:
        """Every file below `folder` but those in or named with an underscore (other shapes), by its name."""
        seen: dict[str, str] = {}
        for path in sorted(folder.rglob("*.yaml")):
            if any(part.startswith("_") for part in path.relative_to(folder).parts):
                continue
            if path.stem in seen:
                sentence = f"Id'et '{path.stem}' bruges også i {seen[path.stem]}. Giv den ene fil et andet navn."
                self.problems.append(Problem(self._name(path), 1, sentence))
                continue
            seen[path.stem] = self._name(path)
            value = self._one(path, shape, f"{kind}:{path.stem}")
            if value is not None:
                yield path.stem, value

    def _name(self, path: Path) -> str:
        for root in (self.folders.knowledge, self.folders.intents):
            if path.is_relative_to(root):
                return f"{root.name}/{path.relative_to(root).as_posix()}"
        return path.name


def in_both_languages(utterances: Mapping[str, Utterances]) -> Iterator[tuple[str, str, str]]:
    """(id, language, text) of every utterance."""
    for key, both in utterances.items():
        for language, texts in (("da", both.da), ("en", both.en)):
            for text in texts:
                yield key, language, text
