"""The editors' gate: what is newly and certainly wrong is refused, and everything else is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.building import samples_of
from bot.content.loading import Content, Folders
from bot.content.models import KnownQuestion, Utterances
from bot.content.places import Place
from bot.content.reading import Document, Location
from bot.content.snapshot import Snapshot, lexicon_of
from bot.content.training import train
from bot.errors import SnapshotError
from bot.services.colliding import Collisions, Theft
from bot.services.comparing import Change, Outcome, compare, compare_with_published, grown_pairs

from .small_content import CONTENT, MAIL, NOT_OURS, NOTE, UTTERANCES

RIGHT = Outcome(is_right=True, reply="answer notat")
WRONG = Outcome(is_right=False, reply="answer mail")
OTHER_WRONG = Outcome(is_right=False, reply="guide dok-skal-jeg")
UNSURE = Outcome(is_right=False, reply="clarify_choice koordinator")
PERSON = Outcome(is_right=False, reply="handoff_offer leder")
KNOWN = (
    KnownQuestion(question=NOTE, reply="answer", article="notat"),
    KnownQuestion(question=MAIL, reply="answer", article="mail", fails=True),
    KnownQuestion(question=NOT_OURS, reply="out_of_scope"),
)


def _content(**utterances: Utterances) -> Content:
    """The small content with `KNOWN` on lines 10, 20 and 30, and some ways of asking written anew."""
    lines: dict[Location, int] = {(number,): 10 * (number + 1) for number in range(len(KNOWN))}
    return replace(
        CONTENT,
        utterances={**UTTERANCES, **utterances},
        known={"alle": list(KNOWN)},
        documents={"known:alle": Document("intents/_known/alle.yaml", [], lines)},
    )


def _swapped() -> Content:
    """What is said of notes is said of mails, and the other way round."""
    return _content(notat=UTTERANCES["mail"], mail=UTTERANCES["notat"])


def _trained(content: Content, like: Snapshot) -> Snapshot:
    lexicon = lexicon_of(content)
    matcher, calibration = train(samples_of(content, lexicon), lexicon)
    return replace(like, hash="def456", matcher=matcher, calibration=calibration)


# --- the gate ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        (RIGHT, WRONG, True),
        (RIGHT, OTHER_WRONG, True),
        (UNSURE, WRONG, True),
        (PERSON, WRONG, True),
        (WRONG, OTHER_WRONG, False),
        (RIGHT, UNSURE, False),
        (RIGHT, PERSON, False),
        (UNSURE, PERSON, False),
        (WRONG, UNSURE, False),
        (WRONG, RIGHT, False),
        (UNSURE, RIGHT, False),
    ],
)
def test_only_a_newly_wrong_certain_answer_is_refused(before: Outcome, after: Outcome, *, is_refused: bool) -> None:
    change = Change(Place("intents/_known/alle.yaml", 10, NOTE), before, after)

    assert change.is_newly_wrong_certain is is_refused


def test_right_is_better_than_unsure_and_unsure_better_than_wrong_and_certain() -> None:
    assert RIGHT.worth > UNSURE.worth == PERSON.worth > WRONG.worth == OTHER_WRONG.worth


# --- two snapshots ----------------------------------------------------------------------------------------------------


def test_the_same_content_changes_nothing(snapshot: Snapshot) -> None:
    found = compare(_content(), published=snapshot, train=lambda: snapshot)

    assert (found.changes, found.grown, found.newly_wrong_certain) == ((), (), ())
    assert [found.published.right, found.working.right] == [3, 3]


def test_a_question_that_now_gets_another_answer_is_told_with_its_place(snapshot: Snapshot) -> None:
    content = _swapped()

    found = compare(content, published=snapshot, train=lambda: _trained(content, snapshot))

    assert [(change.place.line, change.place.text) for change in found.newly_wrong_certain] == [(10, NOTE), (20, MAIL)]
    assert [change.before.reply for change in found.changes] == ["answer notat", "answer mail"]
    assert [change.after.reply for change in found.changes] == ["answer mail", "answer notat"]
    assert (found.published.right, found.working.right) == (3, 1)
    assert found.working.hash == "def456"


def test_what_gets_better_is_told_and_not_refused(snapshot: Snapshot) -> None:
    swapped = _trained(_swapped(), snapshot)

    found = compare(_content(), published=swapped, train=lambda: snapshot)

    assert [change.after.is_right for change in found.changes] == [True, True]
    assert found.newly_wrong_certain == ()


def test_without_anything_published_it_is_said_what_to_do(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "knowledge", tmp_path / "intents")

    with pytest.raises(SnapshotError, match="Kør 'esdh-bot train'"):
        compare_with_published(folders, tmp_path / "var", quiet=True)


# --- new collisions ---------------------------------------------------------------------------------------------------


def _thefts(intent: str, thief: str, *phrases: str) -> tuple[Theft, ...]:
    return tuple(Theft(intent, thief, phrase, "ligner", 0.1) for phrase in phrases)


def test_a_pair_that_steals_clearly_more_is_told_with_the_new_thefts_alone() -> None:
    before = Collisions(100, _thefts("a", "b", "en", "to"))
    after = Collisions(100, (*_thefts("a", "b", "en", "to", "tre"), *_thefts("b", "a", "fire", "fem")))

    (grown,) = grown_pairs(before, after)

    assert (grown.before, grown.after) == (2, 5)
    assert {theft.phrase for theft in grown.pair.thefts} == {"tre", "fire", "fem"}


def test_a_pair_that_steals_one_or_two_more_or_others_instead_is_not_told() -> None:
    before = Collisions(100, (*_thefts("a", "b", "en"), *_thefts("c", "d", "x", "y", "z")))
    after = Collisions(100, (*_thefts("a", "b", "en", "to", "tre"), *_thefts("c", "d", "u", "v", "w")))

    assert list(grown_pairs(before, after)) == []


def test_the_pair_that_grew_most_comes_first() -> None:
    after = Collisions(100, (*_thefts("a", "b", *"123"), *_thefts("c", "d", *"12345"), *_thefts("e", "f", *"1234")))

    grown = grown_pairs(Collisions(100, ()), after)

    assert [each.pair.intents for each in grown] == [("c", "d"), ("e", "f"), ("a", "b")]
