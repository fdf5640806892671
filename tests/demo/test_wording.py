"""One question is worded in many ways, and stays the same question."""

from __future__ import annotations

import random

import pytest

from bot.demo.scenario import Manners, load_scenario
from bot.demo.wording import filled, mannered, misspelt

PATTERN = "(hvordan|kan man) søge [på tværs] i {system}?"
ENOUGH = 25  # wordings of one gap


@pytest.fixture
def chance() -> random.Random:
    """The same each time."""
    return random.Random(1)  # noqa: S311 -- repeatable, not secret


def test_a_pattern_becomes_each_of_its_sentences(chance: random.Random) -> None:
    assert {filled(PATTERN, chance) for _ in range(100)} == {
        "hvordan søge i {system}?",
        "hvordan søge på tværs i {system}?",
        "kan man søge i {system}?",
        "kan man søge på tværs i {system}?",
    }


def test_one_choice_may_hold_another(chance: random.Random) -> None:
    assert {filled("a [(b|c) ]d", chance) for _ in range(50)} == {"a d", "a b d", "a c d"}


def test_a_slip_changes_one_longer_word(chance: random.Random) -> None:
    before = "må jeg journalisere det"
    after = misspelt(before, chance)

    assert after != before
    assert (after.split()[0], after.split()[1], after.split()[3]) == ("må", "jeg", "det")
    assert misspelt("må jeg det", chance) == "må jeg det"


def test_manners_leave_what_is_asked_in_its_place(chance: random.Random) -> None:
    manners = {"da": Manners(before=("Hej.",), after=("tak",))}
    said = {mannered("Skal sms'er gemmes?", "da", manners, chance) for _ in range(300)}

    assert len(said) > 8
    assert "Hej. Skal sms'er gemmes?" in said
    assert "Skal sms'er gemmes" not in {text.lower() for text in said} - {"skal sms'er gemmes"}


@pytest.mark.parametrize(("key", "gap"), load_scenario().gaps.items())
def test_every_gap_is_asked_in_many_ways_and_in_english(key: str, gap: object) -> None:
    chance = random.Random(key)  # noqa: S311 -- repeatable, not secret
    patterns = load_scenario().gaps[key]

    assert len({filled(chance.choice(patterns.da), chance) for _ in range(1500)}) >= ENOUGH
    assert len(patterns.en) >= 2


def test_there_are_sixty_gaps_one_that_rises_and_some_of_a_system_in_trouble() -> None:
    gaps = load_scenario().gaps

    assert len(gaps) >= 60
    assert sum(gap.course == "rising" for gap in gaps.values()) == 1
    assert sum(gap.course == "trouble" for gap in gaps.values()) >= 2
