"""Tell which answers are other than in earlier content: their words, or the ways of asking that lead to them."""

from __future__ import annotations

from collections import defaultdict

from bot.content.models import Curated
from bot.content.snapshot import Snapshot


def changed_topics(before: Snapshot, after: Snapshot) -> frozenset[str]:
    """The ids of the articles and procedures in `after` that are new, or other than in `before`."""
    was, became = _curated(before), _curated(after)
    asked_before, asked_after = _phrases(before), _phrases(after)
    return frozenset(
        topic
        for topic, answer in became.items()
        if was.get(topic) != answer or asked_before.get(topic) != asked_after.get(topic)
    )


def _curated(snapshot: Snapshot) -> dict[str, Curated]:
    return {**snapshot.library.articles, **snapshot.library.procedures}


def _phrases(snapshot: Snapshot) -> dict[str, frozenset[str]]:
    """The ways of asking by intent, as the matcher knows them."""
    matcher, found = snapshot.matcher, defaultdict(set)
    for text, intent in zip(matcher.phrase_texts, matcher.phrase_intents.tolist(), strict=True):
        found[matcher.intents[intent]].add(text)
    return {intent: frozenset(texts) for intent, texts in found.items()}
