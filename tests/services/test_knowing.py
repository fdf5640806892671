"""The editors' gate: a known question that gets another reply is told, and so is one that no longer fails."""

from __future__ import annotations

import pytest

from bot.content.models import KnownQuestion
from bot.content.snapshot import Snapshot
from bot.services.knowing import surprises

from .small_content import NOT_OURS, NOTE, PASSWORD


@pytest.mark.parametrize(
    "known",
    [
        KnownQuestion(question=NOTE, reply="answer", article="notat"),
        KnownQuestion(question=PASSWORD, reply="handoff_offer", role="it"),
        KnownQuestion(question=NOT_OURS, reply="out_of_scope"),
        KnownQuestion(question=NOTE, reply="out_of_scope", fails=True),
    ],
)
def test_a_question_that_does_as_its_file_says_is_no_surprise(known: KnownQuestion, snapshot: Snapshot) -> None:
    assert list(surprises([known], snapshot=snapshot)) == []


@pytest.mark.parametrize(
    "known",
    [
        KnownQuestion(question=NOTE, reply="out_of_scope"),
        KnownQuestion(question=NOTE, reply="answer", article="notat", fails=True),
        KnownQuestion(question=PASSWORD, reply="handoff_offer", role="leder"),
        KnownQuestion(question=NOT_OURS, reply="answer", article="notat"),
    ],
)
def test_a_question_that_does_otherwise_is_told(known: KnownQuestion, snapshot: Snapshot) -> None:
    assert [surprise.question for surprise in surprises([known], snapshot=snapshot)] == [known]
