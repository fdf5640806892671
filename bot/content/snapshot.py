"""A snapshot: all content and the trained matcher under one hash, immutable, kept as one folder of plain files."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from pydantic import Field

from bot.content.arrays import arrays_of, matcher_of
from bot.content.loading import Content, Strategy
from bot.content.models import Article, Curated, HandoffTopic, Organisation, Procedure, Status, System, Vocabulary
from bot.core.calibration import Calibration
from bot.core.catalogue import Catalogue, Roles, Topic
from bot.core.dialogue.situation import Thresholds
from bot.core.folding import fold, words
from bot.core.guide import Guide
from bot.core.lexicon import Lexicon, folded_names
from bot.core.matching import Kind, Matcher
from bot.core.texts import Bilingual, Strict
from bot.errors import SnapshotError

FORMAT = 7  # raised whenever an older snapshot can no longer be read
CURRENT = "current"
ARRAYS = "arrays.npy"  # one after the other: an archive would check every byte, and take twice as long to load
KEPT = 3


class Library(Strict):
    """The answers of a snapshot: everything a reply is made of. Ways of asking live in the matcher."""

    organisation: Organisation
    phrases: dict[str, Bilingual]
    systems: dict[str, System]
    articles: dict[str, Article]
    procedures: dict[str, Procedure]
    handoffs: dict[str, HandoffTopic]
    vocabulary: Vocabulary
    guide: Guide
    strategy: Strategy = Field(default_factory=dict)
    suggestions: tuple[Bilingual, ...] = Field(default=())


@dataclass(frozen=True)
class Snapshot:
    """What the bot knows and understands at one moment."""

    hash: str
    library: Library
    catalogue: Catalogue
    matcher: Matcher
    calibration: Calibration
    thresholds: Thresholds = field(default_factory=Thresholds)
    trained_on: str = ""  # what the matcher learnt from and with
    trained_by: str = ""  # the code it was trained with

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of our systems, departments, roles and the organisation: never taken for a person's."""
        organisation = self.library.organisation
        titles = [text for role in organisation.roles.values() for text in (role.name.da, role.name.en)]
        departments = [
            text for part in organisation.departments.values() for text in (part.name.da, part.name.en, *part.aliases)
        ]
        systems = [text for system in self.library.systems.values() for text in (system.name, *system.aliases)]
        return (organisation.name, *titles, *departments, *systems, *self.library.vocabulary.other_systems)


def library_of(content: Content) -> Library:
    """The answers of content that has no errors.

    :raises SnapshotError: when a part is missing
    """
    if content.organisation is None or content.vocabulary is None or content.guide is None:
        raise SnapshotError("organisation, vocabulary or guide is missing")
    return Library(
        organisation=content.organisation,
        phrases=content.phrases,
        systems=content.systems,
        articles=content.articles,
        procedures=content.procedures,
        handoffs={key: topic.model_copy(update={"da": (), "en": ()}) for key, topic in content.handoffs.items()},
        vocabulary=content.vocabulary,
        guide=content.guide,
        strategy=content.strategy,
    )


def catalogue_of(library: Library) -> Catalogue:
    """What the core needs to know of the answers."""
    organisation = library.organisation
    by_scope: dict[str, set[str]] = {"central": set(), "system": set(), "department": set()}
    for key, role in organisation.roles.items():
        by_scope[role.scope].add(key)
    return Catalogue(
        topics={topic.id: topic for topic in _topics(library)},
        systems=tuple(sorted(library.systems, key=lambda slug: library.systems[slug].name.casefold())),
        roles=Roles(
            central=frozenset(by_scope["central"]),
            per_system=frozenset(by_scope["system"]),
            per_department=frozenset(by_scope["department"]),
            coordinator=organisation.coordinator_role,
            breach=organisation.breach_role,
            system_manager=organisation.system_role,
            leader=organisation.department_role,
            held_by={key: role.held_by for key, role in organisation.roles.items() if role.held_by},
        ),
        guide=library.guide,
        document_types={key: kind.article for key, kind in library.vocabulary.document_types.items()},
    )


def _topics(library: Library) -> Iterator[Topic]:
    answers: list[tuple[Kind, str, Curated]] = [
        *((Kind.ARTICLE, key, article) for key, article in library.articles.items()),
        *((Kind.PROCEDURE, key, procedure) for key, procedure in library.procedures.items()),
    ]
    for kind, key, answer in answers:
        yield Topic(
            id=key,
            kind=kind,
            role=answer.route,
            theme=answer.theme,
            handoff_first=answer.handoff_first,
            draft=answer.status is Status.DRAFT,
            guide_facts=(answer.guide_facts or {}) if isinstance(answer, Article) else {},
        )
    for key, handoff in library.handoffs.items():
        yield Topic(id=key, kind=Kind.HANDOFF, role=handoff.role, handoff_first=True)


