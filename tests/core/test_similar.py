"""The same question: a slip or another ending changes nothing, a small word that turns the question everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lexicon import Lexicon
from bot.core.similar import Wording, alike, worded

LEXICON = Lexicon(systems={"aurora": "aurora", "bifrost": "bifrost"}, other_systems={"outlook": "Outlook"})
SAME = 0.85


def _worded(text: str, system: str | None = None) -> Wording:
    return worded(text, lexicon=LEXICON, known=frozenset(), system=system)


def _alike(one: str, other: str) -> float:
    return alike(_worded(one), _worded(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hvordan opretter jeg en sag i Aurora?", "hvordan opretter man en sag i aurora"),
        ("Skal referater journaliseres?", "skal et referat journaliseres"),
        ("Søgning på adresse giver intet", "søgninger på adresser giver intet"),
        ("Må vi slette gamle dokumenter?", "maa vi slette gamle dokumneter"),
        ("Der mangler en sagstype", "der mangler en sags type"),
        ("Er der lukket i dag?", "er der lukket idag"),
        ("How do I merge two cases?", "how do I merge 2 cases"),
        ("Hvad er fristen for breve?", "hvad er frist for breve"),
    ],
)
def test_one_question_in_other_words_is_the_same(one: str, other: str) -> None:
    assert _alike(one, other) >= SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kan jeg slette et notat?", "Kan jeg ikke slette et notat?"),
        ("Hvordan opretter jeg en sag i Aurora?", "Hvordan opretter jeg en sag i Bifrost?"),
        ("Hvordan opretter jeg en sag i Aurora?", "Hvordan opretter jeg en sag?"),
        ("Mailen kan ikke flyttes fra Outlook", "Mailen kan ikke flyttes fra Windows"),
        ("Får fejl 504 ved log ind", "Får fejl 403 ved log ind"),
        ("Hvornår lukker arkivet i maj?", "Hvornår lukker arkivet i juni?"),
        ("Er arkivet åbent på mandag?", "Er arkivet åbent på tirsdag?"),
        ("Mail fra en borger skal journaliseres", "Mail til en borger skal journaliseres"),
        ("Må sagen lukkes før mødet?", "Må sagen lukkes efter mødet?"),
        ("Må jeg slette udkast?", "Skal jeg slette udkast?"),
        ("Hvem lukker en sag?", "Hvordan lukker jeg en sag?"),
        ("Er det lovligt at gemme kladder?", "Er det ulovligt at gemme kladder?"),
        ("Skal et MED-referat journaliseres?", "Skal et MUS-referat journaliseres?"),
        ("Dokumenter med titel vises", "Dokumenter uden titel vises"),
        ("Can we delete old drafts?", "Can't we delete old drafts?"),
    ],
)
def test_a_small_word_makes_it_another_question(one: str, other: str) -> None:
    assert _alike(one, other) < SAME


def test_one_word_for_another_is_another_question_however_long_it_is() -> None:
    story = "kan vi få trukket en liste over alle sager om {} med frist, sagsbehandler, emne og status til regnearket"

    assert _alike(story.format("byggeri"), story.format("dagpleje")) < SAME


def test_the_system_it_is_sent_to_need_not_be_written() -> None:
    asked = _worded("hvordan opretter jeg en sag i Aurora")

    assert alike(asked, _worded("hvordan opretter jeg en sag", system="aurora")) >= SAME
    assert alike(asked, _worded("hvordan opretter jeg en sag", system="bifrost")) == 0.0


@pytest.mark.parametrize("empty", ["", "hej", "?!", "Aurora", "kan I gøre noget ved det"])
def test_words_that_carry_nothing_are_like_nothing(empty: str) -> None:
    assert _alike(empty, empty) == 0.0


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_measure_is_a_share_and_the_order_does_not_matter(one: str, other: str) -> None:
    measure = _alike(one, other)

    assert 0.0 <= measure <= 1.0
    assert measure == pytest.approx(_alike(other, one), abs=1e-9)


@given(st.text(alphabet="abdefghijklmnoprstuvyæøå ", min_size=3, max_size=80))
def test_a_question_that_carries_something_is_itself(text: str) -> None:
    assert _alike(text, text) in (0.0, 1.0)
    assert (_alike(text, text) == 1.0) == bool(_worded(text).carries)
