"""The lexicon: a system is found however it is spelled, and an ordinary word is never taken for one."""

from __future__ import annotations

from collections.abc import Container

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.folding import SYSTEM_MARK
from bot.core.lexicon import Found, Lexicon, folded_names

LEXICON = Lexicon(
    systems=folded_names(
        {
            "nexus": ("Nexus", "KMD Nexus"),
            "nova": ("KMD Nova", "Nova", "Byggesag og Plan"),
            "novax": ("Novax",),
            "novas": ("Novas",),
            "bosted": ("Bosted", "Sensum"),
        }
    ),
    document_types=folded_names({"mail": ("mail", "e-mail"), "referat": ("referat",), "regneark": ("Excel ark",)}),
    other_systems=folded_names({"outlook": ("Outlook",)}),
    abbreviations={"dok": "dokument", "sw": "kmd nova"},
)
ORDINARY = frozenset(
    [
        "hvordan",
        "opretter",
        "jeg",
        "en",
        "sag",
        "i",
        "borgeren",
        "bor",
        "pa",
        "et",
        "bostedet",
        "noget",
        "hvad",
        "er",
        "i",
        "skal",
        "nyt",
    ]
)


def _find(text: str, known: Container[str] = ORDINARY) -> Found:
    return LEXICON.find(text, known=known)


@pytest.mark.parametrize(
    "named", ["Nexus", "nexus", "NEXUS", "Nexus'", "Nexus'et", "i-Nexus", "nexusen", "nexuset", "kmd nexus"]
)
def test_a_system_is_found_by_its_name_with_danish_endings(named: str) -> None:
    found = _find(f"Hvordan opretter jeg en sag i {named}?")

    assert found.systems == ("nexus",)
    assert not found.guessed


def test_the_name_is_replaced_by_one_mark() -> None:
    found = _find("hvordan opretter jeg en sag i KMD Nexus i skal")

    assert found.words == ("hvordan", "opretter", "jeg", "en", "sag", "i", SYSTEM_MARK, "i", "skal")


@pytest.mark.parametrize("misspelt", ["nexsus", "nexu", "nexux", "nexsu", "Nxeus", "kmd nexux", "kmd neksus"])
def test_a_misspelt_system_is_guessed_and_marked_once(misspelt: str) -> None:
    found = _find(f"hvordan opretter jeg noget i {misspelt}")

    assert found.systems == ("nexus",)
    assert found.guessed
    assert found.words.count(SYSTEM_MARK) == 1


@pytest.mark.parametrize("word", ["nexos", "nova", "bosted"])
def test_an_ordinary_word_is_never_a_misspelt_system(word: str) -> None:
    lexicon = Lexicon(systems={"nexus": "nexus", "novax": "novax", "bostel": "bostel"})

    assert lexicon.find(f"en {word}", known={"en", word}).systems == ()


@pytest.mark.parametrize("word", ["nej", "nex", "sag", "nu"])
def test_a_word_of_three_letters_is_too_short_to_be_a_misspelling(word: str) -> None:
    assert _find(word, known=()).systems == ()


def test_a_word_as_near_to_two_systems_is_none_of_them() -> None:
    assert _find("sagen i novav").systems == ()
    assert _find("sagen i novav").words[-1] == "novav"


def test_an_ordinary_noun_that_looks_like_a_name_with_an_ending_is_a_noun() -> None:
    found = _find("borgeren bor på bostedet")

    assert found.systems == ()
    assert found.words == ("borgeren", "bor", "pa", "bostedet")


def test_the_name_itself_is_the_system_though_its_inflection_is_a_noun() -> None:
    assert _find("hvordan opretter jeg en sag i Bosted").systems == ("bosted",)


def test_two_systems_named_are_both_found() -> None:
    found = _find("skal noget i Nexus også i Sensum")

    assert sorted(found.systems) == ["bosted", "nexus"]
    assert found.words.count(SYSTEM_MARK) == 2


def test_a_system_named_twice_is_one_system() -> None:
    assert _find("Nexus, kmd nexus og nexus").systems == ("nexus",)


def test_a_name_of_several_words_is_found_whole() -> None:
    found = _find("en sag i Byggesag og Plan skal")

    assert found.systems == ("nova",)
    assert found.words == ("en", "sag", "i", SYSTEM_MARK, "skal")


def test_an_exact_name_makes_guessing_needless() -> None:
    found = _find("nexus og nexux")

    assert found.words == (SYSTEM_MARK, "og", "nexux")
    assert not found.guessed


def test_an_abbreviation_is_read_as_what_it_stands_for() -> None:
    assert _find("et dok").words == ("et", "dokument")
    assert _find("en sag i SW").systems == ("nova",)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("skal mailen journaliseres", ("mail",)),
        ("referatets bilag", ("referat",)),
        ("et excel-ark", ("regneark",)),
        ("referatet fra en mail", ("referat", "mail")),
        ("mail og mails", ("mail",)),
        ("et brev", ()),
    ],
)
def test_kinds_of_document_are_found_in_the_order_they_are_named(text: str, kinds: tuple[str, ...]) -> None:
    assert _find(text, known=()).document_types == kinds


def test_other_peoples_systems_are_found_and_not_ours() -> None:
    found = _find("hvordan opretter jeg noget i Outlook")

    assert found.other_systems == ("outlook",)
    assert found.systems == ()


def test_names_are_folded_and_joined_by_one_space() -> None:
    assert folded_names({"a": ("Sagen & Året", "SAG-Å")}) == {"sagen aret": "a", "sag a": "a"}


_PIECES = st.sampled_from(
    [*LEXICON.systems, "nexux", "neksus", "kmd", "novav", "sag", "🙂", "?", "dok", "bostedet", "å"]
)
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=10).map(" ".join))


@given(text=_TEXTS, known=st.sets(st.sampled_from(["kmd", "sag", "nexux", "bostedet"])))
def test_no_text_raises_and_marks_stand_where_systems_were(text: str, known: set[str]) -> None:
    found = _find(text.replace(SYSTEM_MARK, ""), known=known)

    assert (SYSTEM_MARK in found.words) == bool(found.systems)
    assert found.words.count(SYSTEM_MARK) >= len(found.systems)
    assert set(found.systems) <= set(LEXICON.systems.values())
    assert found.systems or not found.guessed
