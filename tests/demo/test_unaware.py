"""Content without an article answers nothing with it, and the rest as before."""

from __future__ import annotations

import pytest

from bot.content.snapshot import Snapshot
from bot.demo.unaware import before
from bot.services.understanding import read
from tests.services.small_content import small_snapshot


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """The small content, trained."""
    return small_snapshot()


def _best(text: str, snapshot: Snapshot) -> tuple[str, float]:
    candidate = read(text, snapshot=snapshot).understanding.candidates[0]
    return candidate.intent, candidate.probability


def test_an_article_that_is_not_there_yet_is_no_candidate(snapshot: Snapshot) -> None:
    article = next(iter(snapshot.library.articles))
    title = snapshot.library.articles[article].title.da
    earlier = before(snapshot, {article})
    candidates = [each.intent for each in read(title, snapshot=earlier).understanding.candidates]

    assert _best(title, snapshot)[0] == article
    assert article not in candidates or candidates[-1] == article
    assert earlier.hash != snapshot.hash


def test_the_others_are_answered_as_before(snapshot: Snapshot) -> None:
    article, other = list(snapshot.library.articles)[:2]
    title = snapshot.library.articles[other].title.da

    assert _best(title, before(snapshot, {article}))[0] == _best(title, snapshot)[0]


def test_other_words_are_other_content_that_answers_the_same(snapshot: Snapshot) -> None:
    article = next(iter(snapshot.library.articles))
    title = snapshot.library.articles[article].title.da
    earlier = before(snapshot, (), [article])

    assert _best(title, earlier) == _best(title, snapshot)
    assert earlier.hash != snapshot.hash


def test_without_nothing_it_is_the_same(snapshot: Snapshot) -> None:
    assert before(snapshot, ()) is snapshot