def lexicon_of(content: Content) -> Lexicon:
    """The names and words of the content, folded."""
    vocabulary = content.vocabulary
    if vocabulary is None:
        raise SnapshotError("vocabulary is missing")
    systems = {
        slug: (slug, system.name, *system.aliases, *system.misspellings) for slug, system in content.systems.items()
    }
    kinds = {key: kind.words for key, kind in vocabulary.document_types.items()}
    asides = (*content.asides.da, *content.asides.en) if content.asides else ()
    return Lexicon(
        systems=folded_names(systems),
        document_types=folded_names(kinds),
        other_systems=folded_names({name: (name,) for name in vocabulary.other_systems}),
        abbreviations={fold(short): " ".join(words(fold(full))) for short, full in vocabulary.abbreviations.items()},
        synonyms=folded_names({str(number): group for number, group in enumerate(vocabulary.synonyms)}),
        asides=[" ".join(words(fold(text))) for text in asides],
    )


def save(snapshot: Snapshot, data: Path) -> Path:
    """Write `snapshot` below `data`/snapshots and make it the current one; all or nothing."""
    home = data / "snapshots"
    folder = home / f"{snapshot.hash}-{uuid4().hex[:8]}"  # never a name in use: nothing is taken away to make room
    partial = home / f".{folder.name}"
    partial.mkdir(parents=True)
    matcher, arrays = snapshot.matcher, arrays_of(snapshot.matcher)
    with (partial / ARRAYS).open("wb") as file:
        for array in arrays.values():
            np.save(file, array, allow_pickle=False)
    described = {
        "format": FORMAT,
        "arrays": list(arrays),
        "hash": snapshot.hash,
        "library": snapshot.library.model_dump(mode="json"),
        "calibration": asdict(snapshot.calibration),
        "thresholds": asdict(snapshot.thresholds),
        "trained_on": snapshot.trained_on,
        "trained_by": snapshot.trained_by,
        "intents": matcher.intents,
        "kinds": matcher.kinds,
        "tuning": asdict(matcher.tuning),
        "lexicon": asdict(matcher.lexicon),
    }
    (partial / "snapshot.json").write_text(json.dumps(described, ensure_ascii=False), encoding="utf-8")
    partial.rename(folder)
    _point_to(home, folder.name)
    _forget_old(home, folder.name)
    return folder


def load_current(data: Path) -> Snapshot:
    """The snapshot that was trained last.

    :raises SnapshotError: when there is none, or another version of the bot wrote it
    """
    return load_folder(current_folder(data))


def current_hash(data: Path) -> str:
    """The hash of the current snapshot.

    :raises SnapshotError: when none was ever trained
    """
    return current_folder(data).name.partition("-")[0]


def current_folder(data: Path) -> Path:
    """Where the current snapshot is.

    :raises SnapshotError: when none was ever trained
    """
    home = data / "snapshots"
    try:
        return home / (home / CURRENT).read_text(encoding="ascii").strip()
    except OSError as error:
        raise SnapshotError("no snapshot: run 'esdh-bot train'") from error


def load_folder(folder: Path) -> Snapshot:
    """The snapshot in `folder`.

    :raises SnapshotError: when it is missing, broken or of another format
    """
    try:
        described = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
        if described["format"] != FORMAT:
            raise SnapshotError("the snapshot is of another version: run 'esdh-bot train'")
        with (folder / ARRAYS).open("rb") as file:
            arrays = {name: np.load(file, allow_pickle=False) for name in described["arrays"]}
        return _snapshot(described, arrays)
    except (OSError, EOFError, KeyError, TypeError, ValueError) as error:
        raise SnapshotError("the snapshot cannot be read: run 'esdh-bot train'") from error


def _snapshot(described: dict[str, Any], arrays: Any) -> Snapshot:
    library = Library.model_validate(described["library"])
    found: dict[str, Any] = described["calibration"]
    curves: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in found.items()}
    return Snapshot(
        described["hash"],
        library,
        catalogue_of(library),
        matcher_of(described, arrays),
        Calibration(**curves),
        Thresholds(**described["thresholds"]),
        described["trained_on"],
        described["trained_by"],
    )


def _point_to(home: Path, name: str) -> None:
    pointer = home / f".{CURRENT}.{os.getpid()}"
    pointer.write_text(name, encoding="ascii")
    pointer.replace(home / CURRENT)


def _forget_old(home: Path, current: str) -> None:
    """Keep the newest few; what a killed training left half-written goes with the old."""
    folders = [folder for folder in home.iterdir() if folder.is_dir()]
    newest_first = sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in newest_first[KEPT:]:
        if folder.name != current:
            shutil.rmtree(folder, ignore_errors=True)
