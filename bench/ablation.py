"""Measure what each ingredient of understanding is worth: train without it, ask questions nobody here wrote.

Every variant is trained whole, curves included, in this process (one core, a good minute each), and asked the held-out
questions of tests/conversations and of any file named on the command line, all together.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy import sparse

from bot.bootstrap import folders_of, load_snapshot
from bot.content import fitting, training
from bot.content.building import samples_of
from bot.content.heads import HeadTask
from bot.content.loading import load
from bot.content.samples import Sample
from bot.content.snapshot import Snapshot, lexicon_of
from bot.core import calibration, features, understanding, units
from bot.core.lexicon import Lexicon
from bot.core.matching import Match, Matcher, Tuning
from bot.core.meaning import WordVectors
from bot.core.postings import Floats
from bot.services.evaluating import Row, figures, judge, read_questions
from bot.settings import Settings

CONVERSATIONS = Path(__file__).parent.parent / "tests" / "conversations"
HELD_OUT = (CONVERSATIONS / "questions.jsonl", CONVERSATIONS / "strangers.jsonl")
SHOWN = ("right_first", "right_shown", "asked_system", "handed_over", "refused", "wrong_certain", "needless_handoff")
ALMOST_NOTHING = 1e-9  # a weight of nothing would be divided by
Examples = list[Sample]


def _few_facts(matcher: Matcher, match: Match, intents: Sequence[int]) -> list[tuple[float, ...]]:
    return [facts[:2] for facts in calibration.candidate_facts(matcher, match, intents)]


def _only_scores(matcher: Matcher, match: Match) -> tuple[float, ...]:
    return calibration.person_facts(matcher, match)[1:2]


def _no_weights(task: HeadTask, _parts: object, *, features: int) -> tuple[sparse.csr_matrix, Floats, Floats]:
    dimensions = task.seen.shape[1] - len(task.features)
    meant, bias = np.zeros((dimensions, task.width), dtype=np.float32), np.zeros(task.width, dtype=np.float32)
    return sparse.csr_matrix((features, task.width), dtype=np.float32), meant, bias


def _no_vectors() -> WordVectors:
    return WordVectors(np.zeros(1, np.uint32), np.zeros((1, 1), np.int8), 1.0, np.zeros(1, np.bool_))


def _every_other(samples: Examples) -> Examples:
    return samples[::2]


@dataclass(frozen=True)
class Variant:
    """What is changed: (module or class, name, value) for the time of training and asking, examples, synonyms."""

    patches: tuple[tuple[object, str, Any], ...] = ()
    examples: Callable[[Examples], Examples] = list
    has_synonyms: bool = True


def _tuned(**values: float) -> Variant:
    return Variant(((fitting, "Tuning", lambda: replace(Tuning(), **values)),))


VARIANTS = {
    "everything": Variant(),
    "no linear head": Variant(((fitting, "linear_head", _no_weights),)),
    "no word vectors": Variant(((fitting, "word_vectors", _no_vectors),)),
    "no centroid": _tuned(centroid=0.0),
    "no best phrasing": _tuned(centroid=1.0),
    "no letter-by-letter comparison": _tuned(rerank=0.0),
    "no characters": Variant(((features, "CHARACTERS_WEIGHT", ALMOST_NOTHING),)),
    "no pairs of words": Variant(((features, "PAIR_WEIGHT", ALMOST_NOTHING),)),
    "no synonyms": Variant(has_synonyms=False),
    "no correction of spelling": Variant(((Matcher, "spelt", lambda _matcher, tokens: list(tokens)),)),
    "no asides": Variant(((Matcher, "is_aside", lambda _matcher, _tokens: False),)),
    "no sentences": Variant(((units, "sentences", lambda text: [text]),)),
    "two facts about a candidate": Variant(
        tuple((module, "candidate_facts", _few_facts) for module in (training, understanding))
    ),
    "no head for persons": Variant(
        tuple((module, "person_facts", _only_scores) for module in (training, understanding))
    ),
    "half of the examples": Variant(examples=_every_other),
}


def measure(variant: Variant, samples: Examples, lexicon: Lexicon, rows: Sequence[Row], published: Snapshot) -> str:
    """The figures in percent, a column each."""
    lexicon = lexicon if variant.has_synonyms else replace(lexicon, synonyms={})
    features._of_word.cache_clear()
    with ExitStack() as stack:
        stack.enter_context(patch.object(training, "WORTH_A_PROCESS", sys.maxsize))
        for target, name, value in variant.patches:
            stack.enter_context(patch.object(target, name, value))
        matcher, curves = training.train(variant.examples(samples), lexicon)
        found = {
            each.name: each.share
            for each in figures(
                judge(rows, snapshot=replace(published, matcher=matcher, calibration=curves)), snapshot=published
            )
        }
    features._of_word.cache_clear()
    return "".join(f"{100 * (found[name] or 0):17.1f}" for name in SHOWN)


def main(files: Sequence[Path]) -> None:
    """Print a line for each variant."""
    settings = Settings()  # type: ignore[call-arg]
    published = load_snapshot(settings)
    content, _ = load(folders_of(settings))
    lexicon = lexicon_of(content)
    samples = samples_of(content, lexicon)
    rows = [row for file in files for row in read_questions(file)]
    sys.stdout.write(f"{len(rows)} questions\n{'':32}" + "".join(f"{name:>17}" for name in SHOWN) + "\n")
    for name, variant in VARIANTS.items():
        sys.stdout.write(f"{name:32}{measure(variant, samples, lexicon, rows, published)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main([*HELD_OUT, *map(Path, sys.argv[1:])])
