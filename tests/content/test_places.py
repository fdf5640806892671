"""Where each way of asking stands: every one of them, on its own line, as the matcher knows it."""

from __future__ import annotations

from bot.content.loading import Content, load
from bot.content.places import places_of
from tests.content.conftest import Trained
from tests.content.small import Small

UTTERANCES = "intents/pligt/notat-frist.yaml"


def test_every_phrasing_of_the_matcher_is_found_where_it_stands(small: Small, trained: Trained) -> None:
    matcher = trained.built.matcher
    content, _ = load(small.folders)

    places = places_of(content, matcher.intents)

    for number, phrase in zip(matcher.phrase_intents, matcher.phrase_texts, strict=True):
        place = places[matcher.intents[number], phrase]
        assert place.text in (small.root / place.path).read_text(encoding="utf-8").splitlines()[place.line - 1]


def test_a_place_is_written_as_check_writes_it(small: Small) -> None:
    content, _ = load(small.folders)
    line = small.line_of(UTTERANCES, "notat frist")

    assert str(places_of(content, ["notat-frist"])["notat-frist", "notat frist"]) == f"{UTTERANCES}:{line}"


def test_only_the_intents_asked_for_are_read(small: Small) -> None:
    content, _ = load(small.folders)

    found = places_of(content, ["notat-frist", "datalaek", "out-of-scope:hverdag"])

    assert {intent for intent, _ in found} == {"notat-frist", "datalaek", "out-of-scope:hverdag"}


def test_without_a_vocabulary_nothing_can_be_placed() -> None:
    assert places_of(Content(), ["notat-frist"]) == {}
