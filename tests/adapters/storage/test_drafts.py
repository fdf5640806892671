"""Drafts: kept whole, found by where they stand, and tried without becoming another version."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.storage import SqliteStorage
from bot.services.ports import Draft, DraftState, DraftText, Sender, Source

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = DraftText(
    article="notat-nyt",
    group="pligt",
    title_da="Nyt?",
    title_en="",
    answer_da="**Ja.**\n\nÆøå.",
    answer_en="",
    basis=(Source("Loven", "The law", "alle", "all"),),
    theme="lovgivning",
    owner="koordinator",
    route="leder",
    system=None,
    utterances_da=("hvad nu",),
    utterances_en=(),
    status="draft",
)


@pytest.fixture
def storage(tmp_path: Path) -> SqliteStorage:
    return SqliteStorage(tmp_path / "esdh.db", secret=b"a secret")


@pytest.fixture
def draft(storage: SqliteStorage) -> Draft:
    """A draft that was just made."""
    with storage.transaction() as work:
        anna = work.person(Sender("web", "anna"), now=NOON).id
        made = Draft("draft-1", None, DraftState.PROPOSED, TEXT, anna, NOON, anna, NOON)
        work.add_draft(made)
    return made


def test_a_draft_comes_back_as_it_was_kept(storage: SqliteStorage, draft: Draft) -> None:
    done = replace(
        draft,
        state=DraftState.PUBLISHED,
        base="abc",
        version=3,
        reason="Nej.",
        patched_at=NOON,
        published_at=NOON,
        published_by=draft.made_by,
        commit_id="def",
    )
    with storage.transaction() as work:
        work.save_draft(done)

    with storage.reading() as work:
        assert work.draft("draft-1") == done
        assert work.draft("draft-2") is None


def test_a_trial_is_kept_beside_the_words(storage: SqliteStorage, draft: Draft) -> None:
    with storage.transaction() as work:
        work.save_trial(draft.id, {"version": 1})
        work.save_draft(replace(draft, version=2))

    with storage.reading() as work:
        assert work.draft(draft.id) == replace(draft, version=2, trial={"version": 1})


def test_the_draft_changed_last_stands_first(storage: SqliteStorage, draft: Draft) -> None:
    with storage.transaction() as work:
        work.add_draft(replace(draft, id="draft-2", changed_at=NOON + timedelta(minutes=1)))
        work.add_draft(replace(draft, id="draft-3", state=DraftState.REJECTED))

    with storage.reading() as work:
        assert [each.id for each in work.drafts(DraftState.PROPOSED)] == ["draft-2", "draft-1"]
        assert [each.id for each in work.drafts(DraftState.REJECTED, DraftState.PUBLISHED)] == ["draft-3"]


def test_who_made_a_draft_may_be_forgotten(storage: SqliteStorage, draft: Draft) -> None:
    with storage.transaction() as work:
        work.forget(draft.made_by)

    with storage.reading() as work:
        kept = work.draft(draft.id)
    assert kept is not None
    assert kept.made_by != draft.made_by
    assert kept.text == TEXT
