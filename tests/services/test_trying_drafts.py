"""A draft is tried aside: what check says, which questions it wins, and what is certainly wrong because of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.content.loading import content_hash
from bot.services.draft_trial import KnownChange, TrialOrder, Weighed
from bot.services.drafting import DraftChangedError
from bot.services.ports import Draft
from bot.services.trying_drafts import (
    Aside,
    DraftTrial,
    TrialFailedError,
    Weigh,
    is_current,
    texts_of,
    trial_of,
    try_draft,
)

from .desk import ENGLISH, QUESTION, Desk

WAYS = (
    *(QUESTION, "tegning af en bro", "må vi smide brotegninger ud", "gamle tegninger af broer, hvor længe"),
    *("bro tegninger opbevaring", "vi har tegninger af alle byens broer liggende", "hvornår må en brotegning kasseres"),
)
NOTHING = Weighed(
    known=2, right_before=2, right_after=2, changes=(), grown=(), unanswered=0, now_answered=(), answered=0, moved=()
)
WRONG = KnownChange(place="intents/_known/pligter.yaml:1", question="Hvor lang tid?", before="answer notat-frist",
                    after="answer sag-titel", difference=-2, is_newly_wrong_certain=True)  # fmt: skip


@dataclass
class Weighing:
    """Weighs nothing, keeps what it was ordered, and says what it is told to."""

    found: Weighed = NOTHING
    orders: list[TrialOrder] = field(default_factory=list)

    def __call__(self, order: TrialOrder) -> Weighed:
        self.orders.append(order)
        return self.found


def tried(desk: Desk, draft: Draft, weighing: Weigh) -> DraftTrial:
    """The draft tried by the editor."""
    return try_draft(
        draft.id,
        desk.editor,
        seen=draft.version,
        folders=desk.folders,
        data=desk.data,
        weigh=weighing,
        **desk.tools,
    )


def test_what_is_tried_is_the_content_with_the_draft_in_it_and_nothing_else_changes(desk: Desk) -> None:
    draft, before, seen = desk.ready(), content_hash(desk.folders), []

    def look(order: TrialOrder) -> Weighed:
        seen.append((order.knowledge / "articles/praksis/tegninger-broer.yaml").read_text(encoding="utf-8"))
        seen.append((order.intents / "praksis/tegninger-broer.yaml").read_text(encoding="utf-8"))
        return NOTHING

    tried(desk, draft, look)

    assert "Hvor længe skal tegninger af broer gemmes?" in seen[0]
    assert QUESTION in seen[1]
    assert content_hash(desk.folders) == before


def test_the_result_is_kept_with_the_version_and_the_content_it_is_of(desk: Desk) -> None:
    draft = desk.ready()

    trial = tried(desk, draft, Weighing())

    kept = desk.now(draft)
    assert trial_of(kept) == trial
    assert kept.version == draft.version
    assert is_current(trial, kept, desk.folders)


def test_a_result_is_outdated_when_the_draft_or_the_content_was_changed(desk: Desk) -> None:
    draft = desk.ready()
    trial, kept = tried(desk, draft, Weighing()), desk.now(draft)

    assert not is_current(trial, replace(kept, version=kept.version + 1), desk.folders)
    desk.content.change("intents/pligt/notat-frist.yaml", "notat frist", "frist for notat")
    assert not is_current(trial, kept, desk.folders)


def test_past_questions_of_the_last_quarter_are_asked_with_and_without_an_answer(desk: Desk) -> None:
    old = desk.bot.ask("hvem vandt fodboldkampen", who="oda")
    desk.bot.wait(days=100)
    desk.bot.ask("hvad er fristen for notater", who="ib")
    weighing = Weighing()

    tried(desk, desk.ready(), weighing)

    (order,) = weighing.orders
    assert [each.text for each in order.answered] == ["hvad er fristen for notater"]
    assert [each.text for each in order.unanswered] == [QUESTION]
    assert old.question_id not in {each.id for each in order.unanswered}


def test_a_question_whose_text_is_gone_is_not_asked(desk: Desk) -> None:
    draft, weighing = desk.ready(), Weighing()
    (question,) = desk.bot.storage.tables.questions
    with desk.bot.storage.transaction() as work:
        work.update_question(question, text="")

    tried(desk, draft, weighing)

    assert weighing.orders[0].unanswered == ()


def test_what_is_missing_is_told_in_words_and_nothing_is_trained(desk: Desk) -> None:
    weighing = Weighing()

    trial = tried(desk, desk.draft(), weighing)

    sentences = [finding.sentence for finding in trial.findings if finding.is_error]
    assert sentences == ["'en' er tom. Skriv en tekst.", "'en' er tom. Skriv en tekst."]
    assert (trial.weighed, weighing.orders) == (None, [])


def test_what_cannot_be_tried_says_why(desk: Desk) -> None:
    taken = desk.edit(desk.draft(), article="notat-frist", **ENGLISH)

    assert tried(desk, taken, Weighing()).failed == "drafts.error.files_changed"


def test_a_training_that_is_ended_from_outside_says_so(desk: Desk) -> None:
    def ended(_order: TrialOrder) -> Weighed:
        raise TrialFailedError

    draft = desk.ready()

    assert tried(desk, draft, ended).failed == "drafts.error.trial"
    assert not is_current(trial_of(desk.now(draft)), draft, desk.folders)


def test_newly_wrong_certain_answers_are_counted(desk: Desk) -> None:
    trial = tried(desk, desk.ready(), Weighing(NOTHING.model_copy(update={"changes": (WRONG,)})))

    assert trial.newly_wrong == 1


def test_a_draft_is_tried_as_it_was_seen(desk: Desk) -> None:
    draft = desk.ready()
    desk.edit(draft, title_da="En anden titel")

    with pytest.raises(DraftChangedError):
        tried(desk, draft, Weighing())


def test_a_result_of_another_version_of_the_program_is_none(desk: Desk) -> None:
    assert trial_of(replace(desk.draft(), trial={"version": 1, "something": "else"})) is None


def test_texts_are_shown_while_they_are_there(desk: Desk) -> None:
    asked = desk.bot.ask("hvad er fristen for notater")

    assert texts_of([asked.question_id or "", "gone"], services=desk.bot.services) == {
        asked.question_id: "hvad er fristen for notater"
    }


@pytest.mark.slow
def test_a_draft_is_trained_aside_and_wins_the_question_it_was_made_of(desk: Desk) -> None:
    draft = desk.edit(desk.ready(), utterances_da=WAYS)
    asked = desk.bot.ask("hvor længe gemmer vi tegningerne af byens broer", who="ib")

    trial = tried(desk, draft, Aside())

    assert trial.weighed is not None, trial
    first = desk.bot.question(asked).id
    assert first in trial.weighed.now_answered
    assert len(trial.weighed.now_answered) == trial.weighed.unanswered == 2
    assert (trial.weighed.known, trial.weighed.right_before) == (2, trial.weighed.right_after)
    assert trial.findings  # few ways of asking are a warning


def test_the_process_that_is_stopped_ends_in_words() -> None:
    aside = Aside({"PATH": "/nowhere"})
    aside.stop()

    nowhere = Path("/nowhere")
    order = TrialOrder(knowledge=nowhere, intents=nowhere, data=nowhere, article="x", unanswered=(), answered=())
    with pytest.raises(TrialFailedError):
        aside(order)
