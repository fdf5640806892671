"""Files that cannot be read, or do not have the form they should: each is told with its line and what to do."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.content.loading import load
from bot.content.problems import Problem
from bot.content.reading import Document, parse_document
from bot.content.snapshot import lexicon_of
from tests.content.small import Small
from tests.content.spoiling import ARTICLE, ORGANISATION, SYSTEM, UTTERANCES, VOCABULARY, Spoilt, each

ASIDES = "intents/_asides.yaml"
FORMS = {
    "a key nobody knows": Spoilt(
        SYSTEM, "known: sure", "known: sure\nfarve: blå", "Nøglen 'farve' kendes ikke", "farve"
    ),
    "a misspelt key deep inside": Spoilt(
        SYSTEM, "example: true", "eksempel: true", "Nøglen 'eksempel' kendes ikke. Ret stavningen"
    ),
    "a key that stands twice": Spoilt(
        ARTICLE, "owner: koordinator", "owner: koordinator\ntheme: bot", "'theme' står to gange", "theme: bot"
    ),
    "a missing English text": Spoilt(
        ARTICLE, "  en: How soon must a note be written?\n", "", "Den engelske tekst ('en') mangler", "title:"
    ),
    "a missing Danish text": Spoilt(
        SYSTEM, "  da: administrative sager på tværs af kommunen.\n", "", "Den danske tekst ('da') mangler", "purpose:"
    ),
    "a missing key": Spoilt(ARTICLE, "route: leder\n", "", "Nøglen 'route' mangler. Tilføj den", "title:"),
    "an empty text": Spoilt(SYSTEM, "name: Arkivus", 'name: ""', "'name' er tom. Skriv en tekst"),
    "a theme that is none": Spoilt(
        ARTICLE, "theme: lovgivning", "theme: jura", "'theme' skal være en af: 'lovgivning'"
    ),
    "a value that is none": Spoilt(SYSTEM, "known: sure", "known: måske", "'known' skal være en af: 'sure'"),
    "a text for a list": Spoilt(
        SYSTEM, "departments: [teknik]", "departments: teknik", "'departments' skal være en liste"
    ),
    "a list for a text": Spoilt(SYSTEM, "name: Arkivus", "name: [Arkivus]", "'name' skal være en tekst"),
    "an utterance with a colon": Spoilt(
        UTTERANCES, "  - notat frist", "  - notat: frist", "'punkt 7' skal være en tekst. Sæt anførselstegn om den"
    ),
    "a text for a group": Spoilt(
        SYSTEM,
        "    text:\n      da: Søg sagen frem, og læg mailen på den.\n      en: Find the case and put the e-mail on it.",
        "    text: Søg sagen frem",
        "'text' skal være en gruppe af nøgler",
    ),
    "too few examples": Spoilt(
        ARTICLE, "    - {da: En borger siger tak., en: A citizen says thank you.}\n", "", "skal være mindst 2", "no:"
    ),
    "a date that is none": Spoilt(
        ARTICLE, "review_after: 2027-11-22", "review_after: 2027-13-01", "skal være en dato som 2026-11-22"
    ),
    "a date in words": Spoilt(
        ARTICLE, "verified_on: 2026-11-22", "verified_on: i går", "'verified_on' skal være en dato"
    ),
    "a yes that is no true or false": Spoilt(SYSTEM, "example: true", "example: måske", "skal være true eller false"),
    "an id with capitals": Spoilt(ARTICLE, "route: leder", "route: Min Leder", "'route' har ikke den form"),
    "a mailbox without @": Spoilt(
        ORGANISATION, "esdh@eksempelby.example", "esdh", "'mailbox' har ikke den form", "mailbox: esdh"
    ),
}

SYNTAX = {
    "a tab": Spoilt(
        VOCABULARY, "synonyms:\n  -", "synonyms:\n\t-", "Filen er ikke gyldig YAML. Se efter indrykning", "\t-"
    ),
    "a wrong indent": Spoilt(SYSTEM, "  en: administrative", "    en: administrative", "ikke gyldig YAML"),
    "a quote that never ends": Spoilt(SYSTEM, "name: Arkivus", 'name: "Arkivus', "ikke gyldig YAML"),
    "a colon in a text": Spoilt(SYSTEM, "name: Arkivus", "name: Arkivus: Pro", "ikke gyldig YAML"),
    "an anchor": Spoilt(
        SYSTEM, "name: Arkivus", "name: &navn Arkivus", "Ankre og henvisninger (& og *) bruges ikke her"
    ),
    "a reference": Spoilt(SYSTEM, "name: Arkivus", "name: *navn", "Ankre og henvisninger (& og *) bruges ikke her"),
    "a tag": Spoilt(SYSTEM, "name: Arkivus", "name: !nyt Arkivus", "Skriv teksten i anførselstegn"),
    "a key that is a list": Spoilt(SYSTEM, "known: sure", "[known, sure]: ja", "En nøgle skal være et enkelt ord"),
    "two documents in one": Spoilt(SYSTEM, "known: sure", "---\nknown: sure", "Filen er delt i to med '---'"),
    "a control character": Spoilt(UTTERANCES, "da:\n", "da:\n  - a\x07b\n", "tegn, som YAML ikke tillader", "da:"),
}


@each(FORMS)
def test_what_does_not_have_its_form_is_told_on_its_line(spoilt: Spoilt, small: Small) -> None:
    spoilt.spoil(small)

    _, found = load(small.folders)

    assert spoilt.is_told(small, found), found


@each(SYNTAX)
def test_what_is_not_yaml_is_told_on_its_line(spoilt: Spoilt, small: Small) -> None:
    spoilt.spoil(small)

    _, found = load(small.folders)

    assert spoilt.is_told(small, found), found


@pytest.mark.parametrize(
    ("file", "line", "part"),
    [
        (b"da:\n  - sk\xe5l\n", 2, "Filen er ikke gemt som UTF-8"),
        (b"", 1, "Filen er tom. Skriv indholdet"),
        (b"# kun en note\n", 1, "Filen er tom. Skriv indholdet"),
        (b"da: [" + b"a, " * 400_000 + b"]", 1, "Filen er større end 1 MB. Del den op"),
    ],
    ids=["not UTF-8", "empty", "only a remark", "too large"],
)
def test_a_file_that_cannot_be_read_is_told(file: bytes, line: int, part: str, small: Small) -> None:
    small.write(UTTERANCES, file)

    _, found = load(small.folders)

    assert [(problem.path, problem.line) for problem in found] == [(UTTERANCES, line)]
    assert part in found[0].sentence


@pytest.mark.parametrize("place", [ORGANISATION, VOCABULARY, "knowledge/phrases.yaml", "intents/_out_of_scope.yaml"])
def test_a_missing_file_is_told(place: str, small: Small) -> None:
    small.remove(place)

    found = small.problems()

    assert found == [Problem(place, 1, "Filen mangler. Opret den.")]


def test_asides_may_be_missing_and_are_folded(small: Small) -> None:
    assert load(small.folders)[0].asides is None
    small.write(ASIDES, "da: [Hej, På forhånd tak!]\nen: [Thanks.]\n".encode())

    content, problems = load(small.folders)

    assert problems == []
    assert list(lexicon_of(content).asides) == ["hej", "pa forhand tak", "thanks"]


def test_asides_of_another_shape_are_told(small: Small) -> None:
    small.write(ASIDES, b"da: hej\nen: []\n")

    assert [(problem.path, problem.line) for problem in small.problems()] == [(ASIDES, 1)]


def test_a_byte_order_mark_does_no_harm(small: Small) -> None:
    small.write(UTTERANCES, b"\xef\xbb\xbf" + (small.root / UTTERANCES).read_bytes())

    assert small.problems() == []


def test_scalars_stay_strings() -> None:
    document = parse_document(
        "kle: 81.10\nnummer: 0701\nsvar: no\nintet: ~\ndag: 2026-11-22\ntal: [1e3, 0x1f]", name="x"
    )

    assert isinstance(document, Document)
    assert document.value == {
        "kle": "81.10",
        "nummer": "0701",
        "svar": "no",
        "intet": "~",
        "dag": "2026-11-22",
        "tal": ["1e3", "0x1f"],
    }


def test_every_place_keeps_its_line() -> None:
    document = parse_document("a:\n  - x\n  - b: |\n      to\n      linjer\n    c: y\n", name="x")

    assert isinstance(document, Document)
    assert [document.line(at) for at in (("a",), ("a", 0), ("a", 1, "b"), ("a", 1, "c"), ("a", 9), ("z",))] == [
        1,
        2,
        3,
        6,
        1,
        1,
    ]


def test_an_alias_bomb_is_a_sentence() -> None:
    doubled = "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise("abcdefghijklmnop"))
    bomb = "a: &a [x, x]\n" + doubled

    found = parse_document(bomb, name="x")

    assert found == Problem("x", 1, "Ankre og henvisninger (& og *) bruges ikke her. Skriv teksten i anførselstegn.")


@pytest.mark.parametrize("text", ["[" * 10_000, "[" * 10_000 + "]" * 10_000, "- " * 10_000, "{a: " * 10_000])
@pytest.mark.parametrize("times", [1, 20])
def test_nesting_without_end_is_a_sentence(text: str, times: int) -> None:
    found = parse_document(text * times, name="x")

    assert found == Problem("x", 1, "Filen er indrykket i alt for mange niveauer. Ret indrykningen.")
