"""A draft is titled by its question's first sentence; a question that stands for others is only shortened."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.services.proposing import LONGEST_TITLE, shortened, title_of


@pytest.mark.parametrize(
    ("wording", "title"),
    [
        ("hvor gemmer jeg en sms? den er fra i går", "Hvor gemmer jeg en sms?"),
        ("hvor gemmer\njeg en sms", "Hvor gemmer jeg en sms"),
    ],
)
def test_a_title_is_the_first_sentence(wording: str, title: str) -> None:
    assert title_of(wording) == title


def test_a_question_that_stands_for_others_is_known_by_more_than_its_greeting() -> None:
    assert shortened("jeg er ny her. hvor gemmer\njeg en sms") == "Jeg er ny her. hvor gemmer jeg en sms"


@pytest.mark.parametrize("cut", [title_of, shortened], ids=["title", "short"])
def test_what_is_too_long_ends_between_two_words(cut: Callable[[str], str]) -> None:
    words = cut("ord " * LONGEST_TITLE)

    assert words.endswith("ord …")
    assert len(words) <= LONGEST_TITLE + len(" …")
