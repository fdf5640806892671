"""Where each way of asking stands: the matcher knows its words, the editor needs its file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.content.building import samples_of
from bot.content.loading import Content
from bot.content.reading import Document
from bot.content.snapshot import lexicon_of

OUTSIDE = "out-of-scope:"
"""What the matcher puts before the name of a group that is out of scope."""


@dataclass(frozen=True)
class Place:
    """One text where it stands: `path` below the content folders' parent, `line` from 1, and as it was written."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


Places = Mapping[tuple[str, str], Place]
"""By intent and the words the matcher sees, one space between them."""


def places_of(content: Content, intents: Collection[str]) -> Places:
    """The place of every way of asking for `intents`; empty when there is no vocabulary to read them with."""
    if content.vocabulary is None:
        return {}
    chosen = replace(
        content,
        utterances={key: both for key, both in content.utterances.items() if key in intents},
        handoffs={key: topic for key, topic in content.handoffs.items() if key in intents},
        out_of_scope={group: both for group, both in content.out_of_scope.items() if f"{OUTSIDE}{group}" in intents},
    )
    standing = {(intent, language, place.text): place for intent, language, place in _standing(chosen)}
    return {
        (sample.intent, " ".join(sample.tokens)): standing[sample.intent, sample.language, sample.text]
        for sample in samples_of(chosen, lexicon_of(content))
    }


def _standing(content: Content) -> Iterator[tuple[str, str, Place]]:
    """(intent, language, place) of every way of asking."""
    for key, both in content.utterances.items():
        yield from _listed(key, content.where("utterances", key), (), {"da": both.da, "en": both.en})
    for key, topic in content.handoffs.items():
        yield from _listed(key, content.where("handoff", key), (), {"da": topic.da, "en": topic.en})
    for group, both in content.out_of_scope.items():
        texts = {"da": both.da, "en": both.en}
        yield from _listed(f"{OUTSIDE}{group}", content.documents["out_of_scope"], (group,), texts)


def _listed(
    intent: str, document: Document, at: tuple[str, ...], texts: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, Place]]:
    for language, each in texts.items():
        for number, text in enumerate(each):
            yield intent, language, Place(document.path, document.line((*at, language, number)), text)
