"""The questions the bot is measured by are not among those it learns from: none stands in intents/, nor almost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

from bot.content.building import ways_of_asking
from bot.content.loading import Content, load
from tests.content.small import CHECKOUT, REAL

TOO_NEAR = 88  # of 100, rapidfuzz's ratio
HELD_OUT = CHECKOUT / "tests" / "conversations" / "questions.jsonl"
STRANGERS, FRESH, LONG = (HELD_OUT.with_name(f"{name}.jsonl") for name in ("strangers", "fresh", "long"))
DEVELOPMENT = CHECKOUT.parent / "shared" / "questions-dev.jsonl"  # lies beside the checkout of those who measure


def _questions(path: Path) -> list[str]:
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _written(content: Content) -> Iterator[str]:
    yield from (text for _, _, _, text in ways_of_asking(content))
    yield from (known.question for questions in content.known.values() for known in questions)
    yield from (*content.asides.da, *content.asides.en) if content.asides else ()


@pytest.mark.parametrize("path", [HELD_OUT, STRANGERS, FRESH, LONG, DEVELOPMENT], ids=lambda path: path.stem)
def test_no_utterance_is_almost_a_question_it_is_measured_by(path: Path) -> None:
    if path == DEVELOPMENT and not path.exists():
        pytest.skip("the development questions do not lie beside this checkout")
    content, _ = load(REAL)
    written = list(_written(content))

    scores = process.cdist(written, _questions(path), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=TOO_NEAR)

    assert [text for text, row in zip(written, scores, strict=True) if row.max() >= TOO_NEAR] == []
