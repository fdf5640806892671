"""Measure the matcher on public sets of questions beside four common methods fitted on the same phrasings.

Every method sees the `train` rows of a set and is asked its `test` rows, in one run. A set is a file of JSON Lines,
`{"text", "label", "split"}`; the label `oos` means that the text is none of the intents. No set is part of the project.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import WRatio, token_set_ratio
from rapidfuzz.process import cdist
from rapidfuzz.utils import default_process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from bot.content.fitting import fit
from bot.content.samples import Sample
from bot.core.folding import fold, words
from bot.core.lexicon import Lexicon
from bot.core.matching import Kind
from bot.core.understanding import match_units
from bot.core.units import units_of

SETS = Path(__file__).parent.parent.parent / "shared" / "bench"
OUTSIDE = "oos"
BM25_K1, BM25_B = 1.2, 0.75  # Robertson and Zaragoza 2009, section 3.5
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Phrasing:
    """One row of a set."""

    text: str
    label: str
    split: str
    language: str


@dataclass(frozen=True)
class Result:
    """Right first in percent over what is in scope, AUROC in percent (None: nothing is out of scope), seconds used."""

    right: float
    auroc: float | None
    seconds: float


Method = Callable[[Sequence[Phrasing], Sequence[str]], Scores]
"""Fitted on phrasings sorted by label, scores texts: shape (texts, labels in alphabetical order)."""


def labels_of(phrasings: Sequence[Phrasing]) -> list[str]:
    """The labels, in alphabetical order."""
    return sorted({each.label for each in phrasings})


def matcher(phrasings: Sequence[Phrasing], texts: Sequence[str]) -> Scores:
    """The project's own matcher as training fits it; sentences count beside the whole text, as in a conversation."""
    fitted = fit([_sample(each) for each in phrasings], Lexicon(systems={}))
    units = [units_of(text, words(fold(text)), fitted) for text in texts]
    return np.array([match_units(fitted, each)[0].scores for each in units], dtype=np.float64)


def _sample(phrasing: Phrasing) -> Sample:
    kind = Kind.OUT_OF_SCOPE if phrasing.label == OUTSIDE else Kind.ARTICLE
    return Sample(phrasing.label, kind, phrasing.language, tuple(words(fold(phrasing.text))), phrasing.text)


def likest_phrasing(scorer: Callable[..., float]) -> Method:
    """The method that scores a label by its phrasing most like the text."""

    def scored(phrasings: Sequence[Phrasing], texts: Sequence[str]) -> Scores:
        asked = [default_process(text) for text in texts]
        known = [default_process(each.text) for each in phrasings]
        _, starts = np.unique([each.label for each in phrasings], return_index=True)
        return np.maximum.reduceat(cdist(asked, known, scorer=scorer, dtype=np.float64), starts, axis=1)

    return scored


def bm25(phrasings: Sequence[Phrasing], texts: Sequence[str]) -> Scores:
    """Okapi BM25 over words, a label's phrasings together being one document."""
    documents = {label: Counter[str]() for label in labels_of(phrasings)}
    for each in phrasings:
        documents[each.label].update(default_process(each.text).split())
    lengths = np.array([document.total() for document in documents.values()], dtype=np.float64)
    damping = BM25_K1 * (1 - BM25_B + BM25_B * lengths / lengths.mean())

    @cache
    def weights(word: str) -> Scores:
        counts = np.array([document[word] for document in documents.values()], dtype=np.float64)
        holding = int(np.count_nonzero(counts))
        rarity = log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
        return np.asarray(rarity * counts * (BM25_K1 + 1) / (counts + damping), dtype=np.float64)

    nothing = np.zeros(len(documents))
    return np.array([sum(map(weights, default_process(text).split()), nothing) for text in texts])


def linear_svc(phrasings: Sequence[Phrasing], texts: Sequence[str]) -> Scores:
    """scikit-learn's linear SVM over tf-idf of words, pairs of words and 3 to 5 characters."""
    features = make_union(TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)))
    fitted = make_pipeline(features, LinearSVC(random_state=0))
    fitted.fit([each.text for each in phrasings], [each.label for each in phrasings])
    margins = np.asarray(fitted.decision_function(texts), dtype=np.float64)
    return margins if margins.ndim == 2 else np.column_stack([-margins, margins])


METHODS: dict[str, Method] = {
    "matcher": matcher,
    "WRatio": likest_phrasing(WRatio),
    "token_set_ratio": likest_phrasing(token_set_ratio),
    "BM25": bm25,
    "LinearSVC": linear_svc,
}


def read_set(path: Path) -> list[Phrasing]:
    """The rows of a file of JSON Lines."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Phrasing(row["text"], row["label"], row["split"], row.get("lang", "")) for row in rows]


def auroc(ours: Sequence[float], outside: Sequence[float]) -> float | None:
    """The chance in percent that one of `ours` scores above one of `outside`, ties counting half; None without both."""
    if not len(ours) or not len(outside):
        return None
    truth = [True] * len(ours) + [False] * len(outside)
    return 100 * float(roc_auc_score(truth, [*ours, *outside]))


def measure(method: Method, rows: Sequence[Phrasing]) -> Result:
    """Fit `method` on the train rows and ask it the test rows. A text's score is that of its best label in scope."""
    begin = perf_counter()
    phrasings = sorted((row for row in rows if row.split == "train"), key=lambda row: row.label)
    asked = [row for row in rows if row.split == "test"]
    labels = np.array(labels_of(phrasings))
    scores = method(phrasings, [row.text for row in asked])
    truth = np.array([row.label for row in asked])
    ours = truth != OUTSIDE
    right = labels[np.argmax(scores, axis=1)] == truth
    best = scores[:, labels != OUTSIDE].max(axis=1)
    return Result(100 * float(right[ours].mean()), auroc(best[ours], best[~ours]), perf_counter() - begin)


def table(results: dict[str, dict[str, Result]]) -> str:
    """One line a set, one column a method: right first / AUROC / seconds."""
    names = list(METHODS)
    heading, last = "right first % / AUROC %", "seconds, fit and ask"
    width = max(map(len, [heading, last, *results]))
    lines = [f"{heading:{width}}" + "".join(f"{name:>18}" for name in names)]
    for name, by_method in results.items():
        cells = [by_method[each] for each in names]
        lines.append(f"{name:{width}}" + "".join(f"{_cell(cell):>18}" for cell in cells))
    seconds = [sum(by_method[each].seconds for by_method in results.values()) for each in names]
    lines.append(f"{last:{width}}" + "".join(f"{each:18.1f}" for each in seconds))
    return "\n".join(lines)


def _cell(result: Result) -> str:
    return f"{result.right:.1f}" if result.auroc is None else f"{result.right:.1f} / {result.auroc:.1f}"


def main(folder: Path) -> None:
    """Print the table over all sets in `folder`, or a sentence when there are none."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        sys.stdout.write(f"No public sets to measure: {folder} holds no *.jsonl file. Nothing was measured.\n")
        return
    results = {}
    for path in files:
        rows = read_set(path)
        results[path.stem] = {name: measure(method, rows) for name, method in METHODS.items()}
        sys.stderr.write(f"{path.stem} done\n")
    sys.stdout.write(f"{table(results)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SETS)
