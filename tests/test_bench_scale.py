"""The bench of speed: content is grown by varying its own, and the figures are what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.decision import Timings, block, megabytes
from bench.growing import grown, samples_in
from bot.content.fitting import fit
from bot.content.samples import Sample
from bot.core.lexicon import Lexicon
from bot.core.matching import Kind

TEXTS = {
    ("note", "da"): ("skal jeg journalisere mit notat", "hvornår er et notat et dokument", "hvor skriver jeg et notat"),
    ("note", "en"): ("do i have to file my note", "when is a note a document"),
    ("mail", "da"): ("skal en mail på sagen", "mail"),
    ("out-of-scope:weather", "da"): ("hvordan bliver vejret i morgen",),
}
SAMPLES = [
    Sample(intent, Kind.OUT_OF_SCOPE if ":" in intent else Kind.ARTICLE, language, tuple(text.split()), text)
    for (intent, language), texts in TEXTS.items()
    for text in texts
]


def test_grown_content_begins_with_its_own_and_repeats_nothing() -> None:
    samples = grown(SAMPLES, 40)

    assert samples[: len(SAMPLES)] == SAMPLES
    assert len({(sample.intent, sample.tokens) for sample in samples}) == len(samples) == 40


def test_content_grows_alike_every_time() -> None:
    assert grown(SAMPLES, 30) == grown(SAMPLES, 30)


def test_a_new_utterance_has_only_words_of_its_intent_and_language() -> None:
    for sample in grown(SAMPLES, 40)[len(SAMPLES) :]:
        words = {word for text in TEXTS[sample.intent, sample.language] for word in text.split()}

        assert set(sample.tokens) <= words
        assert len(sample.tokens) >= 2
        assert sample.text == " ".join(sample.tokens)


def test_content_of_the_size_is_left_alone() -> None:
    assert grown(SAMPLES, len(SAMPLES)) == SAMPLES


@pytest.mark.parametrize("samples", [SAMPLES[-1:], [Sample("a", Kind.ARTICLE, "da", ("mail",))], []])
def test_content_too_small_to_grow_is_refused(samples: list[Sample]) -> None:
    with pytest.raises(ValueError, match="cannot be varied into 1000"):
        grown(samples, 1_000)


def test_a_matcher_gives_back_what_it_was_fitted_on() -> None:
    found = samples_in(fit(SAMPLES, Lexicon(systems={})))

    assert {(each.intent, each.kind, each.language, each.tokens) for each in found} == {
        (each.intent, each.kind, each.language, each.tokens) for each in SAMPLES
    }
    assert not any(each.for_person for each in found)


def test_the_ratio_is_how_many_decisions_one_scan_lasts() -> None:
    lines = block(Timings(decision=[0.001, 0.002, 0.004], scan=[0.100, 0.100, 0.100])).splitlines()

    assert lines[0].split()[2:6] == ["p50", "2.00", "ms", "p95"]
    assert lines[2].split() == ["ratio", "of", "medians", "50.0"]
    assert lines[3].split() == ["median", "of", "ratios", "50.0"]


def test_the_size_of_an_artefact_is_that_of_all_its_files(tmp_path: Path) -> None:
    (tmp_path / "arrays.npy").write_bytes(b"x" * 1_500_000)
    (tmp_path / "snapshot.json").write_bytes(b"x" * 500_000)

    assert megabytes(tmp_path) == 2.0
