"""Each phrasing left out: the arithmetic agrees with a plain loop, thefts are found, and pairs come worst first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from bot.content.fitting import fit
from bot.content.samples import Sample
from bot.content.snapshot import Snapshot
from bot.core.lexicon import Lexicon
from bot.core.matching import Kind, Matcher
from bot.core.meaning import meanings
from bot.core.postings import Floats, Postings
from bot.services.colliding import Collisions, Theft, UnknownIntentError, collisions, pairs
from bot.services.leaving_out import leave_each_out

CASES = ("opret en sag", "opret ny sag nu", "ny sag til borgeren", "sag oprettes hvordan")
MAILS = ("mail på journalen", "journaliser en mail", "skal mails journaliseres", "mail fra borgeren")
STRAY = "skal mails på journalen"
"""A way of asking for mails that somebody has put among the cases."""


def _samples(intent: str, texts: Sequence[str], kind: Kind = Kind.ARTICLE) -> Iterator[Sample]:
    yield from (Sample(intent, kind, "da", tuple(text.split()), text) for text in texts)


def _matcher(**texts: Sequence[str]) -> Matcher:
    """Intents by name; those that begin with 'outside' are out of scope."""
    samples = [
        sample
        for intent, each in texts.items()
        for sample in _samples(intent, each, Kind.OUT_OF_SCOPE if intent.startswith("outside") else Kind.ARTICLE)
    ]
    return fit(samples, Lexicon({}))


def _snapshot(matcher: Matcher, like: Snapshot) -> Snapshot:
    return replace(like, matcher=matcher)


def _whole(postings: Postings) -> Floats:
    """The matrix with its zeros, cell by cell."""
    table = np.zeros((len(postings.starts) - 1, postings.width), dtype=np.float32)
    for row in range(len(table)):
        for at in range(postings.starts[row], postings.starts[row + 1]):
            table[row, postings.columns[at]] = postings.values[at]
    return table


def _similarity(said: Floats, others: Floats, share: float) -> float:
    """The mean of the centroid's cosine and the best phrasing's, of what is left of an intent."""
    if not len(others):
        return 0.0
    total = others.sum(axis=0)
    return float(share * (said @ total) / np.linalg.norm(total) + (1 - share) * (others @ said).max())


@pytest.mark.parametrize("with_head", [True, False])
def test_leaving_out_is_what_a_plain_loop_over_all_phrasings_finds(snapshot: Snapshot, *, with_head: bool) -> None:
    matcher = snapshot.matcher
    labels, share = matcher.phrase_intents, matcher.tuning.centroid
    phrases = _whole(matcher.phrases).T
    liked = share * phrases @ _whole(matcher.centroids)
    if with_head:
        texts = [text.split() for text in matcher.phrase_texts]
        meant = meanings(texts, matcher.vectors, hashes=matcher.hashes, idf=matcher.idf) @ matcher.meant
        said_by_head = (phrases @ _whole(matcher.linear) + meant)[:, matcher.heads] + matcher.bias
        liked += matcher.tuning.linear * said_by_head
    outside = np.array([kind is Kind.OUT_OF_SCOPE for kind in matcher.kinds])
    expected = []
    for at, (said, own) in enumerate(zip(phrases, labels, strict=True)):
        same = outside if outside[own] else np.arange(len(outside)) == own
        rival = int(np.where(same, -np.inf, liked[at]).argmax())
        rest = np.flatnonzero((labels == own) & (np.arange(len(labels)) != at))
        mine = [_similarity(said, phrases[rest], share)]
        if (allies := same & (np.arange(len(outside)) != own)).any():
            ally = int(np.where(allies, liked[at], -np.inf).argmax())
            mine.append(_similarity(said, phrases[labels == ally], share))
        theirs = np.flatnonzero(labels == rival)
        expected.append((rival, max(mine), _similarity(said, phrases[theirs], share)))

    found = leave_each_out(matcher, with_head=with_head)

    assert found.rivals.tolist() == [rival for rival, _, _ in expected]
    assert found.own == pytest.approx([mine for _, mine, _ in expected], abs=1e-5)
    assert found.theirs == pytest.approx([theirs for _, _, theirs in expected], abs=1e-5)


def test_what_stands_in_the_wrong_place_is_stolen_by_the_right_one(snapshot: Snapshot) -> None:
    matcher = _matcher(cases=[*CASES, STRAY], mails=MAILS)

    (theft,) = (each for each in collisions(_snapshot(matcher, snapshot)).thefts if each.phrase == STRAY)

    assert (theft.intent, theft.thief) == ("cases", "mails")
    assert theft.like in MAILS
    assert theft.lead > 0


def test_what_its_own_intent_says_too_is_not_stolen(snapshot: Snapshot) -> None:
    found = collisions(_snapshot(_matcher(cases=CASES, mails=[*MAILS, STRAY]), snapshot))

    assert STRAY not in [theft.phrase for theft in found.thefts]
    assert found.total == len(CASES) + len(MAILS) + 1
    assert found.found == found.total - len(found.thefts)


def test_a_phrasing_that_stands_alone_has_nothing_to_be_found_by() -> None:
    found = leave_each_out(_matcher(alone=["mail på en sag"], mails=MAILS))

    assert found.own[0] == 0
    assert found.stolen[0]


def test_a_phrasing_without_words_is_not_stolen() -> None:
    found = leave_each_out(_matcher(cases=[*CASES, ""], mails=MAILS))

    assert not found.stolen[len(CASES)]


def test_the_only_intent_has_no_rival() -> None:
    matcher = _matcher(cases=CASES, mails=MAILS)
    everything = replace(matcher, kinds=(Kind.OUT_OF_SCOPE, Kind.OUT_OF_SCOPE))

    found = leave_each_out(everything)

    assert found.theirs.tolist() == [-1] * len(found.own)
    assert not found.stolen.any()


def test_groups_out_of_scope_do_not_steal_from_each_other() -> None:
    texts = {"lunch": ["frokost i dag", "frokost i kantinen i dag"], "food": ["frokost i kantinen", "i kantinen i dag"]}

    apart = leave_each_out(_matcher(**texts, cases=CASES))
    together = leave_each_out(_matcher(outside_lunch=texts["lunch"], outside_food=texts["food"], cases=CASES))

    assert apart.stolen.any()
    assert not together.stolen.any()


# --- pairs ------------------------------------------------------------------------------------------------------------


def _theft(intent: str, thief: str, lead: float = 0.1) -> Theft:
    return Theft(intent, thief, f"fra {intent} {lead}", f"hos {thief}", lead)


def test_a_pair_holds_both_directions_and_the_worst_pair_comes_first() -> None:
    thefts = [_theft("a", "b"), _theft("c", "a"), _theft("a", "c"), _theft("c", "a", 0.3)]

    found = pairs(thefts)

    assert [pair.intents for pair in found] == [("a", "c"), ("a", "b")]
    assert [theft.lead for theft in found[0].of("c")] == [0.3, 0.1]
    assert [theft.lead for theft in found[0].of("a")] == [0.1]


def test_only_the_pairs_of_one_intent_are_given_when_asked() -> None:
    thefts = [_theft("a", "b"), _theft("c", "a"), _theft("b", "c")]

    assert [pair.intents for pair in pairs(thefts, intent="a")] == [("a", "b"), ("a", "c")]


def test_nothing_stolen_is_no_pair() -> None:
    assert Collisions(3, ()).found == 3
    assert pairs(()) == []


@pytest.mark.parametrize(("asked", "said"), [("notat-frit", "Mente du notat-frist?"), ("xyz", "Brug navnet på en fil")])
def test_an_unknown_intent_is_told_with_what_to_do(asked: str, said: str) -> None:
    assert said in str(UnknownIntentError(asked, ["notat-frist", "sag-titel"]))
