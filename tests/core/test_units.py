"""Units: a message sentence by sentence, without what says nothing of the question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching import Matcher
from bot.core.units import MOST_SENTENCES, Units, units_of

QUESTION = "Hvordan opretter jeg en ny sag?"


def _read(text: str, matcher: Matcher) -> Units:
    return units_of(text, matcher.lexicon.words_of(text, known=matcher), matcher)


def test_one_sentence_is_the_whole(matcher: Matcher) -> None:
    assert _read(QUESTION, matcher) == Units(("hvordan", "opretter", "jeg", "en", "ny", "sag"), (), (QUESTION,))


def test_what_says_nothing_of_the_question_is_left_out(matcher: Matcher) -> None:
    units = _read(f"Hej med jer! Jeg er ny her.\n{QUESTION} Tak for hjælpen.", matcher)

    assert units.asides == ("Hej med jer!", "Jeg er ny her.", "Tak for hjælpen.")
    assert units.asking == (QUESTION,)
    assert units.words == ("hvordan", "opretter", "jeg", "en", "ny", "sag")
    assert units.sentences == ()


def test_what_the_question_needs_stays(matcher: Matcher) -> None:
    units = _read("Hej med jer. Jeg vil slette et notat. Er det i orden at slette?", matcher)

    assert units.asides == ("Hej med jer.",)
    assert units.sentences == (("jeg", "vil", "slette", "et", "notat"), ("er", "det", "i", "orden", "at", "slette"))


def test_of_two_sentences_both_count(matcher: Matcher) -> None:
    """'Jeg er syg i dag. Hvem ringer jeg til?' asks nothing we know without its first half."""
    assert _read(f"Jeg er ny her. {QUESTION}", matcher).asides == ()


def test_nothing_but_asides_is_read_as_it_stands(matcher: Matcher) -> None:
    units = _read("Hej med jer. Jeg er ny her. Tak for hjælpen.", matcher)

    assert units.asides == ()
    assert units.words == ("hej", "med", "jer", "jeg", "er", "ny", "her", "tak", "for", "hjalpen")


def test_a_sentence_that_names_a_system_is_never_an_aside(matcher: Matcher) -> None:
    assert _read(f"Hej med jer. Jeg er ny her i Aurora. {QUESTION}", matcher).asides == ("Hej med jer.",)


def test_what_has_a_question_mark_asks(matcher: Matcher) -> None:
    assert _read(f"Slette filer. {QUESTION} Gemme et notat.", matcher).asking == (QUESTION,)


def test_a_question_that_leans_on_a_story_makes_no_question_of_the_story(matcher: Matcher) -> None:
    units = _read("Hej med jer. Jeg vil slette et notat. Er du ny her?", matcher)

    assert units.asides == ("Hej med jer.", "Er du ny her?")
    assert units.asking == ()


def test_without_a_question_mark_any_sentence_may_ask(matcher: Matcher) -> None:
    assert _read("Slette filer. Opret ny sag.", matcher).asking == ("Slette filer.", "Opret ny sag.")


def test_short_sentences_have_no_say_of_their_own(matcher: Matcher) -> None:
    units = _read("Slette filer? En ny sag. Hvor gemmer jeg mailen?", matcher)

    assert ("slette", "filer") not in units.sentences
    assert {"slette", "filer"} <= set(units.words)


def test_of_many_sentences_the_first_and_the_last_have_a_say(matcher: Matcher) -> None:
    units = _read(" ".join(f"Jeg vil slette notat {number}." for number in range(50)), matcher)

    assert len(units.sentences) == MOST_SENTENCES
    assert (units.sentences[0][-1], units.sentences[-1][-1]) == ("0", "49")


@pytest.mark.parametrize("text", ["", "   ", "?!\n...", "---\n***\n"])
def test_a_text_without_words_has_no_units(matcher: Matcher, text: str) -> None:
    assert _read(text, matcher) == Units((), (), (text,))


@given(text=st.text(alphabet="hejsagtr .!?\n", max_size=80))
def test_every_word_is_either_counted_or_an_aside(matcher: Matcher, text: str) -> None:
    units = _read(text, matcher)
    aside = [word for part in units.asides for word in matcher.lexicon.words_of(part, known=matcher)]

    assert sorted((*units.words, *aside)) == sorted(matcher.lexicon.words_of(text, known=matcher))
